// Files that are read in parts give the rows, levels and errors of files that are read whole.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataFile, type ReadDataOptions } from '../../../../../runtime/data/read-data.ts';
import { fileRows, type StreamOptions } from '../../../../../runtime/data/stream/file-rows.ts';
import { DataError, InputError, type AnyModel, type TrainOptions } from '../../../../../runtime/index.ts';
import { createStream } from '../../../../../runtime/random/stream.ts';
import { compileModel } from '../../../../support/compile-model.ts';
import { npyBytes } from '../../../../support/npy-bytes.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const written = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** Bytes of both fits: read whole, and in parts. */
async function bothFits(
  model: AnyModel,
  path: string,
  reading: ReadDataOptions = {},
  streaming: StreamOptions = {},
): Promise<readonly [Buffer, Buffer]> {
  const options: TrainOptions = { restarts: 2, iterations: 10 };
  const whole = await readDataFile(path, model.definition, reading);
  const { rows } = await fileRows(path, model.definition, { ...reading, chunkRows: 256, ...streaming });
  return [
    Buffer.from((await model.train(whole.data, { ...options, levels: whole.levels })).toBytes()),
    Buffer.from((await model.train(rows, { ...options, levels: reading.levels ?? {} })).toBytes()),
  ];
}

const mixture = `model M(K: int = 2, D: dim) {
  param weight: simplex[K]
  param mean: real[K, D]
  param sd: positive[K, D]
  plate row {
    latent kind: category<K> ~ Categorical(weight)
    observe x: real[D] ~ Normal(mean[kind], sd[kind])
  }
}`;

const labelled = `model M(C: dim, D: dim) {
  param prior: simplex[C]
  param mean: real[C, D]
  param sd: positive[C, D]
  plate row {
    observe kind: category<C>? ~ Categorical(prior)
    observe x: real[D]? ~ Normal(mean[kind], sd[kind])
  }
}`;

const nested = `model M(K: int = 2) {
  param weight: simplex[K]
  param mean: real[K]
  param sd: positive[K]
  plate group {
    latent kind: category<K> ~ Categorical(weight)
    plate item { observe x: real ~ Normal(mean[kind], sd[kind]) }
  }
}`;

const numbers = (count: number): Float64Array => {
  const random = createStream(3, 4);
  return Float64Array.from({ length: count }, (_, i) => 5 * (Math.floor(i / 2) % 2) + random.normal());
};

describe('the same fit from', () => {
  it('NPY, also of narrower numbers', async () => {
    const model = await compileModel(mixture);
    const values = numbers(1400);
    const paths = [
      written('a.npy', npyBytes(values, [700, 2])),
      written('b.npy', npyBytes(Float32Array.from(values), [700, 2])),
      written(
        'c.npy',
        npyBytes(
          Int16Array.from(values, (x) => 100 * x),
          [700, 2],
        ),
      ),
    ];
    for (const path of paths) {
      for (const partBytes of [200, 3000]) {
        const [whole, streamed] = await bothFits(model, path, {}, { partBytes });
        expect(Buffer.compare(whole, streamed)).toBe(0);
      }
    }
  });

  it('CSV and TSV, with texts for levels and empty cells', async () => {
    const model = await compileModel(labelled);
    const values = numbers(1400);
    const kinds = ['"ant, ""réd\n"""', 'bee', '', 'NA'];
    const lines = Array.from(
      { length: 700 },
      (_, i) =>
        `${kinds[i % 4] ?? ''},${i % 9 === 0 ? '' : String(values[2 * i])},${String(values[2 * i + 1])}`,
    );
    const csv = written('a.csv', `kind,x1,x2\r\n${lines.join('\r\n')}\r\n`);
    const tsv = written('a.tsv', `kind\tx1\tx2\n${lines.map((line) => line.replace(/"ant.*"/s, 'ant').replaceAll(',', '\t')).join('\n')}`); // prettier-ignore
    for (const path of [csv, tsv])
      for (const partBytes of [300, 301, 4000]) {
        const [whole, streamed] = await bothFits(model, path, {}, { partBytes });
        expect(Buffer.compare(whole, streamed)).toBe(0);
      }
  });

  it('Parquet, row group by row group', async () => {
    const model = await compileModel(`model M(L: dim) {
      param p: simplex[L] ~ Dirichlet(2.0)
      param mean: real
      param sd: positive
      param q: unit
      plate row {
        observe kind: category<L>? ~ Categorical(p)
        observe small: real ~ Normal(mean, sd)
        observe flag: bool? ~ Bernoulli(q)
      }
    }`);
    const path = join(import.meta.dirname, '../../../../fixtures/data/table.snappy.parquet');
    const [whole, streamed] = await bothFits(model, path);
    expect(Buffer.compare(whole, streamed)).toBe(0);
  });

  it('CSV whose labels are whole numbers, declared levels, and a choice of rows', async () => {
    const model = await compileModel(labelled);
    const values = numbers(2000);
    const rows = Array.from(
      { length: 1000 },
      (_, i) => `${String(i % 3)},${String(values[i])},${String(values[i + 1000])}`,
    );
    const path = written('b.csv', `kind,x1,x2\n${rows.join('\n')}`);
    for (const reading of [
      {},
      { levels: { kind: ['0', '1', '2', '7'] } },
      { rows: { from: 10, to: 800, every: 2 } },
    ]) {
      const [whole, streamed] = await bothFits(model, path, reading);
      expect(Buffer.compare(whole, streamed)).toBe(0);
    }
  });

  it('a long table whose groups are told by a column', async () => {
    const model = await compileModel(nested);
    const values = numbers(1500);
    const lines = Array.from(
      values,
      (value, i) => `g${String(Math.floor(i / 3 + (i % 7) / 7))},${String(value)}`,
    );
    const path = written('c.csv', `group,x\n${lines.sort((a, b) => Number(a.slice(1).split(',')[0]) - Number(b.slice(1).split(',')[0])).join('\n')}`); // prettier-ignore
    for (const partBytes of [100, 2000]) {
      const [whole, streamed] = await bothFits(model, path, {}, { partBytes });
      expect(Buffer.compare(whole, streamed)).toBe(0);
    }
  });
});

