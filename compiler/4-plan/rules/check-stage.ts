// The gate before planning: mistakes first, then what no rule derives, then what a rule derives that is not built.
// Of the last kinds a model gets one message.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { notDerivable, notDerivableYet } from '../diagnostics.ts';
import { analysisOf, derivationStage } from '../stage/derivation-stage.ts';
import { checkCritic } from './critic.ts';
import { checkMethod } from './method.ts';
import { refusals } from './refusals.ts';
import { unusedGuides } from './unused-guides.ts';
import { idleOptions } from './idle-options.ts';

export function checkStage(model: CheckedModel): readonly Diagnostic[] {
  const stage = derivationStage(model);
  const mistakes = refusals(model);
  if (stage.kind === 'refused')
    return hasErrors(mistakes) ? mistakes : [...mistakes, notDerivable({ stage })];
  const method = checkMethod(model, analysisOf(model));
  const found = [
    ...mistakes,
    ...method,
    ...checkCritic(model, analysisOf(model)),
    ...unusedGuides(stage),
    // Those of a method that does not apply go with it.
    ...(method.length > 0 ? [] : idleOptions(stage)),
  ];
  const [gap, ...others] = stage.gaps;
  return hasErrors(found) || gap === undefined ? found : [...found, notDerivableYet({ gap, others, stage })];
}
