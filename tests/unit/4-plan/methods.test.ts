// Every method against models of every rule: what stands in its way, where, and what would make it apply.

import { describe, expect, test } from 'vitest';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import { derivationStage } from '../../../compiler/4-plan/stage/derivation-stage.ts';
import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { hasErrors } from '../../../compiler/diagnostics/diagnostic.ts';
import { spanText } from '../../../compiler/source/source.ts';
import { applyFix } from '../../support/error-pages.ts';
import { checkSpec, oneLine } from '../../support/check-spec.ts';

function modelOf(text: string): CheckedModel {
  const { models, diagnostics } = checkSpec(text);
  const [model] = models;
  if (hasErrors(diagnostics) || model === undefined) throw new Error(diagnostics.map(oneLine).join('\n'));
  return model;
}

const spec = (
  body: string,
  train: string,
): string => `network Net(x: real) -> real { return [x] |> dense(1) |> sum() }
network Critic(x: real) -> real { return [x] |> dense(1) |> sum() }
network Wide(x: real[2]) -> real { return x |> dense(1) |> sum() }
network Two(x: real) -> real[2] { return [x] |> dense(2) }
model M(K: int = 2) {
  ${body}
  train ${train}
}`;

const models = {
  observed: 'param m: real plate row { observe x: real ~ Normal(m, 1) }',
  prior: 'param m: real ~ Normal(0, 1) plate row { observe x: real ~ Normal(m, 1) }',
  finite:
    'param p: simplex[K] param m: real[K] plate row { latent k: category<K> ~ Categorical(p) observe x: real ~ Normal(m[k], 1) }',
  gaussian: 'param s: positive plate row { latent z: real ~ Normal(0, 1) observe x: real ~ Normal(z, s) }',
  conjugate: 'param s: positive plate row { latent r: positive ~ Gamma(s, 1) observe x: count ~ Poisson(r) }',
  network:
    'network f = Net() plate row { latent z: real ~ Normal(0, 1) observe x: bool ~ Bernoulli(logits: f(z)) }',
  count:
    'param s: positive plate row { latent r: real ~ Normal(0, s) observe x: count ~ Poisson(logRate: r) }',
  implicit:
    'network f = Net() network c = Critic() plate row { latent z: real ~ Normal(0, 1) observe x: real = f(z) }',
  bayes:
    'param m: real ~ Normal(0, 1) plate row { latent z: real ~ Normal(m, 1) observe x: count ~ Poisson(logRate: z) }',
} as const;

type Name = keyof typeof models;
const obstacle = (name: Name, train: string): Diagnostic | undefined =>
  planInference(modelOf(spec(models[name], train))).diagnostics.find(({ code }) => code === 'E0807');

/** Applies, and the stage is by this method. */
const applies: readonly (readonly [Name, string])[] = [
  ['observed', 'mle'],
  ['prior', 'map'],
  ['prior', 'posterior'],
  ['finite', 'mle'],
  ['finite', 'em'],
  ['gaussian', 'mle'],
  ['gaussian', 'em'],
  ['gaussian', 'elbo'],
  ['gaussian', 'iwae(5)'],
  ['conjugate', 'mle'],
  ['conjugate', 'elbo'],
  ['network', 'elbo'],
  ['count', 'iwae'],
  ['implicit', 'adversarial(critic: c)'],
  ['implicit', 'mmd'],
  ['bayes', 'elbo'],
  ['bayes', 'posterior(nuts(draws: 10))'],
];

