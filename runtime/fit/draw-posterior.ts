// Draws of latents given the data.

import { checkSeed, seedWords } from '../inference/options.ts';
import { TrainError } from '../errors.ts';
import type { PosteriorOptions } from '../model/model.ts';
import { emptyRecord, required } from '../record.ts';
import { scalarOutput } from '../model/kernel.ts';
import type { FitState } from './fit-state.ts';
import { refuseImpossible } from './refuse-impossible.ts';

import { existing, nestRows, runOn, shapeForFit, shapeOf, unknownsOf } from './queries.ts';

/** Each draw nested as its plates are. */
export function samplePosterior(
  state: FitState,
  data: Readonly<Record<string, unknown>>,
  { n = 1, seed = 1 }: PosteriorOptions,
): readonly Record<string, unknown>[] {
  if (!Number.isInteger(n) || n < 1)
    throw new TrainError(`cannot draw ${String(n)} times: give a whole number from 1 on`);
  const [low, high] = seedWords(checkSeed(seed));
  const definition = existing(state, 'drawPosterior');
  const shaped = shapeForFit(state, data, false);
  const score = runOn(state, state.definition.kernels.score, shaped);
  if (scalarOutput(score, 'logLikelihood') === -Infinity) refuseImpossible(state, shaped);
  return Array.from({ length: n }, (_, draw) => {
    const { outputs } = runOn(state, definition, shaped, { key: Int32Array.of(low, high + draw) });
    const result = emptyRecord<unknown>();
    for (const variable of unknownsOf(state, definition, 'draw')) {
      const values = required(outputs, `draw.${variable.name}`);
      result[variable.name] = nestRows(
        state,
        variable,
        values,
        shaped.counts,
        shapeOf(variable, shaped),
        'value',
      );
    }
    return result;
  });
}
