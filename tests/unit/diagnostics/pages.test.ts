// One page for each code: its wrong example raises that code alone, its right one compiles, and so does what comes
// of the fix. `vitest -u` writes the messages that the pages show, and the list of all codes, anew.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../../compiler/diagnostics/render-terminal.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import type { ReadFile } from '../../../compiler/2-resolve/load-files.ts';
import { analyse, quietHost } from '../../../compiler/pipeline.ts';
import { allDiagnostics } from '../../support/all-diagnostics.ts';
import { oneLine } from '../../support/check-spec.ts';
import { applyFix, pagesFolder, readPages, withMessage, type Example } from '../../support/error-pages.ts';

/** Their right examples are of constructs that no rule derives yet: of these, E0801 alone may be said. */
// prettier-ignore
const underived: ReadonlySet<string> = new Set(['E0707', 'E0708', 'E0809', 'W0801']);

const found = readPages();
const pages = found.flatMap(({ page }) => (page === null ? [] : [page]));
const diagnose = ({ text, others }: Example) =>
  analyse({ path: 'wrong.gen', text }, { ...quietHost, read: (path) => readOther(others, path) }).diagnostics;

function readOther(others: Example['others'], path: string): ReturnType<ReadFile> {
  const text = others.get(path);
  return text === undefined ? { problem: 'no such file' } : { path, text };
}

/** What is said of a spec as it should be. */
const complaints = (code: string, example: Example): readonly string[] =>
  diagnose(example)
    .filter((each) => !(underived.has(code) && each.code === 'E0801'))
    .map(oneLine);

test('codes and names are unique over all phases', () => {
  expect(registryProblems(allDiagnostics)).toEqual([]);
});

test('every page has the layout', () => {
  expect(found.filter(({ page }) => page === null).map(({ file }) => file)).toEqual([]);
  expect(pages.map(({ code }) => `${code}.md`)).toEqual(found.map(({ file }) => file));
});

test('every code has a page and every page a code, of one name', () => {
  const title = ({ code, name }: { code: string; name: string }): string => `${code}: ${name}`;
  expect(pages.map(title).sort()).toEqual(allDiagnostics.map(title).sort());
});

describe.each(pages)('$code $name', (page) => {
  const definition = allDiagnostics.find(({ code }) => code === page.code);
  const said = diagnose(page.wrong).filter(({ code }) => !(underived.has(page.code) && code === 'E0801'));

  test('the wrong example raises this and nothing else', () => {
    expect(said.map(oneLine)).toEqual([expect.stringMatching(new RegExp(`^${page.code} `))]);
    expect(said[0]).toMatchObject({ name: page.name, severity: definition?.severity });
  });

  test('the page shows what is said', async () => {
    await expect(withMessage(page, renderDiagnostics(said, { color: false }))).toMatchFileSnapshot(page.path);
  });

  test('the right example compiles', () => {
    expect(complaints(page.code, page.right)).toEqual([]);
  });

  test('the fix, applied, compiles', () => {
    const fix = said[0]?.fix ?? null;
    if (fix === null || fix.edits.length === 0) return;
    const text = applyFix(page.wrong.text, fix);
    expect(text).not.toBe(page.wrong.text);
    expect(complaints(page.code, { ...page.wrong, text })).toEqual([]);
  });

  test('is written for the list of codes and for a terminal', () => {
    expect(page.summary).toMatch(/^[^a-z].*\.$/);
    expect(page.summary.length).toBeLessThanOrEqual(120);
    const written = withMessage(page, '').split('\n');
    // The one example that is about length.
    expect(written.filter((line) => line.length > 110 && !line.includes('(((('))).toEqual([]);
    if (definition?.severity !== 'error') expect(page.elseHeading).toBe('If it is meant');
  });
});

test('the list of all codes is current', async () => {
  const path = join(pagesFolder, 'README.md');
  const [head = ''] = readFileSync(path, 'utf8').split(/^## All codes$/m);
  const list = pages.map(({ code, name, summary }) => `- [${code}](${code}.md) \`${name}\`: ${summary}\n`);
  await expect(`${head}## All codes\n\n${list.join('')}`).toMatchFileSnapshot(path);
});
