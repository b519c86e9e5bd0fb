import { describe, expect, test } from 'vitest';
import { makeAxis, plateAxis, unionAxes } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import { binaryFunctions, comparisons } from '../../../compiler/ir/scalar-functions.ts';
import type { BinaryFunction } from '../../../compiler/ir/scalar-functions.ts';
import { constantSize, symbolSize } from '../../../compiler/sizes/size.ts';
import { spanOf } from '../../../compiler/source/source.ts';
import { f64, i32, run } from './run.ts';

const i = makeAxis('i', symbolSize('I'));
const j = makeAxis('j', symbolSize('J'));
const rows = plateAxis('row');
const names = (axes: readonly { readonly name: string }[]): string => axes.map((axis) => axis.name).join(' ');

describe('interning', () => {
  test('equal operations are one node, also by other ways', () => {
    const m = createBuilder();
    const x = f64(m, 'x', [i]);
    expect(m.exp(x)).toBe(m.exp(x));
    expect(m.add(x, m.num(0.5))).toBe(m.add(x, m.div(m.num(1), m.num(2))));
    expect(m.num(0)).not.toBe(m.num(-0));
    expect(m.constant(1)).not.toBe(m.constant(1, 'i32'));
    expect(m.sum(m.mul(x, f64(m, 'y', [i, j])), i)).not.toBe(m.sum(m.mul(x, f64(m, 'y', [i, j])), j));
    expect(m.at(x, i, m.num(2))).toBe(m.gather(x, m.constant(2, 'i32'), i));
  });

  test('draws never merge', () => {
    const m = createBuilder();
    expect(m.randomNormal([i])).not.toBe(m.randomNormal([i]));
    const p = f64(m, 'p', [i]);
    expect(m.randomIndex(p, i, [])).not.toBe(m.randomIndex(p, i, []));
  });

  test('a node keeps every place that it comes from', () => {
    const m = createBuilder();
    const file = { path: 'a.gen', text: 'exp(x) + exp(x)' };
    const [first, second] = [spanOf(file, 0, 6), spanOf(file, 9, 15)];
    const x = f64(m, 'x', []);
    const left = m.withOrigin(first, () => m.exp(x));
    const right = m.withOrigin(second, () => m.exp(x));
    m.withOrigin(second, () => m.exp(x));
    expect(left).toBe(right);
    expect(left.origins).toEqual([first, second]);
    const inner = m.withOrigin(first, () => m.withOrigin(second, () => m.log(x)));
    expect(inner.origins).toEqual([second]);
    expect(m.withOriginsOf(left, () => m.sin(x)).origins).toEqual([first, second]);
  });

  test('one input of each name, and no nodes of other builders', () => {
    const m = createBuilder();
    const x = f64(m, 'x', [i]);
    expect(f64(m, 'x', [i])).toBe(x);
    expect(() => f64(m, 'x', [j])).toThrow('internal');
    expect(() => createBuilder().exp(x)).toThrow('internal');
  });
});

