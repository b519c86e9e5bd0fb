// Specs with mistakes as people make them, each drawn under the line where it is told: exactly these are told, and
// what a person reads about them stands in `expected`. `vitest run tests/language/wrong-specs.test.ts -u` writes that
// anew: read it as someone who has never seen the compiler.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../compiler/diagnostics/render-terminal.ts';
import { check, type Diagnostic, type ReadFile, type SourceFile } from '../../compiler/index.ts';
import { allDiagnostics } from '../support/all-diagnostics.ts';
import { applyFix } from '../support/error-pages.ts';
import { markOf, marksOf } from '../support/marks.ts';

const folder = join(import.meta.dirname, '../fixtures/wrong');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.gen'))
  .sort();

interface Told {
  readonly diagnostics: readonly Diagnostic[];
  /** The spec, and the files that it uses. */
  readonly files: readonly SourceFile[];
}

/** Of a spec in the folder; `edited` files are read in place of those of their paths. */
function tell(name: string, edited: readonly SourceFile[] = []): Told {
  const files: SourceFile[] = [];
  const read: ReadFile = (path) => {
    const known = readdirSync(join(folder, dirname(path))).includes(basename(path));
    if (!known) return { problem: 'no such file or folder' };
    const text = readFileSync(join(folder, path), 'utf8');
    const file = edited.find((each) => each.path === path) ?? { path, text };
    files.push(file);
    return file;
  };
  const main = read(name);
  if ('problem' in main) throw new Error(`${name}: ${main.problem}`);
  return { diagnostics: check([main], { read }).diagnostics, files };
}

const told = new Map(names.map((name) => [name, tell(name)]));
const toldOf = (name: string): Told => told.get(name) ?? { diagnostics: [], files: [] };

describe.each(names)('%s', (name) => {
  const { diagnostics, files } = toldOf(name);

  test('is told what is drawn, where it is drawn, and nothing else', () => {
    expect(diagnostics.map(markOf).sort()).toEqual(files.flatMap(marksOf).sort());
    expect(diagnostics).not.toEqual([]);
  });

  test('reads as expected', async () => {
    const path = join(folder, 'expected', name.replace(/\.gen$/, '.txt'));
    await expect(renderDiagnostics(diagnostics, { color: false })).toMatchFileSnapshot(path);
  });

  test.each(
    diagnostics.filter(({ fix }) => fix !== null && fix.edits.length > 0).map((each) => [each.code, each]),
  )('the fix of %s mends it, and nothing else comes of it', (_, diagnostic) => {
    const { fix } = diagnostic;
    if (fix === null) return;
    const edited = files.map((file) => {
      const edits = fix.edits.filter(({ span }) => span.file === file);
      return { path: file.path, text: applyFix(file.text, { ...fix, edits }) };
    });
    const before = diagnostics.filter((each) => each !== diagnostic).map(textOf);
    const after = tell(name, edited).diagnostics.map(textOf);
    // The same may be wrong elsewhere too.
    const same = (texts: readonly string[]): number =>
      texts.filter((each) => each === textOf(diagnostic)).length;
    expect(same(after)).toBe(same(before));
    // Planning has its say when all else is well.
    expect(after.filter((each) => !before.includes(each) && !/^[EN](08|06)/.test(each))).toEqual([]);
  });
});

const textOf = ({ code, message }: Diagnostic): string => `${code} ${message}`;

test('every code is raised, and many specs have several mistakes', () => {
  const raised = new Set(
    [...told.values()].flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)),
  );
  expect(allDiagnostics.map(({ code }) => code).filter((code) => !raised.has(code))).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(120);
  const several = [...told.values()].filter(({ diagnostics }) => diagnostics.length > 1);
  expect(several.length).toBeGreaterThanOrEqual(60);
});

test('no messages are left over of a spec that is gone', () => {
  const expected = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.txt'))
    .map((file) => basename(file, '.txt'));
  expect(expected.filter((name) => !names.includes(`${name}.gen`))).toEqual([]);
});
