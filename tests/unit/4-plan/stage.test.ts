// Which rule serves a model, and what keeps each earlier one from it: small models of every rule, and each property
// that makes the difference between two rules.

import { describe, expect, test } from 'vitest';
import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import { derivationStage } from '../../../compiler/4-plan/stage/derivation-stage.ts';
import { printStage } from '../../../compiler/4-plan/stage/print-stage.ts';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import { hasErrors } from '../../../compiler/diagnostics/diagnostic.ts';
import { checkSpec, oneLine } from '../../support/check-spec.ts';

/** Warnings may stand. */
function modelOf(text: string): CheckedModel {
  const { models, diagnostics } = checkSpec(text);
  const [model] = models;
  if (hasErrors(diagnostics) || model === undefined) throw new Error(diagnostics.map(oneLine).join('\n'));
  return model;
}

const lines = (text: string): readonly string[] => printStage(derivationStage(modelOf(text))).split('\n');
const summary = (text: string): string => lines(text)[0] ?? '';
/** Why rule `number` does not serve. */
const because = (text: string, number: number): string =>
  lines(text).find((line) => line.startsWith(`  not by rule ${String(number)},`)) ?? '';
const said = (text: string): readonly string[] => planInference(modelOf(text)).diagnostics.map(oneLine);

/** A plate of rows inside a model with a few params. */
const inRow = (row: string, before = ''): string =>
  `model M(K: int = 2, D: int = 3, V: int = 40) {
    param w: real[D] param W: real[D, 2] param c: real[K]
    param m: real param s: positive param p: simplex[K]
    ${before}
    plate row { ${row} }
  }`;

describe('the rule that serves', () => {
  test.each([
    ['everything observed', 'observe x: real ~ Normal(m, s)', 'mle: everything observed'],
    [
      'a prior',
      'observe x: count ~ Poisson(r)',
      'map: everything observed',
      'param r: positive ~ Gamma(2, 1)',
    ],
    [
      'a finite latent',
      'latent k: category<K> ~ Categorical(p) observe x: real ~ Normal(c[k], s)',
      'em: `k` summed out',
    ],
    [
      'factor analysis',
      'latent z: real[2] ~ Normal(0, 1) observe x: real[D] ~ Normal(W @ z + w, s)',
      'not derivable yet: `z` eliminated exactly (em)',
    ],
    [
      'factor analysis inside a finite mixture',
      `latent k: category<K> ~ Categorical(p) latent z: real ~ Normal(0, 1)
       observe x: real ~ Normal(if k == 0 then z else m - 2 * z, s)`,
      'not derivable yet: `k` summed out, `z` eliminated exactly (em)',
    ],
    [
      'random effects by index',
      'given g: category<5> observe x: real ~ Normal(m + u[g], s)',
      'not derivable yet: `u` eliminated exactly (em)',
      'latent u: real[5] ~ Normal(0, s)',
    ],
    [
      'random effects of a logistic regression',
      'given g: category<5> observe x: bool ~ Bernoulli(logits: m + u[g])',
      'not derivable yet: bound for `u` with a guide made (elbo)',
      'latent u: real[5] ~ Normal(0, s)',
    ],
    [
      'Gamma and Poisson, with an exposure',
      'given e: positive latent r: positive ~ Gamma(2, s) observe x: count ~ Poisson(e * r)',
      'not derivable yet: `r` integrated out (mle)',
    ],
    [
      'Gamma rates that a latent of all rows picks',
      'given year: int observe x: count ~ Poisson(if year < limits[era] then early else late)',
      'not derivable yet: `early`, `late` integrated out, `era` summed out (mle)',
      `const limits = [1890, 1900]
       latent early: positive ~ Gamma(2, 1) latent late: positive ~ Gamma(2, 1)
       latent era: category<2> ~ Categorical([0.5, 0.5])`,
    ],
    [
      'a latent mean under a StudentT',
      'latent z: real ~ StudentT(3, 0, 1) observe x: real ~ Normal(z, s)',
      'not derivable yet: bound for `z` with a guide made (elbo)',
    ],
    [
      'two models in one: an exact part and a bounded one',
      `latent z: real ~ Normal(0, 1) observe x: real ~ Normal(z, s)
       latent u: real ~ Normal(0, 1) observe n: count ~ Poisson(logRate: u)`,
      'not derivable yet: `z` eliminated exactly, bound for `u` with a guide made (elbo)',
    ],
    [
      'a whole number between bounds',
      'latent n: int<lower: 0, upper: 4> ~ DiscreteUniform(0, 4) observe x: real ~ Normal(n, s)',
      'em: `n` summed out',
    ],
    [
      'missing labels and missing values',
      'observe k: category<K>? ~ Categorical(p) observe x: real? ~ Normal(c[k], s)',
      'em: `k` summed out where missing, `x` left out where missing',
    ],
    [
      'vectors of which entries are missing',
      'observe x: real[D]? ~ MvNormal(w, A)',
      'em: everything observed, `x` left out where missing',
      'param A: covariance[D]',
    ],
    [
      'missing values that something depends on',
      'observe x: real? ~ Normal(m, s) observe y: real ~ Normal(2 * x, s)',
      'not derivable yet: `x` eliminated exactly where missing (em)',
    ],
    [
      'a latent that feeds a missing value alone',
      'latent z: real ~ Normal(0, 1) observe x: real? ~ Normal(z, s)',
      'not derivable yet: `z` eliminated exactly, `x` left out where missing (em)',
    ],
    [
      'draws compared with data',
      'latent z: real ~ Normal(0, 1) observe x: real = m + s * z',
      'not derivable yet: `z` drawn (mmd)',
    ],
  ])('%s', (_, row, expected, before = '') => {
    expect(summary(inRow(row, before))).toBe(expected);
  });
});

