// Sufficient statistics, expected log densities, estimation steps and conjugate priors: each estimate must be where
// the expected log density (and log prior), summed over the pool, has its maximum.

import { describe, expect, test } from 'vitest';
import type { Event } from '../../../compiler/library/arithmetic.ts';
import type { Distribution, Values } from '../../../compiler/library/distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import {
  eagerArithmetic,
  eventOf,
  scalarOf,
  tensor,
  type Tensor,
  type TestAxis,
} from '../../support/eager-arithmetic.ts';
import { examples } from '../../support/example-parameters.ts';

type TestEvent = Event<Tensor, TestAxis>;
type Parameters = Readonly<Record<string, Tensor>>;

const m = eagerArithmetic();

function family(name: string): Distribution {
  const found = findDistribution(name);
  if (found === null) throw new Error(`no ${name}`);
  return found;
}

const number = (t: Tensor): number => t.data[0] ?? NaN;

/** Statistics of weighted events, `weight` among them. */
function statisticsOf(
  distribution: Distribution,
  xs: readonly Tensor[],
  weights: readonly number[],
  event: TestEvent,
): Values<Tensor> {
  const total = (values: readonly Tensor[]): Tensor =>
    values
      .map((value, i) => m.mul(value, scalarOf(weights[i] ?? NaN)))
      .reduce((sum, value) => m.add(sum, value));
  const entries = (distribution.statistics ?? []).map((statistic): [string, Tensor] => [
    statistic.name,
    total(xs.map((x) => statistic.of(m, x, event))),
  ]);
  return { ...Object.fromEntries(entries), weight: total(xs.map(() => scalarOf(1))) };
}

function expectedLogDensity(
  distribution: Distribution,
  statistics: Values<Tensor>,
  parameters: Parameters,
  event: TestEvent,
): number {
  if (distribution.expectedLogDensity === null) throw new Error('no statistics');
  return number(distribution.expectedLogDensity(m, statistics, parameters, event));
}

const weights = [0.3, 1, 0.8, 0, 2.1];

/** Whether a parameter is found from statistics: others are known, or the statistics presume them. */
function isEstimated({ estimation }: Distribution, parameter: string): boolean {
  return estimation.some(({ estimates }) => estimates.includes(parameter));
}

describe('expected log density', () => {
  for (const { family: name, parameters, event, xs } of examples) {
    const distribution = family(name);
    if (distribution.statistics === null) continue;
    const statistics = statisticsOf(distribution, xs, weights, event);
    const direct = (p: Parameters): number =>
      xs.reduce(
        (sum, x, i) => sum + (weights[i] ?? NaN) * number(distribution.logDensity(m, x, p, event)),
        0,
      );
    const expected = (p: Parameters): number => expectedLogDensity(distribution, statistics, p, event);

    test(`${name}: the weighted sum of log densities, but for a constant`, () => {
      const other = Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [
          key,
          isEstimated(distribution, key) ? m.mul(value, scalarOf(key === 'p' ? 0.9 : 1.1)) : value,
        ]),
      );
      expect(expected(parameters) - direct(parameters)).toBeCloseTo(expected(other) - direct(other), 10);
    });

    if (distribution.location !== null) {
      const location = distribution.location;
      test(`${name}: shifted statistics with a shifted location give the same`, () => {
        const shift = scalarOf(-4);
        const shifted = statisticsOf(
          distribution,
          xs.map((x) => m.sub(x, shift)),
          weights,
          event,
        );
        const moved = { ...parameters, [location]: m.sub(parameters[location] ?? shift, shift) };
        expect(expectedLogDensity(distribution, shifted, moved, event)).toBeCloseTo(expected(parameters), 10);
      });
    }
  }
});

/** A cell of a pool: its statistics, and the parameters that are known of it. */
interface Cell {
  readonly statistics: Values<Tensor>;
  readonly known: Parameters;
}

