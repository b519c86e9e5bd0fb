// Missing values against conditioning and marginalising by hand: vectors of which entries are missing, labels that some
// rows lack, numbers of which each entry counts by itself. With nothing missing all is as if nothing could be.

import { describe, expect, test } from 'vitest';
import type { AnyFit, AnyModel, AnyValues } from '../../runtime/index.ts';
import { DataError } from '../../runtime/index.ts';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';
import { cellsOf } from '../support/real-tables.ts';
import { sharedFile } from '../support/shared-folder.ts';
import { inverseOf, logSumExp, sum, textbookLogDensity } from '../../cli/verify/oracle/textbook-densities.ts';

type Row = readonly (number | null)[];
type Matrix = readonly (readonly number[])[];

const closeTo = (actual: unknown, expected: unknown, tolerance = 1e-9): void => {
  const [a, b] = [numbersOf(actual), numbersOf(expected)];
  expect(a.length).toBe(b.length);
  b.forEach((value, i) => {
    const got = a[i] ?? NaN;
    const near = got === value || Math.abs(got - value) <= tolerance * Math.max(1, Math.abs(value));
    if (!near) expect.fail(`${String(got)} at ${String(i)}, not ${String(value)}`);
  });
};

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.from(value as ArrayLike<unknown>).flatMap(numbersOf);
}

/** Rows of `size` standard normals, correlated by a common part; each entry missing with this probability. */
function rowsWithGaps(count: number, size: number, missing: number, seed: number): Row[] {
  const random = createStream(seed, 0);
  random.seek(0, 0, 0);
  return Array.from({ length: count }, (_, i) => {
    const common = random.normal() + (i % 2) * 4;
    return Array.from({ length: size }, (_, j) => {
      const value = 100 * j + common + random.normal();
      return random.uniform() < missing ? null : value;
    });
  });
}

const normalOf = (row: Row, mean: readonly number[], covariance: Matrix): number =>
  textbookLogDensity(
    'MvNormal',
    row.map((value) => value ?? NaN),
    1,
    { mean, covariance },
  );

/** Mean and covariance of the whole row given its entries, by the inverse of the present block. */
function conditional(row: Row, mean: readonly number[], covariance: Matrix) {
  const seen = row.flatMap((value, i) => (value === null ? [] : [i]));
  const c = (i: number, j: number): number => covariance[i]?.[j] ?? NaN;
  const inverse = inverseOf(seen.map((i) => seen.map((j) => c(i, j))));
  const gain = (i: number): number[] =>
    seen.map((_, b) => sum(seen.map((k, a) => c(i, k) * (inverse[a]?.[b] ?? NaN))));
  const offset = seen.map((i) => (row[i] ?? NaN) - (mean[i] ?? NaN));
  const isSeen = (i: number): boolean => row[i] !== null;
  return {
    mean: row.map(
      (value, i) => value ?? (mean[i] ?? NaN) + sum(gain(i).map((g, a) => g * (offset[a] ?? NaN))),
    ),
    covariance: row.map((_, i) =>
      row.map((_, j) =>
        isSeen(i) || isSeen(j) ? 0 : c(i, j) - sum(gain(i).map((g, a) => g * c(seen[a] ?? -1, j))),
      ),
    ),
  };
}

interface Part {
  readonly share: number;
  readonly mean: readonly number[];
  readonly covariance: Matrix;
}

/** One step of EM for a mixture of normals, rows without any entry left out of the components. */
function emStep(rows: readonly Row[], parts: readonly Part[]): Part[] {
  const posteriors = rows.map((row) => posteriorOf(row, parts));
  return parts.map((part, k) => {
    const used = rows.map((row, r) => ({
      row,
      weight: posteriors[r]?.[k] ?? NaN,
      isSeen: row.some((value) => value !== null),
      ...conditional(row, part.mean, part.covariance),
    }));
    const counted = used.filter(({ isSeen }) => isSeen);
    const total = sum(counted.map(({ weight }) => weight));
    const mean = part.mean.map(
      (_, i) => sum(counted.map((each) => each.weight * (each.mean[i] ?? NaN))) / total,
    );
    return {
      share: sum(used.map(({ weight }) => weight)) / rows.length,
      mean,
      covariance: part.mean.map((_, i) =>
        part.mean.map(
          (_, j) =>
            sum(
              counted.map(
                (each) =>
                  each.weight *
                  (((each.mean[i] ?? NaN) - (mean[i] ?? NaN)) * ((each.mean[j] ?? NaN) - (mean[j] ?? NaN)) +
                    (each.covariance[i]?.[j] ?? NaN)),
              ),
            ) / total,
        ),
      ),
    };
  });
}

