// `train`: methods, their options with each kind of value, words with settings, and what is said of mistakes.

import { describe, expect, test } from 'vitest';
import type { OptionValue, TrainOption } from '../../../compiler/3-check/model.ts';
import { trainingMethods } from '../../../compiler/library/training/methods.ts';
import type { OptionTaker } from '../../../compiler/library/training/option.ts';
import { spanText } from '../../../compiler/source/source.ts';
import { checkSpec, oneLine, unmark } from '../../support/check-spec.ts';
import { applyFix } from '../../support/error-pages.ts';

const spec = (train: string): string => `const lots = 500
network Critic(x: real) -> real { return [x] |> dense(1) |> sum() }
model M(K: int = 2) {
  param m: real
  network critic = Critic()
  plate row { latent z: real ~ Normal(0, 1) observe x: real = critic(m + K * z) }
  train ${train}
}`;

function optionsOf(train: string): unknown {
  const { models, diagnostics } = checkSpec(spec(train));
  expect(diagnostics.map(oneLine)).toEqual([]);
  return plain(models[0]?.train?.options ?? []);
}

const plain = (options: readonly TrainOption[]): unknown =>
  Object.fromEntries(options.map(({ name, value }) => [name, plainValue(value)]));

function plainValue(value: OptionValue): unknown {
  switch (value.kind) {
    case 'word':
      return [value.word, plain(value.settings)];
    case 'network':
      return `network ${value.instance}`;
    default:
      return value.value;
  }
}

describe('what options are', () => {
  test.each([
    ['em(restarts: 10, tolerance: 1e-8)', { restarts: 10, tolerance: 1e-8 }],
    ['iwae(5)', { samples: 5 }],
    ['iwae(5, batch: lots / 5)', { samples: 5, batch: 100 }],
    ['elbo(batch: lots, validation: 0.1, patience: 3)', { batch: 500, validation: 0.1, patience: 3 }],
    ['elbo(optimizer: sgd)', { optimizer: ['sgd', { rate: 0.01 }] }],
    [
      'elbo(optimizer: momentum(0.1, nesterov: true))',
      { optimizer: ['momentum', { rate: 0.1, momentum: 0.9, nesterov: true }] },
    ],
    [
      'adversarial(critic: critic, loss: hinge, penalty: r1(10), optimizer: adam(2e-4, beta1: 0.5))',
      {
        critic: 'network critic',
        loss: ['hinge', {}],
        penalty: ['r1', { weight: 10 }],
        optimizer: ['adam', { rate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 }],
      },
    ],
    ['mmd(kernel: gaussian)', { kernel: ['gaussian', {}] }],
    [
      'posterior(nuts(warmup: 500, draws: 1000, chains: 4))',
      { sampler: ['nuts', { warmup: 500, draws: 1000, chains: 4, acceptance: 0.8, depth: 10 }] },
    ],
    ['posterior', {}],
    ['map', {}],
  ])('%s', (train, expected) => {
    expect(optionsOf(train)).toEqual(expected);
  });

  test('words go before names of the spec', () => {
    const text = spec('elbo(optimizer: adam)').replace('const lots', 'const adam');
    const { models } = checkSpec(text);
    expect(plain(models[0]?.train?.options ?? [])).toMatchObject({ optimizer: ['adam', { rate: 1e-3 }] });
  });
});

