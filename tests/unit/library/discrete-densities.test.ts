// Families of counts and of categories against 50-digit values: masses, tails, quantiles, moments, extremes included.

import { describe, expect, test } from 'vitest';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import type { Distribution } from '../../../compiler/library/distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import { numberArithmetic } from '../../../compiler/library/number-arithmetic.ts';
import { lgamma } from '../../../compiler/library/special/index.ts';
import table from '../../reference/discrete-distributions.json' with { type: 'json' };
import { eagerArithmetic, eventOf, scalarOf, tensor, type Tensor } from '../../support/eager-arithmetic.ts';

const m = numberArithmetic();
const eager = eagerArithmetic();

type Numbers = Readonly<Record<string, number>>;

function family(name: string): Distribution {
  const found = findDistribution(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

/** Equal up to 1e-12 relative to the larger of the value and `scale`. */
function expectClose(actual: number, expected: number, scale: number, where: string): void {
  if (!Number.isFinite(expected)) expect(actual, where).toBe(expected);
  else
    expect(
      Math.abs(actual - expected),
      `${where}: ${String(actual)} for ${String(expected)}`,
    ).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), scale));
}

/** Masses of counts are small differences of log factorials, but for Binomial's. */
const largestTerm = (name: string, x: number, parameters: Numbers): number =>
  name === 'Binomial' ? 1 : Math.max(1, 0.02 * Math.max(x, parameters.n ?? 0, 1) * 10);

const names = [
  'Binomial',
  'NegativeBinomial',
  'Geometric',
  'BetaBinomial',
  'ZeroInflatedPoisson',
  'DiscreteUniform',
] as const;

describe.each(names)('%s', (name) => {
  const distribution = family(name);
  const { quantiles, tails, moments } = distribution;
  if (quantiles === null || tails === null) throw new Error('univariate');

  test.each(table[name].map((row) => [JSON.stringify(row.parameters), row] as const))('%s', (text, row) => {
    const parameters: Numbers = row.parameters;
    const rows = (list: readonly (readonly (number | string)[])[]): [number, number][] =>
      list.map(([x, value]) => [Number(x), Number(value)]);
    for (const [x, expected] of rows(row.logDensity))
      expectClose(
        logDensityOf(m, distribution, x, parameters, null),
        expected,
        largestTerm(name, x, parameters),
        `${text} at ${String(x)}`,
      );
    for (const [x, expected] of rows(row.logCdf)) {
      const where = `${text} up to ${String(x)}`;
      expectClose(tails.logCdf(m, x, parameters), expected, 1e-2, where);
      expectClose(quantiles.cdf(x, parameters), Math.exp(expected), 1e-300, where);
    }
    for (const [x, expected] of rows(row.logSurvival))
      expectClose(tails.logSurvival(m, x, parameters), expected, 1e-2, `${text} beyond ${String(x)}`);
    for (const [p, expected] of rows(row.quantile))
      expect(quantiles.quantile(p, parameters), `${text} at ${String(p)}`).toBe(expected);
    expectClose(moments.mean?.(m, parameters, null) ?? NaN, row.mean, 1e-300, 'mean');
    expectClose(moments.variance?.(m, parameters, null) ?? NaN, row.variance, 1e-300, 'variance');
  });

  test('a quantile is the first to reach the probability', () => {
    for (const { parameters } of table[name]) {
      for (const p of [0, 1e-9, 0.03, 0.5, 0.951, 1 - 1e-12]) {
        const k = quantiles.quantile(p, parameters);
        expect(quantiles.cdf(k, parameters)).toBeGreaterThanOrEqual(p * (1 - 1e-13));
        const lowest = 'lower' in parameters ? parameters.lower : 0;
        if (k > lowest) expect(quantiles.cdf(k - 1, parameters)).toBeLessThan(p);
      }
      expect([-0.1, 1.1, NaN].map((p) => quantiles.quantile(p, parameters))).toEqual([NaN, NaN, NaN]);
    }
  });

  test('masses add up to one, and to the mean and variance', () => {
    const examples: Readonly<Record<(typeof names)[number], Numbers>> = {
      Binomial: { n: 30, p: 0.3 },
      NegativeBinomial: { mean: 3.4, dispersion: 1.7 },
      Geometric: { p: 0.2 },
      BetaBinomial: { n: 30, alpha: 0.4, beta: 2 },
      ZeroInflatedPoisson: { zero: 0.3, rate: 4 },
      DiscreteUniform: { lower: -3, upper: 8 },
    };
    const parameters = examples[name];
    const sum = (f: (k: number) => number): number =>
      Array.from({ length: 320 }, (_, k) => k - 10)
        .map((k) => f(k) * Math.exp(logDensityOf(m, distribution, k, parameters, null)))
        .reduce((total, value) => total + value, 0);
    const mean = moments.mean?.(m, parameters, null) ?? NaN;
    expect(sum(() => 1)).toBeCloseTo(1, 12);
    expect(sum((k) => k)).toBeCloseTo(mean, 10);
    expect(sum((k) => (k - mean) ** 2)).toBeCloseTo(moments.variance?.(m, parameters, null) ?? NaN, 9);
    const entropy = moments.entropy?.(m, parameters, null);
    if (entropy === undefined) return;
    const logMass = (k: number): number => logDensityOf(m, distribution, k, parameters, null);
    expect(-sum((k) => (logMass(k) === -Infinity ? 0 : logMass(k)))).toBeCloseTo(entropy, 10);
  });
});

