// Which derivation a model gets: closed forms where sharing allows them, gradient steps elsewhere with the reason,
// the order of summing out, exchangeable labels, and refusals.

import { describe, expect, test } from 'vitest';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import type { BlockStep, Derivation } from '../../../compiler/4-plan/derivation.ts';
import { stepParams } from '../../../compiler/4-plan/reasons.ts';
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

/** The steps that move a param, in order. */
function stepsOf(derivation: Derivation, param: string): readonly BlockStep[] {
  return derivation.blocks.flatMap(({ steps }) => steps.filter((step) => stepParams(step).includes(param)));
}

/** The one step that moves a param. */
function stepOf(derivation: Derivation, param: string): BlockStep {
  const steps = stepsOf(derivation, param);
  const [step] = steps;
  if (step === undefined || steps.length > 1) throw new Error(`${String(steps.length)} steps of ${param}`);
  return step;
}

/** All steps of a model as `kind of params from evidence, holding what they hold`. */
function planOf(derivation: Derivation): readonly string[] {
  return derivation.blocks.flatMap(({ steps }) =>
    steps.map((step) => {
      const holds = step.kind === 'gradient' || step.holds.length === 0 ? '' : ` at ${step.holds.join(' ')}`;
      return `${step.kind} ${stepParams(step).join(' ')} from ${step.evidence}${holds}`;
    }),
  );
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
    for (const { steps } of derivation.blocks)
      for (const step of steps) expect(step).toMatchObject({ kind: 'closedForm', holds: [] });
  });

  test.each([
    [
      'one number for a mean vector',
      'param m: real param s: covariance[D]',
      'MvNormal(m, s)',
      ['leastSquares m from statistics at s', 'closedForm s from statistics'],
    ],
    [
      'one mean under several sds',
      'param m: real[D] param s: positive[K]',
      'Normal(m, s[kind])',
      ['closedForm m from statistics at s', 'closedForm s from statistics'],
    ],
    [
      'a computed mean',
      'param m: real[K, D] param t: real[D] param s: positive',
      'Normal(m[kind] + t, s)',
      ['leastSquares m t from statistics at s', 'closedForm s from statistics'],
    ],
    [
      'a prior on a prior',
      'param t: real param m: real[K, D] ~ Normal(t, 2) param s: positive',
      'Normal(m[kind], s)',
      ['leastSquares t m from statistics at s', 'closedForm s from statistics'],
    ],
    [
      'a mean that is exact whatever climbs',
      'param m: real[K, D] param s: positive ~ HalfCauchy(1)',
      'Normal(m[kind], s)',
      ['closedForm m from statistics', 'gradient s from statistics'],
    ],
  ])('in several steps: %s', (_, params, distribution, steps) => {
    const [weight, ...others] = planOf(derive(mixture(params, distribution)));
    expect(weight).toBe('closedForm weight from statistics');
    expect(others).toEqual(steps);
  });

  test.each([
    ['a computed sd', 'param m: real[K, D] param s: positive', 'Normal(m[kind], s + 1)', 's', /computed/],
    ['a narrower type', 'param m: positive[K, D] param s: positive', 'Normal(m[kind], s)', 'm', /narrower/],
    [
      'a prior that is not conjugate',
      'param m: real[K, D] param s: positive ~ Gamma(2, 1)',
      'Normal(m[kind], s)',
      's',
      /not conjugate/,
    ],
    [
      'a scale of a prior',
      'param t: positive param m: real[K, D] ~ Normal(0, t) param s: positive',
      'Normal(m[kind], s)',
      't',
      /prior of `m` depends on `t`/,
    ],
    ['two roles', 'param m: positive[K]', 'Normal(m[kind], m[kind])', 'm', /serves as/],
  ])('not %s', (_, params, distribution, param, because) => {
    expect(stepOf(derive(mixture(params, distribution)), param)).toMatchObject({
      kind: 'gradient',
      evidence: 'statistics',
      because: expect.stringMatching(because) as string,
    });
  });

  test('what holds a climbing param climbs with it', () => {
    const derivation = derive(`model M(K: int = 2) {
      param w: simplex[K] param shape: positive[K] param rate: positive
      plate row { latent z: category<K> ~ Categorical(w) observe x: positive ~ Gamma(shape[z], rate) }
    }`);
    expect(planOf(derivation).slice(1)).toEqual([
      'closedForm rate from statistics at shape',
      'gradient shape rate from statistics',
    ]);
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
    expect(stepOf(shared('observe b: count ~ Poisson(r[z])'), 'r').kind).toBe('closedForm');
    expect(stepOf(shared('observe b: positive ~ Exponential(r[z])'), 'r')).toMatchObject({
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
    expect(planOf(derivation)).toEqual(['closedForm p from statistics', 'closedForm r from statistics']);
    expect(derivation.method).toBe('map');
  });

  test('params that meet in one factor are one block, others apart', () => {
    const derivation = derive(mixture('param m: real[K, D] param s: positive', 'Normal(m[kind], s)'));
    expect(derivation.blocks.map(({ params }) => params)).toEqual([['weight'], ['m', 's']]);
  });
});

