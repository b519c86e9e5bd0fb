// An observed number that is the same in every row: densities that narrow down on it have no maximum.

import { dataKey } from '../data/plates.ts';
import type { TypeDefinition } from '../model/definition.ts';
import { at, required } from '../record.ts';
import type { Problem } from './problem.ts';

/** `` `x[1]` is 7 in every row ``, or null where all numbers that tell the param vary. `elements`: of which kinds. */
export function constantColumn(
  { definition, sizes, data }: Problem,
  param: string,
  elements: readonly TypeDefinition['element'][] = ['real', 'int'],
): string | null {
  const factors = definition.blocks.find(({ params }) => params.includes(param))?.factors ?? [];
  const variables = definition.variables
    .filter(
      ({ name, role, type }) =>
        role === 'observe' && factors.includes(name) && elements.includes(type.element),
    )
    .map(({ name, type }) => {
      const width = type.shape.reduce((product, size) => product * size(sizes), 1);
      // Missing values say nothing.
      return { name, type, first: new Float64Array(width).fill(NaN), varies: new Uint8Array(width) };
    });
  for (const { arrays } of data.chunks()) {
    for (const { name, first, varies } of variables) {
      const values = required(arrays, dataKey(name));
      for (let i = 0; i < values.length; i++) {
        const [value, column] = [at(values, i), i % first.length];
        if (Number.isNaN(value)) continue;
        if (Number.isNaN(at(first, column))) first[column] = value;
        else if (value !== first[column]) varies[column] = 1;
      }
    }
    if (variables.every(({ varies }) => !varies.includes(0))) return null;
  }
  for (const { name, type, first, varies } of variables) {
    const column = first.findIndex((value, i) => !Number.isNaN(value) && varies[i] === 0);
    if (column >= 0)
      return `\`${name}${type.shape.length === 0 ? '' : `[${String(column)}]`}\` is ${String(at(first, column))} in every row`;
  }
  return null;
}
