// Whole models of families of counts, vectors and matrices: data are simulated from known params, and the fit must be
// where a closed form, or an optimiser that shares nothing with the compiler's, has the maximum of the likelihood.

import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { maximise } from '../support/nelder-mead.ts';
import { logGamma } from '../../cli/verify/oracle/textbook-densities.ts';

type Values = Readonly<Record<string, unknown>>;
type AnyFit = Awaited<ReturnType<AnyModel['train']>>;

const rows = 150;
/** Numbers of trials, different from row to row. */
const trials = Array.from({ length: rows }, (_, i) => 5 + (i % 9));
const inputs = Array.from({ length: rows }, (_, i) => Math.sin(1.7 * i));

interface Simulated {
  readonly fit: AnyFit;
  readonly model: AnyModel;
  readonly data: Values;
}

/** Draws rows with these params and fits them again. */
async function refit(
  spec: string,
  params: Values,
  given: Values = {},
  hyper: Values = {},
): Promise<Simulated> {
  const model = await compileModel(spec);
  const drawn = model.with(params, hyper).sample(rows, { seed: 5, given });
  const data = { ...drawn, ...given };
  return { model, data, fit: await model.train(data, { tolerance: 1e-13, seed: 1, ...hyper }) };
}

const predict = (fit: AnyFit, data: Values): unknown => fit.predict(data);
const list = (data: Values, name: string): number[] => data[name] as number[];
const lists = (data: Values, name: string): number[][] => data[name] as number[][];
const number = (params: Values, name: string): number => params[name] as number;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const logFactorial = (k: number): number => logGamma(k + 1);
const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** That the fit's likelihood is the independent one, and nothing higher is found near it or far from it. */
function expectMaximum(
  { fit, data }: Simulated,
  logLikelihood: (x: readonly number[]) => number,
  found: readonly number[],
  elsewhere: readonly number[],
): void {
  const reached = logLikelihood(found);
  expect(fit.logProb(data).total).toBeCloseTo(reached, 7);
  for (const start of [found, elsewhere]) {
    const best = maximise(logLikelihood, start);
    expect(logLikelihood(best) - reached).toBeLessThan(1e-6);
    best.forEach((value, k) => {
      expect(Math.abs(value - (found[k] ?? NaN))).toBeLessThan(2e-3 * (1 + Math.abs(value)));
    });
  }
}

