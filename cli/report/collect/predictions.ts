// Predictions of one observation from everything else, as flat numbers.

import { platePath } from '../../../runtime/data/plates.ts';
import { hasOutput } from '../../../runtime/model/kernel.ts';
import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../../runtime/model/model.ts';
import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import { parentsOf } from '../graph/model-graph.ts';
import { attempt } from './attempt.ts';
import { flatRows } from './flat-rows.ts';

/** `probability`: [row, level]. */
export function predictedLevels(
  fit: AnyFit,
  data: AnyValues,
  variable: VariableDefinition,
  levels: number,
): Float64Array | null {
  const prediction = leftOut(fit, data, variable, 'probability');
  if (prediction === null || !('probability' in prediction)) return null;
  return levelRows(fit, variable, prediction.probability, levels).values;
}

/** [row, element] each. */
export function predictedNumbers(
  fit: AnyFit,
  data: AnyValues,
  variable: VariableDefinition,
): { readonly mean: Float64Array; readonly sd: Float64Array } | null {
  const prediction = leftOut(fit, data, variable, 'mean');
  if (prediction === null || !('mean' in prediction)) return null;
  const { definition } = fit;
  return {
    mean: flatRows(definition, variable, prediction.mean, {}).values,
    sd: flatRows(definition, variable, prediction.sd, {}).values,
  };
}

/** Nested probabilities as [row, level], whatever the variable's own shape. */
export function levelRows(fit: AnyFit, variable: VariableDefinition, nested: unknown, levels: number) {
  const shape = [...variable.type.shape, () => levels];
  return flatRows(fit.definition, { ...variable, type: { ...variable.type, shape } }, nested, {}, fit.sizes);
}

function leftOut(
  fit: AnyFit,
  data: AnyValues,
  { name, plate }: VariableDefinition,
  answer: 'probability' | 'mean',
) {
  const { definition } = fit;
  const { predictParents, predictLeaves } = definition.kernels;
  const exists = [predictParents, predictLeaves].some(
    (kernel) => kernel !== null && hasOutput(kernel, `${answer}.${name}`),
  );
  // Steps are predicted from those around them, not from the rest of their row.
  if (!exists || platePath(definition, plate).some(({ sequence }) => sequence !== null)) return null;
  const rest = Object.fromEntries(Object.entries(data).filter(([key]) => key !== name));
  return attempt(() => fit.predict(rest))?.[name] ?? null;
}

/** Whether inputs have a say in the variable's distribution, directly or through others. Earlier steps are no inputs. */
export function dependsOnInputs(model: CheckedModel, { definition }: AnyFit, name: string): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next) || definition.lags.some((lag) => lag.name === next)) continue;
    seen.add(next);
    const variable = model.variables.find((candidate) => candidate.name === next);
    if (variable?.role === 'given') return true;
    if (variable !== undefined) open.push(...parentsOf(variable));
  }
  return false;
}