describe('vectors of counts', () => {
  const each = table.Multinomial.map((row) => ({ name: 'Multinomial', row, own: { p: row.p } })).concat(
    table.DirichletMultinomial.map((row) => ({
      name: 'DirichletMultinomial',
      row: { ...row, p: [] },
      own: { p: row.concentration },
    })),
  );
  test.each(each)('$name $own', ({ name, row, own }) => {
    const event = eventOf(3);
    const argument = tensor([event.axis], own.p);
    for (const [x, expected] of row.logDensity) {
      const counts = tensor([event.axis], x);
      const n = counts.data.reduce((sum, value) => sum + value, 0);
      const key = name === 'Multinomial' ? 'p' : 'concentration';
      const density = (total: Readonly<Record<string, Tensor>>): number =>
        logDensityOf(eager, family(name), counts, { ...total, [key]: argument }, event).data[0] ?? NaN;
      const scale = Math.max(1, n * Math.log(n + 1));
      expectClose(density({ n: scalarOf(n) }), Number(expected), scale, name);
      // Other totals have no mass; left out, it is the sum.
      expect(density({ n: scalarOf(n + 1) })).toBe(-Infinity);
      if (name === 'Multinomial') expectClose(density({}), Number(expected), scale, name);
    }
  });

  test('are counts', () => {
    const event = eventOf(3);
    const parameters = { p: tensor([event.axis], [0.2, 0.5, 0.3]) };
    const at = (x: readonly number[]): number | undefined =>
      logDensityOf(eager, family('Multinomial'), tensor([event.axis], x), parameters, event).data[0];
    expect([at([1, 0.5, 2]), at([-1, 2, 2])]).toEqual([-Infinity, -Infinity]);
  });

  test('masses of all compositions add up to one, and to mean and variance', () => {
    const event = eventOf(3);
    for (const name of ['Multinomial', 'DirichletMultinomial']) {
      const own = tensor([event.axis], name === 'Multinomial' ? [0.2, 0.5, 0.3] : [0.4, 2, 1.1]);
      const key = name === 'Multinomial' ? 'p' : 'concentration';
      const parameters = { n: scalarOf(7), [key]: own };
      let [total, first, second] = [0, 0, 0];
      for (let a = 0; a <= 7; a++)
        for (let b = 0; b <= 7 - a; b++) {
          const x = tensor([event.axis], [a, b, 7 - a - b]);
          const mass = Math.exp(logDensityOf(eager, family(name), x, parameters, event).data[0] ?? NaN);
          total += mass;
          first += a * mass;
          second += a * a * mass;
        }
      expect(total).toBeCloseTo(1, 12);
      const { mean, variance } = family(name).moments;
      expect(first).toBeCloseTo(mean?.(eager, parameters, event).data[0] ?? NaN, 12);
      expect(second - first * first).toBeCloseTo(variance?.(eager, parameters, event).data[0] ?? NaN, 11);
    }
  });
});