function posteriorOf(row: Row, parts: readonly Part[]): number[] {
  const logs = parts.map(({ share, mean, covariance }) => Math.log(share) + normalOf(row, mean, covariance));
  const total = logSumExp(logs);
  return logs.map((log) => Math.exp(log - total));
}

const paramsOf = (parts: readonly Part[]): AnyValues => ({
  p: parts.map(({ share }) => share),
  m: parts.map(({ mean }) => mean),
  c: parts.map(({ covariance }) => covariance),
});

const mixture = `model Mixture(K: int = 2, D: dim) {
  param p: simplex[K] param m: real[K, D] param c: covariance[K, D]
  plate row {
    latent  z: category<K> ~ Categorical(p)
    observe x: real[D]? ~ MvNormal(m[z], c[z])
  }
}`;

const parts: readonly Part[] = [
  // As a fit presents them: the larger first.
  { share: 0.6, mean: [4, 104, 203], covariance: [[1.2, 0.5, 0.5], [0.5, 2, 0.8], [0.5, 0.8, 3]] }, // prettier-ignore
  { share: 0.4, mean: [0.5, 99, 201], covariance: [[2, 0.6, 0.4], [0.6, 1.5, -0.3], [0.4, -0.3, 1]] }, // prettier-ignore
];

describe('vectors of which entries are missing', () => {
  const rows: readonly Row[] = [...rowsWithGaps(60, 3, 0.35, 7), [null, null, null]];
  /** null also for a whole row. */
  const x = rows.map((row) => (row.every((value) => value === null) ? null : row));

  test('the density is that of the entries that are there', async () => {
    const fit = (await compileModel(mixture)).with(paramsOf(parts));
    const expected = rows.map((row) =>
      logSumExp(parts.map((part) => Math.log(part.share) + normalOf(row, part.mean, part.covariance))),
    );
    closeTo(fit.logProb({ x }).rows, expected);
    closeTo(
      fit.posterior({ x })['z'],
      rows.map((row) => posteriorOf(row, parts)),
    );
  });

  test('a step of EM is that of expected statistics', async () => {
    const model = await compileModel(mixture);
    const fit = await model.train({ x }, { init: paramsOf(parts), iterations: 1 });
    const { p, m, c } = paramsOf(emStep(rows, parts));
    closeTo(fit.params['p'], p);
    closeTo(fit.params['m'], m);
    closeTo(fit.params['c'], c, 1e-8);
  });

  test.each([
    { shift: 1000, scale: 1 },
    { shift: 1e6, scale: 1 },
    { shift: 0, scale: 1e-6 },
  ])('the maximum is the same in other units: $shift + $scale x', async ({ shift, scale }) => {
    const model = await compileModel(mixture);
    const base = await model.train({ x });
    const moved = rows.map((row) => row.map((value) => (value === null ? null : shift + scale * value)));
    const fit = await model.train({ x: moved });
    const seen = rows.flat().filter((value) => value !== null).length;
    const found = (fit.training?.logLikelihood ?? NaN) + seen * Math.log(scale);
    expect(Math.abs(found - (base.training?.logLikelihood ?? NaN))).toBeLessThan(1e-3);
    expect(fit.training?.warnings).toEqual(base.training?.warnings);
  });

  test('one component alone climbs to a maximum', async () => {
    const model = await compileModel(`model One(D: dim) {
      param m: real[D] param c: covariance[D]
      plate row { observe x: real[D]? ~ MvNormal(m, c) }
    }`);
    const fit = await model.train({ x });
    const trace = fit.training?.trace ?? [];
    expect(fit.training?.method).toBe('em');
    expect(fit.training?.converged).toBe(true);
    expect(trace.length).toBeGreaterThan(3);
    trace.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual((trace[i] ?? NaN) - 1e-9);
    });
    const [again] = emStep(rows, [
      { share: 1, mean: fit.params['m'] as number[], covariance: fit.params['c'] as number[][] },
    ]);
    closeTo(fit.params['m'], again?.mean, 1e-5);
    closeTo(fit.params['c'], again?.covariance, 1e-4);
  });

  test('what is missing is filled in by its mean over the components, with the sd of the mixture', async () => {
    const fit = (await compileModel(mixture)).with(paramsOf(parts));
    const { x: filled } = fit.impute({ x }) as unknown as { x: { mean: number[][]; sd: number[][] } };
    rows.forEach((row, r) => {
      const weights = posteriorOf(row, parts);
      const given = parts.map((part) => conditional(row, part.mean, part.covariance));
      row.forEach((value, i) => {
        const mean = sum(given.map((each, k) => (weights[k] ?? NaN) * (each.mean[i] ?? NaN)));
        const square = sum(
          given.map(
            (each, k) =>
              (weights[k] ?? NaN) * ((each.covariance[i]?.[i] ?? NaN) + ((each.mean[i] ?? NaN) - mean) ** 2),
          ),
        );
        closeTo(filled.mean[r]?.[i], value ?? mean);
        closeTo(filled.sd[r]?.[i], value === null ? Math.sqrt(square) : 0);
      });
    });
    expect(fit.predict({ x })).toEqual(fit.impute({ x }));
  });

  test('with nothing missing, fits are those of what may not be missing', async () => {
    const complete = rowsWithGaps(60, 3, 0, 9);
    const fits = await Promise.all(
      [mixture, mixture.replace('?', '')].map(async (text) => {
        const model = await compileModel(text);
        return model.train({ x: complete }, { init: paramsOf(parts), iterations: 30 });
      }),
    );
    const [optional, plain] = fits;
    closeTo(Object.values(optional?.params ?? {}), Object.values(plain?.params ?? {}), 1e-10);
    closeTo(optional?.training?.logLikelihood, plain?.training?.logLikelihood, 1e-12);
  });

  test('values of a family that knows no parts may be missing as a whole', async () => {
    const model = await compileModel(`model Shares(K: int = 2) {
      param p: simplex[K] param a: positive[K, 3]
      plate row { latent z: category<K> ~ Categorical(p) observe x: simplex[3]? ~ Dirichlet(a[z]) }
    }`);
    const fit = model.with({ p: [0.3, 0.7], a: [[1, 2, 3], [4, 1, 1]] }); // prettier-ignore
    const seen = [0.2, 0.3, 0.5];
    const { rows: found } = fit.logProb({ x: [seen, null] });
    closeTo(found, [fit.logProb({ x: [seen] }).total, 0]);
    const imputed = fit.impute({ x: [seen, null] }) as unknown as { x: { mean: number[][] } };
    closeTo(imputed.x.mean[0], seen);
    closeTo(imputed.x.mean[1], [1 / 6, 2 / 6, 3 / 6].map((a, i) => 0.3 * a + 0.7 * ([4, 1, 1][i] ?? 0) / 6)); // prettier-ignore
    expect(() => fit.logProb({ x: [seen, [0.5, null, 0.5]] })).toThrow(/part of a value is missing/);
  });
});

