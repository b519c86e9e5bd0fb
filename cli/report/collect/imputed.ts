// What missing values are under the fit.

import type { AnyFit, AnyValues } from '../../../runtime/model/model.ts';
import { attempt } from './attempt.ts';
import { flatRows } from './flat-rows.ts';

/** By variable, [row, element]: means of numbers, the most probable codes of finite values; what is seen is itself. */
export type Imputed = Readonly<Record<string, Float64Array>>;

export function imputedValues(fit: AnyFit, data: AnyValues): Imputed {
  const { definition, levels, sizes } = fit;
  const missing = definition.variables.filter(
    (variable) =>
      variable.role === 'observe' &&
      variable.optional &&
      data[variable.name] !== undefined &&
      flatRows(definition, variable, data[variable.name], levels, sizes).values.some(Number.isNaN),
  );
  if (missing.length === 0) return {};
  const predictions = attempt(() => fit.impute(data));
  if (predictions === null) return {};
  const result = Object.create(null) as Record<string, Float64Array>;
  for (const variable of missing) {
    const prediction = predictions[variable.name];
    if (prediction === undefined) continue;
    const nested = 'mean' in prediction ? prediction.mean : prediction.value;
    result[variable.name] = flatRows(definition, variable, nested, levels, sizes).values;
  }
  return result;
}
