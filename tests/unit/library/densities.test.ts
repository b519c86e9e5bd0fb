// Densities, moments, cdfs and quantiles against scipy, and against what a density must be.

import { describe, expect, test } from 'vitest';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import type { Distribution } from '../../../compiler/library/distribution.ts';
import { distributions, findDistribution } from '../../../compiler/library/distributions/index.ts';
import { numberArithmetic } from '../../../compiler/library/number-arithmetic.ts';
import table from '../../reference/distributions.json' with { type: 'json' };
import { eagerArithmetic, eventOf, scalarOf, tensor, type Tensor } from '../../support/eager-arithmetic.ts';
import { examples } from '../../support/example-parameters.ts';

type Row = readonly (number | string)[];

const m = numberArithmetic();
const eager = eagerArithmetic();

function family(name: string): Distribution {
  const found = findDistribution(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

/** Equal up to 1e-12 relative to the larger of the value, `scale` and 1. */
function expectClose(actual: number, expected: number, scale: number, where: string): void {
  if (!Number.isFinite(expected)) expect(actual, where).toBe(expected);
  else
    expect(
      Math.abs(actual - expected),
      `${where}: ${String(actual)} for ${String(expected)}`,
    ).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), scale));
}

const eachRow = (rows: readonly Row[], check: (at: number, expected: number) => void): void => {
  for (const row of rows) check(Number(row[0]), Number(row[1]));
};

test('the registry knows its names only', () => {
  for (const [name, distribution] of distributions) expect(distribution.name).toBe(name);
  expect(findDistribution('constructor')).toBeNull();
});

describe('scalar families against scipy', () => {
  for (const name of ['Normal', 'Bernoulli', 'Poisson', 'Gamma', 'Exponential'] as const) {
    const distribution = family(name);
    test(name, () => {
      for (const row of table[name]) {
        const parameters: Record<string, number> = row.parameters;
        const where = (what: string, at: number): string =>
          `${name} ${JSON.stringify(parameters)}, ${what} at ${String(at)}`;
        // Log densities of counts are small differences of large terms, here and in scipy.
        const magnitude = name === 'Poisson' ? 1e5 : 1;
        eachRow(row.logDensity, (x, expected) => {
          expectClose(
            logDensityOf(m, distribution, x, parameters, null),
            expected,
            magnitude,
            where('density', x),
          );
        });
        const { quantiles } = distribution;
        if (quantiles === null) throw new Error('univariate');
        eachRow(row.cdf, (x, expected) => {
          expectClose(quantiles.cdf(x, parameters), expected, 1e-300, where('cdf', x));
        });
        eachRow(row.quantile, (p, expected) => {
          expectClose(quantiles.quantile(p, parameters), expected, 1e-300, where('quantile', p));
        });
        const { mean, variance, entropy } = distribution.moments;
        expectClose(mean?.(m, parameters, null) ?? NaN, row.mean, 1e-300, where('mean', 0));
        expectClose(variance?.(m, parameters, null) ?? NaN, row.variance, 1e-300, where('variance', 0));
        if (entropy !== null && row.entropy !== null)
          expectClose(entropy(m, parameters, null), row.entropy, 1, where('entropy', 0));
      }
    });
  }
});

