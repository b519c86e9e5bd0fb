// The oracle itself, on cases whose answers are known by hand.

import { expect, test } from 'vitest';
import { analyse } from '../../../compiler/pipeline.ts';
import {
  expectations,
  expectedLogJoint,
  infer,
  logJointOf,
  logPosteriorOf,
  pairwise,
  type NestedValues,
} from '../../../cli/verify/oracle/exact.ts';
import type { Told } from '../../../cli/verify/oracle/world.ts';
import {
  choleskyOf,
  digammaOf,
  logGamma,
  textbookLogDensity,
} from '../../../cli/verify/oracle/textbook-densities.ts';

function toldOf(text: string, params: NestedValues, data: NestedValues): Told {
  const [model] = analyse({ path: 'oracle.gen', text }).models;
  if (model === undefined) throw new Error('the spec has errors');
  return { model, sizes: {}, hyper: {}, params, data };
}

const mixture = `model Mixture {
  param weight: simplex[2]
  param mean:   real[2]
  plate row {
    latent  kind: category<2> ~ Categorical(weight)
    observe x:    real        ~ Normal(mean[kind], 1)
  }
}`;

const normal = (x: number, mean: number): number => Math.exp(-0.5 * (x - mean) ** 2) / Math.sqrt(2 * Math.PI);

test('a mixture of two', () => {
  const told = toldOf(mixture, { weight: [0.3, 0.7], mean: [0, 2] }, { x: [0.5, 3] });
  const joint = [0.5, 3].map((x) => [0.3 * normal(x, 0), 0.7 * normal(x, 2)] as const);
  const totals = joint.map(([a, b]) => a + b);
  const found = infer(told);
  expect(found.rows?.['row']?.map(Math.exp)).toEqual(
    totals.map((total) => expect.closeTo(total, 14) as number),
  );
  expect(found.logLikelihood).toBeCloseTo(
    totals.reduce((sum, total) => sum + Math.log(total), 0),
    12,
  );
  expect(found.marginals['kind']).toEqual(
    joint.map(([a, b]) => [
      expect.closeTo(a / (a + b), 12) as number,
      expect.closeTo(b / (a + b), 12) as number,
    ]),
  );
  expect(found.best['kind']).toEqual([0.3 * normal(0.5, 0) > 0.7 * normal(0.5, 2) ? 0 : 1, 1]);
  expect(logJointOf(told, found.best)).toBeCloseTo(found.bestLogJoint, 12);
  const squared = expectations(told, ({ variable, path, reader }) =>
    variable.name === 'x' && path[0] === 1
      ? [() => Number(reader.variable('x')) * (Number(reader.variable('kind')) + 1)]
      : [],
  ).flat();
  expect(squared).toEqual([expect.closeTo(3 * (1 + (0.7 * normal(3, 2)) / (totals[1] ?? 0)), 12)]);
});

test('one step of EM on it does not lower the likelihood, and Q grows as the bound says', () => {
  const before = { weight: [0.3, 0.7], mean: [0, 2] };
  const after = { weight: [0.5, 0.5], mean: [-0.2, 2.5] };
  const told = toldOf(mixture, before, { x: [0.5, 3, -1, 2.2] });
  const q = expectedLogJoint(told);
  const gain = logPosteriorOf({ ...told, params: after }) - logPosteriorOf(told);
  expect(gain).toBeGreaterThanOrEqual(q(after) - q(before));
});

test('a latent outside every plate ties the rows; plates nest and may be empty', () => {
  const told = toldOf(
    `model Tied {
      latent all: bool ~ Bernoulli(0.25)
      plate outer {
        latent z: bool ~ Bernoulli(if all then 0.9 else 0.5)
        plate inner { observe y: bool ~ Bernoulli(if z then 0.8 else 0.1) }
      }
    }`,
    {},
    { y: [[1, 0], []] },
  );
  const row = (p: number): number => p * 0.8 * 0.2 + (1 - p) * 0.1 * 0.9;
  const total = 0.25 * row(0.9) + 0.75 * row(0.5);
  const found = infer(told);
  expect(found.rows).toBeNull();
  expect(found.logLikelihood).toBeCloseTo(Math.log(total), 12);
  expect(found.marginals['all']).toEqual([
    expect.closeTo((0.75 * row(0.5)) / total, 12),
    expect.closeTo((0.25 * row(0.9)) / total, 12),
  ]);
  // A row without observations keeps its prior, mixed over the global latent's posterior.
  const empty = (found.marginals['z'] as number[][])[1];
  expect(empty?.[1]).toBeCloseTo((0.25 * row(0.9) * 0.9 + 0.75 * row(0.5) * 0.5) / total, 12);
});