describe('OrderedLogistic', () => {
  test.each(table.OrderedLogistic)('predictor $predictor, cutpoints $cutpoints', (row) => {
    const event = eventOf(row.cutpoints.length);
    const parameters = {
      predictor: scalarOf(row.predictor),
      cutpoints: tensor([event.axis], row.cutpoints),
    };
    row.logDensity.forEach((expected, k) => {
      const found = logDensityOf(eager, family('OrderedLogistic'), scalarOf(k), parameters, event).data[0];
      // Cutpoints 1e-6 apart: their difference has as many digits fewer.
      const scale = row.cutpoints.some((c, i) => i > 0 && c - (row.cutpoints[i - 1] ?? NaN) < 1e-5) ? 1e4 : 1;
      expectClose(found ?? NaN, expected, scale, String(k));
    });
  });
});

describe('at the edges', () => {
  test('Delta is certain of one value', () => {
    const at = (x: number): number => logDensityOf(m, family('Delta'), x, { x: 2.5 }, null);
    expect([at(2.5), at(2)].map((value) => value + 0)).toEqual([0, -Infinity]);
    const { tails, quantiles } = family('Delta');
    expect([2, 2.5, 3].map((x) => quantiles?.cdf(x, { x: 2.5 }))).toEqual([0, 1, 1]);
    expect([2, 2.5].map((x) => tails?.logSurvival(m, x, { x: 2.5 }))).toEqual([0, -Infinity]);
  });

  test('logits far out keep their digits', () => {
    const binomial = family('Binomial');
    const at = (logits: number, x: number): number =>
      logDensityOf(m, binomial, x, { n: 3, logits }, null, binomial.forms[1]);
    expect(at(800, 0)).toBe(-2400);
    expect(at(-800, 3)).toBe(-2400);
    expect(at(40, 3) / -Math.exp(-40)).toBeCloseTo(3, 10);
  });

  test('tails of existing counts', () => {
    const poisson = family('Poisson').tails;
    const masses = [0, 1, 2, 3].map((k) => logDensityOf(m, family('Poisson'), k, { rate: 1.7 }, null));
    const upTo = Math.log(masses.reduce((sum, value) => sum + Math.exp(value), 0));
    expect(poisson?.logCdf(m, 3.5, { rate: 1.7 })).toBeCloseTo(upTo, 13);
    expect(poisson?.logSurvival(m, 3, { rate: 1.7 })).toBeCloseTo(Math.log1p(-Math.exp(upTo)), 12);
    expect([poisson?.logCdf(m, -1, { rate: 2 }), poisson?.logSurvival(m, -1, { rate: 2 })]).toEqual([
      -Infinity,
      0,
    ]);
    // The first mass beyond, and the rest a 302nd of it.
    expect(poisson?.logSurvival(m, 300, { rate: 1 })).toBeCloseTo(-1 - lgamma(302) + 1 / 302, 4);
    const bernoulli = family('Bernoulli').tails;
    expect([-1, 0, 1].map((x) => bernoulli?.logCdf(m, x, { p: 0.3 }))).toEqual([
      -Infinity,
      Math.log1p(-0.3),
      0,
    ]);
    expect([-1, 0, 1].map((x) => bernoulli?.logSurvival(m, x, { p: 0.3 }))).toEqual([
      0,
      Math.log(0.3),
      -Infinity,
    ]);
  });
});
