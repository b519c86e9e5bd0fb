// Mixture, Truncated and Censored from spec to fit: mixtures against the written-out latent model, cuts against
// likelihoods written here, whose slopes must vanish at the fit, and both against what draws and queries must be.

import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../compiler/library/special/index.ts';
import type { AnyModel } from '../../runtime/index.ts';
import { compileModel } from '../support/compile-model.ts';
import { chiSquare, kolmogorovSmirnov } from '../support/goodness-of-fit.ts';

type Fit = Awaited<ReturnType<AnyModel['train']>>;
type Params = Record<string, number>;

function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

async function fitOf(spec: string, data: Record<string, unknown>, options = {}): Promise<Fit> {
  const model = await compileModel(spec);
  return model.train(data, { tolerance: 1e-13, seed: 1, ...options });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const logNormal = (x: number, mean: number, sd: number): number =>
  -Math.log(sd) - 0.5 * Math.log(2 * Math.PI) - ((x - mean) / sd) ** 2 / 2;
const lgamma = (n: number): number =>
  sum(Array.from({ length: Math.max(0, n - 1) }, (_, k) => Math.log(k + 1)));
const logPoisson = (x: number, rate: number): number => x * Math.log(rate) - rate - lgamma(x + 1);

/** The value must be the fit's own, and each slope nothing: a maximum that no formula of ours has found. */
function expectMaximum(fit: Fit, value: (params: Params) => number, priors = false): void {
  const params = fit.params as Params;
  const { training } = fit;
  const own = (priors ? training?.logPosterior : training?.logLikelihood) ?? NaN;
  expect(Math.abs(own - value(params))).toBeLessThan(1e-9 * Math.max(1, Math.abs(own)));
  for (const name of Object.keys(params)) {
    const at = params[name] ?? NaN;
    const step = 1e-4 * Math.max(1, Math.abs(at));
    const [up, down] = [value({ ...params, [name]: at + step }), value({ ...params, [name]: at - step })];
    const curvature = Math.max((2 * own - up - down) / step ** 2, 1);
    // As a distance from the maximum.
    expect(Math.abs((up - down) / (2 * step) / curvature), name).toBeLessThan(2e-4);
  }
}

const draw = noise(11);
const xs = Array.from({ length: 80 }, () => 2 * draw());
const latentLine = xs.map((x) => 0.5 + 1.2 * x + 1.5 * (draw() + draw() + draw()));

describe('censored', () => {
  test('a tobit regression, whose likelihood is written out here', async () => {
    const y = latentLine.map((value) => Math.min(Math.max(value, 0), 3));
    const fit = await fitOf(
      `model Tobit {
        param a: real param b: real param s: positive
        plate row { given x: real observe y: real ~ Censored(Normal(a + b * x, s), 0, 3) }
      }`,
      { x: xs, y },
    );
    expectMaximum(fit, ({ a = NaN, b = NaN, s = NaN }) =>
      sum(
        y.map((value, i) => {
          const mean = a + b * (xs[i] ?? NaN);
          if (value === 0) return Math.log(normalCdf(-mean / s));
          return value === 3 ? Math.log(normalCdf((mean - 3) / s)) : logNormal(value, mean, s);
        }),
      ),
    );
  });

  test('bounds that differ from row to row: times of survival, with the closed form of the exponential', async () => {
    const limit = xs.map((x) => 1 + Math.abs(x));
    const time = limit.map((bound, i) => Math.min(bound, -Math.log((i + 0.5) / limit.length) / 0.6));
    const fit = await fitOf(
      `model Survival {
        param rate: positive
        plate patient {
          given limit: positive
          observe time: nonnegative ~ Censored(Exponential(rate), upper: limit)
        }
      }`,
      { limit, time },
    );
    // Deaths by all the time that was watched.
    const deaths = time.filter((value, i) => value < (limit[i] ?? NaN)).length;
    expect((fit.params as Params).rate).toBeCloseTo(deaths / sum(time), 6);
  });

  test('counts', async () => {
    const y = [0, 1, 3, 5, 5, 2, 5, 4, 1, 5];
    const fit = await fitOf(
      'model C { param rate: positive plate row { observe y: count ~ Censored(Poisson(rate), upper: 5) } }',
      { y },
    );
    expectMaximum(fit, ({ rate = NaN }) =>
      sum(
        y.map((value) =>
          value < 5
            ? logPoisson(value, rate)
            : Math.log(1 - sum([0, 1, 2, 3, 4].map((k) => Math.exp(logPoisson(k, rate))))),
        ),
      ),
    );
  });

  test('a value beyond a bound is impossible, and said so', async () => {
    const model = await compileModel(
      'model C { param m: real plate row { observe y: real ~ Censored(Normal(m, 1), upper: 5) } }',
    );
    await expect(model.train({ y: [1, 2, 5.5] })).rejects.toThrow(
      /row 3.*an impossible observation.*-Infinity/s,
    );
  });
});

describe('truncated', () => {
  // Quantiles of a normal distribution within the bounds: other data may be likeliest under no parameters at all.
  const y = Array.from({ length: 60 }, (_, i) => 1.2 + 1.5 * normalQuantile((i + 0.5) / 60)).filter(
    (value) => value > -0.5 && value < 4,
  );

  test('between two bounds', async () => {
    const fit = await fitOf(
      `model T { param m: real param s: positive
        plate row { observe y: real ~ Truncated(Normal(m, s), lower: -0.5, upper: 4) } }`,
      { y },
    );
    expectMaximum(fit, ({ m = NaN, s = NaN }) =>
      sum(
        y.map(
          (value) => logNormal(value, m, s) - Math.log(normalCdf((4 - m) / s) - normalCdf((-0.5 - m) / s)),
        ),
      ),
    );
  });

  test('a family of another form, and a bound that is a param', async () => {
    const fit = await fitOf(
      `model T { param m: real param v: positive
        plate row { given low: real observe y: real ~ Truncated(Normal(m, variance: v), lower: low - 1) } }`,
      { y, low: y.map((value) => Math.min(value, 0.5)) },
    );
    expectMaximum(fit, ({ m = NaN, v = NaN }) =>
      sum(
        y.map((value) => {
          const z = (Math.min(value, 0.5) - 1 - m) / Math.sqrt(v);
          return logNormal(value, m, Math.sqrt(v)) - Math.log(normalCdf(-z));
        }),
      ),
    );
  });

  test('counts from 1 on, by statistics: the mean of the fit is that of the data', async () => {
    const counts = [1, 1, 2, 1, 3, 5, 2, 1, 1, 4];
    const spec = `model Z(V: int = 2) { param rate: positive[V]
      plate row { given g: category<V> observe y: count ~ Truncated(Poisson(rate[g]), lower: 1) } }`;
    const fit = await fitOf(spec, { y: counts, g: counts.map((_, i) => i % 2) });
    (fit.params.rate as number[]).forEach((rate, group) => {
      const own = counts.filter((_, i) => i % 2 === group);
      expect(rate / -Math.expm1(-rate)).toBeCloseTo(sum(own) / own.length, 6);
    });
  });

  test('twice, in the branches of an if, and inside a censoring', async () => {
    const fit = await fitOf(
      `model T { param m: real
        plate row {
          given on: bool
          observe y: real ~ Truncated(Truncated(if on then Normal(m, 1) else Normal(-m, 2), 0), -1, 5)
          observe z: real ~ Censored(Truncated(Normal(m, 1), lower: 0), upper: 2)
        } }`,
      { y: [0.5, 1, 2.5, 4], on: [true, false, true, false], z: [0.1, 2, 1, 2] },
    );
    const mass = (from: number, to: number, mean: number, sd: number): number =>
      Math.log(normalCdf((to - mean) / sd) - normalCdf((from - mean) / sd));
    expectMaximum(fit, ({ m = NaN }) => {
      const y1 = [0.5, 2.5].map((v) => logNormal(v, m, 1) - mass(0, 5, m, 1));
      const y2 = [1, 4].map((v) => logNormal(v, -m, 2) - mass(0, 5, -m, 2));
      const z = [0.1, 1].map((v) => logNormal(v, m, 1) - mass(0, Infinity, m, 1));
      return sum([...y1, ...y2, ...z]) + 2 * (mass(2, Infinity, m, 1) - mass(0, Infinity, m, 1));
    });
  });

  test('draws follow the density', async () => {
    const model = await compileModel(
      `model T { param m: real param r: positive
        plate row { observe y: real ~ Truncated(Normal(m, 2), lower: 5)
                    observe c: real ~ Censored(Normal(m, 1), lower: 0)
                    observe k: count ~ Truncated(Poisson(r), 2, 6) } }`,
    );
    const drawn = model.with({ m: 0.5, r: 3 }).sample(20_000, { seed: 3 }) as Record<string, number[]>;
    const above = 1 - normalCdf(2.25);
    expect(
      kolmogorovSmirnov(drawn.y ?? [], (x) => 1 - (1 - normalCdf((x - 0.5) / 2)) / above),
    ).toBeGreaterThan(0.001);
    const zeros = (drawn.c ?? []).filter((x) => x === 0).length / 20_000;
    expect(Math.abs(zeros - normalCdf(-0.5))).toBeLessThan(0.015);
    const weights = [0, 1, 2, 3, 4, 5, 6].map((k) => (k < 2 ? 0 : Math.exp(logPoisson(k, 3))));
    const counts = weights.map((_, k) => (drawn.k ?? []).filter((x) => x === k).length);
    expect(counts.slice(0, 2)).toEqual([0, 0]);
    expect(
      chiSquare(
        counts.slice(2),
        weights.slice(2).map((w) => w / sum(weights)),
      ),
    ).toBeGreaterThan(0.001);
  });
});

describe('mixtures', () => {
  const y = Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? 5 + draw() : draw() * 1.5));
  const written = `model W { param w: simplex[2] param a: real param b: real param s: positive param t: positive
    plate row { latent part: category<2> ~ Categorical(w)
                observe y: real ~ if part == 0 then Normal(a, s) else Normal(b, t) } }`;
  const sugar = `model W { param w: simplex[2] param a: real param b: real param s: positive param t: positive
    plate row { observe y: real ~ Mixture(w, [Normal(a, s), Normal(b, t)]) } }`;

  test('are the latent model written out, to the last bit, and are told apart from the start', async () => {
    const [one, other] = [await fitOf(written, { y }), await fitOf(sugar, { y })];
    expect(other.params).toEqual(one.params);
    expect(other.training?.logLikelihood).toBe(one.training?.logLikelihood);
    const { a, b } = other.params as Params;
    expect([a ?? NaN, b ?? NaN].sort((p, q) => p - q)[1]).toBeGreaterThan(4);
    const [posterior, expected] = [other, one].map((fit) => fit.posterior({ y }) as Record<string, unknown>);
    expect(posterior?.['y.part']).toEqual(expected?.part);
    expect(other.decode({ y })).toEqual({ 'y.part': (one.decode({ y }) as Record<string, unknown>).part });
    expect(Object.keys(other.simulate(3, { seed: 1 }))).toEqual(['y.part', 'y']);
  });

  test('every restart climbs to one of the two labellings', async () => {
    const fit = await fitOf(sugar, { y }, { restarts: 12 });
    const best = fit.training?.logLikelihood ?? NaN;
    const found = (fit.training?.objectives ?? []).filter((value) => Math.abs(value - best) < 1e-6);
    expect(found.length).toBeGreaterThan(6);
  });

  test.each([
    ['Mixture([zero, 1 - zero], [Delta(0), Poisson(rate)])'],
    ['Mixture([zero, 1 - zero], [Poisson(0), Poisson(rate)])'],
  ])('zeros in excess: %s', async (mixture) => {
    const counts = [0, 0, 0, 0, 1, 2, 3, 2, 4, 0, 2, 5, 3, 0];
    const fit = await fitOf(
      `model Z { param zero: unit param rate: positive plate row { observe y: count ~ ${mixture} } }`,
      { y: counts },
    );
    expectMaximum(fit, ({ zero = NaN, rate = NaN }) =>
      sum(counts.map((k) => Math.log((k === 0 ? zero : 0) + (1 - zero) * Math.exp(logPoisson(k, rate))))),
    );
  });

  test('weights that are normalised, three parts, one mixture in another, vectors, one in a branch', async () => {
    const fit = await fitOf(
      `model M { param a: real
        plate row {
          given on: bool
          observe x: real ~ Mixture([2, 1, 1], [Normal(a, 1), Mixture([1, 3], [Normal(0, 2), Normal(1, 1)]), Normal(3, 1)])
          observe v: real[2] ~ Mixture([1, 1], [MvNormal([a, 0], [[1, 0], [0, 1]]), MvNormal([0, a], [[2, 0], [0, 2]])])
          observe u: real ~ if on then Mixture([1, 2], [Normal(a, 1), Normal(-a, 1)]) else Normal(a, 2)
        } }`,
      {
        x: [0.3, 1.2, 2],
        v: [
          [1, 0.2],
          [0.1, 2],
          [2, -1],
        ],
        u: [0.5, -1, 2],
        on: [true, true, false],
      },
    );
    const p = (x: number, mean: number, sd: number): number => Math.exp(logNormal(x, mean, sd));
    expectMaximum(fit, ({ a = NaN }) =>
      sum([
        ...[0.3, 1.2, 2].map((x) =>
          Math.log(0.5 * p(x, a, 1) + 0.25 * (0.25 * p(x, 0, 2) + 0.75 * p(x, 1, 1)) + 0.25 * p(x, 3, 1)),
        ),
        ...(
          [
            [1, 0.2],
            [0.1, 2],
            [2, -1],
          ] as const
        ).map(([x, z]) =>
          Math.log(0.5 * p(x, a, 1) * p(z, 0, 1) + 0.5 * p(x, 0, Math.SQRT2) * p(z, a, Math.SQRT2)),
        ),
        ...[0.5, -1].map((x) => Math.log(p(x, a, 1) / 3 + (2 / 3) * p(x, -a, 1))),
        logNormal(2, a, 2),
      ]),
    );
  });

  test('of a finite latent, and of a censoring', async () => {
    const fit = await fitOf(
      `model M { param p: unit
        plate row {
          latent z: bool ~ Mixture([1, 3], [Bernoulli(p), Bernoulli(0.9)])
          observe x: real ~ Censored(Mixture([1, 1], [Normal(if z then 2 else 0, 1), Normal(-1, 1)]), upper: 2)
        } }`,
      { x: [0.3, 2, 1.5, -1, -2] },
    );
    const part = (x: number, mean: number): number =>
      x < 2 ? Math.exp(logNormal(x, mean, 1)) : normalCdf(mean - 2);
    expectMaximum({ ...fit, params: { p: fit.params.p } }, ({ p = NaN }) =>
      sum(
        [0.3, 2, 1.5, -1, -2].map((x) => {
          const on = 0.25 * p + 0.75 * 0.9;
          return Math.log(0.5 * (on * part(x, 2) + (1 - on) * part(x, 0)) + 0.5 * part(x, -1));
        }),
      ),
    );
  });
});