describe('vector families against scipy', () => {
  const value = (t: Tensor | undefined): number => t?.data[0] ?? NaN;

  test('MvNormal', () => {
    for (const row of table.MvNormal) {
      const event = eventOf(row.mean.length);
      const parameters = {
        mean: tensor([event.axis], row.parameters.mean),
        covariance: tensor([event.axis, event.dual], row.parameters.covariance),
      };
      checkVectorFamily(family('MvNormal'), parameters, event, row);
    }
  });

  test('Dirichlet', () => {
    for (const row of table.Dirichlet) {
      const event = eventOf(row.mean.length);
      const parameters = { concentration: tensor([event.axis], row.parameters.concentration) };
      checkVectorFamily(family('Dirichlet'), parameters, event, row);
    }
  });

  test('Categorical', () => {
    const event = eventOf(3);
    const parameters = { p: tensor([event.axis], [0.25, 0, 0.75]) };
    const at = (x: number): number =>
      value(logDensityOf(eager, family('Categorical'), scalarOf(x), parameters, event));
    expect([at(0), at(1), at(2)]).toEqual([Math.log(0.25), -Infinity, Math.log(0.75)]);
    expect(value(family('Categorical').moments.entropy?.(eager, parameters, event))).toBeCloseTo(
      -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75),
      15,
    );
  });

  function checkVectorFamily(
    distribution: Distribution,
    parameters: Readonly<Record<string, Tensor>>,
    event: ReturnType<typeof eventOf>,
    row: { logDensity: unknown[][]; mean: number[]; variance: number[]; entropy: number },
  ): void {
    for (const [x, expected] of row.logDensity) {
      const density = logDensityOf(eager, distribution, tensor([event.axis], x), parameters, event);
      expectClose(value(density), Number(expected), 10, distribution.name);
    }
    const { mean, variance, entropy } = distribution.moments;
    row.mean.forEach((expected, k) => {
      expectClose(mean?.(eager, parameters, event).data[k] ?? NaN, expected, 0, 'mean');
    });
    row.variance.forEach((expected, k) => {
      expectClose(variance?.(eager, parameters, event).data[k] ?? NaN, expected, 0, 'variance');
    });
    expectClose(value(entropy?.(eager, parameters, event)), row.entropy, 100, 'entropy');
  }
});

describe('a density is one', () => {
  const density = (name: string, parameters: Readonly<Record<string, number>>, x: number): number =>
    Math.exp(logDensityOf(m, family(name), x, parameters, null));
  const total = (count: number, term: (k: number) => number): number =>
    Array.from({ length: count }, (_, k) => term(k)).reduce((sum, value) => sum + value, 0);

  test('counts sum to one, and to the mean and variance', () => {
    for (const rate of [0, 0.01, 3, 40.5]) {
      const p = (k: number): number => density('Poisson', { rate }, k);
      expect(total(300, p)).toBeCloseTo(1, 12);
      expect(total(300, (k) => k * p(k))).toBeCloseTo(rate, 10);
    }
    for (const p of [0, 0.3, 1]) expect(total(2, (k) => density('Bernoulli', { p }, k))).toBeCloseTo(1, 14);
  });

  // By the midpoint rule in y, x = transform(y), which ends smoothly.
  const integral = (f: (y: number) => number, from: number, to: number): number => {
    const step = (to - from) / 4000;
    return step * total(4000, (k) => f(from + (k + 0.5) * step));
  };

  test('on the line and the half-line', () => {
    expect(integral((x) => density('Normal', { mean: 2, sd: 0.5 }, x), -4, 8)).toBeCloseTo(1, 12);
    // x = exp(y)
    for (const parameters of [
      { shape: 0.3, rate: 2 },
      { shape: 7, rate: 0.1 },
    ])
      expect(integral((y) => density('Gamma', parameters, Math.exp(y)) * Math.exp(y), -110, 7)).toBeCloseTo(
        1,
        8,
      );
    expect(
      integral((y) => density('Exponential', { rate: 3 }, Math.exp(y)) * Math.exp(y), -40, 5),
    ).toBeCloseTo(1, 10);
  });

  test('on the simplex and the plane', () => {
    const two = eventOf(2);
    const at = (name: string, parameters: Readonly<Record<string, Tensor>>, x: readonly number[]): number =>
      Math.exp(logDensityOf(eager, family(name), tensor([two.axis], x), parameters, two).data[0] ?? NaN);
    const concentration = { concentration: tensor([two.axis], [1.4, 2.2]) };
    // x = 1 / (1 + exp(-y))
    const alongSimplex = (y: number): number => {
      const x = 1 / (1 + Math.exp(-y));
      return at('Dirichlet', concentration, [x, 1 - x]) * x * (1 - x);
    };
    expect(integral(alongSimplex, -30, 30)).toBeCloseTo(1, 9);

    const covariance = tensor([two.axis, two.dual], [0.5, -0.3, -0.3, 0.4]);
    const normal = { mean: tensor([two.axis], [1, 2]), covariance };
    const grid = Array.from({ length: 60 }, (_, k) => -5 + (k + 0.5) / 6);
    const cells = grid.flatMap((a) => grid.map((b) => at('MvNormal', normal, [1 + a, 2 + b]) / 36));
    expect(total(cells.length, (k) => cells[k] ?? NaN)).toBeCloseTo(1, 10);
  });
});

