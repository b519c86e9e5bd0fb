// Chains against enumeration of all states of all steps, and their passes along the steps against chains.

import { describe, expect, test } from 'vitest';
import { makeAxis, plateAxis, unionAxes } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import type { Builder } from '../../../compiler/ir/build.ts';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import type { InputArray } from '../../../compiler/ir/evaluate.ts';
import type { Axis, Chain, Node, Program } from '../../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { verify } from '../../../compiler/ir/verify.ts';
import { expandChains } from '../../../compiler/7-optimize/passes/expand-chains.ts';
import { evaluateSize, symbolSize } from '../../../compiler/sizes/size.ts';
import { numbersFrom } from '../../gradients/expect-gradient.ts';

const sizes: Record<string, number> = { A: 3, B: 2, C: 2, 'rows:step': 7, 'rows:line': 4 };
/** Lengths 3, 0, 1, 3. */
const structure = {
  'parent.step': { data: Int32Array.of(0, 0, 0, 2, 3, 3, 3) },
  'position.step': { data: Int32Array.of(0, 1, 2, 0, 0, 1, 2) },
};
const steps = plateAxis('step');
const lines = plateAxis('line');
const a = makeAxis('a', symbolSize('A'));
const a1 = makeAxis('a before', symbolSize('A'));
const a2 = makeAxis('a two before', symbolSize('A'));
const b = makeAxis('b', symbolSize('B'));
const b1 = makeAxis('b before', symbolSize('B'));
const c = makeAxis('c', symbolSize('C'));

interface Case {
  readonly name: string;
  readonly states: Chain['states'];
  /** Axes of each term. */
  readonly terms: readonly (readonly Axis[])[];
  /** A term that counts from the second step of a line on. */
  readonly late?: number;
}

const cases: readonly Case[] = [
  {
    name: 'one state',
    states: [{ now: a, before: a1 }],
    terms: [
      [steps, a],
      [a1, a],
    ],
  },
  {
    name: 'tables of each step',
    states: [{ now: a, before: a1 }],
    terms: [
      [steps, a],
      [steps, a, a1],
    ],
  },
  { name: 'no term of one state alone', states: [{ now: a, before: a1 }], terms: [[a1, a]] },
  {
    name: 'a table from the second step on',
    states: [{ now: a, before: a1 }],
    terms: [
      [steps, a],
      [a1, a],
    ],
    late: 1,
  },
  {
    name: 'one state from the second step on',
    states: [{ now: a, before: a1 }],
    terms: [[a], [a1, a]],
    late: 0,
  },
  {
    name: 'tables of each step from the second on',
    states: [{ now: a, before: a1 }],
    terms: [
      [steps, a],
      [steps, a1, a],
    ],
    late: 1,
  },
  {
    name: 'something around',
    states: [{ now: a, before: a1 }],
    terms: [
      [steps, c, a],
      [c, a1, a],
    ],
  },
  {
    name: 'two steps back',
    states: [
      { now: a, before: a1 },
      { now: a1, before: a2 },
    ],
    terms: [
      [steps, a],
      [a2, a1, a],
    ],
  },
  {
    name: 'two chains side by side',
    states: [
      { now: a, before: a1 },
      { now: b, before: b1 },
    ],
    terms: [
      [a1, a],
      [b1, b],
      [steps, a, b],
    ],
  },
  {
    name: 'two chains, one on the other, with something around',
    states: [
      { now: a, before: a1 },
      { now: b, before: b1 },
    ],
    terms: [
      [steps, a1, b1, a],
      [b1, a, b],
      [steps, b, c],
      [c, b],
    ],
  },
];

function countOf(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * evaluateSize(axis.size, (name) => sizes[name] ?? NaN), 1);
}

interface Built {
  readonly program: Program;
  readonly inputs: Record<string, InputArray>;
}

/** The chain, and each term's gradient with arbitrary cotangents. */
function build(
  { states, terms, late }: Case,
  semiring: 'logSum' | 'max',
  alone: boolean,
  seed: number,
): Built {
  const m = createBuilder();
  const chain: Chain = { rows: steps, to: alone ? null : lines, states };
  const random = numbersFrom(seed);
  const inputs: Record<string, InputArray> = { ...structure };
  const input = (name: string, axes: readonly Axis[], value: () => number): Node => {
    inputs[name] = { data: Float64Array.from({ length: countOf(axes) }, value) };
    return m.input(name, { dtype: 'f64', axes: unionAxes(axes) });
  };
  // Some states are ruled out.
  const nodes = terms.map((axes, position) =>
    input(`term${String(position)}`, axes, () => (random() < 0.1 ? -Infinity : 6 * random() - 3)),
  );
  // The second term counts from the second step on where the case says so.
  const later = m.less(m.constant(0, 'i32'), m.input('position.step', { dtype: 'i32', axes: [steps] }));
  const total = m.chain(
    chain,
    semiring,
    nodes.map((node, position) => ({ node, condition: late === position ? later : null })),
  );
  const cotangent = input('cotangent', total.type.axes, () => 0.5 + random());
  const marginals = nodes.map((_, position) => m.chainMarginal(total as Node<'chain'>, position, cotangent));
  return {
    inputs,
    program: makeProgram('chain', [
      outputOf(m, 'total', total, total.type.axes),
      ...marginals.map((node, position) => outputOf(m, `marginal${String(position)}`, node, node.type.axes)),
    ]),
  };
}