describe('priors', () => {
  test('truncated, mixed, and both, of numbers and of arrays', async () => {
    const y = [0.5, 1.5, 2.8, 2.2, 1.1, 2.9, 2];
    const fit = await fitOf(
      `model P {
        param m: real ~ Mixture([1, 3], [Normal(0, 10), if true then Normal(5, 1) else Normal(0, 1)])
        param s: positive ~ Truncated(Normal(0, 5), lower: 0)
        plate row { observe y: real ~ Normal(m, s) }
      }`,
      { y },
    );
    expectMaximum(
      fit,
      ({ m = NaN, s = NaN }) =>
        sum(y.map((value) => logNormal(value, m, s))) +
        Math.log(0.25 * Math.exp(logNormal(m, 0, 10)) + 0.75 * Math.exp(logNormal(m, 5, 1))) +
        logNormal(s, 0, 5) -
        Math.log(0.5),
      true,
    );
  });

  test('each entry of an array has a part of its own', async () => {
    const fit = await fitOf(
      `model P(K: int = 2) {
        param m: real[K] ~ Mixture([1, 3], [Normal(0, 10), Normal(5, 1)])
        plate row { given k: category<K> observe y: real ~ Normal(m[k], 1) }
      }`,
      { y: [1, 2, 7], k: [0, 0, 1] },
    );
    const value = (m: readonly number[]): number =>
      sum(
        m.map((x) => Math.log(0.25 * Math.exp(logNormal(x, 0, 10)) + 0.75 * Math.exp(logNormal(x, 5, 1)))),
      ) +
      logNormal(1, m[0] ?? NaN, 1) +
      logNormal(2, m[0] ?? NaN, 1) +
      logNormal(7, m[1] ?? NaN, 1);
    expect(fit.training?.logPosterior).toBeCloseTo(value(fit.params.m as number[]), 9);
  });
});