describe('at the edges', () => {
  const at = (name: string, parameters: Readonly<Record<string, number>>, x: number): number =>
    logDensityOf(m, family(name), x, parameters, null);

  test('certain and impossible outcomes are 0 and -Infinity, not NaN', () => {
    expect([at('Bernoulli', { p: 0 }, 0), at('Bernoulli', { p: 0 }, 1)].map((v) => v + 0)).toEqual([
      0,
      -Infinity,
    ]);
    expect([at('Bernoulli', { p: 1 }, 0), at('Bernoulli', { p: 1 }, 1)].map((v) => v + 0)).toEqual([
      -Infinity,
      0,
    ]);
    expect([at('Poisson', { rate: 0 }, 0), at('Poisson', { rate: 0 }, 3)].map((v) => v + 0)).toEqual([
      0,
      -Infinity,
    ]);
  });

  test('the end of the half-line', () => {
    expect(at('Exponential', { rate: 2 }, 0)).toBe(Math.log(2));
    expect(at('Gamma', { shape: 1, rate: 2 }, 0)).toBe(Math.log(2));
    expect(at('Gamma', { shape: 1.5, rate: 2 }, 0)).toBe(-Infinity);
    expect(at('Gamma', { shape: 0.5, rate: 2 }, 0)).toBe(Infinity);
  });

  test('outside the support', () => {
    expect([-1, 0.5, NaN].map((x) => at('Poisson', { rate: 2 }, x))).toEqual([
      -Infinity,
      -Infinity,
      -Infinity,
    ]);
    expect(at('Gamma', { shape: 2, rate: 1 }, -1)).toBe(-Infinity);
    const three = eventOf(3);
    const uniform = { concentration: scalarOf(1) };
    const dirichlet = (x: readonly number[]): number | undefined =>
      logDensityOf(eager, family('Dirichlet'), tensor([three.axis], x), uniform, three).data[0];
    expect(dirichlet([0.5, 0.6, 0.1])).toBe(-Infinity);
    expect(dirichlet([1.2, -0.4, 0.2])).toBe(-Infinity);
    // A concentration of one number stands for equal entries: uniform on the simplex, with density 2.
    expect(dirichlet([0.2, 0.3, 0.5])).toBeCloseTo(Math.log(2), 14);
    expect(dirichlet([0, 0, 1])).toBeCloseTo(Math.log(2), 14);
  });

  test('logits and log rates far out keep their digits', () => {
    const bernoulli = family('Bernoulli');
    const byLogits = bernoulli.forms[1];
    const atLogits = (logits: number, x: number): number =>
      logDensityOf(m, bernoulli, x, { logits }, null, byLogits);
    expect(atLogits(800, 0)).toBe(-800);
    expect(atLogits(-800, 1)).toBe(-800);
    expect(atLogits(40, 1) / -Math.exp(-40)).toBeCloseTo(1, 12);
    const poisson = family('Poisson');
    expect(logDensityOf(m, poisson, 2, { logRate: -1000 }, null, poisson.forms[1])).toBeCloseTo(
      -2000 - Math.log(2),
      9,
    );
    const categorical = family('Categorical');
    const three = eventOf(3);
    const logits = tensor([three.axis], [1000, 0, -1000]);
    const density = [0, 1, 2].map(
      (x) => logDensityOf(eager, categorical, scalarOf(x), { logits }, three, categorical.forms[1]).data[0],
    );
    expect(density).toEqual([0, -1000, -2000]);
  });
});

