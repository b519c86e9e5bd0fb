// Forecasts by hand: powers of the transitions into observations. Random models are checked against enumeration in random-hidden.

import { expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';

const move = [
  [0.7, 0.3],
  [0.1, 0.9],
];
const hidden = (body: string): string => `model Hidden {
  param move: simplex[2, 2]
  param mean: real[2]
  plate row {
    sequence t {
      latent  z[0]: category<2> ~ Categorical([0.5, 0.5])
      latent  z[t]: category<2> ~ Categorical(move[z[t-1]])
      ${body}
    }
  }
}`;
const plain = hidden('observe x[t]: real ~ Normal(mean[z[t]], 1)');

/** Probabilities of the states, and mean and sd of the observation, so many steps after they are known to be these. */
function ahead(now: readonly number[], steps: number, mean: readonly number[]): readonly [number, number] {
  let state = now;
  for (let step = 0; step < steps; step++)
    state = [0, 1].map((j) => state.reduce((sum, p, i) => sum + p * (move[i]?.[j] ?? NaN), 0));
  const first = state.reduce((sum, p, k) => sum + p * (mean[k] ?? NaN), 0);
  const square = state.reduce((sum, p, k) => sum + p * (1 + (mean[k] ?? NaN) ** 2), 0);
  return [first, Math.sqrt(square - first ** 2)];
}

test('states go through the transitions into observations', async () => {
  const mean = [0, 5];
  const fit = (await compileModel(plain)).with({ move, mean });
  const x = [[0.3, 4.8, 2.4], []];
  const last = (fit.filter({ x }) as { z: number[][][] }).z[0]?.at(-1) ?? [];
  const { x: found } = fit.forecast({ x }, { steps: 3 }) as unknown as {
    x: { mean: number[][]; sd: number[][] };
  };
  expect(found.mean.map((steps) => steps.length)).toEqual([3, 3]);
  for (const step of [1, 2, 3]) {
    const [due, sd] = ahead(last, step, mean);
    expect(found.mean[0]?.[step - 1]).toBeCloseTo(due, 12);
    expect(found.sd[0]?.[step - 1]).toBeCloseTo(sd, 12);
    expect(found.mean[1]?.[step - 1]).toBeCloseTo(ahead([0.5, 0.5], step - 1, mean)[0], 12);
  }
});

test('one step unless more are asked for, of what is no list of rows too, and of states that are far ahead', async () => {
  const model = await compileModel(plain.replace('plate row {', '').replace(/}$/, ''));
  const fit = model.with({ move, mean: [0, 4] });
  const of = (steps?: number): number[] =>
    (
      fit.forecast({ x: Float64Array.of(1, 2) }, steps === undefined ? {} : { steps }) as unknown as {
        x: { mean: number[] };
      }
    ).x.mean;
  expect(of()).toHaveLength(1);
  // The stationary distribution of the transitions is (1/4, 3/4).
  expect(of(200).at(-1)).toBeCloseTo(3, 12);
});

test('inputs come with their values at the steps to come', async () => {
  const model = await compileModel(
    hidden('given u[t]: real\n observe x[t]: real ~ Normal(mean[z[t]] + u[t], 1)'),
  );
  const fit = model.with({ move, mean: [0, 0] });
  const { x } = fit.forecast({ x: [[1, 2]], u: [[0, 0, 7, 8]] }, { steps: 2 }) as unknown as {
    x: { mean: number[][] };
  };
  expect(x.mean[0]?.[0]).toBeCloseTo(7, 12);
  expect(x.mean[0]?.[1]).toBeCloseTo(8, 12);
  expect(() => fit.forecast({ x: [[1, 2]], u: [[0, 0]] }, { steps: 2 })).toThrow(
    'variable `u`, row 1: has 2 steps, where the data have 2 and the forecast 2 more',
  );
});

test('what has no forecast is refused by name', async () => {
  const fit = (await compileModel(plain)).with({ move, mean: [0, 5] });
  expect(() => fit.forecast({ x: [[1]] }, { steps: 0 })).toThrow('cannot forecast 0 steps');
  const own = await compileModel(
    hidden(
      'observe x[0]: real ~ Normal(0, 1)\n observe x[t]: real ~ Normal(mean[z[t]] + x[t-1], 1)\n observe y[t]: real ~ Normal(mean[z[t]], 1)',
    ),
  );
  expect(() => own.with({ move, mean: [0, 5] }).forecast({ x: [[1]], y: [[1]] })).toThrow(
    'variable `x`: is forecast, but other variables depend on it, and its prediction is not derivable yet',
  );
});
