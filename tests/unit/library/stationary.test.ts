// Stationary distributions against their definition, a closed form, and differences.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stationaryDistribution, stationarySlope } from '../../../compiler/library/chains/index.ts';

const matrices = fc
  .integer({ min: 1, max: 6 })
  .chain((size) =>
    fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), {
      minLength: size * size,
      maxLength: size * size,
    }),
  )
  .map((entries) => normalised(Float64Array.from(entries)));

function normalised(entries: Float64Array): Float64Array {
  const size = Math.sqrt(entries.length);
  return entries.map((value, at) => {
    const row = entries.subarray(Math.floor(at / size) * size, (Math.floor(at / size) + 1) * size);
    return value / row.reduce((sum, entry) => sum + entry, 0);
  });
}

function stationary(matrix: Float64Array): Float64Array {
  const size = Math.sqrt(matrix.length);
  const result = new Float64Array(size);
  stationaryDistribution(matrix, size, result);
  return result;
}

test('a step leaves it as it is, and it sums to one', () => {
  fc.assert(
    fc.property(matrices, (matrix) => {
      const size = Math.sqrt(matrix.length);
      const p = stationary(matrix);
      expect(p.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 14);
      for (let j = 0; j < size; j++) {
        const next = p.reduce((sum, mass, i) => sum + mass * (matrix[i * size + j] ?? NaN), 0);
        expect(Math.abs(next - (p[j] ?? NaN))).toBeLessThanOrEqual(1e-14);
      }
    }),
  );
});

test('states that hardly ever change keep their digits', () => {
  // Of two states: b / (a + b), a / (a + b).
  const [a, b] = [3e-12, 1e-13];
  const [first = NaN, second = NaN] = stationary(Float64Array.of(1 - a, a, b, 1 - b));
  expect(first / (b / (a + b))).toBeCloseTo(1, 3);
  expect(second).toBeCloseTo(a / (a + b), 5);
  // Entries as they are, none subtracted: exact.
  const three = stationary(Float64Array.of(0, 1, 0, 1e-200, 0, 1 - 1e-200, 0, 1, 0));
  expect(three[0]).toBeGreaterThan(0);
  expect((three[0] ?? NaN) / 5e-201).toBeCloseTo(1, 12);
});

test('slopes are those of differences', () => {
  fc.assert(
    fc.property(matrices, fc.integer({ min: 1, max: 1000 }), (matrix, seed) => {
      const size = Math.sqrt(matrix.length);
      const cotangent = Float64Array.from({ length: size }, (_, j) => Math.sin(seed + 3 * j));
      const slope = new Float64Array(size);
      stationarySlope(matrix, cotangent, size, slope);
      const p = stationary(matrix);
      const value = (entries: Float64Array): number =>
        stationary(normalised(entries)).reduce((sum, mass, j) => sum + mass * (cotangent[j] ?? NaN), 0);
      const h = 1e-7;
      for (let at = 0; at < matrix.length; at++) {
        const [up, down] = [Float64Array.from(matrix), Float64Array.from(matrix)];
        up[at] = (up[at] ?? NaN) + h;
        down[at] = (down[at] ?? NaN) - h;
        if ((down[at] ?? NaN) < 0) continue;
        const [i, j] = [Math.floor(at / size), at % size];
        // Rows are divided by their sum again: what moves is the entry against the row's own mean slope.
        const mean = slope.reduce((sum, y, k) => sum + y * (matrix[i * size + k] ?? NaN), 0);
        const expected = (p[i] ?? NaN) * ((slope[j] ?? NaN) - mean);
        const found = (value(up) - value(down)) / (2 * h);
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(expected)));
      }
    }),
  );
});