const alongSequence = (body: string, before = ''): string =>
  `model M(K: int = 2) {
    param start: simplex[K] param move: simplex[K, K] param w: real[K] param m: real param s: positive
    plate row { ${before} sequence t { ${body} } }
  }`;
const chain =
  'latent k[0]: category<K> ~ Categorical(start) latent k[t]: category<K> ~ Categorical(move[k[t-1]])';
const walk = 'latent z[0]: real ~ Normal(0, 1) latent z[t]: real ~ Normal(z[t-1], s)';

describe('along a sequence', () => {
  test.each([
    ['a chain', `${chain} observe x[t]: real ~ Normal(w[k[t]], s)`],
    [
      'latents of single steps that the next one reads',
      `latent k[t]: category<K> ~ Categorical(start) observe x[0]: real ~ Normal(0, 1)
       observe x[t]: real ~ Normal(w[k[t-1]], s)`,
    ],
  ])('%s', (_, body) => {
    expect(summary(alongSequence(body))).toBe('em: forward recursion over `k`');
  });

  test.each([
    [
      'a random walk',
      `${walk} observe x[t]: real ~ Normal(z[t], s)`,
      'Kalman filter and smoother over `z` (em)',
    ],
    [
      'a value that carries a latent along, affinely',
      `latent z[t]: real ~ Normal(0, 1) let h[0] = m let h[t] = 0.5 * h[t-1] + z[t]
       observe x[t]: real ~ Normal(h[t], s)`,
      'Kalman filter and smoother over `z` (em)',
    ],
    [
      'a value that carries a latent along, through a function',
      `latent z[t]: real ~ Normal(0, 1) let h[0] = m let h[t] = tanh(h[t-1]) + z[t]
       observe x[t]: real ~ Normal(h[t], s)`,
      'bound for `z` with a guide made (elbo)',
    ],
    [
      'a Gaussian latent of each step beside a chain',
      `${chain} latent z[t]: real ~ Normal(0, 1) observe x[t]: real ~ Normal(w[k[t]] * z[t], s)`,
      'forward recursion over `k`, `z` eliminated exactly (em)',
    ],
    [
      'a random walk in one of several regimes',
      `${walk} observe x[t]: real ~ Normal(z[t] + w[mode], s)`,
      '`mode` summed out, Kalman filter and smoother over `z` (em)',
      'latent mode: category<K> ~ Categorical(start)',
    ],
    [
      'earlier observations, some missing',
      'observe x[0]: real? ~ Normal(0, 1) observe x[t]: real? ~ Normal(m * x[t-1], s)',
      'Kalman filter and smoother over `x` where missing (em)',
    ],
  ])('%s', (_, body, expected, before = '') => {
    expect(summary(alongSequence(body, before))).toBe(`not derivable yet: ${expected}`);
  });

  test.each([
    [
      'latents of single steps',
      'latent k[t]: category<K> ~ Categorical(start) observe x[t]: real ~ Normal(w[k[t]], s)',
      'em: `k` summed out',
    ],
    [
      'earlier observations',
      'observe x[0]: real ~ Normal(0, 1) observe x[t]: real ~ Normal(x[t-1], s)',
      'mle: everything observed',
    ],
    [
      'earlier observations under a latent of the row',
      'observe x[0]: real ~ Normal(0, 1) observe x[t]: real ~ Normal(w[kind] + x[t-1], s)',
      'em: `kind` summed out',
      'latent kind: category<K> ~ Categorical(start)',
    ],
  ])('nothing hidden links the steps of %s', (_, body, expected, before = '') => {
    expect(summary(alongSequence(body, before))).toBe(expected);
  });

  test.each([
    [
      'h',
      /what `h` carries along `t` is not derivable yet/,
      'let h[0] = m let h[t] = h[t-1] * 0.5 observe x[t]: real ~ Normal(h[t], s)',
    ],
    [
      'y',
      /`y` at single steps only is not derivable yet/,
      'observe x[t]: real ~ Normal(m, s) observe y[0]: real ~ Normal(x[0], s)',
    ],
    [
      'x[t-1]',
      /of a plate that may have other rows at another step/,
      'plate part { observe x[0]: real ~ Normal(0, 1) observe x[t]: real ~ Normal(x[t-1], s) }',
    ],
  ])('at %s: %s', (place, message, body) => {
    const [only, ...more] = said(alongSequence(body));
    expect(more).toEqual([]);
    expect(only).toMatch(message);
    expect(only).toContain(`[${place}]`);
  });

  test.each([
    [
      'x',
      /reading all of `x`, all steps of a sequence whose length the data decide/,
      'sequence t',
      'mean(x)',
    ],
    ['x[last]', /reading `x\[last\]`, of a sequence that ends itself/, 'sequence t until x', 'w[x[last]]'],
  ])('after a sequence, at %s', (place, message, head, read) => {
    const [only, ...more] = said(`model M(K: int = 2) {
      param start: simplex[K] param w: real[K]
      plate row {
        ${head} { observe x[t]: ${head.includes('until') ? 'category<K> ~ Categorical(start)' : 'real ~ Normal(w[0], 1)'} }
        observe y: real ~ Normal(${read}, 1)
      }
    }`);
    expect(more).toEqual([]);
    expect(only).toMatch(message);
    expect(only).toContain(`[${place}]`);
  });

  test('what END depends on has a value there', () => {
    const [only, ...more] = said(`model M(K: int = 2) {
      param start: simplex[K, K]
      plate row { sequence t until x {
        given u[t]: category<K>
        observe x[t]: category<K> ~ Categorical(start[u[t]])
      } }
    }`);
    expect(more).toEqual([]);
    expect(only).toMatch(/`x` at the step of END depends on `u`, which has no value there/);
  });

  test('a chain and a random walk together have no exact rule, and a bound where one is asked for', () => {
    const both = `${chain} ${walk} observe x[t]: real ~ Normal(z[t] + w[k[t]], s)`;
    expect(summary(alongSequence(both))).toMatch(/^not derivable: `k` varies from step to step beside `z`/);
    expect(said(alongSequence(both))).toEqual([expect.stringMatching(/^E0808 .*\[k\]/)]);
    const guided = alongSequence(`${both} guide z[t] ~ Normal(x[t], 1)`);
    expect(summary(guided)).toBe(
      'not derivable yet: forward recursion over `k`, bound for `z` with the guide written (elbo)',
    );
    const asked = `${alongSequence(both).slice(0, -1)} train elbo }`;
    expect(summary(asked)).toBe(
      'not derivable yet: forward recursion over `k`, bound for `z` with a guide made (elbo)',
    );
  });

  test('what remembers every value of a chain, or reads them all, leaves nothing to sum over', () => {
    const sum = alongSequence(
      `${chain} let h[0] = m let h[t] = h[t-1] + w[k[t]] observe x[t]: real ~ Normal(h[t], s)`,
    );
    expect(said(sum)).toEqual([
      expect.stringMatching(/^E0808 .*`h` carries all earlier values of `k` along/),
    ]);
    const whole = alongSequence(`${chain} observe x[t]: real ~ Normal(w[k[t]], s)`).replace(
      '} }',
      '} observe y: real ~ Normal(sum(k == 0), s) }',
    );
    expect(said(whole)).toEqual([expect.stringMatching(/^E0808 .*`y` reads all steps of `k` at once/)]);
    const last = whole.replace('sum(k == 0)', 'w[k[last]]');
    expect(summary(last)).toBe('em: forward recursion over `k`');
  });
});