describe('what is wrong is said with its place', () => {
  const refusal = async (spec: string, path: string, options: StreamOptions = {}): Promise<Error> => {
    const model = await compileModel(spec);
    try {
      const { rows } = await fileRows(path, model.definition, options);
      await model.train(rows, { restarts: 1 });
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  };
  const goodLines = Array.from({ length: 600 }, (_, i) => `${String(i % 7)},${String(i % 5)}`);

  it('a bad cell', async () => {
    const path = written('bad.csv', `x1,x2\n${goodLines.join('\n')}\n3,oops\n`);
    for (const partBytes of [200, 1e6]) {
      const error = await refusal(mixture, path, { partBytes });
      expect(error).toBeInstanceOf(DataError);
      expect(error.message).toContain(
        `${path}, line 602, column \`x2\`, variable \`x\`: found the text "oops"`,
      );
    }
  });

  it('a missing number of an array', async () => {
    const values = numbers(1400);
    values[1201] = NaN;
    const path = written('nan.npy', npyBytes(values, [700, 2]));
    expect((await refusal(mixture, path)).message).toContain('variable `x`, row 601');
  });

  it('a line with other cells, and lines of a group that are not together', async () => {
    const ragged = written('ragged.csv', `x1,x2\n${goodLines.join('\n')}\n3\n`);
    expect((await refusal(mixture, ragged, { partBytes: 500 })).message).toContain('line 602: found 1 cell');
    const path = written('apart.csv', 'group,x\na,1\na,2\nb,3\na,4\n');
    expect((await refusal(nested, path)).message).toContain('line 5: another row of plate `group` (group a)');
  });

  it('an array that is cut short, packed, or of a format without parts', async () => {
    const bytes = npyBytes(numbers(20), [10, 2]);
    expect((await refusal(mixture, written('cut.npy', bytes.subarray(0, bytes.length - 8)))).message).toContain('cut short'); // prettier-ignore
    expect((await refusal(mixture, written('a.npy.gz', bytes))).message).toContain('not read as a stream');
    expect((await refusal(mixture, written('a.json', '{}'))).message).toContain('not read as a stream');
    expect((await refusal(mixture, join(folder, 'none.npy'))).message).toContain('there is no such file');
  });

  it('a source that fails midway: one error, and no file is left', async () => {
    const model = await compileModel(mixture);
    const before = readdirSync(tmpdir()).filter(
      (name) => name.startsWith('generand-') && name.endsWith('.tmp'),
    );
    async function* broken() {
      await Promise.resolve();
      for (let i = 0; i < 5000; i++) yield { x: [i % 7, i % 5] };
      throw new Error('the line went dead');
    }
    await expect(model.train(broken())).rejects.toThrow('the line went dead');
    const after = readdirSync(tmpdir()).filter(
      (name) => name.startsWith('generand-') && name.endsWith('.tmp'),
    );
    expect(after).toEqual(before);
  });
});
