// How Mixture, Truncated and Censored become latents and families: what is planned for them.

import { describe, expect, test } from 'vitest';
import type { Derivation } from '../../../compiler/4-plan/derivation.ts';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import { checkSpec } from '../../support/check-spec.ts';

function derive(row: string): Derivation {
  const text = `model M(C: int = 2) { param m: real param s: positive param w: simplex[2] param q: unit
    plate row { given on: bool ${row} } }`;
  const [model] = checkSpec(text).models;
  if (model === undefined) throw new Error('no model');
  const { value, diagnostics } = planInference(model);
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

/** `x: Family(arguments)`, one for each factor, with the latents in its scope. */
const factors = (row: string): readonly string[] =>
  derive(row).factors.map(
    ({ id, family, arguments: values, scope }) =>
      `${id}: ${family}(${Object.keys(values).join(', ')})${scope.length === 0 ? '' : ` | ${scope.join(', ')}`}`,
  );

describe('cuts', () => {
  test.each([
    ['Truncated(Normal(m, s), lower: 0)', ['x: Truncated(Normal, lower)(mean, sd, lower)']],
    ['Truncated(Normal(m, s), upper: 9)', ['x: Truncated(Normal, upper)(mean, sd, upper)']],
    ['Censored(Normal(m, s), 0, 9)', ['x: Censored(Normal, lower, upper)(mean, sd, lower, upper)']],
    ['Truncated(Normal(variance: s), 0)', ['x: Truncated(Normal, lower)(mean, variance, lower)']],
    [
      'Truncated(Truncated(Normal(m, s), 0), -1, 4)',
      ['x: Truncated(Normal, lower, upper)(mean, sd, lower, upper)'],
    ],
    [
      'Censored(Truncated(Normal(m, s), 0), upper: 4)',
      ['x: Censored(Truncated(Normal, lower), upper)(mean, sd, lower, upper)'],
    ],
    [
      'Truncated(if on then Normal(m, s) else Gamma(2, s), 0)',
      ['x.1: Truncated(Normal, lower)(mean, sd, lower)', 'x.2: Truncated(Gamma, lower)(shape, rate, lower)'],
    ],
  ])('%s', (distribution, expected) => {
    expect(factors(`observe x: real ~ ${distribution}`)).toEqual(expected);
  });

  test('the tighter bound of two counts', () => {
    const [factor] = derive('observe x: real ~ Truncated(Truncated(Normal(m, s), 0, 9), -1, 4)').factors;
    const bounds = ['lower', 'upper'].map((name) => factor?.arguments[name]?.expression);
    expect(bounds.map((bound) => (bound?.kind === 'number' ? bound.value : null))).toEqual([0, 4]);
  });

  test('statistics serve where the family stays exponential', () => {
    const evidence = (distribution: string): string | undefined =>
      derive(`observe x: positive ~ ${distribution}`).factors[0]?.evidence;
    expect(evidence('Truncated(Gamma(2, s), lower: 0.5)')).toBe('statistics');
    // About a centre, which bounds do not follow.
    expect(evidence('Truncated(Normal(m, s), lower: 0)')).toBe('rows');
  });
});

describe('mixtures', () => {
  test.each([
    [
      'observe x: real ~ Mixture(w, [Normal(m, s), Normal(0, 1)])',
      ['x.part: Categorical(p) | x.part', 'x.1: Normal(mean, sd) | x.part', 'x.2: Normal(mean, sd) | x.part'],
    ],
    [
      'observe x: real ~ Mixture([1, 2, 3], [Normal(m, s), Normal(0, 1), Normal(9, 1)])',
      [
        'x.part: Categorical(weights) | x.part',
        'x.1: Normal(mean, sd) | x.part',
        'x.2: Normal(mean, sd) | x.part',
        'x.3: Normal(mean, sd) | x.part',
      ],
    ],
    [
      'observe x: real ~ Censored(Mixture(w, [Normal(m, s), Normal(0, 1)]), upper: 3)',
      [
        'x.part: Categorical(p) | x.part',
        'x.1: Censored(Normal, upper)(mean, sd, upper) | x.part',
        'x.2: Censored(Normal, upper)(mean, sd, upper) | x.part',
      ],
    ],
    [
      'latent z: bool[2] ~ Mixture(w, [Bernoulli(q), Bernoulli(0.5)]) observe x: real ~ Normal(if z[0] and z[1] then m else 0, s)',
      [
        'z[0].part: Categorical(p) | z[0].part',
        'z[0].1: Bernoulli(p) | z[0].part, z[0]',
        'z[0].2: Bernoulli(p) | z[0].part, z[0]',
        'z[1].part: Categorical(p) | z[1].part',
        'z[1].1: Bernoulli(p) | z[1].part, z[1]',
        'z[1].2: Bernoulli(p) | z[1].part, z[1]',
        'x: Normal(mean, sd) | z[0], z[1]',
      ],
    ],
  ])('%s', (row, expected) => {
    expect(factors(row)).toEqual(expected);
  });

  test('one inside another, and one in a branch, count only where they are taken', () => {
    expect(
      factors(
        'observe x: real ~ if on then Mixture(w, [Mixture([1, 1], [Normal(m, s), Normal(0, 1)]), Normal(4, 1)]) else Normal(9, 1)',
      ),
    ).toEqual([
      'x.part.1: Categorical(p) | x.part',
      'x.part.2: Categorical(p) | x.part',
      'x.part2.1: Categorical(weights) | x.part, x.part2',
      'x.part2.2: Categorical(p) | x.part, x.part2',
      'x.part2.3: Categorical(p) | x.part2',
      'x.1: Normal(mean, sd) | x.part, x.part2',
      'x.2: Normal(mean, sd) | x.part, x.part2',
      'x.3: Normal(mean, sd) | x.part',
      'x.4: Normal(mean, sd)',
    ]);
  });

  test('weights of their own have a closed form', () => {
    const { blocks } = derive('observe x: real ~ Mixture(w, [Normal(m, s), Normal(0, 1)])');
    const own = blocks.find(({ params }) => params.includes('w'));
    expect(own?.steps.map(({ kind }) => kind)).toEqual(['closedForm']);
  });
});