describe('why not the linear-Gaussian rule', () => {
  test.each([
    ['`z` is Gamma, not Normal', 'latent z: positive ~ Gamma(2, 1) observe x: real ~ Normal(z, s)'],
    [
      '`x` is Bernoulli given `z`, not Normal',
      'latent z: real ~ Normal(0, 1) observe x: bool ~ Bernoulli(logits: z)',
    ],
    [
      '`z` enters through `exp` in the `mean` of `x`',
      'latent z: real ~ Normal(0, 1) observe x: real ~ Normal(exp(z), s)',
    ],
    [
      '`z` is raised to a power in the `mean` of `x`',
      'latent z: real ~ Normal(0, 1) observe x: real ~ Normal(z ^ 2, s)',
    ],
    [
      '`z` is multiplied by itself in the `mean` of `x`',
      'latent z: real ~ Normal(0, 1) observe x: real ~ Normal(z * z, s)',
    ],
    [
      '`z` is multiplied by `u`, and both are random in the `mean` of `x`',
      'latent z: real ~ Normal(0, 1) latent u: real ~ Normal(0, 1) observe x: real ~ Normal(z * u, s)',
    ],
    ['the `sd` of `x` depends on `z`', 'latent z: real ~ Normal(0, 1) observe x: real ~ Normal(0, exp(z))'],
    [
      '`x` is truncated given `z`',
      'latent z: real ~ Normal(0, 1) observe x: positive ~ Truncated(Normal(z, s), lower: 0)',
    ],
    [
      '`k` varies from row to row beside `u`, which all rows of `row` share, and the combinations of all rows would have to be summed over',
      'latent k: category<K> ~ Categorical(p) observe x: real ~ Normal(c[k] + u, s)',
      'latent u: real ~ Normal(0, 1)',
    ],
    [
      '`k` varies from row to row beside `u`, which all rows of `inner` share, and the combinations of all rows would have to be summed over',
      'latent u: real ~ Normal(0, 1) plate inner { latent k: category<K> ~ Categorical(p) latent v: real ~ Normal(u, 1) observe x: real ~ Normal(c[k] * v, s) }',
    ],
    [
      'each entry of `x` has a part of its own in the `Mixture`, and the combinations of all entries would have to be summed over',
      'latent u: real ~ Normal(0, 1) observe x: real[V] ~ Mixture([0.9, 0.1], [Normal(u, s), Normal(u, 3 * s)])',
    ],
  ])('%s', (reason, row, before = '') => {
    const text = inRow(row, before);
    expect(because(text, 3)).toBe(`  not by rule 3, linear-Gaussian latents eliminated: ${reason}`);
    expect(lines(text)[1]).not.toContain('rule 3');
  });
});

