// An observed number that is the same in every row: densities that narrow down on it have no maximum.

import { dataKey } from '../data/plates.ts';
import type { TypeDefinition } from '../model/definition.ts';
import { required } from '../record.ts';
import type { Problem } from './problem.ts';

/** `` `x[1]` is 7 in every row ``, or null where all numbers that tell the param vary. `elements`: of which kinds. */
export function constantColumn(
  { definition, sizes, inputs }: Problem,
  param: string,
  elements: readonly TypeDefinition['element'][] = ['real', 'int'],
): string | null {
  const factors = definition.blocks.find(({ params }) => params.includes(param))?.factors ?? [];
  for (const { name, role, type } of definition.variables) {
    if (role !== 'observe' || !factors.includes(name) || !elements.includes(type.element)) continue;
    const values = required(inputs, dataKey(name));
    const width = type.shape.reduce((product, size) => product * size(sizes), 1);
    for (let column = 0; column < width; column++) {
      // Missing values say nothing.
      const first = values.find((value: number, i: number) => i % width === column && !Number.isNaN(value));
      const varies = (value: number, i: number): boolean =>
        i % width === column && value !== first && !Number.isNaN(value);
      if (first === undefined || values.some(varies)) continue;
      return `\`${name}${type.shape.length === 0 ? '' : `[${String(column)}]`}\` is ${String(first)} in every row`;
    }
  }
  return null;
}