describe('in closed form', () => {
  test('Binomial: successes over trials, whatever the numbers of trials', async () => {
    const { fit, data } = await refit(
      'model M { param p: unit plate row { given n: count observe x: count ~ Binomial(n, p) } }',
      { p: 0.35 },
      { n: trials },
    );
    expect(number(fit.params, 'p')).toBeCloseTo(sum(list(data, 'x')) / sum(trials), 14);
    const [first] = (predict(fit, { n: [8] }) as { x: { mean: number[] } }).x.mean;
    expect(first).toBeCloseTo(8 * number(fit.params, 'p'), 12);
  });

  test('Binomial, Geometric and Bernoulli with a Beta prior: pseudo-counts', async () => {
    const binomial = await refit(
      'model M { param p: unit ~ Beta(3, 2) plate row { given n: count observe x: count ~ Binomial(n, p) } }',
      { p: 0.35 },
      { n: trials },
    );
    const successes = sum(list(binomial.data, 'x')) + 2;
    expect(number(binomial.fit.params, 'p')).toBeCloseTo(successes / (sum(trials) + 3), 14);
    const geometric = await refit(
      'model M { param p: unit ~ Beta(3, 2) plate row { observe x: count ~ Geometric(p) } }',
      { p: 0.35 },
    );
    const failures = sum(list(geometric.data, 'x')) + 1;
    expect(number(geometric.fit.params, 'p')).toBeCloseTo((rows + 2) / (rows + 2 + failures), 14);
  });

  test('Multinomial: shares, with a total that is given or left to the data', async () => {
    const counts = (data: Values): number[] =>
      [0, 1, 2].map((k) => sum(lists(data, 'x').map((x) => x[k] ?? NaN)));
    const given = await refit(
      `model M(K: dim) {
        param p: simplex[K] ~ Dirichlet(2.0)
        plate row { given n: count observe x: count[K] ~ Multinomial(n, p) }
      }`,
      { p: [0.2, 0.5, 0.3] },
      { n: trials },
    );
    const own = counts(given.data);
    own.forEach((count, k) => {
      expect((given.fit.params.p as number[])[k]).toBeCloseTo((count + 1) / (sum(own) + 3), 14);
    });
    expect(lists(given.data, 'x').map(sum)).toEqual(trials);

    const model = await compileModel(
      'model M(K: dim) { param p: simplex[K] plate row { observe x: count[K] ~ Multinomial(p: p) } }',
    );
    const fit = await model.train({ x: given.data.x });
    own.forEach((count, k) => {
      expect((fit.params.p as number[])[k]).toBeCloseTo(count / sum(own), 14);
    });
    // A draw adds up to the usual total, or to what is asked for.
    const usual = Math.round(sum(trials) / rows);
    expect((fit.sample(3).x as number[][]).map(sum)).toEqual([usual, usual, usual]);
    expect((fit.sample(2, { totals: { x: 40 } }).x as number[][]).map(sum)).toEqual([40, 40]);
    const loaded = model.load(fit.toBytes());
    expect((loaded.sample(1).x as number[][]).map(sum)).toEqual([usual]);
    const apart = model.with({ p: [0.2, 0.8] });
    expect(() => apart.sample(1)).toThrow('adds up to is not known');
    expect(() => fit.sample(1, { totals: { y: 4 } })).toThrow('`totals` names `y`');
    expect(() => fit.sample(1, { totals: { x: -1 } })).toThrow('must be a whole number');
  });

  test('NegativeBinomial: the mean, whatever the dispersion', async () => {
    const { fit, data } = await refit(
      'model M { param m: positive plate row { observe x: count ~ NegativeBinomial(m, 1.5) } }',
      { m: 4 },
    );
    expect(number(fit.params, 'm')).toBeCloseTo(sum(list(data, 'x')) / rows, 12);
  });

  const scale = [
    [2, 0.5],
    [0.5, 1],
  ];
  /** The mean of matrices. */
  const meanOf = (matrices: readonly number[][][]): number[][] =>
    [0, 1].map((i) => [0, 1].map((j) => sum(matrices.map((x) => x[i]?.[j] ?? NaN)) / matrices.length));
  const inverse = ([[a = 0, b = 0] = [], [c = 0, d = 0] = []]: readonly number[][]): number[][] => {
    const determinant = a * d - b * c;
    return [
      [d / determinant, -b / determinant],
      [-c / determinant, a / determinant],
    ];
  };
  const expectMatrix = (found: unknown, expected: readonly (readonly number[])[]): void => {
    expected.forEach((row, i) => {
      row.forEach((value, j) => {
        expect((found as number[][])[i]?.[j]).toBeCloseTo(value, 10);
      });
    });
  };

  test('Wishart: the mean over the degrees, and with an InverseWishart prior', async () => {
    const spec = (prior: string): string =>
      `model M(D: int = 2) { param s: covariance[D]${prior} plate row { observe x: covariance[D] ~ Wishart(5, s) } }`;
    const { fit, data } = await refit(spec(''), { s: scale });
    const mean = meanOf(data.x as number[][][]);
    expectMatrix(
      fit.params.s,
      mean.map((row) => row.map((value) => value / 5)),
    );
    const withPrior = await compileModel(
      `model M { param s: covariance[2] ~ InverseWishart(4, [[1, 0.1], [0.1, 3]])
                 plate row { observe x: covariance[2] ~ Wishart(5, s) } }`,
    );
    const { params } = await withPrior.train(data);
    const prior = [
      [1, 0.1],
      [0.1, 3],
    ];
    expectMatrix(
      params.s,
      mean.map((row, i) =>
        row.map((value, j) => (rows * value + (prior[i]?.[j] ?? NaN)) / (5 * rows + 4 + 2 + 1)),
      ),
    );
  });

  test('InverseWishart: the degrees times the inverse of the mean inverse', async () => {
    const { fit, data } = await refit(
      'model M(D: int = 2) { param s: covariance[D] plate row { observe x: covariance[D] ~ InverseWishart(6, s) } }',
      { s: scale },
    );
    const mean = meanOf((data.x as number[][][]).map(inverse));
    expectMatrix(fit.params.s, inverse(mean.map((row) => row.map((value) => value / 6))));
    const [predicted] = (predict(fit, {}) as { x: { mean: unknown[] } }).x.mean;
    const s = fit.params.s as number[][];
    expectMatrix(
      predicted,
      s.map((row) => row.map((value) => value / 3)),
    );
  });

  test('MvNormal: an InverseWishart prior on a covariance for each component', async () => {
    const model = await compileModel(
      `model M(K: int = 2) {
        param m: real[K, 2]
        param s: covariance[K, 2] ~ InverseWishart(5, [[1, 0.1], [0.1, 2]])
        plate row { given k: category<K> observe x: real[2] ~ MvNormal(m[k], s[k]) }
      }`,
    );
    const k = inputs.map((_, i) => i % 2);
    const x = inputs.map((value, i) => [value + (i % 2), Math.cos(i) * (1 + (i % 2))]);
    const { params } = await model.train({ k, x });
    const prior = [
      [1, 0.1],
      [0.1, 2],
    ];
    for (const component of [0, 1]) {
      const own = x.filter((_, i) => k[i] === component);
      const mean = [0, 1].map((i) => sum(own.map((row) => row[i] ?? NaN)) / own.length);
      const scatter = [0, 1].map((i) =>
        [0, 1].map((j) => {
          const products = own.map(
            (row) => ((row[i] ?? NaN) - (mean[i] ?? NaN)) * ((row[j] ?? NaN) - (mean[j] ?? NaN)),
          );
          return (sum(products) + (prior[i]?.[j] ?? NaN)) / (own.length + 5 + 2 + 1);
        }),
      );
      expectMatrix((params.s as number[][][])[component], scatter);
    }
  });
});