test('steps are called steps', () => {
  const text = alongSequence(
    'latent k[t]: category<K> ~ Categorical(q) observe x[t]: real ~ Normal(w[k[t]], s)',
    'latent q: simplex[K] ~ Dirichlet(1.0)',
  );
  expect(because(text, 4)).toContain(
    '`k` varies from step to step beside `q`, which all steps of `t` share, and the combinations of all steps',
  );
});

describe('why not the conjugate rule', () => {
  test.each([
    [
      '`r` does not stand by itself as the `rate` of `x`',
      'latent r: positive ~ Gamma(2, 1) observe x: count ~ Poisson(r + 1)',
    ],
    [
      'Gamma, as `v` has it, is not conjugate to the `variance` of a Normal, which `x` is',
      'latent v: positive ~ Gamma(2, 1) observe x: real ~ Normal(0, variance: v)',
    ],
    ['`q` is scaled as the `p` of `x`', 'latent q: unit ~ Beta(2, 1) observe x: bool ~ Bernoulli(0.5 * q)'],
    [
      'the distribution of `r` depends on `t`, which is latent too',
      'latent r: positive ~ Gamma(2, t) observe x: count ~ Poisson(r)',
      'latent t: positive ~ Gamma(1, 1)',
    ],
    [
      'the `shape` and the `rate` of `x` are both made of latents',
      'latent a: positive ~ Gamma(1, 1) latent r: positive ~ Gamma(2, 1) observe x: positive ~ Gamma(a, r)',
    ],
    [
      '`z` is StudentT, which is conjugate to nothing',
      'latent z: real ~ StudentT(3, 0, 1) observe x: real ~ Normal(z, s)',
    ],
  ])('%s', (reason, row, before = '') => {
    expect(because(inRow(row, before), 4)).toBe(
      `  not by rule 4, conjugate latents integrated out: ${reason}`,
    );
  });
});

