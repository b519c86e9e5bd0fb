// Where along a sequence data become impossible: of the steps up to some point the first without which they are not. More
// observations can only lower a probability, so halving finds it.

import { offsetKey, platePath, rowsKey } from '../data/plates.ts';
import type { ShapedData } from '../data/shape-data.ts';
import { subsetRows } from '../data/subset-rows.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { Arrays, ModelDefinition, NumericArray } from '../model/definition.ts';
import { at, mergeRecords, required } from '../record.ts';

export interface Step {
  /** The sequence. */
  readonly plate: string;
  /** A flat row of it. */
  readonly row: number;
}

/**
 * The first step that is impossible after those before it, in a row of an outermost plate, or of a sequence outside every
 * plate (null). Null where no steps alone are to blame.
 */
export function impossibleStep(
  definition: ModelDefinition,
  shaped: ShapedData,
  inputs: Arrays,
  outer: { readonly plate: string; readonly row: number } | null,
): Step | null {
  for (const { name, sequence, parent } of definition.plates) {
    if (sequence === null || (outer === null && parent !== null)) continue;
    const range = outer === null ? { first: 0, last: required(shaped.sizes, rowsKey(name)) } : stepsIn(definition, shaped, name, outer); // prettier-ignore
    if (range === null) continue;
    const isPossible = (steps: number): boolean => {
      const rows = Array.from({ length: steps }, (_, step) => range.first + step);
      return Number.isFinite(score(definition, subsetRows(definition, shaped, name, rows, true), inputs));
    };
    let [possible, impossible] = [0, range.last - range.first];
    if (impossible === 0 || isPossible(impossible)) continue;
    while (impossible - possible > 1) {
      const middle = (possible + impossible) >> 1;
      if (isPossible(middle)) possible = middle;
      else impossible = middle;
    }
    return { plate: name, row: range.first + impossible - 1 };
  }
  return null;
}

/** The steps of a sequence in one row of the outermost plate around it; null: another is around it. */
function stepsIn(
  definition: ModelDefinition,
  { arrays }: ShapedData,
  sequence: string,
  outer: { readonly plate: string; readonly row: number },
): { readonly first: number; readonly last: number } | null {
  const [root, ...inner] = platePath(definition, sequence);
  if (root?.name !== outer.plate || inner.length === 0) return null;
  return inner.reduce(
    ({ first, last }, { name }) => {
      const offsets = required(arrays, offsetKey(name));
      return { first: at(offsets, first), last: at(offsets, last) };
    },
    { first: outer.row, last: outer.row + 1 },
  );
}

function score(definition: ModelDefinition, shaped: ShapedData, inputs: Arrays): number {
  const kernel = prepareKernel(definition.kernels.score, shaped.sizes);
  kernel.run(mergeRecords<NumericArray>(inputs, shaped.arrays));
  return at(required(kernel.outputs, 'logLikelihood'), 0);
}
