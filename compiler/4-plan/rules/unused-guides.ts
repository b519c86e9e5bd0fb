// Guides of latents that a rule eliminates exactly: nothing is drawn from them.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { unusedGuide } from '../diagnostics.ts';
import { ruleOfTreatment } from '../stage/derivation-stage.ts';
import { ruleNames } from '../stage/print-stage.ts';
import type { TakenStage } from '../stage/stage.ts';

export function unusedGuides({ model, treated }: TakenStage): readonly Diagnostic[] {
  return model.guides.flatMap(({ latent, nameSpan }) => {
    const treatment = treated.find(({ variable }) => variable === latent)?.treatment;
    if (treatment === undefined || treatment === 'boundedWritten') return [];
    return [unusedGuide({ latent, span: nameSpan, rule: ruleNames[ruleOfTreatment[treatment]] })];
  });
}
