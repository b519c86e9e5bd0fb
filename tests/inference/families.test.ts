// Whole models of the continuous families of one number: data are simulated from known params, and the fit must be where
// an optimiser that shares nothing with the compiler's has the maximum of the textbook likelihood, found as derived: in
// closed form for exponential families, else along gradients.

import { describe, expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';
import { maximise } from '../support/nelder-mead.ts';
import { logGamma } from '../../cli/verify/oracle/textbook-densities.ts';

type Numbers = Readonly<Record<string, number>>;

interface Case {
  readonly family: string;
  /** As the spec declares them, in the order of the arguments; a param starts and is free as its type says. */
  readonly types: Readonly<Record<string, 'real' | 'positive' | 'unit'>>;
  /** Arguments other than the params by their own names. */
  readonly call?: string;
  readonly truth: Numbers;
  readonly solver: 'closedForm' | 'gradient';
  /** log density of one value. */
  readonly logDensity: (x: number, p: Numbers) => number;
}

const of = (p: Numbers, name: string): number => p[name] ?? NaN;
const standard = (x: number, p: Numbers): number => (x - of(p, 'location')) / of(p, 'scale');
const locationScale = { location: 'real', scale: 'positive' } as const;
const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** log I0 by its integral: the mean of exp(k cos(t)) over a turn, exact for so many equal steps. */
function logBesselI0(k: number): number {
  let sum = 0;
  for (let i = 0; i < 200; i++) sum += Math.exp(k * (Math.cos((2 * Math.PI * i) / 200) - 1));
  return k + Math.log(sum / 200);
}

const cases: readonly Case[] = [
  {
    family: 'LogNormal',
    types: { mean: 'real', sd: 'positive' },
    truth: { mean: 1.5, sd: 0.4 },
    solver: 'closedForm',
    logDensity: (x, p) =>
      -Math.log(x * of(p, 'sd')) -
      0.5 * Math.log(2 * Math.PI) -
      0.5 * ((Math.log(x) - of(p, 'mean')) / of(p, 'sd')) ** 2,
  },
  {
    family: 'StudentT',
    types: { df: 'positive', mean: 'real', scale: 'positive' },
    truth: { df: 2.5, mean: -3, scale: 0.5 },
    solver: 'gradient',
    logDensity(x, p) {
      const [df, scale] = [of(p, 'df'), of(p, 'scale')];
      const t = (x - of(p, 'mean')) / scale;
      const normaliser = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
      return normaliser - Math.log(scale) - ((df + 1) / 2) * Math.log(1 + (t * t) / df);
    },
  },
  {
    family: 'Cauchy',
    types: locationScale,
    truth: { location: 4, scale: 0.7 },
    solver: 'gradient',
    logDensity: (x, p) => -Math.log(Math.PI * of(p, 'scale')) - Math.log(1 + standard(x, p) ** 2),
  },
  {
    family: 'HalfNormal',
    types: { scale: 'positive' },
    truth: { scale: 3 },
    solver: 'closedForm',
    logDensity: (x, p) =>
      0.5 * Math.log(2 / Math.PI) - Math.log(of(p, 'scale')) - 0.5 * (x / of(p, 'scale')) ** 2,
  },
  {
    family: 'HalfCauchy',
    types: { scale: 'positive' },
    truth: { scale: 3 },
    solver: 'gradient',
    logDensity: (x, p) => Math.log(2 / (Math.PI * of(p, 'scale'))) - Math.log(1 + (x / of(p, 'scale')) ** 2),
  },
  {
    family: 'Laplace',
    types: locationScale,
    truth: { location: -2, scale: 1.5 },
    solver: 'gradient',
    logDensity: (x, p) => -Math.log(2 * of(p, 'scale')) - Math.abs(standard(x, p)),
  },
  {
    family: 'Logistic',
    types: locationScale,
    truth: { location: 20, scale: 0.4 },
    solver: 'gradient',
    logDensity(x, p) {
      const z = standard(x, p);
      return -z - Math.log(of(p, 'scale')) - 2 * Math.log(1 + Math.exp(-z));
    },
  },
  {
    family: 'Gumbel',
    types: locationScale,
    truth: { location: 100, scale: 12 },
    solver: 'gradient',
    logDensity(x, p) {
      const z = standard(x, p);
      return -z - Math.exp(-z) - Math.log(of(p, 'scale'));
    },
  },
  {
    family: 'InverseGamma',
    types: { shape: 'positive', scale: 'positive' },
    truth: { shape: 3.5, scale: 8 },
    solver: 'closedForm',
    logDensity: (x, p) =>
      of(p, 'shape') * Math.log(of(p, 'scale')) -
      logGamma(of(p, 'shape')) -
      (of(p, 'shape') + 1) * Math.log(x) -
      of(p, 'scale') / x,
  },
  {
    family: 'ChiSquared',
    types: { df: 'positive' },
    truth: { df: 4.5 },
    solver: 'closedForm',
    logDensity: (x, p) =>
      (of(p, 'df') / 2 - 1) * Math.log(x) - x / 2 - (of(p, 'df') / 2) * Math.LN2 - logGamma(of(p, 'df') / 2),
  },
  {
    family: 'Beta',
    types: { alpha: 'positive', beta: 'positive' },
    truth: { alpha: 2.2, beta: 0.7 },
    solver: 'closedForm',
    logDensity: (x, p) =>
      (of(p, 'alpha') - 1) * Math.log(x) +
      (of(p, 'beta') - 1) * Math.log(1 - x) -
      logBeta(of(p, 'alpha'), of(p, 'beta')),
  },
  {
    family: 'Beta',
    types: { m: 'unit', k: 'positive' },
    call: 'mean: 0.01 + 0.98 * m, concentration: k',
    truth: { m: 0.3, k: 12 },
    solver: 'gradient',
    logDensity(x, p) {
      const mean = 0.01 + 0.98 * of(p, 'm');
      const [a, b] = [mean * of(p, 'k'), (1 - mean) * of(p, 'k')];
      return (a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x) - logBeta(a, b);
    },
  },
  {
    family: 'Kumaraswamy',
    types: { a: 'positive', b: 'positive' },
    truth: { a: 1.6, b: 3.2 },
    solver: 'gradient',
    logDensity: (x, p) =>
      Math.log(of(p, 'a') * of(p, 'b')) +
      (of(p, 'a') - 1) * Math.log(x) +
      (of(p, 'b') - 1) * Math.log(1 - x ** of(p, 'a')),
  },
  {
    family: 'Weibull',
    types: { shape: 'positive', scale: 'positive' },
    truth: { shape: 1.8, scale: 40 },
    solver: 'gradient',
    logDensity(x, p) {
      const [k, l] = [of(p, 'shape'), of(p, 'scale')];
      return Math.log(k / l) + (k - 1) * Math.log(x / l) - (x / l) ** k;
    },
  },
  {
    family: 'Pareto',
    types: { shape: 'positive' },
    call: '2, shape',
    truth: { shape: 2.4 },
    solver: 'closedForm',
    logDensity: (x, p) =>
      Math.log(of(p, 'shape')) + of(p, 'shape') * Math.log(2) - (of(p, 'shape') + 1) * Math.log(x),
  },
  {
    family: 'VonMises',
    types: { mean: 'real', concentration: 'positive' },
    truth: { mean: 2.9, concentration: 2.5 },
    solver: 'closedForm',
    logDensity: (x, p) =>
      of(p, 'concentration') * Math.cos(x - of(p, 'mean')) -
      Math.log(2 * Math.PI) -
      logBesselI0(of(p, 'concentration')),
  },
];

const rows = 150;
const valueType: Readonly<Record<string, string>> = { Beta: 'unit', Kumaraswamy: 'unit', VonMises: 'angle' };

/** Any number as a value of the type. */
function constrain(type: string, free: number): number {
  if (type === 'positive') return Math.exp(free);
  return type === 'unit' ? 1 / (1 + Math.exp(-free)) : free;
}

function unconstrain(type: string, value: number): number {
  if (type === 'positive') return Math.log(value);
  return type === 'unit' ? Math.log(value / (1 - value)) : value;
}

describe.each(
  cases.map((each) => [`${each.family}(${each.call ?? Object.keys(each.types).join(', ')})`, each] as const),
)('%s', (_, { family, types, call, truth, solver, logDensity }) => {
  const names = Object.keys(types);
  const type =
    valueType[family] ??
    (['LogNormal', 'InverseGamma', 'ChiSquared', 'Weibull', 'Pareto'].includes(family) ||
    family.startsWith('Half')
      ? 'nonnegative'
      : 'real');
  const declared = type === 'angle' ? 'real<lower: -3.1416, upper: 3.1416>' : type;
  const spec = `model M {
      ${names.map((name) => `param ${name}: ${types[name] ?? ''}`).join('\n')}
      plate row { observe x: ${declared} ~ ${family}(${call ?? names.join(', ')}) }
    }`;

  test('its fit is the maximum of the likelihood', async () => {
    const model = await compileModel(spec);
    const [block] = model.definition.blocks;
    expect(block?.steps.map(({ kind }) => kind).includes('gradient')).toBe(solver === 'gradient');
    const x = (model.with(truth).sample(rows, { seed: 3 }) as { x: number[] }).x;
    const fit = await model.train({ x }, { seed: 1, tolerance: 1e-13 });
    const found = fit.params as Numbers;
    const total = (p: Numbers): number => x.reduce((sum, value) => sum + logDensity(value, p), 0);
    const reached = total(found);
    expect(fit.logProb({ x }).total).toBeCloseTo(reached, 7);
    const objective = (free: readonly number[]): number =>
      total(Object.fromEntries(names.map((name, i) => [name, constrain(types[name] ?? '', free[i] ?? NaN)])));
    const start = names.map((name) => unconstrain(types[name] ?? '', truth[name] ?? NaN));
    const best = maximise(objective, start);
    expect(objective(best) - reached).toBeLessThan(1e-5);
    // The middle of a Laplace sample may be any point between two values.
    if (family === 'Laplace') return;
    names.forEach((name, i) => {
      const expected = constrain(types[name] ?? '', best[i] ?? NaN);
      const distance =
        family === 'VonMises' && name === 'mean'
          ? turn(of(found, name) - expected)
          : of(found, name) - expected;
      expect(Math.abs(distance), name).toBeLessThan(2e-3 * (1 + Math.abs(expected)));
    });
  });
});

/** An angle without whole turns. */
const turn = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

describe('conjugate priors make the fit a maximum of the posterior, in closed form', () => {
  const x = Array.from({ length: 30 }, (_, i) => 1000 + Math.sin(i) + (i % 4));
  const sum = (of: (value: number) => number): number => x.reduce((total, value) => total + of(value), 0);

  async function fitOf(body: string, data: Record<string, unknown>): Promise<Numbers> {
    const model = await compileModel(`model M { ${body} }`);
    expect(model.definition.blocks.flatMap(({ steps }) => steps.map(({ kind }) => kind))).not.toContain(
      'gradient',
    );
    return (await model.train(data, { tolerance: 1e-13 })).params as Numbers;
  }

  test('Normal for a mean, far from 0', async () => {
    const { m } = await fitOf('param m: real ~ Normal(990, 2) plate row { observe x: real ~ Normal(m, 3) }', {
      x,
    });
    expect(m).toBeCloseTo((sum((v) => v) / 9 + 990 / 4) / (30 / 9 + 1 / 4), 9);
  });
  test('InverseGamma for a variance, Gamma for a precision', async () => {
    const scatter = sum((v) => (v - 1001) ** 2);
    const { v } = await fitOf(
      'param v: positive ~ InverseGamma(3, 4) plate row { observe x: real ~ Normal(1001, variance: v) }',
      { x },
    );
    expect(v).toBeCloseTo((scatter / 2 + 4) / (15 + 3 + 1), 9);
    const { p } = await fitOf(
      'param p: positive ~ Gamma(3, 4) plate row { observe x: real ~ Normal(1001, precision: p) }',
      { x },
    );
    expect(p).toBeCloseTo((15 + 3 - 1) / (scatter / 2 + 4), 9);
  });
  test('Beta for a probability', async () => {
    const { p } = await fitOf('param p: unit ~ Beta(2, 3.5) plate row { observe y: bool ~ Bernoulli(p) }', {
      y: [1, 1, 0, 1, 0, 0, 0, 0, 0],
    });
    expect(p).toBeCloseTo((3 + 1) / (9 + 1 + 2.5), 12);
  });
  test('InverseGamma for the mean of an Exponential', async () => {
    const { m } = await fitOf(
      'param m: positive ~ InverseGamma(2, 5) plate row { observe x: nonnegative ~ Exponential(mean: m) }',
      { x },
    );
    expect(m).toBeCloseTo((sum((v) => v) + 5) / (30 + 2 + 1), 9);
  });
});

describe('what has no maximum is said, not climbed for ever', () => {
  const twelve = Array.from({ length: 12 }, () => 0.3);
  test.each([
    ['an angle', 'param m: real param k: positive', 'real<lower: -3.1416, upper: 3.1416> ~ VonMises(m, k)'],
    ['a share', 'param a: positive param b: positive', 'unit ~ Beta(a, b)'],
    ['a lognormal', 'param m: real param s: positive', 'positive ~ LogNormal(m, s)'],
    ['an inverse gamma', 'param a: positive param b: positive', 'positive ~ InverseGamma(a, b)'],
    ['a Laplace', 'param m: real param s: positive', 'real ~ Laplace(m, s)'],
    ['a Weibull', 'param a: positive param b: positive', 'positive ~ Weibull(a, b)'],
  ])('%s that is the same in every row', async (_, params, distribution) => {
    const model = await compileModel(`model M { ${params} plate row { observe x: ${distribution} } }`);
    const refusal = model.train({ x: twelve });
    await expect(refusal).rejects.toHaveProperty('name', 'TrainError');
    await expect(refusal).rejects.toThrow('has no maximum on these data');
  });

  test('a value below the scale of a Pareto is impossible', async () => {
    const model = await compileModel(
      'model M { param a: positive plate row { observe x: positive ~ Pareto(2, a) } }',
    );
    await expect(model.train({ x: [3, 4, 1.5, 9] })).rejects.toThrow('an impossible observation');
  });
});

describe('far from where params start', () => {
  const z = Array.from({ length: 60 }, (_, i) => Math.tan((Math.PI * (i + 0.5 - 30)) / 62));
  test.each(['Cauchy', 'Logistic', 'Laplace', 'Gumbel'])('%s about 1e5', async (family) => {
    const model = await compileModel(
      `model M { param m: real param s: positive plate row { observe x: real ~ ${family}(m, s) } }`,
    );
    const near = await model.train({ x: z }, { tolerance: 1e-13 });
    const far = await model.train({ x: z.map((value) => 1e5 + 20 * value) }, { tolerance: 1e-13 });
    const shift = 60 * Math.log(20);
    expect((far.training?.logLikelihood ?? NaN) + shift).toBeCloseTo(near.training?.logLikelihood ?? NaN, 3);
  });
});

test('a uniform prior keeps a param within its ends', async () => {
  const model = await compileModel(
    'model M { param m: real ~ Uniform(-1, 2) plate row { observe x: real ~ Normal(m, 1) } }',
  );
  const inside = await model.train({ x: [0.5, 1, 1.2] }, { tolerance: 1e-13 });
  expect(inside.params.m).toBeCloseTo(0.9, 4);
  const beyond = await model.train({ x: [5, 6, 7] }, { tolerance: 1e-13 });
  expect(beyond.params.m).toBeCloseTo(2, 2);
});

test('a mixture of angles is told apart', async () => {
  const spec = `model M {
    param w: simplex[2]
    param m: real[2]
    param k: positive[2]
    plate row {
      latent  z: category<2> ~ Categorical(w)
      observe x: real<lower: -3.1416, upper: 3.1416> ~ VonMises(m[z], k[z])
    }
  }`;
  const model = await compileModel(spec);
  const truth = { w: [0.7, 0.3], m: [-2, 1], k: [8, 20] };
  const { x } = model.with(truth).sample(2000, { seed: 4 }) as { x: number[] };
  const fit = await model.train({ x }, { seed: 1, restarts: 3 });
  const { w, m, k } = fit.params as Record<string, number[]>;
  expect(w?.[0]).toBeCloseTo(0.7, 1);
  expect(m?.[0]).toBeCloseTo(-2, 1);
  expect(m?.[1]).toBeCloseTo(1, 1);
  expect(Math.abs((k?.[0] ?? NaN) / 8 - 1)).toBeLessThan(0.15);
});