describe('types', () => {
  test('row axes come first, the rest in order of first occurrence', () => {
    const m = createBuilder();
    const x = f64(m, 'x', [j]);
    expect(names(m.add(x, m.add(f64(m, 'y', [i]), f64(m, 'z', [rows]))).type.axes)).toBe('rows:row j i');
    expect(names(unionAxes([i], [j, i], [rows]))).toBe('rows:row i j');
    expect(() => unionAxes([i], [makeAxis('i', constantSize(2))])).toThrow('internal');
  });

  test('whole numbers and conditions become numbers, numbers indices', () => {
    const m = createBuilder();
    const sum = m.add(m.iota(i), m.less(m.iota(i), m.num(1)));
    expect(sum.type.dtype).toBe('f64');
    expect(run(m, sum, { sizes: { I: 3 } })).toEqual([1, 1, 2]);
    expect(m.less(m.iota(i), m.iota(j)).args[0]?.type.dtype).toBe('i32');
    expect(m.at(f64(m, 'x', [i]), i, f64(m, 'n', [])).type.dtype).toBe('f64');
    expect(run(m, m.select(f64(m, 'n', []), m.num(5), m.constant(6, 'i32')), { inputs: { n: [0] } })).toEqual(
      [6],
    );
  });

  test('sums over an axis that a value lacks count its positions, other operations ignore it', () => {
    const m = createBuilder();
    const bindings = {
      sizes: { I: 3, J: 2, 'rows:row': 5, 'rows:group': 2 },
      inputs: { x: [2], 'parent.row': [0, 0, 1, 1, 1] },
    };
    const x = f64(m, 'x', []);
    expect(run(m, m.sum(x, i), bindings)).toEqual([6]);
    expect(run(m, m.sumRows(x, rows, plateAxis('group')), bindings)).toEqual([4, 6]);
    expect([
      m.maximum(x, i),
      m.rename(x, i, j),
      m.at(x, i, m.num(1)),
      m.spreadRows(x, plateAxis('group'), rows),
    ]).toEqual([x, x, x, x]);
    expect(m.argMax(x, i)).toBe(m.constant(0, 'i32'));
    expect(run(m, m.broadcast(x, [i, j]), bindings)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(run(m, m.broadcast(m.constant(0, 'i32'), [j]), bindings)).toEqual([0, 0]);
    expect(run(m, m.scatterAdd(x, [m.iota(rows)], [rows], [i, j]), bindings)).toEqual([2, 2, 2, 2, 2]);
  });

  test('what does not fit is an internal error', () => {
    const m = createBuilder();
    const x = f64(m, 'x', [i, j]);
    expect(() => m.rename(x, i, j)).toThrow('internal');
    expect(() => m.rename(x, i, makeAxis('k', symbolSize('K')))).toThrow('internal');
    expect(() => m.solveLower(x, x, i, j)).toThrow('internal');
    expect(() => m.make({ op: 'exp', args: [i32(m, 'n', [])] })).toThrow('internal');
    expect(() => m.scatterAdd(x, [m.iota(i)], [i], [i])).toThrow('internal');
  });
});

describe('folding', () => {
  const special = [0, -0, 1, -1, 2, 0.5, -3.25, Infinity, -Infinity, NaN];
  const same = (a: number, b: number): boolean => Object.is(a + 0, b + 0);

  test.each(Object.keys(binaryFunctions) as BinaryFunction[])('%s with a constant is exact', (op) => {
    for (const constant of special)
      for (const value of special) {
        const m = createBuilder();
        const x = f64(m, 'x', []);
        const bindings = { inputs: { x: [value] } };
        const [right = NaN] = run(m, m[op](x, m.num(constant)), bindings);
        const [left = NaN] = run(m, m[op](m.num(constant), x), bindings);
        const [both = NaN] = run(m, m[op](m.num(constant), m.num(value)));
        const apply = binaryFunctions[op];
        const what = `${op} of ${String(constant)} and ${String(value)}`;
        expect(same(right, apply(value, constant)), what).toBe(true);
        expect(same(left, apply(constant, value)), what).toBe(true);
        expect(same(both, apply(constant, value)), what).toBe(true);
      }
  });

  test('comparisons of constants', () => {
    for (const op of ['less', 'lessEqual', 'equal'] as const)
      for (const a of special)
        for (const b of special) {
          const m = createBuilder();
          expect(run(m, m[op](m.num(a), m.num(b)))).toEqual([comparisons[op](a, b) ? 1 : 0]);
        }
  });

  test('what folds to an operand', () => {
    const m = createBuilder();
    const x = f64(m, 'x', [i]);
    const c = m.less(x, m.num(0));
    expect(m.neg(m.neg(x))).toBe(x);
    expect(m.neg(m.sub(x, m.num(2)))).toBe(m.sub(m.num(2), x));
    expect(m.rename(m.rename(x, i, makeAxis('k', i.size)), makeAxis('k', i.size), i)).toBe(x);
    expect(m.not(m.not(c))).toBe(c);
    expect(m.select(m.not(c), x, m.num(1))).toBe(m.select(c, m.num(1), x));
    expect(m.select(c, x, x)).toBe(x);
    expect(m.and(c, c)).toBe(c);
    expect(m.or(c, m.constant(0, 'bool'))).toBe(c);
    expect(m.cast(m.cast(m.iota(i), 'f64'), 'i32')).toBe(m.iota(i));
    expect(m.gather(x, m.iota(i), i)).toBe(x);
    expect(m.pow(x, m.num(2))).toBe(m.mul(x, x));
    expect(m.length(makeAxis('k', constantSize(3)))).toBe(m.num(3));
  });
});
