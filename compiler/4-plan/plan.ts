// From a checked model to its derivation, or to the reasons why there is none.

import type { CheckedModel, Variable } from '../3-check/model.ts';
import { isFinite } from '../3-check/model.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { constantSize } from '../sizes/size.ts';
import { indexModel } from './arguments.ts';
import type { ModelIndex } from './arguments.ts';
import { buildBlocks } from './blocks/blocks.ts';
import type { Derivation, FiniteLatent } from './derivation.ts';
import { eliminationOrder } from './eliminate/order.ts';
import { expandLatentArrays } from './eliminate/latent-arrays.ts';
import { exchangeableParams } from './exchangeable.ts';
import { buildFactors } from './factor-graph.ts';
import { planReasons } from './reasons.ts';
import { checkStage } from './rules/check-stage.ts';
import { checkTables } from './rules/tables.ts';

/** The derivation is null exactly when a diagnostic is an error. */
export function planInference(checked: CheckedModel): Outcome<Derivation | null> {
  // The gate: what is beyond it is a model of plates with finite latents, and built families.
  const diagnostics: Diagnostic[] = [...checkStage(checked)];
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const model = expandLatentArrays(checked);
  const index = indexModel(model);
  const latents = model.variables
    .filter((variable) => variable.role === 'latent')
    .map((variable) => finiteLatent(index, variable));
  const factors = buildFactors(index);
  const eliminations = eliminationOrder(model, latents, factors);
  diagnostics.push(...checkTables(model, eliminations));
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const blocks = buildBlocks(index, factors);
  const value: Derivation = {
    model,
    method: latents.length > 0 ? 'em' : blocks.some((block) => block.hasPrior) ? 'map' : 'mle',
    latents,
    factors,
    eliminations,
    blocks,
    reasons: planReasons(latents, factors, blocks),
  };
  return { value, diagnostics };
}

function finiteLatent(index: ModelIndex, variable: Variable): FiniteLatent {
  if (!isFinite(variable.type)) throw new Error(`internal: ${variable.name} is not finite`);
  return {
    name: variable.name,
    plate: variable.plate,
    levels: variable.type.levels ?? constantSize(2),
    exchangeable: exchangeableParams(index, variable),
  };
}