describe('mistakes', () => {
  test.each([
    ['E0701', '«elbow»', /no training method `elbow`; did you mean `elbo`/, 'elbo'],
    ['E0702', 'elbo(«batches»: 3)', /`elbo` has no option `batches`; did you mean `batch`/, 'elbo(batch: 3)'],
    ['E0702', 'elbo(optimizer: adam(«beta3»: 0.5))', /`adam` has no option `beta3`/],
    ['E0702', 'adversarial(critic: critic, loss: hinge(«margin»: 1))', /`hinge` has no option `margin`/],
    ['E0703', 'elbo(«128»)', /options of `elbo` are given by name/],
    ['E0703', 'mmd(«energy»)', /options of `mmd` are given by name/, 'mmd(kernel: energy)'],
    ['E0703', 'iwae(5, «6»)', /options of `iwae` but `samples`, which comes first, are given by name/],
    ['E0703', 'iwae(batch: 5, «6»)', /given by name/],
    ['E0703', 'adversarial(critic: critic, loss: hinge(«1»))', /`hinge` takes no options/],
    ['E0704', 'em(restarts: «0»)', /`restarts` must be a whole number from 1 on/],
    ['E0704', 'elbo(validation: «1»)', /`validation` must be a number between 0 and 1/],
    ['E0704', 'elbo(batch: «true»)', /must be a whole number from 1 on/],
    ['E0704', 'elbo(batch: «"all"»)', /must be a whole number from 1 on/],
    ['E0704', 'elbo(batch: «K»)', /must be a whole number from 1 on/],
    ['E0704', 'elbo(batch: «lot»)', /must be a whole number from 1 on/, 'elbo(batch: lots)'],
    ['E0704', 'elbo(batch: «[1, 2]»)', /must be a whole number from 1 on/],
    ['E0704', 'elbo(optimizer: momentum(nesterov: «1»))', /`nesterov` must be `true` or `false`/],
    ['E0704', 'elbo(optimizer: «"adam"»)', /`optimizer` must be one of sgd, /, 'elbo(optimizer: adam)'],
    ['E0704', 'elbo(optimizer: «3»)', /`optimizer` must be one of/],
    [
      'E0704',
      'adversarial(critic: «crtic»)',
      /`critic` must be a network of the model/,
      'adversarial(critic: critic)',
    ],
    ['E0704', 'adversarial(critic: «Critic()»)', /`critic` must be a network of the model/],
    ['E0705', 'em(restarts: 1, «restarts»: 2)', /option `restarts` is given twice/],
    ['E0705', 'iwae(5, «samples»: 2)', /option `samples` is given twice/],
    ['E0707', '«adversarial»(loss: hinge)', /`adversarial` needs a `critic`/],
    ['E0708', 'elbo(optimizer: «adan»)', /`optimizer` cannot be `adan`; did you mean `adam`/],
    ['E0708', 'elbo(optimizer: «lots»)', /`optimizer` cannot be `lots`/],
    [
      'E0708',
      'posterior(«nut»(draws: 3))',
      /`sampler` cannot be `nut`; did you mean `nuts`/,
      'posterior(nuts(draws: 3))',
    ],
  ])('%s: train %s', (code, marked, message, fixed?: string) => {
    const { text, start, end } = unmark(spec(marked));
    const { diagnostics } = checkSpec(text);
    expect(diagnostics.map(oneLine)).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect(diagnostic).toMatchObject({ code, message: expect.stringMatching(message) as string });
    const span = diagnostic?.labels[0].span;
    expect(span === undefined ? '' : spanText(span)).toBe(text.slice(start, end));
    const edited =
      diagnostic?.fix === undefined || diagnostic.fix === null ? undefined : applyFix(text, diagnostic.fix);
    if (fixed !== undefined) expect(edited).toBe(spec(fixed));
    if (edited !== undefined && edited !== text) expect(checkSpec(edited).diagnostics).toEqual([]);
  });
});

describe('the library of methods', () => {
  const takers = (taker: OptionTaker): readonly OptionTaker[] => [
    taker,
    ...taker.options.flatMap(({ kind }) => (kind.kind === 'word' ? kind.words.flatMap(takers) : [])),
  ];

  test.each([...trainingMethods.values()].flatMap(takers))(
    '$name: names differ, defaults are accepted',
    (taker) => {
      const names = taker.options.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(taker.positional).toBeLessThanOrEqual(names.length);
      expect(taker.summary).not.toMatch(/\.$/);
      for (const { kind, default: without, summary } of taker.options) {
        expect(summary).not.toMatch(/\.$/);
        if (without === null) continue;
        if (kind.kind === 'number') expect(kind.accepts(Number(without))).toBe(true);
        if (kind.kind === 'bool') expect(typeof without).toBe('boolean');
        if (kind.kind === 'word') expect(kind.words.map(({ name }) => name)).toContain(without);
      }
    },
  );
});