describe('no rule', () => {
  test.each([
    ['n', /`n` has infinitely many values/, 'latent n: count ~ Poisson(s) observe x: real ~ Normal(n, s)'],
    [
      'x',
      /`x` has infinitely many values where it is missing/,
      'observe x: count? ~ Poisson(s) observe y: real ~ Normal(x, s)',
    ],
    [
      'z > 0',
      /`z` is compared in `x`, which jumps there/,
      'latent z: real ~ Normal(0, 1) observe x: real ~ Normal(if z > 0 then 1 else 0, s)',
    ],
    [
      'floor(z)',
      /`z` enters through `floor` in `x`/,
      'latent z: real ~ Normal(0, 1) observe x: real ~ Normal(floor(z), s)',
    ],
    [
      'Delta(0)',
      /`z` has single values with a probability of their own/,
      'given on: bool latent z: real ~ if on then Normal(0, 1) else Delta(0) observe x: real ~ Normal(z, s)',
    ],
    [
      'Delta(z)',
      /`x` is a single value given `z`, and so has no density/,
      'latent z: real ~ Normal(0, 1) observe x: real ~ Delta(z)',
    ],
    [
      'z',
      /where values of `x` lie depends on `z`, and its density jumps there/,
      'latent z: positive ~ Gamma(2, 1) observe x: positive ~ Uniform(0, z)',
    ],
    [
      'z',
      /where values of `x` lie depends on `z`, and its density jumps there/,
      'latent z: real ~ Normal(0, 1) observe x: real ~ Truncated(Normal(m, s), lower: z)',
    ],
    [
      'Delta(x)',
      /the guide of `z` has single values/,
      'latent z: real ~ Normal(0, 1) observe x: bool ~ Bernoulli(logits: z) guide z ~ Delta(x)',
    ],
    [
      'x',
      /`x` has no density and `y` has one/,
      'latent z: real ~ Normal(0, 1) observe x: real = z observe y: real ~ Normal(z, s)',
    ],
    [
      'k',
      /the distribution of `k` has params, and no gradient passes through draws of it/,
      'latent k: category<K> ~ Categorical(p) observe x: real = c[k]',
    ],
  ])('at %s: %s', (place, reason, row) => {
    const [only, ...more] = said(inRow(row));
    expect(more).toEqual([]);
    expect(only).toMatch(reason);
    expect(only).toMatch(/^E0808 /);
    expect(only).toContain(`[${place}]`);
  });

  test('an endless latent that only draws need is drawn', () => {
    expect(summary(inRow('latent n: count ~ Poisson(2) observe x: real = m * n'))).toBe(
      'not derivable yet: `n` drawn (mmd)',
    );
  });
});

describe('what is not built yet is one message', () => {
  test.each([
    [
      'Mixture([0.5, 0.5], [Normal(0, 1), Normal(m, s)])',
      /a `Mixture` for each entry of `x` is not derivable yet/,
      'observe x: real[4] ~ Mixture([0.5, 0.5], [Normal(0, 1), Normal(m, s)])',
    ],
    [
      'Truncated(Mixture([0.5, 0.5], [Normal(0, 1), Normal(m, s)]), 0)',
      /`Truncated` of a mixture is not derivable yet/,
      'observe x: real ~ Truncated(Mixture([0.5, 0.5], [Normal(0, 1), Normal(m, s)]), 0)',
    ],
    [
      'Truncated(Censored(Normal(m, s), 0), upper: 9)',
      /`Truncated` of what is censored is not derivable yet/,
      'observe x: real ~ Truncated(Censored(Normal(m, s), 0), upper: 9)',
    ],
    [
      'b',
      /missing entries of the array `b`, whose size is no constant and which other variables read, are not/,
      'observe b: bool[D]? ~ Bernoulli(0.5) observe x: real ~ Normal([m, -m][b[0]], s)',
    ],
  ])('at %s', (place, message, row, before = '') => {
    const [only, ...more] = said(inRow(row, before));
    expect(more).toEqual([]);
    expect(only).toMatch(message);
    expect(only).toMatch(/^E0801 /);
    expect(only).toContain(`[${place}]`);
  });

  test('other places are labels, and mistakes come first', () => {
    const text = inRow(
      'latent z: real ~ Normal(0, 1) observe x: real ~ Truncated(Censored(Normal(z, s), 0), upper: 9)',
    );
    const [diagnostic] = planInference(modelOf(text)).diagnostics;
    expect(diagnostic?.labels.map((label) => label.text)).toEqual(['continuous', 'truncated']);
    const mistaken = inRow(
      'latent z: real ~ Normal(0, 1) observe x: real ~ Normal(z, s)',
      'param r: positive ~ Gamma(0.5, 1)',
    );
    expect(said(mistaken.replace('Normal(z, s)', 'Normal(z, r)'))).toEqual([expect.stringMatching(/^E0805/)]);
  });
});