const bayes = (optional: boolean): string => `model Bayes(C: int = 2, D: dim) {
  param prior: simplex[C] param mean: real[C, D] param sd: positive[C, D]
  plate row {
    observe label: category<C>${optional ? '?' : ''} ~ Categorical(prior)
    observe x: real[D]${optional ? '?' : ''} ~ Normal(mean[label], sd[label])
  }
}`;

const trained = async (text: string, data: AnyValues, options = {}): Promise<AnyFit> =>
  (await compileModel(text)).train(data, options);

describe('a label that some rows lack', () => {
  const x = [[1, 5], [2, 4], [1.5, 4.6], [7, 1], [8, 2.2], [7.5, 1.4], [6.6, 1.8], [1.2, 5.1]]; // prettier-ignore
  const label = [0, 0, 0, 1, 1, 1, 1, 0];

  test('with no label missing the fit is the closed form, in one step', async () => {
    const [optional, plain] = await Promise.all(
      [true, false].map((optional) => trained(bayes(optional), { x, label })),
    );
    closeTo(Object.values(optional?.params ?? {}), Object.values(plain?.params ?? {}), 1e-12);
    closeTo(optional?.training?.logLikelihood, plain?.training?.logLikelihood, 1e-12);
    expect(optional?.training?.restarts).toBe(1);
    expect(optional?.training?.iterations).toBe(1);
    const posterior = optional?.posterior({ x, label })['label'];
    expect(posterior).toEqual(label.map((code) => (code === 0 ? [1, 0] : [0, 1])));
  });

  test('a row without one is a mixture of all, and its posterior is that of the rest', async () => {
    const fit = (await compileModel(bayes(true))).with({
      prior: [0.3, 0.7],
      mean: [[1, 4], [6, 2]], // prettier-ignore
      sd: [[1, 2], [2, 1]], // prettier-ignore
    });
    const normal = (value: number, mean: number, sd: number): number =>
      textbookLogDensity('Normal', value, 0, { mean, sd });
    const joint = (row: number[]): number[] => [
      Math.log(0.3) + normal(row[0] ?? NaN, 1, 1) + normal(row[1] ?? NaN, 4, 2),
      Math.log(0.7) + normal(row[0] ?? NaN, 6, 2) + normal(row[1] ?? NaN, 2, 1),
    ];
    const some = label.map((code, i) => (i % 3 === 0 ? null : code));
    const expected = x.map((row, i) => {
      const code = some[i] ?? null;
      return code === null ? logSumExp(joint(row)) : joint(row)[code];
    });
    closeTo(fit.logProb({ x, label: some }).rows, expected);
    // Left out altogether: missing everywhere.
    closeTo(fit.logProb({ x }).rows, x.map((row) => logSumExp(joint(row)))); // prettier-ignore
    const posterior = x.map((row) => joint(row).map((log) => Math.exp(log - logSumExp(joint(row)))));
    closeTo(fit.posterior({ x })['label'], posterior);
    closeTo(
      fit.posterior({ x, label: some })['label'],
      posterior.map((p, i) => (some[i] === null ? p : some[i] === 0 ? [1, 0] : [0, 1])),
    );
    expect(fit.decode({ x, label: some })['label']).toEqual(
      posterior.map(([p = 0], i) => some[i] ?? (p > 0.5 ? 0 : 1)),
    );
    // Of data that hold the label it is predicted from the rest.
    const predicted = fit.predict({ x, label }) as unknown as { label: { probability: number[][] } };
    expect(Object.keys(predicted)).toEqual(['label']);
    closeTo(predicted.label.probability, posterior);
  });

  test('one file is supervised, semi-supervised and clustering', async () => {
    const text = bayes(true);
    const some = label.map((code, i) => (i === 1 || i === 3 ? code : null));
    // The labels that there are say which is which, even against the order of their counts.
    const swapped = some.map((code) => (code === null ? null : 1 - code));
    const [semi, other, clusters] = await Promise.all([
      trained(text, { x, label: some }),
      trained(text, { x, label: swapped }),
      trained(text, { x: [...x, [7.1, 1.6]] }),
    ]);
    const means = (fit: AnyFit): number[][] => fit.params['mean'] as number[][];
    closeTo(means(semi)[0], means(other)[1], 1e-6);
    expect(means(semi)[0]?.[0]).toBeLessThan(2);
    expect(semi.decode({ x })['label']).toEqual(label);
    // Without any label the larger cluster comes first.
    expect(means(clusters)[0]?.[0]).toBeGreaterThan(5);
    expect(clusters.training?.warnings.join()).toMatch(/`label` is missing in all of 9 values/);
    for (const fit of [semi, other, clusters]) {
      const trace = fit.training?.trace ?? [];
      trace.slice(1).forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual((trace[i] ?? NaN) - 1e-9);
      });
    }
  });

  test('draws are complete', async () => {
    const fit = await trained(bayes(true), { x, label });
    const drawn = fit.sample(50) as { label: unknown[]; x: number[][] };
    expect(drawn.label.every((code) => code === 0 || code === 1)).toBe(true);
    expect(numbersOf(drawn.x).every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('numbers of which each entry may be missing', () => {
  test('each column is estimated from the entries that it has', async () => {
    const model = await compileModel(`model Columns(D: dim) {
      param mean: real[D] param sd: positive[D] param rate: positive
      plate row {
        observe x: real[D]? ~ Normal(mean, sd)
        observe n: count? ~ Poisson(rate)
        observe b: bool? ~ Bernoulli(0.3)
      }
    }`);
    const x = [[1, null], [3, 20], [5, 24], null, [null, 28]]; // prettier-ignore
    const fit = await model.train({ x, n: [4, null, 8, 3, null], b: [1, null, 0, 1, 1] });
    closeTo(fit.params['mean'], [3, 24]);
    closeTo(fit.params['sd'], [Math.sqrt(8 / 3), Math.sqrt(32 / 3)]);
    closeTo(fit.params['rate'], 5);
    expect(fit.training?.method).toBe('mle');
    const filled = fit.impute({ x, n: [4, null, 8, 3, null] }) as unknown as Record<
      string,
      Record<string, unknown>
    >;
    closeTo(filled['n']?.['mean'], [4, 5, 8, 3, 5]);
    closeTo(
      filled['b']?.['probability'],
      Array.from({ length: 5 }, () => [0.7, 0.3]),
    );
    expect(filled['b']?.['value']).toEqual([false, false, false, false, false]);
    expect(fit.decode({ x, n: [4, null, 8, 3, null], b: [1, null, 0, 1, 1] })['b']).toEqual([true, false, false, true, true]); // prettier-ignore
  });

  test('a missing value tells a component nothing', async () => {
    const text = `model Two(K: int = 2, D: dim) {
      param p: simplex[K] param m: real[K, D] param r: positive[K]
      plate row {
        latent  z: category<K> ~ Categorical(p)
        observe x: real[D]? ~ Normal(m[z], 1)
        observe b: bool[3]? ~ Bernoulli([0.2, 0.5, 0.9])
        observe n: count? ~ Poisson(r[z])
      }
    }`;
    const model = await compileModel(text);
    const fit = model.with({ p: [0.4, 0.6], m: [[0, 3], [2, 1]], r: [1, 6] }); // prettier-ignore
    const data = { x: [[null, 2], null], b: [[1, null, 0], [null, null, null]], n: [null, 4] }; // prettier-ignore
    const normal = (mean: number): number => textbookLogDensity('Normal', 2, 0, { mean, sd: 1 });
    const poisson = (rate: number): number => textbookLogDensity('Poisson', 4, 0, { rate });
    closeTo(fit.logProb(data).rows, [
      logSumExp([Math.log(0.4) + normal(3), Math.log(0.6) + normal(1)]) + Math.log(0.2) + Math.log(0.1),
      logSumExp([Math.log(0.4) + poisson(1), Math.log(0.6) + poisson(6)]),
    ]);
  });
});

describe('an array of labels that others read', () => {
  const text = `model Answers(C: int = 2) {
    param p: unit[2] param r: positive[2, 2]
    plate row {
      observe b: bool[2]? ~ Bernoulli(p)
      observe n: count ~ Poisson(r[b[0], b[1]])
    }
  }`;
  const params = { p: [0.3, 0.8], r: [[1, 2], [4, 9]] }; // prettier-ignore
  const b = [[true, false], [null, true], null, [false, null]]; // prettier-ignore
  const n = [4, 3, 8, 1];
  /** By enumeration. */
  const joint = (row: number): { readonly first: number; readonly second: number; readonly log: number }[] =>
    [0, 1].flatMap((first) =>
      [0, 1]
        .filter((second) => {
          const seen = b[row] ?? [null, null];
          return [first, second].every((value, i) => seen[i] === null || Number(seen[i]) === value);
        })
        .map((second) => ({
          first,
          second,
          log:
            textbookLogDensity('Bernoulli', [first, second], 1, { p: params.p }) +
            textbookLogDensity('Poisson', n[row] ?? NaN, 0, { rate: params.r[first]?.[second] ?? NaN }),
        })),
    );

  test('is summed out entry by entry', async () => {
    const fit = (await compileModel(text)).with(params);
    const rows = n.map((_, row) => joint(row));
    const totals = rows.map((all) => logSumExp(all.map(({ log }) => log)));
    closeTo(fit.logProb({ b, n }).rows, totals);
    const chance = rows.map((all, row) =>
      (['first', 'second'] as const).map((entry) => {
        const one = sum(all.map((each) => each[entry] * Math.exp(each.log - (totals[row] ?? NaN))));
        return [1 - one, one];
      }),
    );
    closeTo(fit.posterior({ b, n })['b'], chance);
    expect(fit.decode({ b, n })['b']).toEqual(
      rows.map((all) => {
        const best = all.reduce((a, c) => (c.log > a.log ? c : a));
        return [best.first === 1, best.second === 1];
      }),
    );
    const imputed = fit.impute({ b, n }) as unknown as { b: { probability: unknown } };
    closeTo(imputed.b.probability, chance);
    const drawn = fit.sample(200, { seed: 3 }) as { b: boolean[][]; n: number[] };
    expect(drawn.b.every((pair) => pair.length === 2)).toBe(true);
    // What reads the entries reads those that were drawn.
    const meanAt = (pair: string): number => {
      const counts = drawn.n.filter((_, i) => drawn.b[i]?.join() === pair);
      return sum(counts) / counts.length;
    };
    expect(meanAt('true,true')).toBeGreaterThan(6);
    expect(meanAt('false,true')).toBeLessThan(3);
  });

  test('is data like any other where none is missing', async () => {
    const complete = { b: [[1, 0], [0, 1], [1, 1], [0, 0], [1, 1]], n: [4, 3, 8, 1, 10] }; // prettier-ignore
    const fit = await trained(text, complete);
    closeTo(fit.params['p'], [0.6, 0.6]);
    closeTo(fit.params['r'], [[1, 3], [4, 9]], 1e-9); // prettier-ignore
    expect(fit.training?.restarts).toBe(1);
    const some = await trained(text, { ...complete, b: [[1, null], ...complete.b.slice(1)] });
    const trace = some.training?.trace ?? [];
    trace.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual((trace[i] ?? NaN) - 1e-9);
    });
  });
});

describe('data that cannot be', () => {
  const modelOf = (): Promise<AnyModel> => compileModel(bayes(true));
  test.each<[string, AnyValues, RegExp]>([
    ['a text that is empty', { x: [[1, 2], [2, 3]], label: [0, ''] }, /an empty text/], // prettier-ignore
    ['a column without any value', { x: [[1, null], [2, null]], label: [0, 1] }, /`x\[1\]` is missing in every row/], // prettier-ignore
    ['every row missing', { x: [null, null], label: [0, 1] }, /do not decide the size `D`/],
    ['a size that differs', { x: [[1, 2], null, [1]], label: [0, 1, 1] }, /found 1 value along axis 1/], // prettier-ignore
    ['a level that there is not', { x: [[1, 2], [2, 3]], label: [null, 2] }, /outside the category's values/], // prettier-ignore
    ['no data at all', {}, /the data do not decide|no variable of the data says how many rows/],
  ])('%s is refused', async (_, data, message) => {
    const attempt = (await modelOf()).train(data);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toBeInstanceOf(DataError);
  });

  test('what may not be missing still may not', async () => {
    const model = await compileModel(bayes(false));
    await expect(model.train({ x: [[1, null], [2, 3]], label: [0, 1] })).rejects.toThrow(/a value is missing/); // prettier-ignore
    await expect(model.train({ x: [[1, 2], [2, 3]] })).rejects.toThrow(/is missing from the data/); // prettier-ignore
  });
});

/** The program of the language page on 344 real birds, of which two were not measured. */
describe.skipIf(sharedFile('data/penguins/penguins.csv') === null)('penguins', () => {
  const spec = `model Penguins(C: int = 3, D: dim) {
    param prior: simplex[C] ~ Dirichlet(2.0)
    param mean:  real[C, D]
    param sd:    positive[C, D]
    plate bird {
      observe species: category<C>? ~ Categorical(prior)
      observe x:       real[D]?     ~ Normal(mean[species], sd[species])
    }
  }`;
  const cells = cellsOf('penguins/penguins.csv', 1) ?? [];
  const names = ['Adelie', 'Chinstrap', 'Gentoo'];
  const species = cells.map(([name = '']) => name);
  const x = cells.map((row) =>
    row.slice(2, 6).map((cell) => (cell === '' || cell === 'NA' ? null : Number(cell))),
  );

  /** Closed form: shares with one bird more each, means and sds of the measurements there are. */
  const classes = names.map((name) => {
    const own = x.filter((_, row) => species[row] === name);
    const columns = [0, 1, 2, 3].map((j) => own.flatMap((row) => row[j] ?? []));
    const mean = columns.map((values) => sum(values) / values.length);
    return {
      prior: (own.length + 1) / (x.length + 3),
      mean,
      sd: columns.map((values, j) =>
        Math.sqrt(sum(values.map((v) => (v - (mean[j] ?? NaN)) ** 2)) / values.length),
      ),
    };
  });
  const joint = (row: Row): number[] =>
    classes.map(
      ({ prior, mean, sd }) =>
        Math.log(prior) +
        sum(
          row.map((v, j) =>
            v === null ? 0 : textbookLogDensity('Normal', v, 0, { mean: mean[j] ?? NaN, sd: sd[j] ?? NaN }),
          ),
        ),
    );

  test('with all labels it is the closed form', async () => {
    const fit = await trained(spec, { species, x });
    expect(fit.levels['species']).toEqual(names);
    closeTo(fit.params['prior'], classes.map(({ prior }) => prior)); // prettier-ignore
    closeTo(fit.params['mean'], classes.map(({ mean }) => mean)); // prettier-ignore
    closeTo(fit.params['sd'], classes.map(({ sd }) => sd)); // prettier-ignore
    closeTo(
      fit.logProb({ species, x }).rows,
      x.map((row, i) => joint(row)[names.indexOf(species[i] ?? '')]),
    );
    // Rows without labels, by enumeration; two have no measurement either, and so the prior.
    const expected = x.map((row) => joint(row).map((log) => Math.exp(log - logSumExp(joint(row)))));
    closeTo(fit.posterior({ x })['species'], expected);
    const predicted = fit.predict({ species, x }) as unknown as { species: { value: string[] } };
    const right = predicted.species.value.filter((name, i) => name === species[i]).length;
    expect(right / x.length).toBeGreaterThan(0.95);
  });

  test('ten labels of each species are enough to name the rest', async () => {
    const counts = new Map<string, number>();
    const some = species.map((name) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return (counts.get(name) ?? 0) <= 10 ? name : null;
    });
    const fit = await trained(spec, { species: some, x });
    const decoded = fit.decode({ x })['species'] as string[];
    const right = decoded.filter((name, i) => name === species[i]).length;
    // As an EM of its own finds it, in Python.
    closeTo(fit.training?.logLikelihood, -5381.5227961658165, 1e-8);
    closeTo(fit.params['prior'], [0.31848946, 0.32310219, 0.35840835], 1e-4);
    expect(right).toBe(288);
    const trace = fit.training?.trace ?? [];
    trace.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual((trace[i] ?? NaN) - 1e-6);
    });
  });
});
