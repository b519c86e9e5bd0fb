// Text that nests without end is refused, and what stands before it is read.

import { describe, expect, test } from 'vitest';
import type { Expression } from '../../../compiler/1-parse/ast.ts';
import { dumpAst } from '../../../compiler/1-parse/dump-ast.ts';
import { parse } from '../../../compiler/1-parse/parse.ts';
import { childExpressions } from '../../../compiler/1-parse/walk.ts';

const read = (text: string) => parse({ path: 'deep.gen', text });
const many = 10_000;

describe('too deep', () => {
  test.each([
    ['parentheses', `${'('.repeat(many)}1${')'.repeat(many)}`],
    ['open parentheses', '('.repeat(many)],
    ['calls', `${'f('.repeat(many)}1${')'.repeat(many)}`],
    ['brackets', `${'['.repeat(many)}1${']'.repeat(many)}`],
    ['indices', `${'a['.repeat(many)}1${']'.repeat(many)}`],
    ['chained indices', `a${'[1]'.repeat(many)}`],
    ['members', `a${'.b'.repeat(many)}`],
    ['minus signs', `${'- '.repeat(many)}1`],
    ['nots', `${'not '.repeat(many)}a`],
    ['sums', `1${' + 1'.repeat(many)}`],
    ['powers', `1${' ^ 1'.repeat(many)}`],
    ['conditions', `${'if a then '.repeat(many)}1`],
    ['other choices', `${'if a then b else '.repeat(many)}1`],
    ['stages', `x |> ${'residual { '.repeat(many)}f${' }'.repeat(many)}`],
    ['repeats', `x |> ${'repeat 2 { '.repeat(many)}f${' }'.repeat(many)}`],
    ['sums in parentheses', `${`(1${' + 1'.repeat(50)} + `.repeat(90)}1${')'.repeat(90)}`],
  ])('%s', (_, formula) => {
    const { value, diagnostics } = read(`const good = 1\nconst deep = ${formula}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0121']);
    expect(dumpAst(value)).toBe('const good = 1\n');
  });

  test('plates', () => {
    const { value, diagnostics } = read(
      `model M { param p: real ${'plate a { '.repeat(many)}${'}'.repeat(many)} }`,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0121']);
    expect(dumpAst(value)).toContain('param p: real');
  });

  test('types', () => {
    expect(read(`model M { param p: real[${'('.repeat(many)}`).diagnostics.map(({ code }) => code)).toEqual([
      'E0121',
    ]);
  });
});

describe('deep enough', () => {
  const depth = (node: Expression): number => 1 + Math.max(0, ...childExpressions(node).map(depth));

  test('90 parentheses, and a formula of 900 operations', () => {
    const { value, diagnostics } = read(
      `const a = ${'('.repeat(90)}1${')'.repeat(90)}\nconst b = 1${' + 1'.repeat(900)}\nconst c = [${'f(1), '.repeat(5000)}]`,
    );
    expect(diagnostics).toEqual([]);
    expect(value.declarations.map((each) => (each.kind === 'const' ? depth(each.value) : 0))).toEqual([
      1, 901, 3,
    ]);
  });

  test('a long model is no deep one', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `let a${String(index)} = f(1 + 2 * 3)[1]`);
    expect(read(`model M { ${lines.join('\n')} }`).diagnostics).toEqual([]);
  });
});

describe('what is wide and not deep', () => {
  const codes = (text: string): string[] =>
    parse({ path: 'wide.gen', text }).diagnostics.map(({ code }) => code);

  test('brackets that statements leave open are told of each of them', () => {
    const lines = Array.from({ length: 300 }, (_, i) => `const a${String(i)} = (1`);
    expect(codes(lines.join('\n'))).toEqual(Array(300).fill('E0110'));
  });

  test('many `use`s are no long formula', () => {
    const lines = Array.from({ length: 1200 }, (_, i) => `use { A${String(i)} } from "./a.gen"`);
    expect(codes(lines.join('\n'))).toEqual([]);
  });

  test('a long pipe is too deep, for each stage is a call of the one before', () => {
    expect(codes(`const a = 1${' |> exp'.repeat(2000)}`)).toEqual(['E0121']);
  });
});
