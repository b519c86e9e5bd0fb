// For any text, and for valid programs with a few tokens changed: the parser returns, places lie in the text and
// inside what is around them, and no message speaks of the parser.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dumpAst } from '../../../compiler/1-parse/dump-ast.ts';
import { parse } from '../../../compiler/1-parse/parse.ts';
import { walkPlaced } from '../../../compiler/1-parse/walk.ts';
import { renderDiagnostics } from '../../../compiler/diagnostics/render-terminal.ts';
import { diagnosticToJson } from '../../../compiler/diagnostics/to-json.ts';
import { createLexer } from '../../../grammar/parser.ts';
import { reservedWords } from '../../../grammar/tokens.ts';

const folder = join(import.meta.dirname, '../../fixtures/1-parse');
const programs = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(join(folder, name, 'input.gen'), 'utf8'));

function check(text: string): void {
  const file = { path: 'any.gen', text };
  const { value, diagnostics } = parse(file);
  walkPlaced(value, ({ span }, around) => {
    expect(span.file).toBe(file);
    expect(span.start).toBeGreaterThanOrEqual(around?.span.start ?? 0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(around?.span.end ?? text.length);
  });
  for (const { message, labels, why, fix } of diagnostics) {
    expect(message).toMatch(/^[^\n]+[^.\n]$/);
    // Names of the text aside.
    expect((message + (why ?? '')).replaceAll(/`[^`]*`/g, '')).not.toMatch(
      /Expecting|token|CST|undefined|NaN|\[object/,
    );
    for (const { span } of [...labels, ...(fix?.edits ?? [])]) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
  }
  expect(diagnostics.map(({ labels }) => labels[0].span.start)).toEqual(
    diagnostics.map(({ labels }) => labels[0].span.start).sort((a, b) => a - b),
  );
  expect(typeof renderDiagnostics(diagnostics, { color: true })).toBe('string');
  expect(() => JSON.stringify(diagnostics.map(diagnosticToJson))).not.toThrow();
  expect(typeof dumpAst(value)).toBe('string');
}

const word = fc.oneof(
  fc.constantFrom(...reservedWords),
  fc.constantFrom(
    'x',
    'K',
    'real',
    'category',
    'Normal',
    'μ',
    '_',
    'until',
    'use',
    'from',
    'as',
    '1',
    '2.5',
    '1e3',
    '"s"',
  ),
  fc.constantFrom(
    ...'{}()[]<>,:~=+-*/@^?.|;#'.split(''),
    '..',
    '...',
    '->',
    '|>',
    '==',
    '>=',
    '/*',
    '*/',
    '///',
    '"',
    '\n',
  ),
);

const lexer = createLexer({ validate: false });
const tokensOf = (text: string): string[] => lexer.tokenize(text).tokens.map((token) => token.image);

interface Change {
  readonly at: number;
  readonly kind: 'delete' | 'double' | 'insert' | 'replace' | 'swap' | 'cut';
  readonly word: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(400),
  kind: fc.constantFrom('delete', 'double', 'insert', 'replace', 'swap', 'cut'),
  word,
});

function applyChange(tokens: readonly string[], { at, kind, word: text }: Change): string[] {
  const index = tokens.length === 0 ? 0 : at % tokens.length;
  const [before, after] = [tokens.slice(0, index), tokens.slice(index)];
  const [here = '', ...rest] = after;
  if (kind === 'delete') return [...before, ...rest];
  if (kind === 'double') return [...before, here, ...after];
  if (kind === 'insert') return [...before, text, ...after];
  if (kind === 'replace') return [...before, text, ...rest];
  if (kind === 'swap') return [...before, rest[0] ?? '', here, ...rest.slice(1)];
  return before;
}

describe('the parser returns', () => {
  test('for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), check), { numRuns: 500 });
  });

  test('for any sequence of words', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.constantFrom('', ' '), (words, gap) => {
        check(words.join(gap));
        check(`model M { ${words.join(' ')}`);
      }),
      { numRuns: 500 },
    );
  });

  test('for programs with some tokens changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...programs),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(' ', '\n'),
        (program, changes, gap) => {
          check(changes.reduce(applyChange, tokensOf(program)).join(gap));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('layout carries no meaning', () => {
  test.each(['geyser', 'casino', 'penguins', 'digits', 'faces', 'names', 'nile', 'operators'])(
    '%s on one line, and one word a line',
    (name) => {
      const text = readFileSync(join(folder, name, 'input.gen'), 'utf8');
      const tree = (source: string): string =>
        dumpAst({ ...parse({ path: 'a.gen', text: source }).value, comments: [] })
          .split('\n')
          .filter((line) => !line.includes('doc "'))
          .join('\n');
      // `>=` is two tokens that touch.
      const spaced = (gap: string): string => tokensOf(text).join(gap).replaceAll(`>${gap}=`, '>=');
      expect(tree(spaced(' '))).toBe(tree(text));
      expect(tree(spaced('\n'))).toBe(tree(text));
    },
  );
});
