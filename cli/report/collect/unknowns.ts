// What the fit says of finite values that the data do not have: latents, and observations that are missing.

import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyFit, AnyValues } from '../../../runtime/model/model.ts';
import { mostProbable } from '../../measures/classification.ts';
import type { UncertainValue, UnknownView } from '../views.ts';
import { isColoured } from './classification.ts';
import { flatRows, placeOf } from './flat-rows.ts';
import { isFiniteScalar, isSummedNumber, levelNames } from './level-names.ts';
import { levelRows } from './predictions.ts';
import type { SampledRows } from './sample-rows.ts';

const bins = 20;
const mostLevels = 200;
const mostUncertain = 6;
const shownLevels = 3;

export function unknownViews(fit: AnyFit, sampled: SampledRows): UnknownView[] {
  const { definition } = fit;
  if (definition.kernels.posterior === null) return [];
  const posterior = fit.posterior(sampled.data);
  return definition.variables.flatMap((variable) => {
    const nested = posterior[variable.name];
    const isFinite = isFiniteScalar(variable) || isSummedNumber(variable);
    if (nested === undefined || !isFinite || variable.plate === null) return [];
    // What nothing depends on stands in the table of missing values.
    if (variable.role === 'observe' && variable.isLeaf) return [];
    const names = levelNames(fit, variable);
    if (names.length < 2 || names.length > mostLevels) return [];
    const view = unknownView(fit, sampled, variable, nested, names);
    return view.unknown === 0 ? [] : [view];
  });
}

function unknownView(
  fit: AnyFit,
  { data, stride }: SampledRows,
  variable: VariableDefinition,
  nested: unknown,
  names: readonly string[],
): UnknownView {
  const { definition } = fit;
  const levels = names.length;
  const { values, counts, rows } = levelRows(fit, variable, nested, levels);
  const observed = observedOf(fit, data, variable);
  const seen = new Float64Array(levels);
  const expected = new Float64Array(levels);
  const hard = new Float64Array(levels);
  const certainty = new Float64Array(levels);
  const largest = new Float64Array(bins * levels);
  const open: { readonly row: number; readonly certainty: number }[] = [];
  for (let row = 0; row < rows; row++) {
    const known = observed?.[row] ?? NaN;
    if (!Number.isNaN(known)) {
      seen[known] = (seen[known] ?? 0) + 1;
      continue;
    }
    for (let level = 0; level < levels; level++)
      expected[level] = (expected[level] ?? 0) + (values[row * levels + level] ?? 0);
    const best = mostProbable(values, row * levels, levels);
    const chance = values[row * levels + best] ?? 0;
    hard[best] = (hard[best] ?? 0) + 1;
    certainty[best] = (certainty[best] ?? 0) + chance;
    const cell = Math.min(bins - 1, Math.floor(chance * bins)) * levels + best;
    largest[cell] = (largest[cell] ?? 0) + 1;
    open.push({ row, certainty: chance });
  }
  const bySteps = definition.plates.some(
    ({ name, sequence }) => name === variable.plate && sequence !== null,
  );
  open.sort((a, b) => a.certainty - b.certainty || a.row - b.row);
  return {
    variable: variable.name,
    levels: names,
    coloured: isColoured(fit, variable.plate ?? '', variable.name),
    seen: observed === null ? null : seen,
    unknown: open.length,
    expected,
    hard,
    certainty: certainty.map((sum, level) => sum / (hard[level] ?? 0)),
    largest,
    bins,
    bySteps,
    // What is as good as certain is not uncertain, even where it is the least certain of all.
    leastCertain: open
      .slice(0, mostUncertain)
      .filter((entry) => entry.certainty < 0.999)
      .map(({ row }) => ({
        place: placeOf(row, counts, stride).map((place, depth, path) =>
          bySteps && depth === path.length - 1 ? place - 1 : place,
        ),
        probabilities: topLevels(values.subarray(row * levels, (row + 1) * levels)),
      })),
  };
}

function observedOf(fit: AnyFit, data: AnyValues, variable: VariableDefinition): Float64Array | null {
  if (variable.role !== 'observe') return null;
  const given = data[variable.name];
  if (given === undefined) return new Float64Array();
  return flatRows(fit.definition, variable, given, fit.levels, fit.sizes).values;
}

function topLevels(probabilities: Float64Array): UncertainValue['probabilities'] {
  return Array.from(probabilities, (probability, level) => ({ level, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, shownLevels);
}
