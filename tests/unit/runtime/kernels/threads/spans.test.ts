import { expect, test } from 'vitest';
import { spansOf } from '../../../../../runtime/kernels/threads/spans.ts';

test('spans cover all rows in order, all but the last of 2**n tiles', () => {
  for (const rows of [0, 1, 256, 257, 5000, 256 * 64, 256 * 64 + 1, 1_000_001])
    for (const threads of [2, 3, 8]) {
      const spans = spansOf(0, rows, 10, threads);
      expect(spans.at(-1)?.last ?? 0).toBe(rows);
      const step = spans[0]?.last ?? 0;
      if (spans.length > 1) expect(Number.isInteger(Math.log2(step / 256))).toBe(true);
      for (const [k, { first, last }] of spans.entries()) {
        expect(first).toBe(k * step);
        expect(last).toBe(Math.min(rows, first + step));
      }
    }
});

test('a last span is full where it has as many tiles as the others, also if their last one is short', () => {
  const full = (rows: number) => spansOf(0, rows, 10, 2).map(({ isFull }) => isFull);
  expect(full(256 * 64)).toEqual(Array(16).fill(true));
  expect(full(256 * 64 - 255)).toEqual(Array(16).fill(true));
  expect(full(256 * 63)).toEqual([...Array<boolean>(31).fill(true), false]);
});

test('each thread has several, but long sums are kept of few', () => {
  expect(spansOf(0, 1_000_000, 500, 2).length).toBeGreaterThanOrEqual(16);
  expect(spansOf(0, 1_000_000, 500, 2).length).toBeLessThanOrEqual(32);
  expect(spansOf(0, 1_000_000, 1_000_000, 8).length).toBeLessThanOrEqual(8);
  expect(spansOf(0, 1_000_000, 100_000_000, 8).length).toBe(2);
});
