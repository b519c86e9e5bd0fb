// Parameters and events of every distribution, for tests that run over the registry.

import type { Event } from '../../compiler/library/arithmetic.ts';
import { scalarOf, eventOf, tensor, type Tensor, type TestAxis } from './eager-arithmetic.ts';

export interface Example {
  readonly family: string;
  readonly parameters: Readonly<Record<string, Tensor>>;
  readonly event: Event<Tensor, TestAxis>;
  /** Some events in the support. */
  readonly xs: readonly Tensor[];
}

const scalars = (parameters: Readonly<Record<string, number>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, scalarOf(value)]));

function scalarExample(
  family: string,
  parameters: Readonly<Record<string, number>>,
  xs: readonly number[],
): Example {
  return { family, parameters: scalars(parameters), event: null, xs: xs.map(scalarOf) };
}

const three = eventOf(3);
const overThree = (values: readonly number[]): Tensor => tensor([three.axis], values);

export const examples: readonly Example[] = [
  scalarExample('Normal', { mean: 1.5, sd: 0.7 }, [1.1, 2.9, -0.4, 1.5, 2.2]),
  scalarExample('Bernoulli', { p: 0.3 }, [1, 0, 0, 1, 0]),
  scalarExample('Poisson', { rate: 3.2 }, [0, 4, 2, 7, 3]),
  scalarExample('Gamma', { shape: 2.5, rate: 1.3 }, [0.4, 1.9, 3.3, 1.2, 0.8]),
  scalarExample('Exponential', { rate: 0.6 }, [0.2, 1.5, 3.1, 0.4, 2.2]),
  {
    family: 'Categorical',
    parameters: { p: overThree([0.2, 0.5, 0.3]) },
    event: three,
    xs: [0, 2, 1, 1, 2].map(scalarOf),
  },
  {
    family: 'MvNormal',
    parameters: {
      mean: overThree([1, -2, 0.5]),
      covariance: tensor(
        [three.axis, three.dual],
        [
          [2, 0.6, -0.3],
          [0.6, 1, 0.2],
          [-0.3, 0.2, 0.8],
        ],
      ),
    },
    event: three,
    xs: [
      [1.2, -1.1, 0],
      [-0.8, -3, 1.4],
      [2.5, -2.2, 0.1],
      [0.3, -0.9, 1.7],
      [1.9, -2.8, -0.6],
    ].map(overThree),
  },
  {
    family: 'Dirichlet',
    parameters: { concentration: overThree([0.8, 2, 3.5]) },
    event: three,
    xs: [
      [0.1, 0.3, 0.6],
      [0.05, 0.45, 0.5],
      [0.3, 0.2, 0.5],
      [0.15, 0.15, 0.7],
      [0.02, 0.5, 0.48],
    ].map(overThree),
  },
];