describe('by gradient', () => {
  test('NegativeBinomial: mean and dispersion, and as shape and p', async () => {
    const simulated = await refit(
      'model M { param m: positive param r: positive plate row { observe x: count ~ NegativeBinomial(m, r) } }',
      { m: 4, r: 1.5 },
    );
    const xs = list(simulated.data, 'x');
    const logLikelihood = ([logMean = NaN, logShape = NaN]: readonly number[]): number => {
      const [mean, shape] = [Math.exp(logMean), Math.exp(logShape)];
      const p = shape / (shape + mean);
      return sum(
        xs.map(
          (x) =>
            logGamma(x + shape) -
            logGamma(shape) -
            logFactorial(x) +
            shape * Math.log(p) +
            x * Math.log(1 - p),
        ),
      );
    };
    const { m, r } = simulated.fit.params as Record<string, number>;
    expectMaximum(simulated, logLikelihood, [Math.log(m ?? NaN), Math.log(r ?? NaN)], [0, 0]);
    const other = await compileModel(
      'model M { param s: positive param p: unit plate row { observe x: count ~ NegativeBinomial(shape: s, p: p) } }',
    );
    const { params } = await other.train(simulated.data, { tolerance: 1e-13 });
    expect(number(params, 's')).toBeCloseTo(r ?? NaN, 4);
    expect(number(params, 'p')).toBeCloseTo((r ?? NaN) / ((r ?? NaN) + (m ?? NaN)), 5);
  });

  test('counts less spread than Poisson: the dispersion grows without end, and nothing breaks', async () => {
    const model = await compileModel(
      'model M { param m: positive param r: positive plate row { observe x: count ~ NegativeBinomial(m, r) } }',
    );
    const x = Array.from({ length: 60 }, (_, i) => 3 + (i % 3));
    const fit = await model.train({ x });
    const poisson = sum(x.map((k) => k * Math.log(4) - 4 - logFactorial(k)));
    expect(number(fit.params, 'm')).toBeCloseTo(4, 6);
    expect(fit.logProb({ x }).total).toBeLessThanOrEqual(poisson + 1e-9);
    expect(fit.logProb({ x }).total).toBeGreaterThan(poisson - 0.01);
  });

  test('BetaBinomial', async () => {
    const simulated = await refit(
      `model M { param a: positive param b: positive
                 plate row { given n: count observe x: count ~ BetaBinomial(n, a, b) } }`,
      { a: 1.2, b: 2.5 },
      { n: trials },
    );
    const xs = list(simulated.data, 'x');
    const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
    const logLikelihood = ([logA = NaN, logB = NaN]: readonly number[]): number => {
      const [a, b] = [Math.exp(logA), Math.exp(logB)];
      return sum(
        xs.map((x, i) => {
          const n = trials[i] ?? NaN;
          return logChoose(n, x) + logBeta(x + a, n - x + b) - logBeta(a, b);
        }),
      );
    };
    const { a, b } = simulated.fit.params as Record<string, number>;
    expectMaximum(simulated, logLikelihood, [Math.log(a ?? NaN), Math.log(b ?? NaN)], [0.5, 0]);
  });

  test('DirichletMultinomial', async () => {
    const simulated = await refit(
      `model M(K: dim) { param a: positive[K]
                         plate row { given n: count observe x: count[K] ~ DirichletMultinomial(n, a) } }`,
      { a: [0.8, 2, 1.5] },
      { n: trials },
    );
    const xs = lists(simulated.data, 'x');
    const logLikelihood = (logs: readonly number[]): number => {
      const a = logs.map(Math.exp);
      const total = sum(a);
      return sum(
        xs.map((x) => {
          const n = sum(x);
          const each = x.map((k, i) => logGamma(k + (a[i] ?? NaN)) - logGamma(a[i] ?? NaN) - logFactorial(k));
          return logFactorial(n) + logGamma(total) - logGamma(n + total) + sum(each);
        }),
      );
    };
    const found = (simulated.fit.params.a as number[]).map(Math.log);
    expectMaximum(simulated, logLikelihood, found, [0, 0, 0]);
  });

  test('ZeroInflatedPoisson, and the same as a choice of a latent: zero for certain, or Poisson', async () => {
    const simulated = await refit(
      'model M { param z: unit param r: positive plate row { observe x: count ~ ZeroInflatedPoisson(z, r) } }',
      { z: 0.4, r: 2.5 },
    );
    const xs = list(simulated.data, 'x');
    const logLikelihood = ([logit = NaN, logRate = NaN]: readonly number[]): number => {
      const [zero, rate] = [1 / (1 + Math.exp(-logit)), Math.exp(logRate)];
      return sum(
        xs.map((x) => {
          const poisson = x * logRate - rate - logFactorial(x);
          return x === 0 ? Math.log(zero + (1 - zero) * Math.exp(poisson)) : Math.log(1 - zero) + poisson;
        }),
      );
    };
    const { z = NaN, r = NaN } = simulated.fit.params as Record<string, number>;
    expectMaximum(simulated, logLikelihood, [Math.log(z / (1 - z)), Math.log(r)], [0, 0]);

    const model = await compileModel(`model M {
      param z: unit
      param r: positive
      plate row {
        latent  zero: bool ~ Bernoulli(z)
        observe x: count ~ if zero then Delta(0) else Poisson(r)
      }
    }`);
    const fit = await model.train(simulated.data, { tolerance: 1e-13 });
    expect(number(fit.params, 'z')).toBeCloseTo(z, 4);
    expect(number(fit.params, 'r')).toBeCloseTo(r, 4);
    expect(fit.logProb(simulated.data).total).toBeCloseTo(simulated.fit.logProb(simulated.data).total, 8);
    const same = model.with({ z, r });
    const posterior = same.posterior({ x: [0, 3] }).zero as number[][];
    const certain = z / (z + (1 - z) * Math.exp(-r));
    expect(posterior[0]?.[1]).toBeCloseTo(certain, 12);
    expect(posterior[1]).toEqual([1, 0]);
    const [mean] = (predict(same, {}) as { x: { mean: number[] } }).x.mean;
    expect(mean).toBeCloseTo((1 - z) * r, 10);
    expect(new Set(same.sample(300, { seed: 2 }).x as number[]).has(0)).toBe(true);
  });

  test('OrderedLogistic: slope and cutpoints', async () => {
    const simulated = await refit(
      `model M(K: int = 4) {
        param b: real
        param c: ordered[K-1]
        plate row { given u: real observe y: category<K> ~ OrderedLogistic(b * u, c) }
      }`,
      { b: 1.5, c: [-1, 0.2, 1.4] },
      { u: inputs },
    );
    const ys = list(simulated.data, 'y');
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const logLikelihood = ([b = NaN, first = NaN, second = NaN, third = NaN]: readonly number[]): number => {
      const cuts = [
        -Infinity,
        first,
        first + Math.exp(second),
        first + Math.exp(second) + Math.exp(third),
        Infinity,
      ];
      return sum(
        ys.map((y, i) => {
          const at = (k: number): number => sigmoid((cuts[k] ?? NaN) - b * (inputs[i] ?? NaN));
          return Math.log(at(y + 1) - at(y));
        }),
      );
    };
    const c = simulated.fit.params.c as [number, number, number];
    const found = [number(simulated.fit.params, 'b'), c[0], Math.log(c[1] - c[0]), Math.log(c[2] - c[1])];
    expectMaximum(simulated, logLikelihood, found, [0, -1, 0, 0]);
    const predicted = predict(simulated.fit, { u: [0] }) as { y: { probability: number[][] } };
    expect(sum(predicted.y.probability[0] ?? [])).toBeCloseTo(1, 12);
    expect(predicted.y.probability[0]?.[0]).toBeCloseTo(sigmoid(c[0]), 12);
  });

  test('a mixture of Binomials', async () => {
    const simulated = await refit(
      `model M {
        param w: simplex[2]
        param p: unit[2]
        plate row {
          given n: count
          latent z: category<2> ~ Categorical(w)
          observe x: count ~ Binomial(n, p[z])
        }
      }`,
      { w: [0.4, 0.6], p: [0.15, 0.7] },
      { n: trials },
    );
    const xs = list(simulated.data, 'x');
    const logLikelihood = (logits: readonly number[]): number => {
      const [w = NaN, p = NaN, q = NaN] = logits.map((value) => 1 / (1 + Math.exp(-value)));
      return sum(
        xs.map((x, i) => {
          const n = trials[i] ?? NaN;
          const mass = (s: number): number => Math.exp(logChoose(n, x)) * s ** x * (1 - s) ** (n - x);
          return Math.log(w * mass(p) + (1 - w) * mass(q));
        }),
      );
    };
    const { w, p } = simulated.fit.params as Record<string, [number, number]>;
    const logit = (x = NaN): number => Math.log(x / (1 - x));
    const found = [logit(w?.[0]), logit(p?.[0]), logit(p?.[1])];
    expectMaximum(simulated, logLikelihood, found, found.map((value) => value + 0.3)); // prettier-ignore
  });

  test('LkjCholesky: the concentration', async () => {
    const simulated = await refit(
      'model M(D: int = 3) { param c: positive plate row { observe l: cholesky[D] ~ LkjCholesky(c) } }',
      { c: 2.5 },
    );
    const triangles = simulated.data.l as number[][][];
    const logLikelihood = ([logC = NaN]: readonly number[]): number => {
      const c = Math.exp(logC);
      const row = (l: readonly number[][], i: number): number => {
        const shape = c + (2 - i) / 2;
        const constant = logGamma(shape + i / 2) - logGamma(shape) - (i / 2) * Math.log(Math.PI);
        return constant + 2 * (shape - 1) * Math.log(l[i]?.[i] ?? NaN);
      };
      return sum(triangles.map((l) => row(l, 1) + row(l, 2)));
    };
    expectMaximum(simulated, logLikelihood, [Math.log(number(simulated.fit.params, 'c'))], [0]);
  });

  test('LkjCholesky as a prior: the factor moves among those of correlations', async () => {
    const model = await compileModel(
      `model M { param l: cholesky[2] ~ LkjCholesky(3) plate row { observe x: real[2] ~ MvNormal(0, cholesky: l) } }`,
    );
    const x = inputs.map((a, i) => [1.4 * a, 1.1 * a + 0.8 * Math.cos(3.1 * i)]);
    const fit = await model.train({ x }, { tolerance: 1e-13 });
    const logPosterior = (r: number): number => {
      const rest = 1 - r * r;
      const each = x.map(
        ([u = NaN, v = NaN]) => -0.5 * (Math.log(rest) + (u * u - 2 * r * u * v + v * v) / rest),
      );
      // (D - i + 2 concentration - 3) log(L[1, 1]) of D = 2, i = 1
      return sum(each) + 4 * Math.log(Math.sqrt(rest));
    };
    const [logit = NaN] = maximise(([z = NaN]) => logPosterior(Math.tanh(z)), [0]);
    const [first, second] = fit.params.l as number[][];
    expect(first).toEqual([1, 0]);
    expect(second?.[0]).toBeCloseTo(Math.tanh(logit), 5);
    expect(Math.hypot(...(second ?? []))).toBeCloseTo(1, 12);
    expect(() => model.with({ l: [[1, 0], [0.6, 0.7]] })).toThrow('instead of 1'); // prettier-ignore
  });

  test('RelaxedCategorical: the logits, up to a common shift', async () => {
    const simulated = await refit(
      'model M(K: dim) { param l: real[K] plate row { observe x: simplex[K] ~ RelaxedCategorical(0.8, l) } }',
      { l: [0.2, -0.6, 1] },
    );
    const xs = lists(simulated.data, 'x');
    const logLikelihood = ([a = NaN, b = NaN]: readonly number[]): number =>
      sum(
        xs.map((x) => {
          const terms = [0, a, b].map((value, k) => Math.exp(value) * (x[k] ?? NaN) ** -0.8);
          const each = terms.map((term, k) => Math.log(term) - Math.log(x[k] ?? NaN));
          return Math.log(2) + 2 * Math.log(0.8) + sum(each) - 3 * Math.log(sum(terms));
        }),
      );
    const l = simulated.fit.params.l as [number, number, number];
    expectMaximum(simulated, logLikelihood, [l[1] - l[0], l[2] - l[0]], [0, 0]);
  });
});