describe.each(['logSum', 'max'] as const)('%s', (semiring) => {
  describe.each(cases)('$name', (entry) => {
    test.each([false, true])('passes agree with chains; alone: %s', (alone) => {
      for (let seed = 1; seed <= 20; seed += 1) {
        const { program, inputs } = build(entry, semiring, alone, seed);
        verify(program, 'building');
        const expanded = expandChains.run(program, { allowed: ['exact'] });
        verify(expanded, 'expanding');
        // One sequence: rows of all lines.
        const positions = { 'position.step': { data: Int32Array.from({ length: 7 }, (_, step) => step) } };
        const given = alone ? { ...inputs, ...positions } : inputs;
        const expected = evaluate(program, given, sizes);
        const found = evaluate(expanded, given, sizes);
        const possible = expected['total']?.every((value) => value > -Infinity) === true;
        for (const [name, values] of Object.entries(expected)) {
          // Of what cannot be there is no gradient.
          if (!possible && name !== 'total') continue;
          values.forEach((value, element) => {
            const other = found[name]?.[element] ?? NaN;
            if (value === -Infinity) expect(other).toBe(-Infinity);
            else expect(Math.abs(other - value)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(value)));
          });
        }
      }
    });

    test('chains are sums over all states of all steps', () => {
      for (let seed = 1; seed <= 5; seed += 1) {
        const { program, inputs } = build(entry, semiring, false, seed);
        const found = evaluate(program, inputs, sizes)['total'] ?? new Float64Array(0);
        const expected = enumerate(entry, semiring, inputs);
        expect(found.length).toBe(expected.length);
        found.forEach((value, element) => {
          const other = expected[element] ?? NaN;
          if (other === -Infinity) expect(value).toBe(-Infinity);
          else expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(other)));
        });
      }
    });
  });
});

/** Over lines, then what is around: every combination of the states at every step, added up one by one. */
function enumerate(
  { states, terms, late }: Case,
  semiring: 'logSum' | 'max',
  inputs: Built['inputs'],
): number[] {
  const others = unionAxes(...terms).filter(
    (axis) => axis.plate === null && !states.some(({ now, before }) => [now, before].includes(axis)),
  );
  // States that are others' values before are none of their own.
  const own = states.filter(({ now }) => !states.some(({ before }) => before === now)).map(({ now }) => now);
  const sizeOf = (axis: Axis): number => countOf([axis]);
  const rowsOf = [[0, 1, 2], [], [3], [4, 5, 6]];
  const valueOf = (axis: Axis, step: number, path: readonly (readonly number[])[]): number => {
    const at = own.indexOf(axis);
    if (at >= 0) return step < 0 ? 0 : (path[step]?.[at] ?? 0);
    const source = states.find(({ before }) => before === axis)?.now;
    return source === undefined ? NaN : valueOf(source, step - 1, path);
  };
  const combinations = (axes: readonly Axis[]): number[][] =>
    axes.reduce<number[][]>(
      (all, axis) => all.flatMap((head) => Array.from({ length: sizeOf(axis) }, (_, v) => [...head, v])),
      [[]],
    );
  return rowsOf.flatMap((rows) =>
    combinations(others).map((around) => {
      const scores: number[] = [];
      const visit = (path: number[][], score: number): void => {
        const row = rows[path.length];
        if (row === undefined) {
          scores.push(score);
          return;
        }
        for (const now of combinations(own)) {
          const longer = [...path, now];
          const step = longer.length - 1;
          const gain = terms.reduce((sum, axes, position) => {
            if (position === late && step === 0) return sum;
            const stored = unionAxes(axes);
            const offset = stored.reduce((place, axis) => {
              const at = axis === steps ? row : others.includes(axis) ? (around[others.indexOf(axis)] ?? 0) : valueOf(axis, step, longer); // prettier-ignore
              return place * sizeOf(axis) + at;
            }, 0);
            return sum + (inputs[`term${String(position)}`]?.data[offset] ?? NaN);
          }, 0);
          visit(longer, score + gain);
        }
      };
      visit([], 0);
      const most = Math.max(...scores);
      if (semiring === 'max' || most === -Infinity) return most;
      return most + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0));
    }),
  );
}

test('a chain of builders is one chain', () => {
  const m: Builder = createBuilder();
  const term = m.input('x', { dtype: 'f64', axes: [steps, a] });
  const whole = { node: term, condition: null };
  const chain: Chain = { rows: steps, to: lines, states: [{ now: a, before: a1 }] };
  expect(m.chain(chain, 'logSum', [whole])).toBe(m.chain({ ...chain }, 'logSum', [whole]));
  expect(m.chain(chain, 'logSum', [whole])).not.toBe(m.chain(chain, 'max', [whole]));
});
