// The training methods of the language and what each can be told.

import { optimizers } from './optimizers.ts';
import type { OptionDefinition, OptionWord, TrainingMethod } from './option.ts';
import {
  choice,
  decay,
  fraction,
  network,
  nonnegativeNumber,
  number,
  positiveNumber,
  wholeFromOne,
  wholeFromZero,
  word,
} from './option.ts';

/** Of methods that see all rows in each step and start more than once. */
const climbing: readonly OptionDefinition[] = [
  number('restarts', wholeFromOne, null, 'how many starts climb; the highest is kept'),
  number('tolerance', nonnegativeNumber, null, 'stops when less than so many nats for each row are to come'),
];

const iterations = number('iterations', wholeFromOne, null, 'at most so many steps');

/** Of methods that climb by mini-batches. */
const batches: readonly OptionDefinition[] = [
  word('optimizer', optimizers, 'adam', 'how a gradient becomes a step'),
  number('batch', wholeFromOne, null, 'rows in a step'),
  number('epochs', wholeFromOne, null, 'how many times all rows are seen'),
  iterations,
  number('clip', positiveNumber, null, 'a longer gradient is cut to this length'),
];

const stopping: readonly OptionDefinition[] = [
  number('validation', fraction, null, 'part of the rows that is held out to watch the objective'),
  number(
    'patience',
    wholeFromOne,
    null,
    'stops when the held-out objective has not risen for so many epochs',
  ),
];

const averaging = number('average', decay, null, 'decay of an average of the weights, which is what is kept');

const losses: readonly OptionWord[] = [
  choice(
    'nonSaturating',
    'log loss; the generator climbs log D of what it makes (Goodfellow and others 2014)',
  ),
  choice('hinge', 'the critic holds data above 1 and samples below -1 (Lim and Ye 2017)'),
  choice('wasserstein', 'the difference of mean critic values (Arjovsky, Chintala and Bottou 2017)'),
  choice('leastSquares', 'squared distance to 1 for data and to 0 for samples (Mao and others 2017)'),
];

const penalties: readonly OptionWord[] = [
  choice('none', 'the critic is free'),
  choice('r1', 'squared gradient of the critic at data (Mescheder, Geiger and Nowozin 2018)', [
    number('weight', nonnegativeNumber, 10, 'of the penalty'),
  ]),
  choice('r2', 'squared gradient of the critic at samples (Mescheder, Geiger and Nowozin 2018)', [
    number('weight', nonnegativeNumber, 10, 'of the penalty'),
  ]),
  choice(
    'gradient',
    'distance of the gradient from length 1, between data and samples (Gulrajani and others 2017)',
    [number('weight', nonnegativeNumber, 10, 'of the penalty')],
  ),
];

const kernels: readonly OptionWord[] = [
  choice('energy', 'minus the distance, which has no scale to choose (Szekely and Rizzo 2013)'),
  choice('gaussian', 'exp(-distance^2 / (2 bandwidth^2))', [
    number('bandwidth', positiveNumber, null, 'left out: the median distance between rows'),
  ]),
  choice('laplacian', 'exp(-distance / bandwidth)', [
    number('bandwidth', positiveNumber, null, 'left out: the median distance between rows'),
  ]),
  choice('rationalQuadratic', '(1 + distance^2 / (2 alpha))^-alpha', [
    number('alpha', positiveNumber, 1, 'a small one has long tails'),
  ]),
];

const draws: readonly OptionDefinition[] = [
  number('warmup', wholeFromZero, 1000, 'steps that tune the sampler and are thrown away'),
  number('draws', wholeFromOne, 1000, 'steps of each chain that are kept'),
  number('chains', wholeFromOne, 4, 'runs from different starts, to be compared'),
];

const samplers: readonly OptionWord[] = [
  {
    ...choice('nuts', 'the no-U-turn sampler (Hoffman and Gelman 2014)', [
      ...draws,
      number('acceptance', fraction, 0.8, 'the step size is tuned to this mean acceptance'),
      number('depth', wholeFromOne, 10, 'a path has at most 2^depth steps'),
    ]),
    positional: 0,
  },
  {
    ...choice('hmc', 'Hamiltonian Monte Carlo with paths of one length (Duane and others 1987)', [
      ...draws,
      number('acceptance', fraction, 0.8, 'the step size is tuned to this mean acceptance'),
      number('steps', wholeFromOne, 32, 'of a path'),
    ]),
    positional: 0,
  },
];

function method(
  name: string,
  summary: string,
  options: readonly OptionDefinition[],
  positional = 0,
): TrainingMethod {
  return { name, summary, options, positional };
}

const methods = [
  method('mle', 'maximum likelihood', [...climbing, ...batches, ...stopping]),
  method('map', 'maximum of the posterior density: the likelihood times the priors of params', [
    ...climbing,
    ...batches,
    ...stopping,
  ]),
  method('em', 'expectation maximisation: latents summed out, each block of params by its own solver', [
    ...climbing,
    iterations,
  ]),
  method('elbo', 'a lower bound of the likelihood, by a guide for the latents (Kingma and Welling 2014)', [
    number('samples', wholeFromOne, 1, 'draws of the guide for each row and step'),
    ...batches,
    ...stopping,
    averaging,
  ]),
  method(
    'iwae',
    'a tighter bound, from several draws of the guide (Burda, Grosse and Salakhutdinov 2016)',
    [
      number('samples', wholeFromOne, 5, 'draws of the guide for each row and step'),
      ...batches,
      ...stopping,
      averaging,
    ],
    1,
  ),
  method('adversarial', 'against a critic that tells samples from data', [
    network('critic', 'a network of the model that gives one number for what is observed'),
    word('loss', losses, 'nonSaturating', 'what critic and generator climb'),
    word('penalty', penalties, 'none', 'what keeps the critic smooth'),
    ...batches,
    word('criticOptimizer', optimizers, null, 'left out: as `optimizer`'),
    number('criticSteps', wholeFromOne, 1, 'steps of the critic for one of the generator'),
    averaging,
  ]),
  method('mmd', 'maximum mean discrepancy: samples and data agree in the mean of a kernel', [
    word('kernel', kernels, 'energy', 'how alike two rows are'),
    ...batches,
    averaging,
  ]),
  method(
    'posterior',
    'draws from the posterior of params and latents',
    [word('sampler', samplers, 'nuts', 'how the next draw is found')],
    1,
  ),
] as const;

/** By name, in the order in which their rules are tried. */
export const trainingMethods: ReadonlyMap<string, TrainingMethod> = new Map(
  methods.map((each) => [each.name, each]),
);
