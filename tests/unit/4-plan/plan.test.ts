// Which derivation a model gets: closed forms where sharing allows them, gradient steps elsewhere with the reason,
// the order of summing out, exchangeable labels, and refusals.

import { describe, expect, test } from 'vitest';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import type { Block, Derivation } from '../../../compiler/4-plan/derivation.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import { planDiagnostics } from '../../../compiler/4-plan/diagnostics.ts';
import { hasErrors } from '../../../compiler/diagnostics/diagnostic.ts';
import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import { checkSpec } from '../../support/check-spec.ts';

/** The one model of a spec without errors; warnings may stand. */
function soundModel(text: string): CheckedModel {
  const { models, diagnostics } = checkSpec(text);
  const [model] = models;
  if (hasErrors(diagnostics) || model === undefined)
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return model;
}

function derive(text: string): Derivation {
  const { value, diagnostics } = planInference(soundModel(text));
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

/** The codes with which planning refuses a sound model. */
function refusal(text: string): readonly string[] {
  const { value, diagnostics } = planInference(soundModel(text));
  expect(value).toBeNull();
  return diagnostics.map(({ code }) => code);
}

function solverOf(derivation: Derivation, param: string): Block['solver'] {
  const block = derivation.blocks.find(({ params }) => params.includes(param));
  if (block === undefined) throw new Error(`no block of ${param}`);
  return block.solver;
}

/** A mixture of K components over `x: real[D]` with these params and this distribution. */
function mixture(params: string, distribution: string): string {
  return `model M(K: int = 3, D: dim) {
    param weight: simplex[K]
    ${params}
    plate row {
      latent  kind: category<K> ~ Categorical(weight)
      observe x:    real[D]     ~ ${distribution}
    }
  }`;
}

describe('closed forms', () => {
  test.each([
    [
      'a matrix for each component',
      'param m: real[K, D] param s: covariance[K, D]',
      'MvNormal(m[kind], s[kind])',
    ],
    ['one matrix for all', 'param m: real[K, D] param s: covariance[D]', 'MvNormal(m[kind], s)'],
    ['one sd for each component', 'param m: real[K, D] param s: positive[K]', 'Normal(m[kind], s[kind])'],
    ['one variance for all', 'param m: real[K, D] param s: positive', 'Normal(m[kind], variance: s)'],
    ['a precision matrix', 'param m: real[K, D] param s: covariance[D]', 'MvNormal(m[kind], precision: s)'],
    ['a known sd', 'param m: real[K, D]', 'Normal(m[kind], 0.5)'],
    ['one mean under one sd', 'param m: real[D] param s: positive', 'Normal(m, s)'],
  ])('%s', (_, params, distribution) => {
    const derivation = derive(mixture(params, distribution));
    for (const { solver } of derivation.blocks) expect(solver.kind).toBe('closedForm');
  });

  test.each([
    [
      'one mean under several sds',
      'param m: real[D] param s: positive[K]',
      'Normal(m, s[kind])',
      'm',
      /`sd` differs/,
    ],
    [
      'one number for a mean vector',
      'param m: real param s: covariance[D]',
      'MvNormal(m, s)',
      'm',
      /one number/,
    ],
    ['a computed sd', 'param m: real[K, D] param s: positive', 'Normal(m[kind], s + 1)', 's', /computed/],
    ['a narrower type', 'param m: positive[K, D] param s: positive', 'Normal(m[kind], s)', 'm', /narrower/],
    [
      'a prior that is not conjugate',
      'param m: real[K, D] ~ Normal(0, 9) param s: positive',
      'Normal(m[kind], s)',
      'm',
      /not conjugate/,
    ],
    [
      'a prior on a prior',
      'param t: positive param m: real[K, D] ~ Normal(0, t) param s: positive',
      'Normal(m[kind], s)',
      'm',
      /depends on params/,
    ],
    ['two roles', 'param m: positive[K]', 'Normal(m[kind], m[kind])', 'm', /serves as/],
  ])('not %s', (_, params, distribution, param, because) => {
    const solver = solverOf(derive(mixture(params, distribution)), param);
    expect(solver).toMatchObject({
      kind: 'gradient',
      evidence: 'statistics',
      because: expect.stringMatching(because) as string,
    });
  });

  test('an input that differs from row to row needs the rows', () => {
    const derivation = derive(`model M {
      param a: real param b: real param s: positive
      plate row { given c: real observe y: real ~ Normal(a + b * c, s) }
    }`);
    expect(solverOf(derivation, 'a')).toMatchObject({ kind: 'gradient', evidence: 'rows' });
    expect(derivation.method).toBe('mle');
  });

  test('one param at several sites of a family is pooled, of two families climbed', () => {
    const shared = (second: string): Derivation =>
      derive(`model M {
        param r: positive[2] param p: simplex[2]
        plate row {
          latent z: category<2> ~ Categorical(p)
          observe a: count ~ Poisson(r[z])
          ${second}
        }
      }`);
    expect(solverOf(shared('observe b: count ~ Poisson(r[z])'), 'r').kind).toBe('closedForm');
    expect(solverOf(shared('observe b: positive ~ Exponential(r[z])'), 'r')).toMatchObject({
      kind: 'gradient',
      evidence: 'statistics',
    });
  });

  test('conjugate priors keep the closed form and make it MAP', () => {
    const derivation = derive(`model M(C: int = 3) {
      param p: simplex[C] ~ Dirichlet(2.0)
      param r: positive[C] ~ Gamma(2, 1)
      plate row { observe y: category<C> ~ Categorical(p) observe n: count ~ Poisson(r[y]) }
    }`);
    expect(derivation.blocks.map(({ solver }) => solver.kind)).toEqual(['closedForm', 'closedForm']);
    expect(derivation.method).toBe('map');
  });

  test('params that meet in one factor are one block, others apart', () => {
    const derivation = derive(mixture('param m: real[K, D] param s: positive', 'Normal(m[kind], s)'));
    expect(derivation.blocks.map(({ params }) => params)).toEqual([['weight'], ['m', 's']]);
  });
});

describe('summing out', () => {
  test('the cheapest table first, inner plates before outer ones', () => {
    const derivation = derive(`model M(K: int = 5) {
      param p: simplex[K] param q: simplex[K, 2] param r: simplex[2, K] param m: real[K]
      plate group {
        latent a: category<K> ~ Categorical(p)
        plate row {
          latent b: category<2> ~ Categorical(q[a])
          latent c: category<K> ~ Categorical(r[b])
          observe x: real ~ Normal(m[c], 1)
        }
      }
    }`);
    expect(derivation.eliminations.map(({ variable, scope }) => [variable, scope])).toEqual([
      ['c', ['b', 'c']], // 2 K entries; b first would take 2 K^2
      ['b', ['a', 'b']],
      ['a', ['a']],
    ]);
  });

  test('a latent array is as many latents', () => {
    const derivation = derive(`model M {
      param p: unit[3] param w: real[3] param s: positive
      plate row { latent u: bool[3] ~ Bernoulli(p) observe x: real ~ Normal(sum(w * u), s) }
    }`);
    expect(derivation.latents.map(({ name }) => name)).toEqual(['u[0]', 'u[1]', 'u[2]']);
    expect(derivation.eliminations[0]?.scope).toEqual(['u[0]', 'u[1]', 'u[2]']);
  });
});

describe('exchangeable labels', () => {
  const labels = (text: string, latent = 'kind'): unknown =>
    derive(text).latents.find(({ name }) => name === latent)?.exchangeable;

  test('of a mixture: every table that the latent picks from', () => {
    expect(labels(mixture('param m: real[K, D] param s: positive[K]', 'Normal(m[kind], s[kind])'))).toEqual([
      { param: 'weight', axes: [0] },
      { param: 'm', axes: [0] },
      { param: 's', axes: [0] },
    ]);
  });

  test('not where a label means a number', () => {
    expect(
      labels(mixture('param m: real[K, D]', 'Normal(m[kind] + (if kind == 0 then 1 else 0), 1)')),
    ).toBeNull();
  });

  test('not where two latents share a table', () => {
    expect(
      labels(`model M {
        param p: simplex[2] param q: simplex[2] param m: real[2]
        plate row {
          latent kind: category<2> ~ Categorical(p)
          latent other: category<2> ~ Categorical(q)
          observe x: real ~ Normal(m[kind], 1)
          observe y: real ~ Normal(m[other], 1)
        }
      }`),
    ).toBeNull();
  });

  test('not where a prior tells the levels apart', () => {
    expect(
      labels(`model M {
        param p: simplex[2] ~ Dirichlet([2, 5]) param m: real[2]
        plate row { latent kind: category<2> ~ Categorical(p) observe x: real ~ Normal(m[kind], 1) }
      }`),
    ).toBeNull();
  });

  test('along both axes of a table between a latent and its child, each its own', () => {
    const spec = `model M(A: int = 2, B: int = 3) {
      param p: simplex[A] param q: simplex[A, B] param m: real[B]
      plate row {
        latent a: category<A> ~ Categorical(p)
        latent b: category<B> ~ Categorical(q[a])
        observe x: real ~ Normal(m[b], 1)
      }
    }`;
    expect(labels(spec, 'a')).toEqual([
      { param: 'p', axes: [0] },
      { param: 'q', axes: [0] },
    ]);
    expect(labels(spec, 'b')).toEqual([
      { param: 'q', axes: [1] },
      { param: 'm', axes: [0] },
    ]);
  });
});

describe('refusals', () => {
  test.each([
    [
      'E0801',
      'model M { param s: positive plate row { latent z: real ~ Normal(0, 1) observe x: real ~ Normal(z, s) } }',
    ],
    [
      'E0802',
      'model M(K: int = 2) { param p: unit plate row { latent u: bool[K] ~ Bernoulli(p) observe x: real ~ Normal(sum(u), 1) } }',
    ],
    [
      'E0802',
      'model M { param p: unit latent u: bool[1000000] ~ Bernoulli(p) plate row { observe x: real ~ Normal(sum(u), 1) } }',
    ],
    [
      'E0802',
      'model M { param p: unit plate row { latent u: bool[1000, 1000] ~ Bernoulli(p) observe x: bool[1000, 1000] ~ Bernoulli(if u then 0.9 else 0.1) } }',
    ],
    [
      'E0804',
      'model M { param p: unit plate row { latent u: bool[30] ~ Bernoulli(p) observe x: real ~ Normal(sum(u), 1) } }',
    ],
    ['E0803', 'model M { param p: simplex[2] plate row: 10 { latent z: category<2> ~ Categorical(p) } }'],
    [
      'E0804',
      `model M {
      param p: simplex[2000] param q: simplex[2000]
      param m: real[2000, 2000]
      plate row { latent a: category<2000> ~ Categorical(p) latent b: category<2000> ~ Categorical(q) observe x: real ~ Normal(m[a, b], 1) }
    }`,
    ],
    [
      'E0805',
      'model M { param p: simplex[2] ~ Dirichlet(0.5) plate row { observe y: category<2> ~ Categorical(p) } }',
    ],
    ['E0807', 'model M { param m: real plate row { observe x: real ~ Normal(m, 1) } train em }'],
    ['E0807', 'model M { param m: real plate row { observe x: real ~ Normal(m, 1) } train map }'],
    [
      'E0807',
      'model M { param r: positive ~ Gamma(2, 1) plate row { observe n: count ~ Poisson(r) } train mle }',
    ],
  ])('%s', (code, text) => {
    expect(refusal(text)).toEqual([code]);
  });

  test('codes and names are unique', () => {
    expect(registryProblems(planDiagnostics)).toEqual([]);
  });
});
