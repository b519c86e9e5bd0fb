// Optimizers of methods that climb by mini-batches: `optimizer: adam(1e-3, beta1: 0.5)`.

import { choice, decay, flag, nonnegativeNumber, number, positiveNumber } from './option.ts';
import type { OptionDefinition, OptionWord } from './option.ts';

function rate(without: number): OptionDefinition {
  return number('rate', positiveNumber, without, 'step size');
}

/** Of Adam and what is made of it. */
const moments: readonly OptionDefinition[] = [
  number('beta1', decay, 0.9, 'decay of the mean of the gradient'),
  number('beta2', decay, 0.999, 'decay of the mean of its square'),
  number('epsilon', positiveNumber, 1e-8, 'added to the root of the mean square'),
];

const weightDecay = number(
  'decay',
  nonnegativeNumber,
  0.01,
  'how much weights shrink, apart from the gradient',
);

export const optimizers: readonly OptionWord[] = [
  choice('sgd', 'steps along the gradient: rate * g', [rate(0.01)]),
  choice('momentum', 'steps along a decaying sum of gradients (Polyak 1964)', [
    rate(0.01),
    number('momentum', decay, 0.9, 'how much of the last step is kept'),
    flag('nesterov', false, 'the gradient is taken one step ahead (Nesterov 1983)'),
  ]),
  choice('rmsprop', 'steps divided by the root mean square of recent gradients (Hinton 2012)', [
    rate(1e-3),
    number('decay', decay, 0.9, 'decay of the mean square'),
    number('momentum', decay, 0, 'how much of the last step is kept'),
    number('epsilon', positiveNumber, 1e-8, 'added to the root of the mean square'),
  ]),
  choice('adagrad', 'steps divided by the root of the sum of squared gradients (Duchi and others 2011)', [
    rate(0.01),
    number('epsilon', positiveNumber, 1e-8, 'added to the root of the sum'),
  ]),
  choice('adam', 'momentum and mean square, both freed of their start (Kingma and Ba 2015)', [
    rate(1e-3),
    ...moments,
  ]),
  choice('adamw', 'Adam with weights that shrink apart from the gradient (Loshchilov and Hutter 2019)', [
    rate(1e-3),
    ...moments,
    weightDecay,
  ]),
];
