import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTileSums, largestTile, tileRows } from '../../../../runtime/kernels/tiles.ts';

test('sums of tiles are added in a binary tree over tile numbers', () => {
  const values = [1e16, 1, -1e16, 1, 3];
  const sums = createTileSums(1);
  for (const value of values) {
    sums.tile[0] = value;
    sums.endTile();
    expect(sums.tile[0]).toBe(0);
  }
  sums.finish();
  expect(sums.total[0]).toBe(1e16 + 1 + (-1e16 + 1) + 3);
});

test('the tree can be cut at a power of two of tiles: parts computed apart merge to the same bits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 5, maxLength: 40 }),
      (values) => {
        const sumOf = (part: readonly number[]): number => {
          const sums = createTileSums(1);
          for (const value of part) {
            sums.tile[0] = value;
            sums.endTile();
          }
          sums.finish();
          return sums.total[0] ?? NaN;
        };
        const merged = createTileSums(1);
        for (let start = 0; start < values.length; start += 4) {
          merged.tile[0] = sumOf(values.slice(start, start + 4));
          merged.endTile();
        }
        merged.finish();
        expect(merged.total[0]).toBe(sumOf(values));
      },
    ),
  );
});

test('without tiles sums are zero, and a second run starts anew', () => {
  const sums = createTileSums(2);
  sums.finish();
  expect([...sums.total]).toEqual([0, 0]);
  const again = createTileSums(1);
  for (let run = 0; run < 3; run += 1) {
    again.tile[0] = 7;
    again.endTile();
    again.finish();
    expect(again.total[0]).toBe(7);
  }
});

test('the largest tile of an inner plate follows offsets through every level', () => {
  const rows = tileRows + 1;
  const children = Int32Array.from(
    { length: rows + 1 },
    (_, row) => Math.min(row, tileRows) + (row > tileRows ? 500 : 0),
  );
  expect(largestTile(rows, [children])).toBe(500);
  const twice = Int32Array.from({ length: tileRows + 501 }, (_, row) => 2 * row);
  expect(largestTile(rows, [children, twice])).toBe(1000);
  expect(largestTile(0, [Int32Array.of(0)])).toBe(0);
});
