// Files of every kind, from the disk to data by variable.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataSummary } from '../../../../cli/data-summary.ts';
import { toNpy } from '../../../../cli/npy.ts';
import { flatten } from '../../../../runtime/data/nesting.ts';
import { readDataFile, type ReadDataOptions } from '../../../../runtime/data/read-data.ts';
import type {
  ModelDefinition,
  PlateDefinition,
  VariableDefinition,
} from '../../../../runtime/model/definition.ts';
import { symbol, types, variable, withDims } from '../../../support/define.ts';
import { normalMixture } from '../../../support/normal-mixture.ts';
import { plain } from '../../../support/plain.ts';
import { sharedFile } from '../../../support/shared-folder.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-data-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const row: PlateDefinition = { name: 'row', parent: null, size: null, sizeDim: null, sequence: null };
const steps = {
  name: 't',
  parent: null,
  size: null,
  sizeDim: null,
  sequence: {},
} as unknown as PlateDefinition;
const modelOf = (variables: VariableDefinition[], plates = [row]): ModelDefinition => ({ ...normalMixture('full'), plates, variables }); // prettier-ignore
const x = variable('observe', 'x', withDims(types.real('real[D]', symbol('D')), 'D'), 'row');
const y = variable('observe', 'y', types.category('category<K>', symbol('K')), 'row');
const count = variable('observe', 'n', types.count('count'), 't');
const read = async (path: string, model: ModelDefinition, options: ReadDataOptions = {}) =>
  plain((await readDataFile(path, model, options)).data);

test('arrays, also packed, one for each variable', async () => {
  const a = file('a.npy', toNpy([1, 2, 3, 4, 5, 6], [3, 2]));
  const b = file('b.npy.gz', gzipSync(toNpy([0, 1, 1], [3])));
  const found = await readDataFile({ x: a, y: b }, modelOf([x, y]), { rows: { from: 2 } });
  expect(plain(found.data)).toEqual({ x: [[3, 4], [5, 6]], y: [1, 1] }); // prettier-ignore
  await expect(readDataFile({ z: a }, modelOf([x]))).rejects.toThrow('it is no data of model');
  await expect(readDataFile(a, modelOf([x, y]))).rejects.toThrow(
    'which columns `x` and `y` are is not clear',
  );
});

test('text: numbers as rows, columns, or one sequence', async () => {
  expect(await read(file('n.txt', '3 1 4\n1 5 9\n'), modelOf([x]))).toEqual({ x: [[3, 1, 4], [1, 5, 9]] }); // prettier-ignore
  expect(await read(file('s.txt', '13 14\n8 10 16\n'), modelOf([count], [steps]))).toEqual({ n: [13, 14, 8, 10, 16] }); // prettier-ignore
  // Also where it may be missing: nothing else could be meant.
  const maybe = { ...count, optional: true };
  expect(await read(file('o.txt', '13 14 NA\n'), modelOf([maybe], [steps]))).toEqual({ n: [13, 14, null] });
  expect(await read(file('p.txt', '13 NA\n'), modelOf([maybe], [steps]), { partial: true })).toEqual({ n: [13, null] }); // prettier-ignore
});

test('FASTA and CoNLL-U', async () => {
  const base = {
    ...variable('observe', 'base', types.category('token<V>', symbol('V')), 't'),
    vocabulary: true,
  };
  expect(await read(file('v.fa', '>one\nACG\nT\n'), modelOf([base], [steps]))).toEqual({ base: ['A', 'C', 'G', 'T'] }); // prettier-ignore
  await expect(read(file('w.fa', '>one\nAC\n>two\nT\n'), modelOf([base], [steps]))).rejects.toThrow(
    'the file holds 2 sequences, but sequence `t` is one',
  );
  const line = (id: string, word: string, tag: string) =>
    [id, word, '_', tag, '_', '_', '_', '_', '_', '_'].join('\t');
  const text = `# id 1\n${line('1', 'It', 'PRON')}\n${line('2-3', 'is', '_')}\n${line('2', 'is', 'AUX')}\n\n${line('1', 'No', 'INTJ')}\n`;
  const inner = { ...steps, parent: 'row' };
  const options = { map: { base: ['form'] } };
  expect(await read(file('u.conllu', text), modelOf([base], [row, inner]), options)).toEqual({ base: [['It', 'is'], ['No']] }); // prettier-ignore
  const tagged = { map: { base: ['upos'] } };
  const maybe = { ...base, optional: true };
  const untagged = file('t.conllu', text.replace('AUX', '_'));
  expect(await read(untagged, modelOf([maybe], [row, inner]), tagged)).toEqual({ base: [['PRON', null], ['INTJ']] }); // prettier-ignore
  const lower = { ...options, split: { base: '/.+/i' }, missing: { base: ['is'] } };
  expect(await read(file('l.conllu', text), modelOf([maybe], [row, inner]), lower)).toEqual({ base: [['it', null], ['no']] }); // prettier-ignore
  await expect(read(file('b.conllu', '1\tIt\n'), modelOf([base], [row, inner]), options)).rejects.toThrow('line 1: found 2 columns'); // prettier-ignore
});

