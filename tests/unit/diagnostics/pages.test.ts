// One page for each code: its wrong example raises that code alone, its right one compiles, and so does what comes
// of the fix. `vitest -u` writes the messages that the pages show, and the list of all codes, anew.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import { renderDiagnostics } from '../../../compiler/diagnostics/render-terminal.ts';
import { check } from '../../../compiler/index.ts';
import type { ReadFile } from '../../../compiler/2-resolve/load-files.ts';
import { allDiagnostics } from '../../support/all-diagnostics.ts';
import { oneLine } from '../../support/check-spec.ts';
import { applyFix, pagesFolder, readPages, withMessage, type Example } from '../../support/error-pages.ts';

/** Their examples are of constructs that no rule derives yet: E0801 may be said beside the rest. */
// prettier-ignore
const underived: ReadonlySet<string> = new Set([
  'E0138',
  'E0217', 'E0218', 'E0219', 'E0220', 'E0221', 'E0222', 'E0223', 'E0224', 'E0225', 'E0226',
  'E0333', 'E0334', 'E0335', 'E0336', 'E0337',
  'E0410', 'E0411', 'E0412', 'E0413', 'E0414',
  'E0620', 'E0621', 'E0622', 'E0623', 'E0625', 'E0642', 'E0643', 'E0645', 'E0646', 'E0647', 'E0648', 'E0649',
  'E0650', 'E0651', 'E0652', 'E0653', 'E0654', 'E0655', 'E0656', 'E0658', 'E0659', 'E0660', 'E0661',
  'E0663', 'E0665', 'E0666', 'E0667', 'E0668', 'E0669',
  'E0707', 'E0708',
  'E0809',
  'W0602', 'W0603',
  'W0801',
]);

const found = readPages();
const pages = found.flatMap(({ page }) => (page === null ? [] : [page]));

function diagnose(code: string, { text, others }: Example): readonly Diagnostic[] {
  const files = [{ path: 'wrong.gen', text }];
  const { diagnostics } = check(files, { read: (path) => readOther(others, path) });
  return diagnostics.filter(
    (each) =>
      each.code === code ||
      // What is only good to know may be said of any model.
      (each.severity !== 'note' && !(each.code === 'E0801' && underived.has(code))),
  );
}

function readOther(others: Example['others'], path: string): ReturnType<ReadFile> {
  const text = others.get(path);
  return text === undefined ? { problem: 'no such file' } : { path, text };
}

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
  const said = diagnose(page.code, page.wrong);

  test('the wrong example raises this and nothing else', () => {
    expect(said.map(oneLine)).toEqual([expect.stringMatching(new RegExp(`^${page.code} `))]);
    expect(said[0]).toMatchObject({ name: page.name, severity: definition?.severity });
  });

  test('the page shows what is said', async () => {
    await expect(withMessage(page, renderDiagnostics(said, { color: false }))).toMatchFileSnapshot(page.path);
  });

  test('the right example compiles', () => {
    expect(diagnose(page.code, page.right).map(oneLine)).toEqual([]);
  });

  test('the fix, applied, compiles', () => {
    const fix = said[0]?.fix ?? null;
    if (fix === null || fix.edits.length === 0) return;
    const text = applyFix(page.wrong.text, fix);
    expect(text).not.toBe(page.wrong.text);
    expect(diagnose(page.code, { ...page.wrong, text }).map(oneLine)).toEqual([]);
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
