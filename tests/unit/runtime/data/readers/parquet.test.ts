import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readParquet } from '../../../../../runtime/data/readers/parquet.ts';
import { plain } from '../../../../support/plain.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../../fixtures/data', `table.${name}.parquet`));

const columns = async (bytes: Uint8Array) => {
  const table = await readParquet(bytes, 't.parquet');
  return Object.fromEntries(table.columns.map(({ name, values }) => [name, plain(values)]));
};

const x = [1.5, NaN, -3, 4.25];
const n = [1, 2, 3, 2 ** 40];

test('every kind of column, over several row groups', async () => {
  expect(await columns(fixture('snappy'))).toEqual({
    x,
    n,
    small: [1, 0, 255, 7],
    flag: ['true', 'false', 'true', ''],
    kind: ['a', 'b', '', 'a'],
    level: ['u', 'v', 'u', 'u'],
    words: [['to', 'be'], [], ['or'], null],
  });
});

test.each(['plain', 'gzip', 'zstd'])('%s', async (name) => {
  expect(await columns(fixture(name))).toEqual({ x, n });
});

describe('one message', () => {
  test('another codec', async () => {
    await expect(readParquet(fixture('lz4'), 't.parquet')).rejects.toThrow(
      't.parquet, column `x`: it is compressed by LZ4_RAW, which is not read',
    );
  });

  test('cut short, at any place', async () => {
    const whole = fixture('plain');
    for (let size = 0; size < whole.length; size += 37)
      await expect(readParquet(whole.subarray(0, size), 't.parquet')).rejects.toMatchObject({
        name: 'DataError',
      });
  });

  test('bytes that are wrong', async () => {
    const bytes = Uint8Array.from(fixture('plain')).fill(7, 10, 60);
    await expect(readParquet(bytes, 't.parquet')).rejects.toThrow('t.parquet: the file is broken');
    await expect(readParquet(new TextEncoder().encode('a,b\n1,2\n'), 't.parquet')).rejects.toThrow(
      'it does not begin with PAR1',
    );
  });
});
