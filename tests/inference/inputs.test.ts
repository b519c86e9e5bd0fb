// Inputs of draws: one value for all rows or one for each, of scalars, arrays and categories alike.

import { expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';

const spec = `model Flats(P: int = 2, Q: int = 2) {
  param slope: real[P]
  param base:  real[Q]
  plate flat {
    given   quarter: category<Q>
    given   x:       real[P]
    observe price:   real ~ Normal(base[quarter] + slope @ x, 1)
  }
}`;

test('one value for all rows is the same as one for each', async () => {
  const fit = (await compileModel(spec)).with({ slope: [1, 10], base: [100, 200] });
  const x = [3, 4];
  const each = fit.sample(3, { given: { quarter: [1, 1, 1], x: [x, x, x] } });
  for (const all of [x, Float64Array.from(x)])
    expect(fit.sample(3, { given: { quarter: 1, x: all } })).toEqual(each);
  expect(fit.sample(3, { given: { quarter: 1, x: Float64Array.from([...x, ...x, ...x]) } })).toEqual(each);
});

test('inputs that do not fit are named', async () => {
  const fit = (await compileModel(spec)).with({ slope: [1, 10], base: [100, 200] });
  const draw = (quarter: unknown, x: unknown) => () => fit.sample(3, { given: { quarter, x } });
  expect(draw(0, [1, 2, 3])).toThrow('variable `x`');
  expect(draw(2, [1, 2])).toThrow('variable `quarter`');
  expect(draw('north', [1, 2])).toThrow('variable `quarter`');
  expect(draw([0, 1], [1, 2])).toThrow('variable `quarter`: has 2 rows, but 3 are drawn');
});
