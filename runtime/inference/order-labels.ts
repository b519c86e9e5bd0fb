// The canonical order of exchangeable latents: by decreasing expected count, so that fits can be compared.

import type { ModelDefinition, Sizes } from '../model/definition.ts';
import { at, mergeRecords, required } from '../record.ts';
import { paramVariables, type ParamArrays } from './problem.ts';

/** `counts`: the expected number of rows at each level, by latent. */
export function orderLabels(
  definition: ModelDefinition,
  sizes: Sizes,
  params: ParamArrays,
  counts: Readonly<Record<string, Float64Array>>,
): ParamArrays {
  const ordered = mergeRecords(params);
  for (const { variable, exchangeable } of definition.latents) {
    if (exchangeable === null) continue;
    const count = required(counts, variable);
    // The sort is stable: equal counts keep their order.
    const order = [...count.keys()].sort((a, b) => at(count, b) - at(count, a));
    for (const { param, axes } of exchangeable) {
      const type = paramVariables(definition).find(({ name }) => name === param)?.type;
      if (type === undefined) throw new Error(`internal: no param \`${param}\` to order`);
      const shape = type.shape.map((size) => size(sizes));
      for (const axis of axes) ordered[param] = permuteAxis(required(ordered, param), shape, axis, order);
    }
  }
  return ordered;
}

/** result[.., i, ..] = values[.., order[i], ..] along the axis. */
export function permuteAxis(
  values: Float64Array,
  shape: readonly number[],
  axis: number,
  order: readonly number[],
): Float64Array {
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const length = at(shape, axis);
  return values.map((_, index) => {
    const position = Math.floor(index / stride) % length;
    return at(values, index + (at(order, position) - position) * stride);
  });
}