describe('missing values', () => {
  const optional = { ...x, optional: true };
  const label = { ...y, optional: true };

  test('are NaN and null where they may be', async () => {
    const path = file('m.csv', 'a,b,y\n1,NA,u\n,4,\n');
    expect(await read(path, modelOf([optional, label]))).toEqual({ x: [[1, NaN], [NaN, 4]], y: ['u', null] }); // prettier-ignore
    await expect(read(path, modelOf([x, label]))).rejects.toThrow(
      'line 3, column `a`, variable `x`: the cell is empty: a value is missing, and `real[D]` may not be missing',
    );
  });

  test('by other words, or as a level', async () => {
    const path = file('q.csv', 'a,b,y\n1,?,NA\n-9,4,v\n');
    const options = { missing: { x: ['?', '-9'], y: [] } };
    expect(await read(path, modelOf([optional, label]), options)).toEqual({ x: [[1, null], [null, 4]], y: ['NA', 'v'] }); // prettier-ignore
    expect(await read(path, modelOf([y]), { missing: { y: 'category' } })).toEqual({ y: ['<missing>', 'v'] });
    await expect(read(path, modelOf([x]), {})).rejects.toThrow(
      'found the text "?" where `real[D]` has a number',
    );
  });
});

describe('one message for a file that is broken', () => {
  test.each<[string, string | Uint8Array, string]>([
    [
      't.csv.gz',
      gzipSync('a,b\n1,2\n').subarray(0, 15),
      'the file is cut short: its gzip data end too early',
    ],
    ['n.csv.gz', 'a,b\n1,2\n', 'this is no gzip file, though its name ends in .gz'],
    ['l.jsonl', '{"x": [1]}\n{"x": \n', 'line 2: this is not JSON'],
    [
      'k.jsonl',
      '{"x": [1]}\n\n{"x": [2], "z": 1}\n',
      'line 3, column `z`: the first record has no such entry',
    ],
    ['r.jsonl', '{"x": [1]}\n3\n', 'line 2: this line is JSON, but no record'],
    ['e.txt', '\n\n', 'the file is empty'],
    ['e.parquet', '', 'the file is empty'],
    ['b.csv', Uint8Array.of(1, 2, 0, 3), 'this is no text: byte 3 is 0'],
    ['s.xlsx', 'PK', 'export the sheet as CSV'],
  ])('%s', async (name, content, message) => {
    await expect(read(file(name, content), modelOf([x]))).rejects.toThrow(message);
  });

  test('a file that is not there, and rows that are not', async () => {
    await expect(read(join(folder, 'none.csv'), modelOf([x]))).rejects.toThrow(
      'there is no such file or folder',
    );
    await expect(read(file('f.csv', 'a,b\n1,2\n'), modelOf([x]), { rows: { every: 5 } })).rejects.toThrow(
      'no rows are left to read of 1',
    );
  });
});

test('the summary shows columns, ranges, levels, what is missing and what is not used', async () => {
  const path = file('p.csv', 'a,b,note,y\n1.5,2,x,u\n2.5,NA,y,u\n3.5,4,z,v\n');
  const model = modelOf([{ ...x, optional: true }, y]);
  const found = await readDataFile(path, model, { rows: { to: 2 } });
  expect(dataSummary(found, model).split('\n')).toEqual([
    `data: ${path}, 2 of 3 rows`,
    '  x: real[D]?, 2 columns',
    '    a  1.500 to 2.500, mean 2',
    '    b  always 2, 1 missing',
    '  y: category<K>, column y: one level only (u 2)',
    '  not used: note (text)',
  ]);
});

test('rows that are views of one array are that array', () => {
  const whole = Float32Array.from({ length: 12 }, (_, i) => i);
  const rows = Array.from({ length: 4 }, (_, i) => whole.subarray(3 * i, 3 * i + 3));
  const { values, counts, shape } = flatten(rows, 'x', ['row'], 1, 'real[3]');
  expect(values).toEqual(whole);
  expect((values as Float32Array).buffer).toBe(whole.buffer);
  expect([counts, shape]).toEqual([[[4]], [3]]);
  const turned = flatten([...rows].reverse(), 'x', ['row'], 1, 'real[3]');
  expect(Array.from(turned.values)).toEqual([9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2]);
});

const images = sharedFile('data/mnist/t10k-images-idx3-ubyte.gz');

test.skipIf(images === null)('real images are bytes from end to end', async () => {
  const found = await readDataFile(images ?? '', modelOf([x]));
  const { values, shape } = flatten(found.data['x'], 'x', ['row'], 1, 'real[D]');
  expect(values).toBeInstanceOf(Uint8Array);
  expect([values.length, shape]).toEqual([7_840_000, [784]]);
});
