// Layouts that a person has read. `vitest -u` writes them anew: read that difference like code.

import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { format } from '../../../compiler/format/format.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'tests/fixtures/format');

const formatText = (text: string): string | null => format({ path: 'input.gen', text }).value;
const inputOf = (name: string): string => readFileSync(join(folder, name, 'input.gen'), 'utf8');

describe('fixtures', () => {
  test.each(readdirSync(folder).sort())('%s', async (name) => {
    const once = formatText(inputOf(name)) ?? 'mistakes of syntax';
    await expect(once).toMatchFileSnapshot(join(folder, name, 'expected.gen'));
    expect(formatText(once)).toBe(once);
  });
});

describe('the programs of the language page', () => {
  // The page draws comments behind code further out, and its longest pipes two stages a line.
  const untouched = (text: string): string =>
    text
      .split('\n')
      .map((line) => line.replace(/ +(\/\/ .*)$/, '  $1'))
      .join('\n');

  test.each(['geyser', 'casino', 'penguins', 'digits', 'names', 'nile'])('%s is as it was', (name) => {
    expect(formatText(inputOf(name))).toBe(untouched(inputOf(name)));
  });
});

describe('examples', () => {
  test.each(globSync('examples/**/*.gen', { cwd: root }).sort())('%s is laid out', (path) => {
    const text = readFileSync(join(root, path), 'utf8');
    expect(formatText(text)).toBe(text);
  });
});

describe('a text with mistakes', () => {
  test('is not laid out, and its mistakes are told', () => {
    const { value, diagnostics } = format({ path: 'input.gen', text: 'model M { param x real }' });
    expect(value).toBeNull();
    expect(diagnostics.map(({ name }) => name)).toEqual(['missing-colon']);
  });

  test('of meaning alone is laid out', () => {
    expect(formatText('model M{param x:reel~Nrmal(y)}')).toBe('model M {\n  param x: reel ~ Nrmal(y)\n}\n');
  });
});

test('a text of nothing stays empty; every other ends with one line end', () => {
  expect(formatText('')).toBe('');
  expect(formatText(' \r\n\t')).toBe('');
  expect(formatText('\uFEFFconst a = 1')).toBe('const a = 1\n');
  expect(formatText('const a = 1 // b\n\n\n')).toBe('const a = 1  // b\n');
});

test('a name that can be written in two ways is written in one', () => {
  expect(formatText('const e\u0301 = "e\u0301"')).toBe('const \u00e9 = "e\u0301"\n');
});

test('lines go up to 100 characters; a comment behind them does not count', () => {
  const line = (length: number): string => `const a = f(b, ${'c'.repeat(length - 16)})`;
  expect(line(100)).toHaveLength(100);
  expect(formatText(line(100))).toBe(`${line(100)}\n`);
  expect(formatText(`${line(100)}  // ${'d'.repeat(50)}`)).toBe(`${line(100)}  // ${'d'.repeat(50)}\n`);
  expect(formatText(line(101))).toBe(`const a = f(\n  b,\n  ${'c'.repeat(85)},\n)\n`);
});

describe('any depth and length', () => {
  test.each([
    ['parentheses', `const a = ${'('.repeat(90)}x${' + 1)'.repeat(90)}`],
    ['a long sum', `const a = ${'x + '.repeat(900)}y`],
    ['a long power', `const a = ${'x ^ '.repeat(900)}y`],
    ['signs', `const a = ${'- '.repeat(900)}y`],
    ['pipes in calls', `const a = ${'f(x |> '.repeat(45)}g${')'.repeat(45)}`],
    ['many statements', `model M {\n${'let a = b // c\n'.repeat(5000)}}`],
  ])('%s', (_, text) => {
    const once = formatText(text);
    expect(once).not.toBeNull();
    expect(formatText(once ?? '')).toBe(once);
  });
});
