// Holds `docs/language.md` to the compiler: every example is compiled, every table is the library's, and every word of
// the language is on the page. `vitest -u` writes tables and messages and lays out examples; the rest is written by
// hand.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../compiler/diagnostics/render-terminal.ts';
import { oneLine } from '../support/check-spec.ts';
import { readBlocks, wholeSpec, withLayout, withMessages, type Block } from './blocks.ts';
import { diagnose, isNotDerivable, typeNames } from './diagnose.ts';
import { beginningWords, tables, withTables } from './tables.ts';

const path = join(import.meta.dirname, '../../docs/language.md');
const page = readFileSync(path, 'utf8');
const blocks = readBlocks(page);
const files = new Map(
  blocks.flatMap((block) => (block.file === null ? [] : [[block.file, block.text] as const])),
);

/** A fragment leaves out on purpose what would make use of its names. */
function saidOf(block: Block): readonly Diagnostic[] {
  return diagnose(wholeSpec(block), files).filter(
    ({ severity }) => block.fragment === null || severity === 'error',
  );
}

test.each(blocks)('the example in line $line says what it is marked to say', (block) => {
  const said = saidOf(block).filter((each) => !block.notDerivable || !isNotDerivable(each));
  expect(said.map(oneLine)).toEqual(
    block.code === null ? [] : [expect.stringMatching(new RegExp(`^${block.code} `))],
  );
});

test.each(blocks.filter(({ notDerivable }) => notDerivable))(
  'the example in line $line is not derivable yet',
  (block) => {
    expect(saidOf(block).filter(isNotDerivable)).not.toEqual([]);
  },
);

test('tables are those of the library, examples are laid out, and messages are what is said', async () => {
  expect(Object.keys(tables).filter((name) => !page.includes(`<!-- table: ${name} -->`))).toEqual([]);
  const laidOut = withLayout(withTables(page));
  const say = (block: Block): string => renderDiagnostics(saidOf(block), { color: false });
  await expect(withMessages(laidOut, say)).toMatchFileSnapshot(path);
});

test('every statement and every type has a row', () => {
  const rows = [...page.matchAll(/^\| (?<first>.*?) \|/gm)].map(({ groups }) => groups?.['first'] ?? '');
  const has = (word: string): boolean => rows.some((row) => new RegExp(`^\`${word}\\b`).test(row));
  expect([...beginningWords, ...typeNames()].filter((word) => !has(word))).toEqual([]);
});

test('links lead somewhere', () => {
  const anchors = new Set(
    [...page.matchAll(/^#+ (?<title>.*)$/gm)].map(({ groups }) => anchorOf(groups?.['title'] ?? '')),
  );
  const inside = [...page.matchAll(/\]\(#(?<anchor>[^)]*)\)/g)].map(({ groups }) => groups?.['anchor'] ?? '');
  expect(inside.filter((anchor) => !anchors.has(anchor))).toEqual([]);
});

/** Of a heading, as GitHub makes it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