/** Pools the cells, solves step `index`, and with a prior its posterior mode. */
function estimate(
  distribution: Distribution,
  index: number,
  cells: readonly Cell[],
  event: TestEvent,
  prior?: readonly [string, Parameters],
): Values<Tensor> {
  const step = distribution.estimation[index];
  if (step === undefined) throw new Error('no such step');
  const pools = cells.map(({ statistics, known }) => step.pool(m, statistics, known, event));
  let pooled = pools.reduce((sum, pool) =>
    Object.fromEntries(
      Object.entries(sum).map(([key, value]) => [key, m.add(value, pool[key] ?? scalarOf(NaN))]),
    ),
  );
  expect(Object.keys(pooled).sort()).toEqual(Object.keys(step.pooled).sort());
  if (prior !== undefined) {
    const conjugate = step.conjugate[prior[0]];
    if (conjugate === undefined) throw new Error('not conjugate');
    pooled = conjugate(m, pooled, prior[1], event);
  }
  const found = step.solve(m, pooled, event);
  expect(Object.keys(found).sort()).toEqual([...step.estimates].sort());
  return found;
}

/** Small changes of a parameter that keep it in its domain. */
function changes(
  distribution: Distribution,
  name: string,
  value: Tensor,
  event: TestEvent,
): ((h: number) => Tensor)[] {
  const domain = distribution.parameters[name]?.domain.kind;
  return value.data.map((_entry, k) => (h: number) => {
    if (domain === 'simplex') {
      const total = 1 + h * (value.data[k] ?? NaN);
      return { ...value, data: value.data.map((p, j) => (j === k ? p * (1 + h) : p) / total) };
    }
    const size = event === null || domain !== 'covariance' ? 0 : event.axis.size;
    // A covariance stays symmetric: the entry across the diagonal changes too.
    const across = size === 0 ? k : (k % size) * size + Math.floor(k / size);
    return {
      ...value,
      data: value.data.map((v, j) => (j === k || j === across ? v + h * (1 + Math.abs(v)) : v)),
    };
  });
}

/** That no small change of the estimates raises the objective, nor does it have a slope there. */
function expectMaximum(
  distribution: Distribution,
  found: Values<Tensor>,
  event: TestEvent,
  objective: (parameters: Parameters) => number,
): void {
  const best = objective(found);
  expect(Number.isFinite(best)).toBe(true);
  for (const [name, value] of Object.entries(found)) {
    for (const change of changes(distribution, name, value, event)) {
      const at = (h: number): number => objective({ ...found, [name]: change(h) });
      const scale = 1 + Math.abs(best);
      expect(Math.max(at(1e-3), at(-1e-3)), `${name} near its estimate`).toBeLessThan(best + 1e-13 * scale);
      expect(Math.abs(at(1e-5) - at(-1e-5)) / 2e-5, `slope in ${name}`).toBeLessThan(1e-7 * scale);
    }
  }
}

