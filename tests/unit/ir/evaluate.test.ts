import { describe, expect, test } from 'vitest';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import { logSumExp, softmax } from '../../../compiler/ir/log-space.ts';
import { eventOf, matrixProduct, timesTranspose } from '../../../compiler/ir/matrices.ts';
import type { RandomStream } from '../../../compiler/ir/random-stream.ts';
import { constantSize, symbolSize } from '../../../compiler/sizes/size.ts';
import { f64, i32, run } from './run.ts';

const i = makeAxis('i', constantSize(2));
const j = makeAxis('j', constantSize(3));
const rows = plateAxis('row');
const groups = plateAxis('group');
const n = makeAxis('n', constantSize(3));
const n2 = makeAxis("n'", constantSize(3));

describe('along axes', () => {
  const x = [1, 5, 5, 4, -2, 7];

  test('sums, maxima and their first positions', () => {
    const m = createBuilder();
    const a = f64(m, 'x', [i, j]);
    const at = (value: Parameters<typeof run>[1]): readonly number[] => run(m, value, { inputs: { x } });
    expect(at(m.sum(a, i))).toEqual([5, 3, 12]);
    expect(at(m.sum(a, j))).toEqual([11, 9]);
    expect(at(m.maximum(a, j))).toEqual([5, 7]);
    expect(at(m.argMax(a, j))).toEqual([1, 2]);
    expect(at(m.argMax(a, i))).toEqual([1, 0, 1]);
  });

  test('gather and scatterAdd', () => {
    const m = createBuilder();
    const a = f64(m, 'x', [i, j]);
    const index = i32(m, 'index', [rows]);
    const bindings = { sizes: { 'rows:row': 4 }, inputs: { x, index: [2, 0, 2, 1], y: [1, 2, 3, 4] } };
    expect(run(m, m.gather(a, index, j), bindings, [rows, i])).toEqual([5, 7, 1, 4, 5, 7, 5, -2]);
    expect(run(m, m.scatterAdd(f64(m, 'y', [rows]), [index], [j], []), bindings)).toEqual([2, 4, 4]);
    // values without rows are added once for each row
    expect(run(m, m.scatterAdd(m.num(1), [index], [j], []), bindings)).toEqual([1, 1, 2]);
    // kept rows: a one-hot row each
    expect(run(m, m.scatterAdd(m.num(1), [index], [j], [rows]), bindings, [rows, j])).toEqual([
      0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0,
    ]);
    expect(() => run(m, m.gather(a, index, i), bindings)).toThrow('internal');
  });

  test('an index may have the axis that it reads along', () => {
    const m = createBuilder();
    const reversed = m.sub(m.num(2), m.iota(j));
    expect(run(m, m.gather(f64(m, 'x', [i, j]), m.cast(reversed, 'i32'), j), { inputs: { x } })).toEqual([
      5, 5, 1, 7, -2, 4,
    ]);
    const back = m.scatterAdd(f64(m, 'x', [i, j]), [m.cast(reversed, 'i32')], [j], [i]);
    expect(run(m, back, { inputs: { x } })).toEqual([5, 5, 1, 7, -2, 4]);
  });

  test('rows of nested plates; a parent row may have none', () => {
    const m = createBuilder();
    const bindings = {
      sizes: { 'rows:row': 4, 'rows:group': 3 },
      inputs: { x: [1, 2, 3, 4, 5, 6, 7, 8], y: [10, 20, 30], 'parent.row': [0, 0, 2, 2] },
    };
    expect(run(m, m.sumRows(f64(m, 'x', [rows, i]), rows, groups), bindings)).toEqual([4, 6, 0, 0, 12, 14]);
    expect(run(m, m.spreadRows(f64(m, 'y', [groups]), groups, rows), bindings)).toEqual([10, 10, 30, 30]);
  });

  test('no rows at all', () => {
    const m = createBuilder();
    const bindings = { sizes: { 'rows:row': 0 }, inputs: { x: [] } };
    expect(run(m, m.sum(f64(m, 'x', [rows, i]), rows), bindings)).toEqual([0, 0]);
    expect(run(m, m.maximum(f64(m, 'x', [rows, i]), rows), bindings)).toEqual([-Infinity, -Infinity]);
  });
});

describe('matrices', () => {
  const spd = [4, 2, -1, 2, 5, 0.5, -1, 0.5, 3];

  test('a Cholesky factor times its transpose is the matrix, and solves undo products', () => {
    const m = createBuilder();
    const inputs = { a: spd, b: [1, -2, 0.5] };
    const factor = m.cholesky(f64(m, 'a', [n, n2]), n, n2);
    run(m, timesTranspose(m, factor, n, n2), { inputs }, [n, n2]).forEach((value, index) => {
      expect(value).toBeCloseTo(spd[index] ?? NaN, 14);
    });
    expect(run(m, factor, { inputs })[1]).toBe(0);
    const b = f64(m, 'b', [n]);
    const y = m.solveLower(factor, b, n, n2);
    run(m, matrixProduct(m, factor, y, n2), { inputs }).forEach((value, index) => {
      expect(value).toBeCloseTo(inputs.b[index] ?? NaN, 14);
    });
    const z = m.solveLowerTransposed(factor, m.rename(b, n, n2), n, n2);
    run(m, matrixProduct(m, factor, z, n), { inputs }).forEach((value, index) => {
      expect(value).toBeCloseTo(inputs.b[index] ?? NaN, 14);
    });
  });

  test('a matrix that is not positive definite gives NaN', () => {
    const m = createBuilder();
    const factor = m.cholesky(f64(m, 'a', [n, n2]), n, n2);
    expect(run(m, factor, { inputs: { a: [1, 2, 0, 2, 1, 0, 0, 0, 1] } })[4]).toBeNaN();
  });

  test('pairs of an event are numbered along the lower triangle, exactly', () => {
    const m = createBuilder();
    const event = eventOf(m, makeAxis('d', symbolSize('D')));
    expect(eventOf(m, event.axis)).toEqual(event);
    const D = 300;
    const row = run(m, event.packedRow, { sizes: { D } });
    const column = run(m, event.packedColumn, { sizes: { D } });
    const pairs = Array.from({ length: D }, (_, r) =>
      Array.from({ length: r + 1 }, (__, c) => [r, c]),
    ).flat();
    expect(row.map((r, p) => [r, column[p]])).toEqual(pairs);
  });
});

