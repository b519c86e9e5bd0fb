// Information criteria of mixtures of real data against two established tools, and the areas under the curve of
// anomaly scores of real data.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { sharedFile, sharedFolder } from '../support/shared-folder.ts';

function readColumns(path: string, from: number, to: number): number[][] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(from, to).map(Number));
}

const spreads = {
  full: ['covariance[K, D]', 'MvNormal(mean[kind], spread[kind])'],
  tied: ['covariance[D]', 'MvNormal(mean[kind], spread)'],
  diag: ['positive[K, D]', 'Normal(mean[kind], variance: spread[kind])'],
  spherical: ['positive[K]', 'Normal(mean[kind], variance: spread[kind])'],
} as const;
type Shape = keyof typeof spreads;

const models = new Map<string, Promise<AnyModel>>();
function mixture(shape: Shape): Promise<AnyModel> {
  const [type, distribution] = spreads[shape];
  const known =
    models.get(shape) ??
    compileModel(`model Mixture(K: int = 2, D: dim) {
      param weight: simplex[K]
      param mean:   real[K, D]
      param spread: ${type}
      plate row {
        latent  kind: category<K> ~ Categorical(weight)
        observe x:    real[D]     ~ ${distribution}
      }
      train em(restarts: 15)
    }`);
  models.set(shape, known);
  return known;
}

interface Criteria {
  readonly loglik: number;
  readonly BIC: number;
  readonly df: number;
}

const lowerMaxima = ['faithful K3_full', 'faithful K3_diag', 'iris K3_diag'];
const columns: Readonly<Record<string, readonly [number, number]>> = { faithful: [1, 3], iris: [1, 5] };
const mclust = sharedFile('reference/gmm_mclust.json');
if (mclust === null) {
  test.skip(`criteria: not checked, ${sharedFolder} has no reference/gmm_mclust.json`, () => undefined);
} else {
  const reference = JSON.parse(readFileSync(mclust, 'utf8')) as Record<string, Record<string, Criteria>>;
  describe.each(['faithful', 'iris'] as const)('%s', (name) => {
    const file = sharedFile(`data/${name}/${name}.csv`);
    const fits = Object.entries(reference[name] ?? {});
    test.skipIf(file === null).each(fits)('%s', async (fitName, wanted) => {
      const [, K, shape] = /^K(\d+)_(\w+)$/.exec(fitName) ?? [];
      const model = await mixture(shape as Shape);
      const x = readColumns(file ?? '', ...(columns[name] ?? [0, 0]));
      const { training } = await model.train({ x }, { set: { K: Number(K) }, seed: 1 });
      if (training === null) throw new Error('not trained');
      const { parameters, rows, logLikelihood, aic, bic } = training;
      expect(parameters).toBe(wanted.df);
      expect(rows).toBe(x.length);
      // The tool starts once, and ends in a lower maximum three times: by the same formula, ours is as much better.
      const gain = logLikelihood - wanted.loglik;
      expect(gain).toBeGreaterThan(-1e-3);
      expect(gain).toBeLessThan(lowerMaxima.includes(`${name} ${fitName}`) ? Infinity : 1e-3);
      expect(bic).toBeCloseTo(wanted.BIC - 2 * gain, 6);
      expect(aic).toBeCloseTo(2 * wanted.df - 2 * wanted.loglik - 2 * gain, 6);
    });
  });
}

const single = `model One(D: dim) {
  param mean: real[D] param spread: covariance[D]
  plate row { observe x: real[D] ~ MvNormal(mean, spread) }
}`;

/** Of cardio: the width of a histogram, its largest less its smallest value. */
const dependent = 11;

const aucFile = sharedFile('reference/anomaly_auc.json');
if (aucFile === null) {
  test.skip(`anomalies: not checked, ${sharedFolder} has no reference/anomaly_auc.json`, () => undefined);
} else {
  const reference = JSON.parse(readFileSync(aucFile, 'utf8')) as Record<
    string,
    { gmm_full_1_minus_log_density: { AUC: number; mean_log_density: number } }
  >;
  describe('one Gaussian finds anomalies', () => {
    test.each(['thyroid', 'mammography'])('%s', async (name) => {
      const file = sharedFile(`data/anomaly/${name}.csv`);
      const wanted = reference[name]?.gmm_full_1_minus_log_density;
      if (file === null || wanted === undefined) throw new Error(`no data of ${name}`);
      const table = readColumns(file, 0, Infinity);
      const labels = table.map((row) => row.at(-1) === 1);
      const raw = table.map((row) => row.slice(0, -1));
      const model = await compileModel(single);
      const x = standardised(raw);
      const fit = await model.train({ x });
      const { rows, threshold, flagged } = fit.anomalyScore({ x });
      expect((fit.training?.logLikelihood ?? NaN) / x.length).toBeCloseTo(wanted.mean_log_density, 4);
      expect(auc(rows, labels)).toBeCloseTo(wanted.AUC, 4);
      // One row in a hundred lies above the threshold.
      const above = flagged?.filter(Boolean).length ?? 0;
      expect(Math.abs(above - x.length / 100)).toBeLessThanOrEqual(1);
      expect(rows.filter((score) => score > (threshold ?? NaN)).length).toBe(above);
      // A full covariance sees through any scale of the columns: the order of the rows is the same without it.
      const unscaled = await model.train({ x: raw });
      expect(auc(unscaled.anomalyScore({ x: raw }).rows, labels)).toBeCloseTo(wanted.AUC, 4);
    });

    test('cardio, whose columns add up to one another', async () => {
      const file = sharedFile('data/anomaly/cardio.csv');
      const wanted = reference['cardio']?.gmm_full_1_minus_log_density;
      if (file === null || wanted === undefined) throw new Error('no data of cardio');
      const table = readColumns(file, 0, Infinity);
      const labels = table.map((row) => row.at(-1) === 1);
      const model = await compileModel(single);
      const raw = table.map((row) => row.slice(0, -1));
      await expect(model.train({ x: standardised(raw) })).rejects.toThrow(
        /leave out columns that others add up to/,
      );
      // Without one of those, the distances that are left are the same: the tool adds 1e-6 to the variances instead.
      const x = standardised(raw.map((row) => row.filter((_, column) => column !== dependent)));
      const fit = await model.train({ x });
      expect(auc(fit.anomalyScore({ x }).rows, labels)).toBeCloseTo(wanted.AUC, 4);
    });
  });
}

/** Mean 0 and standard deviation 1 (divisor n) of each column. */
function standardised(rows: readonly (readonly number[])[]): number[][] {
  const n = rows.length;
  const mean = (f: (row: readonly number[]) => number): number =>
    rows.reduce((sum, row) => sum + f(row), 0) / n;
  const means = (rows[0] ?? []).map((_, j) => mean((row) => row[j] ?? NaN));
  const sds = means.map((m, j) => Math.sqrt(mean((row) => ((row[j] ?? NaN) - m) ** 2)));
  return rows.map((row) => row.map((value, j) => (value - (means[j] ?? NaN)) / (sds[j] ?? NaN)));
}

/** The share of pairs of an anomaly and a normal row that the score puts in order; ties count half. */
function auc(scores: Float64Array, labels: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => (scores[a] ?? NaN) - (scores[b] ?? NaN));
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to++;
    for (let i = from; i < to; i++)
      if (labels[order[i] ?? 0] === true) {
        rankSum += (from + to + 1) / 2;
        positives++;
      }
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}
