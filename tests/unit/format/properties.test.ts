// For any program: laid out, it means the same, says the same, and is laid out.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../compiler/1-parse/parse.ts';
import { tokenize } from '../../../compiler/1-parse/tokenize.ts';
import { hasErrors } from '../../../compiler/diagnostics/diagnostic.ts';
import { format } from '../../../compiler/format/format.ts';
import { fewGaps, gap, programText, programWords, spread } from '../../support/arbitrary-program.ts';
import { plainTree } from '../../support/plain-tree.ts';

const fileOf = (text: string) => ({ path: 'any.gen', text });
const treeOf = (text: string): string => plainTree(parse(fileOf(text)).value);

/** All words and signs but those that a layout may add or leave out: commas at the ends of lists, parentheses. */
const wordsOf = (text: string): string =>
  tokenize(fileOf(text))
    .tokens.map(({ image }) => image)
    .filter((image) => !['(', ')', ','].includes(image))
    .map((image) => (image.startsWith('"') ? image : image.normalize('NFC')))
    .join(' ');

function check(text: string): void {
  const once = format(fileOf(text)).value;
  if (once === null) throw new Error('what parses is not laid out');
  expect(treeOf(once)).toBe(treeOf(text));
  expect(wordsOf(once)).toBe(wordsOf(text));
  expect(format(fileOf(once)).value).toBe(once);
  expect(once).toMatch(/^$|[^\n]\n$/);
  expect(once).not.toMatch(/\r|[ \t]+$/m);
}

describe('random programs', () => {
  test('are valid by the grammar', () => {
    fc.assert(
      fc.property(programWords, (words) => {
        expect(parse(fileOf(words.join(' '))).diagnostics).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('with comments and blanks anywhere', () => {
    fc.assert(fc.property(programText, check), { numRuns: 150 });
  });
});

test('without comments and blank lines, the layout depends on the words alone', () => {
  const anyBlank = fc.constantFrom(' ', '\n', '\r\n  ', '\t', '   ');
  const twice = fc.tuple(programWords, fc.infiniteStream(anyBlank));
  fc.assert(
    fc.property(twice, ([words, blanks]) => {
      const other = words.map((word) => `${String(blanks.next().value)}${word}`).join('');
      expect(format(fileOf(other)).value).toBe(format(fileOf(words.join(' '))).value);
    }),
    { numRuns: 100 },
  );
});

const folders = ['1-parse', 'format'].map((name) => join(import.meta.dirname, '../../fixtures', name));
const programs = folders
  .flatMap((folder) =>
    readdirSync(folder).map((name) => readFileSync(join(folder, name, 'input.gen'), 'utf8')),
  )
  .filter((text) => !hasErrors(parse(fileOf(text)).diagnostics));

/** The words of a text; the two of `>=` as one. */
function readWords(text: string): readonly string[] {
  const words: string[] = [];
  let end = -1;
  for (const { image, startOffset } of tokenize(fileOf(text)).tokens) {
    if (image === '=' && words.at(-1) === '>' && startOffset === end) words[words.length - 1] = '>=';
    else words.push(image);
    end = startOffset + image.length;
  }
  return words;
}

describe('the fixtures', () => {
  test('with other comments and blanks', () => {
    const words = fc.constantFrom(...programs).map(readWords);
    fc.assert(fc.property(fc.oneof(spread(words, fewGaps), spread(words, gap)), check), { numRuns: 100 });
  });

  test('with some words changed, where that can be read', () => {
    const word = fc.constantFrom(
      ...[
        'x',
        '1',
        '-',
        'not',
        '(',
        ')',
        '[',
        ']',
        ',',
        '+',
        '^',
        '|>',
        '..',
        ':',
        '~',
        '=',
        '?',
        'let',
        'if',
      ],
      ...[
        'const',
        'plate',
        'latent',
        '{',
        '}',
        '// c\n',
        '/* c */',
        '/// c\n',
        '\n\n',
        'residual',
        '...',
        '.',
      ],
    );
    const change = fc.record({
      at: fc.nat(),
      drop: fc.nat({ max: 2 }),
      add: fc.array(word, { maxLength: 2 }),
    });
    let readable = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...programs),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        (program, changes) => {
          const words = [...readWords(program)];
          for (const { at, drop, add } of changes) words.splice(at % (words.length + 1), drop, ...add);
          const text = words.join(' ');
          if (hasErrors(parse(fileOf(text)).diagnostics)) return;
          readable++;
          check(text);
        },
      ),
      { numRuns: 600 },
    );
    expect(readable).toBeGreaterThan(20);
  });
});