describe('forms', () => {
  for (const { family: name, parameters, event, xs } of examples) {
    const distribution = family(name);
    test.each(distribution.forms.map((form) => [form.names.join(', '), form] as const))(
      `${name}(%s)`,
      (_names, form) => {
        const own = form.fromCanonical(eager, parameters, event);
        expect(Object.keys(own).sort()).toEqual([...form.names].sort());
        const back = form.toCanonical(eager, own, event);
        for (const [key, expected] of Object.entries(parameters)) {
          expected.data.forEach((entry, k) => {
            expect(back[key]?.data[k]).toBeCloseTo(entry, 12);
          });
        }
        for (const x of xs) {
          const byForm = logDensityOf(eager, distribution, x, own, event, form).data[0];
          expect(byForm).toBeCloseTo(
            logDensityOf(eager, distribution, x, parameters, event).data[0] ?? NaN,
            11,
          );
        }
      },
    );
  }

  test('every distribution has an example', () => {
    expect(examples.map((each) => each.family).sort()).toEqual([...distributions.keys()].sort());
  });

  test('arguments by name are canonical parameters or declared by the form', () => {
    for (const distribution of distributions.values()) {
      expect([...distribution.forms[0].names].sort()).toEqual(Object.keys(distribution.parameters).sort());
      for (const form of distribution.forms)
        for (const name of form.names)
          expect({ ...distribution.parameters, ...form.parameters }).toHaveProperty(name);
    }
  });
});

describe('cdf and quantile', () => {
  const cases: [string, Record<string, number>][] = [
    ['Normal', { mean: -3, sd: 2.5 }],
    ['Gamma', { shape: 0.7, rate: 3 }],
    ['Gamma', { shape: 120, rate: 0.5 }],
    ['Exponential', { rate: 4 }],
  ];
  test.each(cases)('%s %o invert each other', (name, parameters) => {
    const { quantiles } = family(name);
    for (const p of [1e-9, 0.001, 0.2, 0.5, 0.77, 0.999]) {
      const x = quantiles?.quantile(p, parameters) ?? NaN;
      expect((quantiles?.cdf(x, parameters) ?? NaN) / p).toBeCloseTo(1, 11);
    }
  });

  test('a quantile of counts is the first to reach the probability', () => {
    const { quantiles } = family('Poisson');
    for (const rate of [0, 0.02, 5.5, 300]) {
      for (const p of [0, 1e-9, 0.3, 0.5, 0.95, 1 - 1e-12]) {
        const k = quantiles?.quantile(p, { rate }) ?? NaN;
        expect(quantiles?.cdf(k, { rate })).toBeGreaterThanOrEqual(p);
        if (k > 0) expect(quantiles?.cdf(k - 1, { rate })).toBeLessThan(p);
      }
      expect(quantiles?.cdf(-0.5, { rate })).toBe(0);
    }
    expect(quantiles?.quantile(1, { rate: 2 })).toBe(Infinity);
  });

  test('the ends of the range', () => {
    const gamma = family('Gamma').quantiles;
    expect([0, 1, 1.5].map((p) => gamma?.quantile(p, { shape: 2, rate: 1 }))).toEqual([0, Infinity, NaN]);
    const exponential = family('Exponential').quantiles;
    expect([0, 1, -1].map((p) => exponential?.quantile(p, { rate: 1 }))).toEqual([0, Infinity, NaN]);
    const bernoulli = family('Bernoulli').quantiles;
    expect([0, 0.7, 0.71, 1].map((p) => bernoulli?.quantile(p, { p: 0.3 }))).toEqual([0, 0, 1, 1]);
    expect([-1, 0, 0.5, 1].map((x) => bernoulli?.cdf(x, { p: 0.3 }))).toEqual([0, 0.7, 0.7, 1]);
  });
});
