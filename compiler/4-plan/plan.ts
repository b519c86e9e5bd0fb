// From a checked model to its derivation, or to the reasons why there is none.

import type { CheckedModel, Variable } from '../3-check/model.ts';
import { levelsOf } from '../3-check/model.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { constantSize } from '../sizes/size.ts';
import { hasEvidence, indexModel, isSummed, picksEntries, variableOf } from './arguments.ts';
import type { ModelIndex } from './arguments.ts';
import { buildBlocks } from './blocks/blocks.ts';
import type { Derivation, Factor, FiniteLatent } from './derivation.ts';
import { eliminationOrder } from './eliminate/order.ts';
import { expandLatentArrays } from './eliminate/latent-arrays.ts';
import { exchangeableParams } from './exchangeable.ts';
import { buildFactors, isConditional } from './factor-graph.ts';
import { planReasons } from './reasons.ts';
import { rewriteCuts } from './rewrite/cuts.ts';
import { splitMixtures } from './rewrite/mixtures.ts';
import { checkStage } from './rules/check-stage.ts';
import { checkTables } from './rules/tables.ts';
import { hiddenLags, stepsAsRows } from './sequences/steps-as-rows.ts';
import { stagedModel } from './stage/derivation-stage.ts';

/** The derivation is null exactly when a diagnostic is an error. */
export function planInference(checked: CheckedModel): Outcome<Derivation | null> {
  // The gate: what is beyond it is a model of plates with finite latents, and built families.
  const diagnostics: Diagnostic[] = [...checkStage(checked)];
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const { model: rows, lags } = stepsAsRows(rewriteCuts(stagedModel(checked)));
  const model = splitMixtures(expandLatentArrays(rows));
  const index = indexModel(model);
  const { latents, factors, eliminations } = planElimination(index);
  diagnostics.push(...checkTables(model, eliminations));
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const blocks = buildBlocks(index, factors);
  const value: Derivation = {
    model,
    lags: [...lags, ...hiddenLags(model)],
    method: isIterated(latents, factors) ? 'em' : blocks.some((block) => block.hasPrior) ? 'map' : 'mle',
    latents,
    factors,
    eliminations,
    blocks,
    reasons: planReasons(latents, factors, blocks, (param) => variableOf(index, param).distribution !== null),
  };
  return { value, diagnostics };
}

/** The factors of the log joint, and how what is summed out of them is. */
export function planElimination(index: ModelIndex): Pick<Derivation, 'latents' | 'factors' | 'eliminations'> {
  const { model } = index;
  const latents = model.variables
    .filter((variable) => isSummed(index, variable))
    .map((variable) => finiteLatent(index, variable));
  const factors = buildFactors(index);
  return { latents, factors, eliminations: eliminationOrder(model, latents, factors) };
}

/** Whether statistics are expected ones: of latents, or of vectors with missing entries. */
function isIterated(latents: readonly FiniteLatent[], factors: readonly Factor[]): boolean {
  return latents.length > 0 || factors.some((factor) => isConditional(factor));
}

function finiteLatent(index: ModelIndex, variable: Variable): FiniteLatent {
  return {
    name: variable.name,
    plate: variable.plate,
    levels: levelsOf(variable.type) ?? constantSize(2),
    lagOf: variable.lagOf ?? null,
    hasEvidence: hasEvidence(index, variable),
    isNumber: variable.type.element === 'int' && !picksEntries(index, variable),
    exchangeable:
      variable.entryOf === undefined && variable.lagOf === undefined
        ? exchangeableParams(index, variable)
        : null,
  };
}
