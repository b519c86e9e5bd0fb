// Gaussian mixtures of real data against trusted results of two established tools: the best log likelihood of many
// starts, and its parameters, for the four usual shapes of covariance. Shifted data must give the same fit.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { sharedFile, sharedFolder } from '../support/shared-folder.ts';

interface ReferenceFit {
  readonly K: number;
  readonly covariance: 'full' | 'diag' | 'tied' | 'spherical';
  readonly loglik: number;
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  /** By covariance type: matrices, variances by column, one matrix, one variance a component. */
  readonly covariances: unknown;
}

/** How each covariance type is written; the params named `spread` are sds where the reference has variances. */
const spreads = {
  full: { type: 'covariance[K, D]', distribution: 'MvNormal(mean[kind], spread[kind])' },
  tied: { type: 'covariance[D]', distribution: 'MvNormal(mean[kind], spread)' },
  diag: { type: 'positive[K, D]', distribution: 'Normal(mean[kind], variance: spread[kind])' },
  spherical: { type: 'positive[K]', distribution: 'Normal(mean[kind], variance: spread[kind])' },
} as const;

function mixtureSpec(covariance: ReferenceFit['covariance']): string {
  const { type, distribution } = spreads[covariance];
  return `
    model Mixture(K: int = 2, D: dim) {
      param weight: simplex[K]
      param mean:   real[K, D]
      param spread: ${type}
      plate row {
        latent  kind: category<K> ~ Categorical(weight)
        observe x:    real[D]     ~ ${distribution}
      }
      train em(restarts: 30, tolerance: 1e-10)
    }`;
}

const sets = [
  {
    name: 'faithful',
    data: 'data/faithful/faithful.csv',
    columns: [1, 3],
    results: 'reference/gmm_faithful.json',
  },
  { name: 'iris', data: 'data/iris/iris.csv', columns: [1, 5], results: 'reference/gmm_iris.json' },
] as const;

const models = new Map<string, Promise<AnyModel>>();
function modelOf(covariance: ReferenceFit['covariance']): Promise<AnyModel> {
  const known = models.get(covariance) ?? compileModel(mixtureSpec(covariance));
  models.set(covariance, known);
  return known;
}

for (const { name, data, columns, results } of sets) {
  const dataFile = sharedFile(data);
  const resultFile = sharedFile(results);
  if (dataFile === null || resultFile === null) {
    test.skip(`${name}: not checked, ${sharedFolder} has no ${data} or no ${results}`, () => undefined);
    continue;
  }
  const rows = readFileSync(dataFile, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(columns[0], columns[1]).map(Number));
  const { fits } = JSON.parse(readFileSync(resultFile, 'utf8')) as { fits: readonly ReferenceFit[] };

  describe(name, () => {
    test.each(fits.map((fit) => [fit.K, fit.covariance, fit] as const))(
      'K = %i, %s',
      async (K, covariance, reference) => {
        const fit = await (await modelOf(covariance)).train({ x: rows }, { set: { K }, seed: 1 });
        expect(Math.abs((fit.training?.logLikelihood ?? NaN) - reference.loglik)).toBeLessThan(1e-3);
        expect(fit.training?.warnings).toEqual([]);
        const order = descending(reference.weights);
        expectFourDigits(
          fit.params['weight'],
          order.map((k) => reference.weights[k]),
        );
        expectFourDigits(
          fit.params['mean'],
          order.map((k) => reference.means[k]),
        );
        expectFourDigits(
          fit.params['spread'],
          covariance === 'tied'
            ? reference.covariances
            : order.map((k) => (reference.covariances as unknown[])[k]),
        );
      },
    );

    test.each(['full', 'diag', 'tied', 'spherical'] as const)('shifted by 1e6: %s', async (covariance) => {
      const K = name === 'iris' ? 3 : 2;
      const model = await modelOf(covariance);
      const shifted = rows.map((row) => row.map((value) => value + 1e6));
      const plain = await model.train({ x: rows }, { set: { K }, seed: 1 });
      const moved = await model.train({ x: shifted }, { set: { K }, seed: 1 });
      expect(moved.training?.logLikelihood).toBeCloseTo(plain.training?.logLikelihood ?? NaN, 4);
      expectFourDigits(moved.params['spread'], plain.params['spread']);
    });
  });
}

const oneColumn = [
  ['one_dimensional_waiting_K2', 2],
  ['one_dimensional_eruptions_K2', 1],
] as const;

describe.each(oneColumn)('%s', (name, column) => {
  const dataFile = sharedFile('data/faithful/faithful.csv');
  const resultFile = sharedFile('reference/gmm_faithful.json');
  if (dataFile === null || resultFile === null) {
    test.skip(`not checked, ${sharedFolder} has no data or no results`, () => undefined);
    return;
  }
  test('the same likelihood and params', async () => {
    const results = JSON.parse(readFileSync(resultFile, 'utf8')) as Readonly<Record<string, ReferenceFit>>;
    const reference = results[name];
    if (reference === undefined) throw new Error(`no result ${name}`);
    const x = readFileSync(dataFile, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[column]));
    const model = await compileModel(`
      model Mixture(K: int = 2) {
        param weight: simplex[K]
        param mean:   real[K]
        param spread: positive[K]
        plate row {
          latent  kind: category<K> ~ Categorical(weight)
          observe x:    real        ~ Normal(mean[kind], variance: spread[kind])
        }
      }`);
    const fit = await model.train({ x });
    expect(Math.abs((fit.training?.logLikelihood ?? NaN) - reference.loglik)).toBeLessThan(1e-4);
    const order = descending(reference.weights);
    expectFourDigits(
      fit.params['weight'],
      order.map((k) => reference.weights[k]),
    );
    expectFourDigits(
      fit.params['mean'],
      order.map((k) => flatten(reference.means)[k]),
    );
    expectFourDigits(
      fit.params['spread'],
      order.map((k) => flatten(reference.covariances)[k]),
    );
  });
});

function descending(weights: readonly number[]): readonly number[] {
  return weights.map((_, k) => k).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
}

/** Within half a unit of the fourth digit of the largest value of its array; exact zeros are small to that. */
function expectFourDigits(found: unknown, wanted: unknown): void {
  const [a, b] = [flatten(found), flatten(wanted)];
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => {
    const target = b[i] ?? NaN;
    expect(
      Math.abs(value - target),
      `entry ${String(i)}: ${String(value)} against ${String(target)}`,
    ).toBeLessThan(5e-4 * Math.max(Math.abs(target), 1e-2));
  });
}

function flatten(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value)) throw new Error('not a nested array of numbers');
  return value.flatMap(flatten);
}