describe('least squares', () => {
  const regression = (params: string, givens: string, distribution: string): Derivation =>
    derive(`model M(K: int = 2, D: dim, G: dim) {
      param w: simplex[K]
      ${params}
      plate row {
        given g: category<G>
        given c: real[D]
        ${givens}
        latent z: category<K> ~ Categorical(w)
        observe y: real ~ ${distribution}
      }
    }`);

  test('an input that differs from row to row needs the rows', () => {
    const derivation = derive(`model M {
      param a: real param b: real param s: positive
      plate row { given c: real observe y: real ~ Normal(a + b * c, s) }
    }`);
    expect(planOf(derivation)).toEqual(['leastSquares a b from rows at s', 'closedForm s from rows']);
    expect(derivation.method).toBe('mle');
  });

  test('levels that pick all coefficients have equations of their own, latent ones first', () => {
    const batchOf = (params: string, location: string): unknown => {
      const step = stepOf(regression(`${params} param s: positive`, '', `Normal(${location}, s)`), 'a');
      return step.kind === 'leastSquares' && step.batch !== null
        ? [step.batch.cell.name, ...step.batch.axes]
        : null;
    };
    expect(batchOf('param a: real[K] param b: real[K, D]', 'a[z] + b[z] @ c')).toEqual(['z', 0, 0]);
    expect(batchOf('param a: real[G] param b: real[D, G]', 'a[g] + b[.., g] @ c')).toEqual(['g', 0, 1]);
    expect(batchOf('param a: real[G, K] param b: real[K, G]', 'a[g, z] + b[z, g] * c[0]')).toEqual([
      'z',
      1,
      0,
    ]);
    expect(batchOf('param a: real[K] param b: real[D]', 'a[z] + b @ c')).toBeNull();
    expect(batchOf('param a: real[K]', 'a[z] * c[0] + sum(a)')).toBeNull();
  });

  test('products of params take turns', () => {
    const derivation = regression(
      'param a: real param b: real param s: positive',
      '',
      'Normal(a * b * c[0], s)',
    );
    expect(planOf(derivation).slice(1)).toEqual([
      'leastSquares a from rows at b s',
      'leastSquares b from rows at s',
      'closedForm s from rows',
    ]);
  });

  test.each([
    ['in the scale too', 'param a: real', 'Normal(a * c[0], exp(a))', /computed/],
    ['in a curve', 'param a: real', 'Normal(exp(a * c[0]), 1)', /computed/],
    ['of a type with bounds', 'param a: positive', 'Normal(a * c[0], 1)', /computed/],
    ['of another family', 'param a: real', 'StudentT(4, a * c[0], 1)', /computed/],
    ['in a choice', 'param a: real', 'if a < 1 then Normal(a, 1) else Normal(0, 1)', /which branch/],
    [
      'under a Gamma prior of another',
      'param a: real param t: positive ~ Gamma(exp(a), 1)',
      'Normal(a * c[0], t)',
      /computed|prior/,
    ],
  ])('not %s', (_, params, distribution, because) => {
    const steps = stepsOf(regression(params, '', distribution), 'a');
    expect(steps.at(-1)).toMatchObject({
      kind: 'gradient',
      because: expect.stringMatching(because) as string,
    });
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
