import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alongBlocks, blockRows, blockVisits, longestBlock } from '../../../../runtime/kernels/blocks.ts';

const sizes = fc.record({ rows: fc.nat(60), block: fc.integer({ min: 1, max: 20 }) });

test('short sequences are one block; of long ones a block is the square root at least', () => {
  const block = (rows: number, said: Record<string, number> = {}): number =>
    blockRows({ 'rows:t': rows, ...said }, 't');
  expect([0, 1, 1000, longestBlock].map((rows) => block(rows))).toEqual([0, 1, 1000, longestBlock]);
  expect(block(longestBlock + 1)).toBe(2 ** 14);
  expect(block(2 ** 32)).toBe(2 ** 16);
  expect(block(2 ** 32 + 1) % 256).toBe(0);
  expect([block(1000, { 'block:t': 3 }), block(2, { 'block:t': 3 })]).toEqual([3, 2]);
});

test('every block is visited once upwards, but for the last, and once downwards', () => {
  fc.assert(
    fc.property(sizes, ({ rows, block }) => {
      const visits = [...blockVisits(rows, Math.min(rows, block))];
      const numbers = Array.from({ length: Math.ceil(rows / block) }, (_, number) => number);
      const up = visits.filter(({ isLast }) => !isLast).map(({ number }) => number);
      const down = visits.filter(({ isLast }) => isLast).map(({ number }) => number);
      expect(up).toEqual(numbers.slice(0, -1));
      expect(down).toEqual([...numbers].reverse());
      const steps = visits
        .filter(({ isLast }) => isLast)
        .reduce((count, { first, last }) => count + last - first, 0);
      expect(steps).toBe(rows);
    }),
  );
});

test('blocks hand on what recurrences need, up and down', () => {
  fc.assert(
    fc.property(sizes, ({ rows, block }) => {
      const size = Math.min(rows, block);
      const up = new Float64Array(2 * (size + 1));
      const down = new Int32Array(size + 1);
      const found: (readonly [number, number, number])[] = [];
      for (const { first, last, isLast } of alongBlocks(rows, size, [[up, 2]], [[down, 1]])) {
        const at = (row: number): number => row - first + 1;
        for (let row = first; row < last; row++) {
          up[2 * at(row)] = row === 0 ? 1 : (up[2 * at(row - 1)] ?? NaN) + 1;
          up[2 * at(row) + 1] = row === 0 ? 7 : (up[2 * at(row - 1) + 1] ?? NaN) + 2;
        }
        if (!isLast) continue;
        if (last === rows) down[at(last - 1)] = 1;
        for (let row = last - 1; row >= first; row--) {
          if (row > 0) down[at(row - 1)] = (down[at(row)] ?? NaN) + 1;
          found.push([up[2 * at(row)] ?? NaN, up[2 * at(row) + 1] ?? NaN, down[at(row)] ?? NaN]);
        }
      }
      expect(found).toEqual(
        Array.from({ length: rows }, (_, back) => {
          const row = rows - 1 - back;
          return [row + 1, 7 + 2 * row, rows - row];
        }),
      );
    }),
  );
});
