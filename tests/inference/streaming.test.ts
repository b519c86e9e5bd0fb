// Training on a stream gives the fit of training in memory, bit for bit, wherever the chunks are cut.

import { describe, expect, it } from 'vitest';
import { iterableRows } from '../../runtime/data/stream/iterable-rows.ts';
import { TrainError, type AnyModel, type TrainOptions } from '../../runtime/index.ts';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';
import { list, rowCases, type RowData } from '../support/row-cases.ts';

const rowsOf = (data: RowData): Record<string, unknown>[] =>
  list(Object.values(data)[0]?.length ?? 0, (row) =>
    Object.fromEntries(Object.entries(data).map(([name, values]) => [name, values[row]])),
  );

async function* rowByRow(data: RowData): AsyncGenerator<Record<string, unknown>> {
  await Promise.resolve();
  yield* rowsOf(data);
}

async function* partByPart(data: RowData, size: number): AsyncGenerator<Record<string, unknown>> {
  const rows = Object.values(data)[0]?.length ?? 0;
  for (let from = 0; from < rows; from += size) {
    await Promise.resolve();
    yield Object.fromEntries(
      Object.entries(data).map(([name, values]) => [name, values.slice(from, from + size)]),
    );
  }
}

const fitBytes = async (model: AnyModel, data: Parameters<AnyModel['train']>[0], options: TrainOptions) =>
  (await model.train(data, options)).toBytes();

describe('a streamed fit is the one in memory, bit for bit:', () => {
  for (const { name, spec, data: make, rows = 1100, options = {} } of rowCases)
    it(name, async () => {
      const model = await compileModel(spec);
      const data = make(createStream(1, 2), rows);
      const settings = { restarts: 4, iterations: 30, ...options };
      const whole = await fitBytes(model, data, settings);
      for (const [chunkRows, part] of [
        [256, 100],
        [512, 1],
        [1024, 700],
      ] as const)
        // prettier-ignore
        expect(
          Buffer.compare(
            await fitBytes(
              model,
              iterableRows(model.definition, () => (part === 1 ? rowByRow(data) : partByPart(data, part)), {
                chunkRows,
              }),
              settings,
            ),
            whole,
          ),
          `chunks of ${String(chunkRows)}`,
        ).toBe(0);
      expect(
        Buffer.compare(await fitBytes(model, rowByRow(data), settings), whole),
        'rows that come once',
      ).toBe(0);
    });
});

describe('what cannot be streamed is refused by name', () => {
  const refusal = async (spec: string): Promise<string> => {
    const model = await compileModel(spec);
    const error: unknown = await model.train(rowByRow({})).catch((reason: unknown) => reason);
    if (!(error instanceof TrainError)) throw new Error('it was not refused');
    return error.message;
  };

  it('one long sequence', async () => {
    expect(
      await refusal(
        'model M { param a: real param s: positive sequence t { observe x[0]: real ~ Normal(0, s) observe x[t]: real ~ Normal(a * x[t-1], s) } }',
      ),
    ).toContain('the steps of sequence `t`, which are one long row');
  });

  it('data outside the plate', async () => {
    expect(
      await refusal(
        'model M { given scale: positive param m: real plate row { observe x: real ~ Normal(m, scale) } }',
      ),
    ).toContain('`scale` (model.gen:1) lies outside plate `row`');
  });

  it('two outermost plates', async () => {
    expect(
      await refusal(
        'model M { param m: real plate a { observe x: real ~ Normal(m, 1) } plate b { observe y: real ~ Normal(m, 1) } }',
      ),
    ).toContain('two outermost plates, `a` and `b`');
  });

  it('a latent that joins all rows, each with a latent of its own', async () => {
    expect(
      await refusal(`model M(K: int = 2, L: int = 2) {
        param share: simplex[L]
        param weight: simplex[L, K]
        param mean: real[K]
        latent world: category<L> ~ Categorical(share)
        plate row {
          latent kind: category<K> ~ Categorical(weight[world])
          observe x: real ~ Normal(mean[kind], 1)
        }
      }`),
    ).toContain('needs all rows at once');
  });
});
