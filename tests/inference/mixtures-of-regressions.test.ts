// Regressions inside components: each step against EM written by hand, maxima found from the usual starts, and an
// objective that never falls whatever solvers a model mixes.

import { describe, expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';
import { dot, relativeError, sampler, solve, weightedGram } from '../support/linear-algebra.ts';

const random = sampler(5);

interface Found {
  readonly params: Readonly<Record<string, unknown>>;
  readonly training: {
    readonly warnings: readonly string[];
    readonly trace: readonly number[];
    readonly logLikelihood: number;
    readonly converged: boolean;
  };
}

async function fit(
  spec: string,
  data: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Found> {
  const model = await compileModel(spec);
  const { params, training } = await model.train(data, options);
  if (training === null) throw new Error('a fit without a summary');
  return { params, training };
}

const list = (params: Found['params'], name: string): number[] =>
  (params[name] as (number | number[])[]).flat();

const lines = `model Lines(K: int = 2) {
  param w: simplex[K]
  param a: real[K]
  param b: real[K]
  param s: positive[K]
  plate row {
    given   c: real
    latent  kind: category<K> ~ Categorical(w)
    observe y: real ~ Normal(a[kind] + b[kind] * c, s[kind])
  }
}`;

const c = Array.from({ length: 150 }, () => 2 * random.normal());
/** Two lines that cross at 0.5. */
const y = c.map((x, i) => (i % 3 === 0 ? 1 - 2 * x : x - 0.5) + 0.3 * random.normal());

interface Mixture {
  w: number[];
  a: number[];
  b: number[];
  s: number[];
}

function logDensity(x: number, mean: number, sd: number): number {
  return -Math.log(sd) - 0.5 * Math.log(2 * Math.PI) - 0.5 * ((x - mean) / sd) ** 2;
}

/** One step of EM by hand, and the log likelihood before it. */
function stepByHand({ w, a, b, s }: Mixture): { next: Mixture; logLikelihood: number } {
  let logLikelihood = 0;
  const weights = c.map((x, i) => {
    const joint = w.map(
      (p, k) => Math.log(p) + logDensity(y[i] ?? 0, (a[k] ?? 0) + (b[k] ?? 0) * x, s[k] ?? 0),
    );
    const top = Math.max(...joint);
    const total = joint.reduce((sum, value) => sum + Math.exp(value - top), 0);
    logLikelihood += top + Math.log(total);
    return joint.map((value) => Math.exp(value - top) / total);
  });
  const next: Mixture = { w: [], a: [], b: [], s: [] };
  w.forEach((_, k) => {
    const own = weights.map((row) => row[k] ?? 0);
    const rows = c.map((x) => [1, x]);
    const sum = own.reduce((total, weight) => total + weight, 0);
    const right = [0, 1].map((j) =>
      dot(
        own,
        rows.map((row, i) => (row[j] ?? 0) * (y[i] ?? 0)),
      ),
    );
    const [base = 0, slope = 0] = solve(weightedGram(rows, own), right);
    next.w.push(sum / c.length);
    next.a.push(base);
    next.b.push(slope);
    next.s.push(
      Math.sqrt(
        dot(
          own,
          y.map((value, i) => (value - base - slope * (c[i] ?? 0)) ** 2),
        ) / sum,
      ),
    );
  });
  return { next, logLikelihood };
}

describe('two lines', () => {
  const start: Mixture = { w: [0.6, 0.4], a: [0.2, 0.4], b: [-1, 0.8], s: [0.9, 1.1] };

  test('each step is that of EM by hand', async () => {
    let current = start;
    const trace: number[] = [];
    for (let step = 0; step < 6; step++) {
      const { next, logLikelihood } = stepByHand(current);
      trace.push(logLikelihood);
      current = next;
    }
    const { params, training } = await fit(lines, { c, y }, { init: start, iterations: 6, tolerance: 0 });
    expect(relativeError(training.trace.slice(0, 6), trace)).toBeLessThan(1e-9);
    // Labels are put in order of their counts.
    const order = (current.w[0] ?? 0) >= (current.w[1] ?? 0) ? [0, 1] : [1, 0];
    for (const name of ['w', 'a', 'b', 's'] as const)
      expect(
        relativeError(
          list(params, name),
          order.map((k) => current[name][k] ?? NaN),
        ),
      ).toBeLessThan(1e-9);
  });

  test('that cross are found from the usual starts, at the maximum', async () => {
    let current: Mixture = { w: [2 / 3, 1 / 3], a: [-0.5, 1], b: [1, -2], s: [0.3, 0.3] };
    for (let step = 0; step < 500; step++) current = stepByHand(current).next;
    const { params, training } = await fit(lines, { c, y });
    expect(training.logLikelihood).toBeCloseTo(stepByHand(current).logLikelihood, 6);
    expect(relativeError(list(params, 'b'), current.b)).toBeLessThan(1e-4);
    expect(training.warnings).toEqual([]);
  });

  test('in several dimensions, three of them', async () => {
    const slopes = [
      [3, 0, 1],
      [-2, 1, 0],
      [0, -3, -2],
    ];
    const inputs = Array.from({ length: 400 }, () => [0, 1, 2].map(() => random.normal()));
    const outcomes = inputs.map((row, i) => dot(row, slopes[i % 3] ?? []) + (i % 3) + 0.3 * random.normal());
    const { params, training } = await fit(
      `model Planes(K: int = 3, D: dim) {
        param w: simplex[K] param a: real[K] param b: real[K, D] param s: positive
        plate row { given c: real[D] latent kind: category<K> ~ Categorical(w)
          observe y: real ~ Normal(a[kind] + b[kind] @ c, s) }
      }`,
      { c: inputs, y: outcomes },
      { restarts: 20 },
    );
    expect(training.converged).toBe(true);
    const found = params['b'] as number[][];
    for (const wanted of slopes)
      expect(
        Math.min(...found.map((row) => Math.max(...row.map((x, j) => Math.abs(x - (wanted[j] ?? 0)))))),
      ).toBeLessThan(0.2);
  });
});

test('rows exactly on a line do not spoil the fit', async () => {
  const exact = c.map((x, i) => (i < 12 ? 3 + x : (y[i] ?? 0)));
  const { params, training } = await fit(lines, { c, y: exact }, { restarts: 10 });
  expect(training.logLikelihood).toBeLessThan(0);
  for (const name of ['w', 'a', 'b', 's']) expect(list(params, name).every(Number.isFinite)).toBe(true);
});

describe('the objective never falls', () => {
  const g = c.map((_, i) => i % 4);
  const mixed = (params: string, statements: string, latent = 'Categorical(w)'): string =>
    `model Mixed(K: int = 2, G: dim) {
      param w: simplex[K]
      ${params}
      plate row {
        given c: real
        given g: category<G>
        latent kind: category<K> ~ ${latent}
        ${statements}
      }
    }`;
  const positive = y.map((value) => Math.exp(0.4 * value));
  const counts = positive.map((value) => Math.round(3 * value));

  test.each([
    [
      'one slope for all lines',
      'param a: real[K] param b: real param s: positive[K]',
      'observe y: real ~ Normal(a[kind] + b * c, s[kind])',
      y,
    ],
    [
      'one mean under several sds',
      'param m: real param s: positive[K]',
      'observe y: real ~ Normal(m, s[kind])',
      y,
    ],
    [
      'crossed effects with priors',
      'param a: real[K] ~ Normal(0, 2) param b: real[G] ~ Normal(0, 1) param s: positive[K] ~ Gamma(3, 2)',
      'observe y: real ~ Normal(a[kind] + b[g] * c, s[kind])',
      y,
    ],
    [
      'a hierarchy',
      'param m: real param t: positive ~ Gamma(20, 10) param a: real[K, G] ~ Normal(m, t) param s: positive',
      'observe y: real ~ Normal(a[kind, g], s)',
      y,
    ],
    [
      'a product of params',
      'param a: real[K] param b: real param s: positive',
      'observe y: real ~ Normal(a[kind] * (1 + b * c), s)',
      y,
    ],
    [
      'Student t',
      'param a: real[K] param b: real[K] param s: positive[K] param d: positive',
      'observe y: real ~ StudentT(d, a[kind] + b[kind] * c, s[kind])',
      y,
    ],
    [
      'one Gamma rate under several shapes',
      'param h: positive[K] param r: positive',
      'observe y: positive ~ Gamma(h[kind], r)',
      positive,
    ],
    [
      'on the logarithm',
      'param a: real[K] param b: real[K] param s: positive[K]',
      'observe y: positive ~ LogNormal(a[kind] + b[kind] * c, s[kind])',
      positive,
    ],
    [
      'counts',
      'param a: real[K] param b: real',
      'observe y: count ~ Poisson(logRate: a[kind] + b * c)',
      counts,
    ],
    [
      'overdispersed counts',
      'param m: positive[K] param d: positive',
      'observe y: count ~ NegativeBinomial(m[kind], d)',
      counts,
    ],
    [
      'a scale that depends on an input',
      'param a: real[K] param b: real[K] param e: real[K]',
      'observe y: real ~ Normal(a[kind] + b[kind] * c, exp(e[kind] + 0.1 * c))',
      y,
    ],
  ])('%s', async (_, params, statement, outcomes) => {
    const { params: found, training } = await fit(
      mixed(params, statement),
      { c, g, y: outcomes },
      { restarts: 4, iterations: 60 },
    );
    for (const values of Object.values(found))
      expect([values].flat(4).every((x) => Number.isFinite(x))).toBe(true);
    // Where nothing was seeded again on the way: the runtime itself refuses a fall then.
    const falls = training.trace.slice(1).map((value, i) => (training.trace[i] ?? 0) - value);
    expect(Math.max(...falls)).toBeLessThan(1e-6);
  });

  test('experts whose weights depend on the input', async () => {
    const spec = `model Experts(K: int = 2) {
      param u: real[K] param v: real[K] param a: real[K] param b: real[K] param s: positive[K]
      plate row {
        given c: real
        latent kind: category<K> ~ Categorical(logits: u + v * c)
        observe y: real ~ Normal(a[kind] + b[kind] * c, s[kind])
      }
    }`;
    const bent = c.map((x) => (x + 0.5 * random.normal() > 0 ? 1 + x : -2 * x) + 0.3 * random.normal());
    const [gated, plain] = [await fit(spec, { c, y: bent }), await fit(lines, { c, y: bent })];
    expect(gated.training.logLikelihood).toBeGreaterThan(plain.training.logLikelihood + 20);
    const b = list(gated.params, 'b').toSorted((p, q) => p - q);
    expect(b[0]).toBeCloseTo(-2, 0);
    expect(b[1]).toBeCloseTo(1, 0);
  });
});
