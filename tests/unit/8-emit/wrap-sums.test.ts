// Long sums are laid out one term to a line; the code stays the same.

import { expect, test } from 'vitest';
import { wrapSums } from '../../../compiler/8-emit/typescript/wrap-sums.ts';

const long = (term: string): string => Array.from({ length: 8 }, (_, i) => `${term}${String(i)}`).join(' + ');

test('a sum gets a line for each term', () => {
  expect(wrapSums(`    totals[k + 1]! += ${long('weights[4 * k] * value')};`).split('\n')).toEqual([
    '    totals[k + 1]! +=',
    ...Array.from({ length: 8 }, (_, i) => `      weights[4 * k] * value${String(i)}${i < 7 ? ' +' : ';'}`),
  ]);
});

test.each([
  ['short', 'a = b + c;'],
  ['sums within brackets', `const all = first(${long('a_value_of_some_length')});`],
  ['a choice', `const x = ${long('a_value_of_some_length')} < 0 ? 1 : 2;`],
  ['no assignment', `return ${long('a_value_of_some_length')};`],
])('%s stays', (_, line) => {
  expect(wrapSums(line)).toBe(line);
});

test('only white space changes', () => {
  const line = `      sum[0]! += (a ? b : c) + ${long('(x + y) * value_number_')};`;
  expect(wrapSums(line)).not.toBe(line);
  expect(wrapSums(line).replace(/\s+/g, ' ').trim()).toBe(line.trim());
});