describe('maximum likelihood', () => {
  for (const { family: name, parameters, event, xs } of examples) {
    const distribution = family(name);
    if (distribution.statistics === null) continue;
    test(`${name}: all parameters of one cell`, () => {
      const statistics = statisticsOf(distribution, xs, weights, event);
      const given = Object.entries(parameters).filter(([key]) => !isEstimated(distribution, key));
      let known: Values<Tensor> = Object.fromEntries(given);
      distribution.estimation.forEach((step, index) => {
        const fresh = step.estimates.some((parameter) => !(parameter in known));
        const ready = step.needs.every((parameter) => parameter in known);
        if (fresh && ready)
          known = { ...known, ...estimate(distribution, index, [{ statistics, known }], event) };
      });
      expect(Object.keys(known).sort()).toEqual(Object.keys(distribution.parameters).sort());
      const found = Object.entries(known).filter(([key]) => isEstimated(distribution, key));
      expectMaximum(distribution, Object.fromEntries(found), event, (p) =>
        expectedLogDensity(distribution, statistics, { ...known, ...p }, event),
      );
    });
  }

  /** Two cells that share what is estimated and differ in what is known. */
  function checkPool(name: string, index: number, known: readonly [Parameters, Parameters]): void {
    const distribution = family(name);
    const example = examples.find((each) => each.family === name);
    if (example === undefined) throw new Error('no example');
    const { event, xs } = example;
    const cells = [
      { statistics: statisticsOf(distribution, xs, weights, event), known: known[0] },
      { statistics: statisticsOf(distribution, xs, [...weights].reverse(), event), known: known[1] },
    ];
    const found = estimate(distribution, index, cells, event);
    expectMaximum(distribution, found, event, (p) =>
      cells.reduce(
        (sum, cell) =>
          sum + expectedLogDensity(distribution, cell.statistics, { ...cell.known, ...p }, event),
        0,
      ),
    );
  }

  const three = eventOf(3);
  const scalars = (name: string, a: number, b: number): [Parameters, Parameters] => [
    { [name]: scalarOf(a) },
    { [name]: scalarOf(b) },
  ];
  test('Normal: one sd about several means', () => {
    checkPool('Normal', 1, scalars('mean', 1, 2));
  });
  test('Normal: one mean with several sds', () => {
    checkPool('Normal', 2, scalars('sd', 0.5, 2));
  });
  test('MvNormal: one covariance about several means', () => {
    const [a, b] = [tensor([three.axis], [0.5, -2, 1]), tensor([three.axis], [1.5, -1, 0])];
    checkPool('MvNormal', 1, [{ mean: a }, { mean: b }]);
  });
  test('Gamma: one rate with several shapes', () => {
    checkPool('Gamma', 1, scalars('shape', 0.5, 2));
  });
  test('LogNormal: one sd about several means, one mean with several sds', () => {
    checkPool('LogNormal', 1, scalars('mean', 1, 2));
    checkPool('LogNormal', 2, scalars('sd', 0.5, 2));
  });
  test('InverseGamma: one scale with several shapes', () => {
    checkPool('InverseGamma', 1, scalars('shape', 0.5, 2));
  });
  test('Pareto: one shape with several scales', () => {
    checkPool('Pareto', 0, scalars('scale', 0.1, 0.3));
  });
  test('VonMises: one concentration about several means, one mean with several concentrations', () => {
    checkPool('VonMises', 1, scalars('mean', 0.5, 1));
    checkPool('VonMises', 2, scalars('concentration', 0.5, 2));
  });

  test('Binomial: one p with several numbers of trials', () => {
    checkPool('Binomial', 0, scalars('n', 9, 14));
  });
  test('Wishart and InverseWishart: one scale with several degrees', () => {
    checkPool('Wishart', 0, scalars('df', 3.5, 6));
    checkPool('InverseWishart', 0, scalars('df', 3.5, 6));
  });

  test('a covariance is symmetric, over (axis, dual)', () => {
    const statistics = {
      weight: scalarOf(2),
      x: tensor([three.axis], [0, 0, 0]),
      xx: tensor([three.packed], [1, 2, 3, 4, 5, 6]),
    };
    const known = { mean: tensor([three.axis], [0, 0, 0]) };
    const { covariance } = estimate(family('MvNormal'), 1, [{ statistics, known }], three);
    expect(covariance?.axes).toEqual([three.axis, three.dual]);
    expect(covariance?.data).toEqual([0.5, 1, 2, 1, 1.5, 2.5, 2, 2.5, 3]);
  });

  test('equal values give a zero sd and an infinite shape, not NaN', () => {
    const equal = {
      weight: scalarOf(3),
      x: scalarOf(0.3),
      xx: scalarOf(0.03 - 1e-17),
      logX: scalarOf(3 * Math.log(0.1)),
    };
    const known = { mean: scalarOf(0.1) };
    expect(
      number(estimate(family('Normal'), 1, [{ statistics: equal, known }], null).sd ?? scalarOf(NaN)),
    ).toBeLessThan(1e-8);
    const shape =
      estimate(family('Gamma'), 0, [{ statistics: equal, known: {} }], null).shape ?? scalarOf(NaN);
    expect(number(shape)).toBeGreaterThan(1e12);
  });
});