describe('log space', () => {
  test('logSumExp and softmax', () => {
    const m = createBuilder();
    const x = f64(m, 'x', [i, j]);
    const inputs = { x: [1000, 1001, 999, -Infinity, -Infinity, -Infinity] };
    const [first = NaN, second] = run(m, logSumExp(m, x, j), { inputs });
    expect(first).toBeCloseTo(1001 + Math.log(1 + Math.exp(-1) + Math.exp(-2)), 12);
    expect(second).toBe(-Infinity);
    const p = run(m, softmax(m, x, j), { inputs });
    expect((p[0] ?? 0) + (p[1] ?? 0) + (p[2] ?? 0)).toBeCloseTo(1, 15);
    expect(run(m, logSumExp(m, x, j), { inputs: { x: [Infinity, 0, 0, NaN, 0, 0] } })).toEqual([
      Infinity,
      NaN,
    ]);
  });
});

describe('draws', () => {
  /** Says where it was asked. */
  const recorder = (): RandomStream => {
    let place = 0;
    return {
      seek: (site, row, element) => {
        place = site * 1000 + row * 100 + element;
      },
      uniform: () => place,
      normal: () => place + 0.5,
      gamma: (shape) => place + shape / 10,
      poisson: (rate) => place + rate / 10,
      binomial: (n, p) => place + n / 10 + p / 100,
      counts: (n, probabilities, counts, length) => {
        for (let k = 0; k < length; k += 1) counts[k] = place + n * (probabilities[k] ?? NaN);
      },
      index: (probabilities, offset, stride, count) =>
        Array.from({ length: count }, (_, k) => probabilities[offset + k * stride] ?? NaN).indexOf(1),
    };
  };

  test('elements are numbered within their row', () => {
    const m = createBuilder();
    const draw = m.randomNormal([i, rows]);
    const bindings = { sizes: { 'rows:row': 2 }, options: { stream: recorder() } };
    expect(run(m, draw, bindings, [rows, i])).toEqual([0.5, 1.5, 100.5, 101.5]);
    expect(run(m, m.randomUniform([]), bindings)).toEqual([1000]);
    const rates = { ...bindings, inputs: { rate: [1, 2] } };
    expect(run(m, m.randomPoisson(f64(m, 'rate', [i]), [rows]), rates, [rows, i])).toEqual([
      2000.1, 2001.2, 2100.1, 2101.2,
    ]);
    expect(run(m, m.randomGamma(f64(m, 'rate', [i]), []), rates)).toEqual([3000.1, 3001.2]);
  });

  test('counts are drawn along their axis, the others numbered', () => {
    const m = createBuilder();
    const p = f64(m, 'p', [j]);
    const bindings = {
      sizes: { 'rows:row': 2 },
      inputs: { p: [0, 0.5, 0.25], n: [4, 8] },
      options: { stream: recorder() },
    };
    const drawn = m.randomCounts(f64(m, 'n', [i]), p, j, [rows]);
    expect(run(m, drawn, bindings, [rows, i, j])).toEqual(
      [
        [0, 2, 1, 1, 5, 3],
        [100, 102, 101, 101, 105, 103],
      ].flat(),
    );
    expect(run(m, m.randomBinomial(f64(m, 'n', [i]), m.num(0.5), []), bindings)).toEqual([
      1000.405, 1001.805,
    ]);
  });

  test('an index is drawn along its axis', () => {
    const m = createBuilder();
    const p = f64(m, 'p', [i, j]);
    const bindings = { inputs: { p: [0, 0, 1, 1, 0, 0] }, options: { stream: recorder() } };
    expect(run(m, m.randomIndex(p, j, []), bindings)).toEqual([2, 0]);
    expect(run(m, m.randomIndex(p, j, [n]), bindings, [n, i])).toEqual([2, 0, 2, 0, 2, 0]);
    expect(() => run(m, m.randomUniform([]))).toThrow('internal');
  });
});

test('a Dirichlet is found from its means of logs', () => {
  const m = createBuilder();
  const concentration = [0.7, 2.5, 4];
  const c = f64(m, 'c', [j]);
  const meanLog = m.sub(m.digamma(c), m.digamma(m.sum(c, j)));
  run(m, m.dirichletConcentration(meanLog, j), { inputs: { c: concentration } }).forEach((value, k) => {
    expect(value).toBeCloseTo(concentration[k] ?? NaN, 9);
  });
});

test('what is missing is named', () => {
  const m = createBuilder();
  expect(() => run(m, f64(m, 'x', [rows]), { sizes: { 'rows:row': 1 } })).toThrow('needs the array x');
  expect(() => run(m, f64(m, 'x', [rows]), { inputs: { x: [1] } })).toThrow('needs the size rows:row');
  expect(() => run(m, f64(m, 'x', [rows]), { sizes: { 'rows:row': 2 }, inputs: { x: [1] } })).toThrow(
    '1 elements, not 2',
  );
});
