// Guides from which nothing is drawn: of latents that a rule eliminates exactly, and of methods without a bound.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { unusedGuide } from '../diagnostics.ts';
import { ruleOfTreatment } from '../stage/derivation-stage.ts';
import { ruleSentences } from '../stage/print-stage.ts';
import type { TakenStage } from '../stage/stage.ts';

export function unusedGuides({ model, treated }: TakenStage): readonly Diagnostic[] {
  return model.guides.flatMap(({ latent, nameSpan: span }) => {
    const treatment = treated.find(({ variable }) => variable === latent)?.treatment;
    if (treatment === undefined || treatment === 'boundedWritten') return [];
    const because =
      treatment === 'dropped'
        ? `nothing depends on \`${latent}\`, which is left out`
        : `${ruleSentences[ruleOfTreatment[treatment]]}, and no guide is needed`;
    const change =
      treatment === 'drawn' || treatment === 'sampled' || treatment === 'dropped'
        ? 'remove it'
        : 'remove it, or write `train elbo` for a bound by this guide';
    return [unusedGuide({ latent, span, because, change })];
  });
}