describe('vectors', () => {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    sum(a.map((value, i) => value * (b[i] ?? NaN)));

  // R. Maronna (1976): the weighted mean and scatter with weights (df + D) / (df + distance).
  test('MvStudentT: mean and scale solve the likelihood equations', async () => {
    const { fit, data } = await refit(
      'model M(D: dim) { param m: real[D] param s: covariance[D] plate row { observe x: real[D] ~ MvStudentT(4, m, s) } }',
      { m: [1, -2], s: [[2, 0.5], [0.5, 1]] }, // prettier-ignore
    );
    const [[a = NaN, b = NaN] = [], [, d = NaN] = []] = fit.params.s as number[][];
    const m = fit.params.m as number[];
    const residuals = lists(data, 'x').map((x) => x.map((value, i) => value - (m[i] ?? NaN)));
    const weights = residuals.map(([u = NaN, v = NaN]) => {
      const distance = (d * u * u - 2 * b * u * v + a * v * v) / (a * d - b * b);
      return 6 / (4 + distance);
    });
    const weighted = (f: (u: number, v: number) => number): number =>
      dot(weights, residuals.map(([u = NaN, v = NaN]) => f(u, v))) / rows; // prettier-ignore
    expect(weighted((u) => u)).toBeCloseTo(0, 4);
    expect(weighted((_u, v) => v)).toBeCloseTo(0, 4);
    expect(weighted((u) => u * u)).toBeCloseTo(a, 4);
    expect(weighted((u, v) => u * v)).toBeCloseTo(b, 4);
    expect(weighted((_u, v) => v * v)).toBeCloseTo(d, 4);
  });

  // K. Joereskog (1967): at the maximum, the fitted variances are those of the sample.
  test('LowRankMvNormal: a factor analysis has the mean and the variances of the data', async () => {
    const { fit, data } = await refit(
      `model M(D: dim, R: int = 1) {
        param m: real[D]
        param f: real[D, R]
        param d: positive[D]
        plate row { observe x: real[D] ~ LowRankMvNormal(m, f, d) }
      }`,
      { m: [1, -2, 0.5, 3], f: [[1.2], [-0.8], [0.6], [1]], d: [0.5, 0.8, 0.4, 0.6] },
    );
    const xs = lists(data, 'x');
    const factor = fit.params.f as number[][];
    [0, 1, 2, 3].forEach((i) => {
      const own = xs.map((x) => x[i] ?? NaN);
      const mean = sum(own) / rows;
      const variance = sum(own.map((value) => (value - mean) ** 2)) / rows;
      expect((fit.params.m as number[])[i]).toBeCloseTo(mean, 4);
      expect((factor[i]?.[0] ?? NaN) ** 2 + ((fit.params.d as number[])[i] ?? NaN)).toBeCloseTo(variance, 3);
    });
    const predicted = predict(fit, {}) as { x: { mean: number[][]; sd: number[][] } };
    expect(predicted.x.mean[0]?.[0]).toBeCloseTo((fit.params.m as number[])[0] ?? NaN, 12);
  });
});