test('the elements of a latent array are latents', () => {
  const told = toldOf(
    `model Switches {
      latent on: bool[2] ~ Bernoulli(0.5)
      observe x: count ~ Poisson(if on[0] and on[1] then 4 else 1)
    }`,
    {},
    { x: 3 },
  );
  const poisson = (rate: number): number => (Math.exp(-rate) * rate ** 3) / 6;
  const found = infer(told);
  expect(found.logLikelihood).toBeCloseTo(Math.log(0.25 * poisson(4) + 0.75 * poisson(1)), 12);
  const both = (0.25 * poisson(4)) / (0.25 * poisson(4) + 0.75 * poisson(1));
  expect(found.marginals['on']).toEqual([0, 1].map(() => [1, 1].map(() => expect.any(Number) as number)));
  expect((found.marginals['on'] as number[][])[0]?.[1]).toBeCloseTo(both + (1 - both) / 3, 12);
});

test('a chain is gone through path by path, its END with a step of its own', () => {
  const told = toldOf(
    `model Words {
      param move: simplex[2, 2]
      param say:  simplex[2, 3]
      plate text {
        sequence t until w {
          latent  z[0]: category<2> ~ Categorical(stationary(move))
          latent  z[t]: category<2> ~ Categorical(move[z[t-1]])
          observe w[t]: category<3> ~ Categorical(say[z[t]])
          observe y[t]: bool? ~ Bernoulli(if z[t] == 0 then 0.2 else 0.6)
        }
      }
    }`,
    { move: [[0.7, 0.3], [0.6, 0.4]], say: [[0.5, 0.2, 0.3], [0.1, 0.4, 0.5]] }, // prettier-ignore
    { w: [[1], []], y: [[Number.NaN], []] },
  );
  const start = [2 / 3, 1 / 3];
  const move = [[0.7, 0.3], [0.6, 0.4]]; // prettier-ignore
  const say = [[0.5, 0.2, 0.3], [0.1, 0.4, 0.5]]; // prettier-ignore
  const path = (i: number, j: number): number =>
    (start[i] ?? 0) * (say[i]?.[1] ?? 0) * (move[i]?.[j] ?? 0) * (say[j]?.[2] ?? 0);
  const total = path(0, 0) + path(0, 1) + path(1, 0) + path(1, 1);
  const atOnce = (2 / 3) * 0.3 + (1 / 3) * 0.5;
  const found = infer(told);
  expect(found.rows?.['text']).toEqual([
    expect.closeTo(Math.log(total), 12),
    expect.closeTo(Math.log(atOnce), 12),
  ]);
  const [chain = [], end = []] = found.marginals['z'] as number[][][];
  expect(chain).toHaveLength(2);
  expect(chain[1]?.[0]).toBeCloseTo((path(0, 0) + path(1, 0)) / total, 12);
  expect(end[0]?.[1]).toBeCloseTo(((1 / 3) * 0.5) / atOnce, 12);
  const [[missing = []] = []] = found.marginals['y'] as number[][][];
  expect(missing[1]).toBeCloseTo(0.2 + 0.4 * (chain[0]?.[1] ?? 0), 12);
  const pair = pairwise(told, { variable: 'z', indices: [0, 0] }, { variable: 'z', indices: [0, 1] });
  expect(pair[1]?.[0]).toBeCloseTo(path(1, 0) / total, 12);
  expect(logJointOf(told, found.best)).toBeCloseTo(found.bestLogJoint, 12);
});

test('special functions and densities at known values', () => {
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
  expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 13);
  expect(digammaOf(1)).toBeCloseTo(-0.5772156649015329, 13);
  expect(choleskyOf([[4, 2], [2, 10]])).toEqual([[2], [1, 3]]); // prettier-ignore
  expect(textbookLogDensity('Gamma', 2, 0, { shape: 1, rate: 3 })).toBeCloseTo(Math.log(3) - 6, 13);
  expect(textbookLogDensity('Dirichlet', [0.2, 0.3, 0.5], 1, { concentration: 1 })).toBeCloseTo(
    Math.log(2),
    13,
  );
  const precision = textbookLogDensity('MvNormal', [1, 2], 1, { mean: 0, precision: [[2, 1], [1, 3]] }); // prettier-ignore
  const covariance = textbookLogDensity('MvNormal', [1, 2], 1, { mean: [0, 0], covariance: [[0.6, -0.2], [-0.2, 0.4]] }); // prettier-ignore
  expect(precision).toBeCloseTo(covariance, 12);
});
