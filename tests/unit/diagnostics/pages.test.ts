// One page for each code: its wrong example raises that code alone, its right one compiles, and so does what comes
// of the fix. `vitest -u` writes the messages that the pages show, and the list of all codes, anew.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../../compiler/diagnostics/render-terminal.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import { analyse } from '../../../compiler/pipeline.ts';
import { allDiagnostics } from '../../support/all-diagnostics.ts';
import { oneLine } from '../../support/check-spec.ts';
import { applyFix, pagesFolder, readPages, withMessage } from '../../support/error-pages.ts';

/** Codes whose pages are still to be written: this list only shrinks, to nothing. */
const pending: readonly string[] = allDiagnostics
  .map(({ code }) => code)
  .filter((code) => /^[EWN]0[6789]/.test(code));

const found = readPages();
const pages = found.flatMap(({ page }) => (page === null ? [] : [page]));
const diagnose = (text: string) => analyse({ path: 'wrong.gen', text }).diagnostics;

test('codes and names are unique over all phases', () => {
  expect(registryProblems(allDiagnostics)).toEqual([]);
});

test('every page has the layout', () => {
  expect(found.filter(({ page }) => page === null).map(({ file }) => file)).toEqual([]);
  expect(pages.map(({ code }) => `${code}.md`)).toEqual(found.map(({ file }) => file));
});

test('every code has a page and every page a code, of one name', () => {
  const title = ({ code, name }: { code: string; name: string }): string => `${code}: ${name}`;
  expect(pages.map(title).sort()).toEqual(
    allDiagnostics
      .filter(({ code }) => !pending.includes(code))
      .map(title)
      .sort(),
  );
});

describe.each(pages)('$code $name', (page) => {
  const definition = allDiagnostics.find(({ code }) => code === page.code);
  const said = diagnose(page.wrong);

  test('the wrong example raises this and nothing else', () => {
    expect(said.map(oneLine)).toEqual([expect.stringMatching(new RegExp(`^${page.code} `))]);
    expect(said[0]).toMatchObject({ name: page.name, severity: definition?.severity });
  });

  test('the page shows what is said', async () => {
    await expect(withMessage(page, renderDiagnostics(said, { color: false }))).toMatchFileSnapshot(page.path);
  });

  test('the right example compiles', () => {
    expect(diagnose(page.right).map(oneLine)).toEqual([]);
  });

  test('the fix, applied, compiles', () => {
    const fix = said[0]?.fix ?? null;
    if (fix === null || fix.edits.length === 0) return;
    const fixed = applyFix(page.wrong, fix);
    expect(fixed).not.toBe(page.wrong);
    expect(diagnose(fixed).map(oneLine)).toEqual([]);
  });

  test('is written for the list of codes and for a terminal', () => {
    expect(page.summary).toMatch(/^[^a-z].*\.$/);
    expect(page.summary.length).toBeLessThanOrEqual(120);
    expect(page.text.split('\n').filter((line) => line.length > 120 && !line.includes('(((('))).toEqual([]);
    if (definition?.severity !== 'error') expect(page.elseHeading).toBe('If it is meant');
  });
});

test('the list of all codes is current', async () => {
  const path = join(pagesFolder, 'README.md');
  const [head = ''] = readFileSync(path, 'utf8').split(/^## All codes$/m);
  const list = pages.map(({ code, name, summary }) => `- [${code}](${code}.md) \`${name}\`: ${summary}\n`);
  await expect(`${head}## All codes\n\n${list.join('')}`).toMatchFileSnapshot(path);
});
