// Questions about what is hidden have no answer where the data are impossible under the fit: that is said, with the row or
// step to blame, rather than answered by zeros.

import { computeCenters } from '../data/center.ts';
import { inMemory } from '../data/chunks.ts';
import type { ShapedData } from '../data/shape-data.ts';
import { impossibleData } from '../inference/impossible.ts';
import { hyperArrays } from '../inference/problem.ts';
import type { NumericArray } from '../model/definition.ts';
import { mergeRecords } from '../record.ts';
import { hyperOf, type FitState } from './fit-state.ts';

/** Error: `DataError`, always. `score`: the kernel that found it out. */
export function refuseImpossible(
  state: FitState,
  shaped: ShapedData,
  score = state.definition.kernels.score,
): never {
  const { params } = state;
  const definition = { ...state.definition, kernels: { ...state.definition.kernels, score } };
  const data = inMemory(definition, shaped);
  const inputs = mergeRecords<NumericArray>(computeCenters(definition, data), hyperArrays(hyperOf(state)));
  throw impossibleData({ definition, data, inputs }, params, -Infinity);
}