describe('conjugate priors', () => {
  function check(
    name: string,
    index: number,
    priorName: string,
    prior: Parameters,
    known: Parameters = {},
  ): void {
    const distribution = family(name);
    const example = examples.find((each) => each.family === name);
    if (example === undefined) throw new Error('no example');
    const { event, xs } = example;
    const statistics = statisticsOf(distribution, xs, weights, event);
    const found = estimate(distribution, index, [{ statistics, known }], event, [priorName, prior]);
    const [estimated] = Object.values(found);
    if (estimated === undefined) throw new Error('no estimate');
    // `variance ~ InverseGamma`: the density is that of the argument as written.
    const [argument, written] = priorName.split(' ~ ');
    const form = distribution.forms.find(
      ({ names }) => written !== undefined && names.includes(argument ?? ''),
    );
    expectMaximum(distribution, found, event, (p) => {
      const [own = estimated] = Object.values(p);
      const value =
        form?.fromCanonical(m, { ...example.parameters, ...known, ...p }, event)[argument ?? ''] ?? own;
      const logPrior = number(family(written ?? priorName).logDensity(m, value, prior, event));
      return expectedLogDensity(distribution, statistics, { ...known, ...p }, event) + logPrior;
    });
  }

  const three = eventOf(3);
  const gammaPrior = { shape: scalarOf(3), rate: scalarOf(2) };
  test('Dirichlet for the p of Categorical', () => {
    check('Categorical', 0, 'Dirichlet', { concentration: tensor([three.axis], [2, 1, 3.5]) });
    check('Categorical', 0, 'Dirichlet', { concentration: scalarOf(2) });
  });
  test('Dirichlet for the p of Multinomial', () => {
    check('Multinomial', 0, 'Dirichlet', { concentration: tensor([three.axis], [2, 1, 3.5]) });
  });
  const betaPrior = { alpha: scalarOf(2.5), beta: scalarOf(3.5) };
  test('Beta for the p of Bernoulli, Binomial and Geometric', () => {
    check('Bernoulli', 0, 'Beta', betaPrior);
    check('Binomial', 0, 'Beta', betaPrior, { n: scalarOf(9) });
    check('Geometric', 0, 'Beta', betaPrior);
  });
  test('a Beta prior that draws to an end beyond the data', () => {
    const none = { successes: scalarOf(0), failures: scalarOf(3) };
    const prior = { alpha: scalarOf(0.5), beta: scalarOf(1) };
    const step = family('Geometric').estimation[0];
    const pooled = step?.conjugate.Beta?.(m, none, prior, null) ?? none;
    expect(number(step?.solve(m, pooled, null).p ?? scalarOf(NaN))).toBe(0);
  });
  const matrixPrior = {
    df: scalarOf(5.5),
    scale: tensor([three.axis, three.dual], [1.5, 0.2, 0, 0.2, 0.9, -0.1, 0, -0.1, 2]),
  };
  test('InverseWishart for the covariance of MvNormal and the scale of Wishart', () => {
    check('MvNormal', 1, 'InverseWishart', matrixPrior, { mean: tensor([three.axis], [1, -2, 0.3]) });
    check('Wishart', 0, 'InverseWishart', matrixPrior, { df: scalarOf(4.5) });
  });
  test('Wishart for the scale of InverseWishart', () => {
    check('InverseWishart', 0, 'Wishart', matrixPrior, { df: scalarOf(4.5) });
  });
  test('Gamma for the rate of Poisson', () => {
    check('Poisson', 0, 'Gamma', gammaPrior);
  });
  test('Gamma for the rate of Exponential', () => {
    check('Exponential', 0, 'Gamma', gammaPrior);
  });
  test('Gamma for the rate of Gamma', () => {
    check('Gamma', 1, 'Gamma', gammaPrior, { shape: scalarOf(1.7) });
  });
  const inverseGammaPrior = { shape: scalarOf(3), scale: scalarOf(2) };
  const normalPrior = { mean: scalarOf(-1), sd: scalarOf(0.6) };
  test.each(['Normal', 'LogNormal'])('for the mean, variance and precision of %s', (name) => {
    check(name, 2, 'Normal', normalPrior, { sd: scalarOf(0.9) });
    if (name === 'LogNormal') return;
    check(name, 1, 'variance ~ InverseGamma', inverseGammaPrior, { mean: scalarOf(1.2) });
    check(name, 1, 'precision ~ Gamma', gammaPrior, { mean: scalarOf(1.2) });
  });
  test('InverseGamma for the mean of Exponential and the scale of Gamma', () => {
    check('Exponential', 0, 'mean ~ InverseGamma', inverseGammaPrior);
    check('Gamma', 1, 'scale ~ InverseGamma', inverseGammaPrior, { shape: scalarOf(1.7) });
  });
  test('Gamma for the scale of InverseGamma and the shape of Pareto', () => {
    check('InverseGamma', 1, 'Gamma', gammaPrior, { shape: scalarOf(1.7) });
    check('Pareto', 0, 'Gamma', gammaPrior, { scale: scalarOf(0.3) });
  });
});