test.each(applies)('%s models are trained by %s', (name, train) => {
  expect(obstacle(name, train)).toBeUndefined();
  expect(derivationStage(modelOf(spec(models[name], train)))).toMatchObject({
    kind: 'taken',
    method: train.replace(/\(.*/, ''),
  });
});

/** In the way: a message, the text of the related place, and what to do. */
const inTheWay: readonly (readonly [Name, string, RegExp, string | null, RegExp])[] = [
  ['observed', 'map', /no param has a prior$/, null, /give a param a prior/],
  ['observed', 'em', /the model has no latent to sum out$/, null, /train mle/],
  ['observed', 'elbo', /the model has no latent, and its likelihood needs no bound$/, null, /train mle/],
  ['observed', 'adversarial(critic: f)', /`x` has a density/, 'x', /train mle/],
  ['observed', 'mmd', /`x` has a density, which says more than samples do$/, 'x', /train mle/],
  ['observed', 'posterior', /`m` has no prior, and so no posterior$/, 'm', /param m: ... ~ .../],
  ['prior', 'mle', /maximum likelihood leaves out priors, and `m` has one$/, 'm', /train map/],
  ['prior', 'em', /no latent to sum out$/, null, /train map/],
  ['finite', 'elbo', /`k` is summed out exactly, and no bound is needed$/, 'k', /train em/],
  ['finite', 'mmd', /`x` has a density/, 'x', /train em/],
  ['gaussian', 'map', /no param has a prior$/, null, /train mle/],
  ['conjugate', 'em', /`r` is integrated out, and nothing is left to sum over$/, null, /train mle/],
  ['network', 'em', /`z` is continuous and enters the network `f`$/, 'f(z)', /train elbo/],
  ['network', 'mle', /`z` is continuous and enters the network `f`$/, 'f(z)', /train elbo/],
  ['network', 'posterior', /the weights of `f` have no prior/, 'f', /train elbo/],
  ['count', 'em', /`r` is continuous and `x` is Poisson given `r`, not Normal$/, 'x', /train elbo/],
  ['count', 'posterior', /`s` has no prior/, 's', /param s/],
  ['implicit', 'em', /`x` has no density: it is a function of what is above it$/, 'x', /train adversarial/],
  ['implicit', 'elbo', /`x` has no density/, 'x', /train mmd/],
  ['implicit', 'posterior', /`x` has no density/, 'x', /give `x` a distribution/],
];

describe('what stands in the way', () => {
  test.each(inTheWay)('%s models are not trained by %s', (name, train, message, place, change) => {
    const written = train.replace('critic: f', 'critic: c');
    const body = written.includes('critic: c') ? `network c = Critic() ${models[name]}` : models[name];
    const model = modelOf(spec(body, written));
    const errors = planInference(model).diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code)).toEqual(['E0807']);
    const [diagnostic] = errors;
    expect(diagnostic?.message).toMatch(message);
    const [at, related] = diagnostic?.labels ?? [];
    expect(at === undefined ? '' : spanText(at.span)).toBe(train.replace(/\(.*/, ''));
    expect(related === undefined ? null : spanText(related.span)).toBe(place);
    expect(diagnostic?.fix?.description).toMatch(change);
  });

  test.each(inTheWay)('%s models, after the fix of `train %s`, have a method', (name, train) => {
    if (train.includes('(')) return;
    const text = spec(models[name], train);
    const fix = planInference(modelOf(text)).diagnostics[0]?.fix;
    if (fix === null || fix === undefined || fix.edits.length === 0) return;
    const fixed = planInference(modelOf(applyFix(text, fix))).diagnostics;
    expect(fixed.filter(({ code }) => code === 'E0807')).toEqual([]);
  });
});

test('nothing is said of the options of a method that does not apply', () => {
  for (const train of ['elbo(batch: 10)', 'posterior(nuts())'])
    expect(planInference(modelOf(spec(models.observed, train))).diagnostics.map(({ code }) => code)).toEqual([
      'E0807',
    ]);
});

test('a method that does not apply leaves the stage to the rules', () => {
  const stage = derivationStage(modelOf(spec(models.finite, 'elbo')));
  expect(stage).toMatchObject({ rule: 'finite', method: 'em' });
});

describe('the critic', () => {
  const body = models.implicit.replace('network c = Critic()', 'network c = CRITIC()');
  test.each([
    ['Critic', null],
    ['Wide', /takes `real\[2\]`, and `x` is `real`/],
    ['Two', /does not give one number/],
  ])('%s', (network, message) => {
    const text = spec(body.replace('CRITIC', network), 'adversarial(critic: c)');
    const found = planInference(modelOf(text)).diagnostics.filter(({ code }) => code === 'E0809');
    if (message === null) expect(found).toEqual([]);
    else expect(found.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
  });
});

describe('a critic whose sizes are left open', () => {
  test.each([
    ['C(x: real[_]) -> real { return x |> dense(1) }', null],
    [
      'C(x: real[_, _]) -> real { return x |> flatten() |> dense(1) }',
      /takes `real\[_, _\]`, and `x` is `real\[4\]`/,
    ],
    [
      'C(x: category<4>[_]) -> real { return x |> embedding(4, 1) |> flatten() |> dense(1) }',
      /`x` is `real\[4\]`/,
    ],
    ['C(x: real[_], y: real[_]) -> real { return x |> concat(y) |> dense(1) }', /takes 2 values/],
    ['C(x: real[_]) -> real[2] { return x |> dense(2) }', /does not give one number/],
  ])('%s', (critic, message) => {
    const text =
      `network ${critic} model M { network g = Dense(4) network c = C() plate row ` +
      '{ latent z: real[2] ~ Normal(0, 1) observe x: real[4] = g(z) } train adversarial(critic: c) }';
    const found = planInference(modelOf(text)).diagnostics.filter(({ code }) => code === 'E0809');
    expect(found.map((each) => each.message)).toEqual(
      message === null ? [] : [expect.stringMatching(message)],
    );
  });
});

describe('warnings', () => {
  const warnings = (text: string): readonly string[] =>
    planInference(modelOf(text))
      .diagnostics.filter(({ severity }) => severity === 'warning')
      .map(oneLine);

  test('a guide of a latent that is eliminated exactly', () => {
    const guided = models.gaussian.replace(/\}$/, 'guide z ~ Normal(x, 1) }');
    expect(warnings(spec(guided, 'em'))).toEqual([
      expect.stringMatching(/^W0801 .*\[z\] the guide of `z` is not used$/),
    ]);
    expect(warnings(spec(guided, 'elbo'))).toEqual([]);
  });

  test('options that nothing reads', () => {
    expect(warnings(spec(models.observed, 'mle(batch: 10, tolerance: 1e-9)'))).toEqual([
      expect.stringMatching(/^W0802 .*\[batch: 10\] `batch` has no effect on `train mle` of this model$/),
    ]);
  });
});