describe('bounded whole numbers', () => {
  test('DiscreteUniform has one density for all of them', async () => {
    const { fit, data } = await refit(
      `model M {
        param w: unit
        plate row {
          observe die: int<lower: 1, upper: 6> ~ DiscreteUniform(1, 6)
          observe won: bool ~ Bernoulli(w)
        }
      }`,
      { w: 0.3 },
    );
    const won = sum(list(data, 'won').map((value) => (value ? 1 : 0)));
    const expected =
      -rows * Math.log(6) + won * Math.log(won / rows) + (rows - won) * Math.log(1 - won / rows);
    expect(fit.logProb(data).total).toBeCloseTo(expected, 9);
    expect(new Set(list(data, 'die'))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    const model = await compileModel(
      `model M { param w: unit plate row {
        observe die: int<lower: 1, upper: 6> ~ DiscreteUniform(1, 6) observe won: bool ~ Bernoulli(w) } }`,
    );
    await expect(model.train({ die: [7], won: [1] })).rejects.toThrow('has a value at least 1 and at most 6');
  });
});

describe('data that no model of theirs allows', () => {
  test.each([
    [
      'a covariance that is not symmetric',
      [
        [1, 0.2],
        [0.3, 2],
      ],
      'not symmetric',
    ],
    [
      'a covariance that is not positive definite',
      [
        [1, 3],
        [3, 2],
      ],
      'not positive definite',
    ],
  ])('%s', async (_, matrix, message) => {
    const model = await compileModel(
      'model M { param s: covariance[2] plate row { observe x: covariance[2] ~ Wishart(5, s) } }',
    );
    await expect(model.train({ x: [matrix] })).rejects.toThrow(message);
  });

  test('a Cholesky factor whose rows have another length', async () => {
    const model = await compileModel(
      'model M { param c: positive plate row { observe l: cholesky[2] ~ LkjCholesky(c) } }',
    );
    await expect(model.train({ l: [[[1, 0], [0.6, 0.7]]] })).rejects.toThrow('instead of 1'); // prettier-ignore
  });

  test('more successes than trials, counts that miss their total', async () => {
    const binomial = await compileModel(
      'model M { param p: unit plate row { given n: count observe x: count ~ Binomial(n, p) } }',
    );
    await expect(binomial.train({ n: [3, 4], x: [1, 5] })).rejects.toThrow('an impossible observation');
    const multinomial = await compileModel(
      'model M(K: dim) { param p: simplex[K] plate row { given n: count observe x: count[K] ~ Multinomial(n, p) } }',
    );
    await expect(multinomial.train({ n: [3], x: [[1, 1]] })).rejects.toThrow('an impossible observation');
  });
});
