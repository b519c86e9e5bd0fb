// Rows that a program gives: single ones, several at once, and what is wrong with them.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { InputError, type AnyModel } from '../../../../../runtime/index.ts';
import { compileModel } from '../../../../support/compile-model.ts';

const model = (): Promise<AnyModel> =>
  compileModel(`model M(L: dim, D: dim) {
    param p: simplex[L]
    param mean: real[L, D]
    plate row {
      observe kind: category<L> ~ Categorical(p)
      observe x: real[D] ~ Normal(mean[kind], 1)
    }
  }`);

type Items = readonly Readonly<Record<string, unknown>>[];

async function* given(items: Items): AsyncGenerator<Readonly<Record<string, unknown>>> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

const row = (i: number): Readonly<Record<string, unknown>> => ({
  kind: i % 2 === 0 ? 'even' : 'odd',
  x: [i % 5, i % 3],
});
const rows = (count: number): Items => Array.from({ length: count }, (_, i) => row(i));

const refusal = async (items: Items): Promise<string> => {
  const error: unknown = await (await model()).train(given(items)).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error(`not refused: ${String(error)}`);
  return error.message;
};

it('rows may come one by one and several at once', async () => {
  const each = await (await model()).train(given(rows(10)));
  const mixed = await (
    await model()
  ).train(
    given([
      row(0),
      { kind: ['odd', 'even', 'odd'], x: [row(1).x, row(2).x, row(3).x] },
      row(4),
      row(5),
      { kind: ['even'], x: [row(6).x] },
      ...rows(10).slice(7),
    ]),
  );
  expect(mixed.params).toEqual(each.params);
  expect(mixed.levels).toEqual({ kind: ['even', 'odd'] });
});

describe('what is wrong names its row', () => {
  it('a bad value, far from the first', async () => {
    expect(await refusal([...rows(6000), { kind: 'odd', x: [1, 'two'] }])).toContain(
      'variable `x`, row 6001: found the text "two"',
    );
  });

  it('another width', async () => {
    expect(await refusal([...rows(5000), { kind: 'odd', x: [1, 2, 3] }])).toContain(
      'variable `x`, row 5001: found 3 values along axis 1 where the rows before have 2',
    );
  });

  it('a variable that a row lacks', async () => {
    expect(await refusal([...rows(4096), { kind: 'odd' }])).toContain('`x`');
  });

  it('something else than rows, a stranger among the variables, or no row', async () => {
    expect(await refusal([5 as never])).toContain('the stream gives 5 where a row is due');
    expect(await refusal([{ ...row(0), y: 1 }])).toContain('variable `y`: is no variable of model `M`');
    expect(await refusal([])).toContain('the stream has no rows');
  });
});

describe('without a file system', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('streams are refused', async () => {
    const fitted = await model();
    vi.stubGlobal('process', undefined);
    await expect(fitted.train(given(rows(3)))).rejects.toThrow('a stream of rows is kept in temporary files');
  });
});
