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
// prettier-ignore
const pending: readonly string[] = [
  'E0104', 'E0109', 'E0138',
  'E0211', 'E0212', 'E0213', 'E0214', 'E0215', 'E0216', 'E0217', 'E0218', 'E0219', 'E0220', 'E0221',
  'E0222', 'E0223', 'E0224', 'E0225', 'E0226', 'E0227',
  'E0324', 'E0325', 'E0326', 'E0327', 'E0328', 'E0329', 'E0330', 'E0331', 'E0332', 'E0333', 'E0334',
  'E0335', 'E0336',
  'E0410', 'E0411', 'E0412', 'E0413', 'E0414',
  'E0602', 'E0620', 'E0621', 'E0622', 'E0623', 'E0624', 'E0625', 'E0642', 'E0643', 'E0644', 'E0645',
  'E0646', 'E0647', 'E0648', 'E0649', 'E0650', 'E0651', 'E0652', 'E0653', 'E0654', 'E0655', 'E0656',
  'E0658', 'E0659', 'E0660', 'E0661', 'E0662', 'E0663', 'E0664', 'E0665', 'E0666', 'E0667', 'E0668', 'E0669',
  'E0707', 'E0708',
  'E0801', 'E0802', 'E0803', 'E0804', 'E0805', 'E0806', 'E0807',
  'W0602', 'W0603', 'W0604', 'N0601',
];

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
  const registered = allDiagnostics.map(({ code }) => code);
  // Those still registered: a retired code has no page to wait for.
  expect(pending.filter((code) => !registered.includes(code))).toEqual([]);
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
