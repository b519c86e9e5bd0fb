// The idea that inference rests on: the gradient of a log-sum-exp elimination is the posterior, and that of a max
// elimination the most probable configuration.

import { expect, test } from 'vitest';
import { differentiate } from '../../compiler/6-differentiate/differentiate.ts';
import { optimize } from '../../compiler/7-optimize/optimize.ts';
import { makeAxis, plateAxis } from '../../compiler/ir/axis.ts';
import { createBuilder } from '../../compiler/ir/build.ts';
import type { Builder } from '../../compiler/ir/build.ts';
import { evaluate } from '../../compiler/ir/evaluate.ts';
import { logSumExp } from '../../compiler/ir/log-space.ts';
import type { Axis, Node } from '../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../compiler/ir/program.ts';
import { constantSize } from '../../compiler/sizes/size.ts';
import { numbersFrom } from './expect-gradient.ts';

const [A, B, R] = [3, 4, 5];
const a = makeAxis('a', constantSize(A));
const b = makeAxis('b', constantSize(B));
const rows = plateAxis('row');

const random = numbersFrom(11);
const draw = (count: number): Float64Array => Float64Array.from({ length: count }, () => 4 * random() - 2);
const inputs = { f: { data: draw(A) }, g: { data: draw(A * B) }, h: { data: draw(R * B) } };
/** log f(a) + log g(a, b) + log h(row, b): two finite latents of each row. */
const score = (r: number, p: number, q: number): number =>
  (inputs.f.data[p] ?? NaN) + (inputs.g.data[p * B + q] ?? NaN) + (inputs.h.data[r * B + q] ?? NaN);

/** d total / d eps for the factor g, summing or maximising over b, then a, then adding rows. */
function eliminated(reduce: (m: Builder, x: Node, axis: Axis) => Node): {
  total: number;
  weights: readonly number[];
} {
  const m = createBuilder();
  const input = (name: string, axes: readonly Axis[]): Node => m.input(name, { dtype: 'f64', axes });
  // The posterior of each row: the placeholder has rows.
  const eps = m.placeholder('eps', [rows, a, b]);
  const inner = reduce(m, m.add(m.add(input('g', [a, b]), eps), input('h', [rows, b])), b);
  const total = m.sum(reduce(m, m.add(inner, input('f', [a])), a), rows);
  const [weights = m.num(NaN)] = differentiate(m, total, [eps]);
  const outputs = [outputOf(m, 'total', total, []), outputOf(m, 'weights', weights, [rows, a, b])];
  const program = optimize(makeProgram('p', outputs), { checked: true, dump: () => undefined });
  const result = evaluate(program, inputs, { 'rows:row': R });
  return { total: result.total?.[0] ?? NaN, weights: [...(result.weights ?? [])] };
}

/** All configurations of a row. */
const pairs = Array.from({ length: A * B }, (_, n) => [Math.floor(n / B), n % B] as const);

test('summing: the posterior of every configuration', () => {
  const { total, weights } = eliminated(logSumExp);
  let expected = 0;
  for (let r = 0; r < R; r += 1) {
    const joint = pairs.map(([p, q]) => Math.exp(score(r, p, q)));
    const evidence = joint.reduce((sum, value) => sum + value, 0);
    expected += Math.log(evidence);
    joint.forEach((value, n) => {
      expect(weights[r * A * B + n]).toBeCloseTo(value / evidence, 13);
    });
  }
  expect(total).toBeCloseTo(expected, 12);
});

test('maximising: one hot at the most probable configuration', () => {
  const { total, weights } = eliminated((m, x, axis) => m.reduceMax(x, axis));
  let expected = 0;
  for (let r = 0; r < R; r += 1) {
    const joint = pairs.map(([p, q]) => score(r, p, q));
    const best = Math.max(...joint);
    expected += best;
    expect(weights.slice(r * A * B, (r + 1) * A * B)).toEqual(joint.map((value) => (value === best ? 1 : 0)));
  }
  expect(total).toBeCloseTo(expected, 12);
});
