// Every rewrite rule preserves meaning: bit by bit (up to the sign of a zero) for exact rules, on special values
// too; to rounding for the rest, on ordinary values. A rule that no example triggers fails.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pattern } from '../../../compiler/7-optimize/pattern.ts';
import type { RewriteRule } from '../../../compiler/7-optimize/rewrite.ts';
import { rewriteRules } from '../../../compiler/7-optimize/rules/index.ts';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import type { Builder } from '../../../compiler/ir/build.ts';
import type { Axis, Node } from '../../../compiler/ir/ops.ts';
import { constantSize } from '../../../compiler/sizes/size.ts';
import { f64, i32, run } from '../ir/run.ts';

const i = makeAxis('i', constantSize(2));
const j = makeAxis('j', constantSize(3));
const rows = plateAxis('row');
const groups = plateAxis('group');

const shapes: readonly (readonly Axis[])[] = [[], [i], [i, j], [j]];
const special = [0, -0, 1, -1, 0.5, -2.75, 3, 800, Infinity, -Infinity, NaN];

/** Enough numbers for every operand, a shape for each, a constant for each. */
const point = (rule: RewriteRule) =>
  fc.record({
    values: fc.array(
      rule.exactness === 'exact'
        ? fc.constantFrom(...special)
        : fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      { minLength: 24, maxLength: 24 },
    ),
    shapes: fc.array(fc.constantFrom(...shapes), { minLength: 4, maxLength: 4 }),
    constants: fc.array(fc.constantFrom(0.5, -3, 7, 1e-3), { minLength: 4, maxLength: 4 }),
  });

type Point = typeof point extends (rule: RewriteRule) => fc.Arbitrary<infer P> ? P : never;

/** A node of the pattern's form, with inputs in the place of its names. */
function instantiate(m: Builder, pattern: Pattern<string>, at: Point, conditions: ReadonlySet<string>): Node {
  const named = new Map<string, Node>();
  const nameOnce = (name: string, make: (position: number) => Node): Node => {
    const node = named.get(name) ?? make(named.size);
    named.set(name, node);
    return node;
  };
  const build = (part: Pattern<string>): Node => {
    switch (part.kind) {
      case 'constant':
        return m.num(part.value);
      case 'number':
        return nameOnce(part.name, (position) => m.num(at.constants[position] ?? 1));
      case 'any':
        return nameOnce(part.name, (position) => {
          const input = f64(m, `x${String(position)}`, at.shapes[position] ?? []);
          return conditions.has(part.name) ? m.less(input, m.num(0.5)) : input;
        });
      case 'operation':
        return m.make({ op: part.op, args: part.operands.map(build) } as unknown as Parameters<
          Builder['make']
        >[0]);
    }
  };
  return build(pattern);
}

/** Names in the first place of a `select`. */
function conditionNames(pattern: Pattern<string>): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: Pattern<string>): void => {
    if (part.kind !== 'operation') return;
    const [first] = part.operands;
    if (part.op === 'select' && first?.kind === 'any') names.add(first.name);
    part.operands.forEach(visit);
  };
  visit(pattern);
  return names;
}

const agree = (rule: RewriteRule, a: number, b: number): boolean =>
  rule.exactness === 'exact' ? Object.is(a + 0, b + 0) : Math.abs(a - b) <= 1e-13 * Math.max(1, Math.abs(a));

function inputsAt(at: Point): Record<string, number[]> {
  return Object.fromEntries(
    at.shapes.map((shape, position) => {
      const count = shape.reduce((product, axis) => product * Number(axis.size.key), 1);
      return [`x${String(position)}`, at.values.slice(position * 6, position * 6 + count)];
    }),
  );
}

describe('rules from patterns', () => {
  for (const rule of rewriteRules) {
    const { pattern } = rule;
    if (pattern === null) continue;
    test(`${rule.name} (${rule.exactness})`, () => {
      let fired = 0;
      const conditions = conditionNames(pattern);
      fc.assert(
        fc.property(point(rule), (at) => {
          const m = createBuilder();
          const before = instantiate(m, pattern, at, conditions);
          const after = rule.apply(m, before);
          if (after === null) return;
          fired += 1;
          expect(after).not.toBe(before);
          const inputs = inputsAt(at);
          const expected = run(m, before, { inputs });
          const actual = run(m, after, { inputs }, before.type.axes);
          actual.forEach((value, element) => {
            const wanted = expected[element] ?? NaN;
            expect(agree(rule, wanted, value), `${String(wanted)} became ${String(value)}`).toBe(true);
          });
        }),
      );
      expect(fired).toBeGreaterThan(0);
    });
  }
});

/** Examples of rules over families of operations: what they rewrite, and to which operation. */
const familyExamples: Readonly<Record<string, readonly ((m: Builder) => Node)[]>> = {
  'element-wise-after-gather': [
    (m) => m.log(m.gather(f64(m, 'table', [j, i]), i32(m, 'index', [rows]), j)),
    (m) => m.mul(m.num(2), m.gather(f64(m, 'table', [j, i]), i32(m, 'index', [rows]), j)),
    (m) => {
      const read = (table: Node): Node => m.gather(table, i32(m, 'index', [rows]), j);
      return m.add(read(f64(m, 'table', [j, i])), m.mul(read(f64(m, 'other', [j])), f64(m, 'y', [i])));
    },
    (m) =>
      m.select(
        m.gather(m.less(f64(m, 'other', [j]), m.num(0)), i32(m, 'index', [rows]), j),
        m.num(1),
        m.num(0),
      ),
  ],
  'element-wise-after-spread': [
    (m) => m.exp(m.spreadRows(f64(m, 'parent', [groups, i]), groups, rows)),
    (m) => m.add(m.spreadRows(f64(m, 'parent', [groups, i]), groups, rows), f64(m, 'y', [i])),
  ],
};

const familyBindings = {
  sizes: { 'rows:row': 4, 'rows:group': 2 },
  inputs: {
    table: [1, 2, 0, -1, Infinity, NaN],
    other: [3, -2, 0.25],
    y: [0.5, -0.5],
    index: [2, 0, 1, 0],
    parent: [0, 1, -Infinity, 3],
    'parent.row': [0, 1, 1, 0],
  },
};

describe('rules over families', () => {
  for (const rule of rewriteRules.filter(({ pattern }) => pattern === null))
    test(rule.name, () => {
      const examples = familyExamples[rule.name] ?? [];
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        const m = createBuilder();
        const before = example(m);
        const after = rule.apply(m, before) ?? before;
        const changed = after !== before || before.args.some((operand) => rule.apply(m, operand) !== null);
        expect(changed).toBe(true);
        expect(run(m, after, familyBindings, before.type.axes)).toEqual(run(m, before, familyBindings));
      }
    });

  test('no table where rows, or the positions read along, meet', () => {
    const m = createBuilder();
    const rule = rewriteRules.find(({ name }) => name === 'element-wise-after-gather');
    const read = m.gather(f64(m, 'table', [j, i]), i32(m, 'index', [rows]), j);
    expect(rule?.apply(m, m.mul(read, f64(m, 'x', [rows])))).toBeNull();
    expect(rule?.apply(m, m.mul(read, f64(m, 'other', [j])))).toBeNull();
    expect(rule?.apply(m, m.exp(m.gather(f64(m, 'z', [rows, j]), i32(m, 'index', [rows]), j)))).toBeNull();
  });
});

test('rule names are unique', () => {
  expect(new Set(rewriteRules.map((rule) => rule.name)).size).toBe(rewriteRules.length);
});
