// What is called affine in the latents is: halfway between two points of them it has the mean of the values there.
// What is called free of them does not move. And whatever is put together affinely is found to be.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CoreExpression } from '../../../compiler/3-check/model.ts';
import { affinityOf, type Degree } from '../../../compiler/4-plan/stage/affine.ts';
import { readsOf } from '../../../compiler/4-plan/stage/reads.ts';
import { evaluateCore } from '../../../cli/verify/oracle/evaluate-core.ts';
import { soundModel } from '../../support/check-spec.ts';
import { toNumber } from '../../../cli/verify/oracle/nested.ts';

type Text = fc.Arbitrary<string>;

/** `z` and `u` are latent; all else is known. */
const known: Text = fc.constantFrom('a', '2', 'g', 'a * g', '(if b then a else 3)', '[a, g][k]');
const latent: Text = fc.constantFrom('z', 'u', 'v[k]', 'sum(v)');

const affineText: Text = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { depthSize: 'small' },
    latent,
    known,
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `(${x} + ${y})`),
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `(${x} - ${y})`),
    fc.tuple(known, tie('e')).map(([x, y]) => `(${x}) * (${y})`),
    fc.tuple(tie('e'), known).map(([x, y]) => `(${x}) / (3 + (${y}) ^ 2)`),
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `(if b then ${x} else ${y})`),
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `mean([${x}, -(${y})])`),
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `([${x}, ${y}] @ [a, g])`),
    fc.tuple(latent, known).map(([x, y]) => `[for i in 0..2: i * (${x} + ${y})][k]`),
    tie('e').map((x) => `(${x}) ^ 1`),
  ),
})).e;

const anyText: Text = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { depthSize: 'small' },
    affineText,
    known,
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `(${x}) * (${y})`),
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `(${x}) / (3 + (${y}) ^ 2)`),
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `max([${x}, ${y}])`),
    tie('e').map((x) => `tanh(${x})`),
    tie('e').map((x) => `sum(softmax([${x}, 1]) * [1, 2])`),
    fc.tuple(tie('e'), tie('e')).map(([x, y]) => `(if ${x} > 0 then ${y} else 1)`),
  ),
})).e;

interface Found {
  readonly degree: Degree;
  readonly at: (latents: Readonly<Record<string, number>>) => number;
}

function find(text: string): Found {
  const model = soundModel(`model M {
    param a: real
    plate row {
      given g: real given b: bool given k: category<2>
      latent z: real ~ Normal(0, 1) latent u: real ~ Normal(0, 1) latent v: real[2] ~ Normal(0, 1)
      observe x: real ~ Normal((${text}) + 0 * (z + u + sum(v) + a + g + (if b then 1 else 0) + [1, 2][k]), 1)
    }
  }`);
  const observed = model.variables.find(({ name }) => name === 'x')?.distribution;
  const mean = observed?.kind === 'distribution' ? observed.arguments['mean'] : undefined;
  // Without the part that makes use of every name.
  const expression = mean?.kind === 'call' ? mean.operands[0] : undefined;
  if (expression === undefined) throw new Error('no mean');
  const affinity = affinityOf(model, readsOf(model), (name) => ['z', 'u', 'v'].includes(name));
  return { degree: affinity.degree(expression), at: (latents) => evaluate(expression, latents) };
}

function evaluate(expression: CoreExpression, latents: Readonly<Record<string, number>>): number {
  const { z = 0, u = 0, v0 = 0, v1 = 0 } = latents;
  const values = new Map<string, number | readonly number[]>([
    ['z', z],
    ['u', u],
    ['v', [v0, v1]],
    ['a', 0.7],
    ['g', -1.3],
    ['b', 1],
    ['k', 1],
  ]);
  return toNumber(
    evaluateCore(expression, {
      sizes: {},
      hyper: {},
      variable: (name) => values.get(name) ?? Number.NaN,
      plateIndex: () => 0,
    }),
  );
}

const here = { z: 0.4, u: -1.1, v0: 0.3, v1: 2.2 };
const there = { z: -0.9, u: 0.8, v0: 1.7, v1: -0.6 };
const halfway = { z: -0.25, u: -0.15, v0: 1, v1: 0.8 };

test('what is called affine or free is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { degree, at } = find(text);
      if (degree === 'affine') expect(at(halfway)).toBeCloseTo((at(here) + at(there)) / 2, 8);
      if (degree === 'free') expect(at(here)).toBe(at(there));
    }),
    { numRuns: 300 },
  );
});

test('what is put together affinely is found to be', () => {
  fc.assert(
    fc.property(affineText, (text) => {
      expect(['free', 'affine']).toContain(find(text).degree);
    }),
    { numRuns: 200 },
  );
});
