// Each fixture's tree and messages, as a person reads them. `vitest -u` writes them anew: read that difference like
// code.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDiagnostics } from '../../../compiler/1-parse/diagnostics.ts';
import { dumpAst } from '../../../compiler/1-parse/dump-ast.ts';
import { parse } from '../../../compiler/1-parse/parse.ts';
import { renderDiagnostics } from '../../../compiler/diagnostics/render-terminal.ts';

const folder = join(import.meta.dirname, '../../fixtures/1-parse');
const cases = readdirSync(folder).sort();

const read = (name: string) =>
  parse({ path: 'input.gen', text: readFileSync(join(folder, name, 'input.gen'), 'utf8') });

describe('fixtures', () => {
  test.each(cases)('%s', async (name) => {
    const { value, diagnostics } = read(name);
    await expect(dumpAst(value)).toMatchFileSnapshot(join(folder, name, 'expected/ast.txt'));
    const messages = join(folder, name, 'expected/diagnostics.txt');
    if (diagnostics.length > 0 || existsSync(messages))
      await expect(renderDiagnostics(diagnostics, { color: false })).toMatchFileSnapshot(messages);
  });

  test.each(['geyser', 'casino', 'penguins', 'digits', 'faces', 'names', 'nile', 'everything', 'operators'])(
    '%s is read without a message',
    (name) => {
      expect(read(name).diagnostics).toEqual([]);
    },
  );

  // Only reachable with thousands of brackets: see nesting.test.ts.
  const elsewhere = ['E0121'];

  test('every message of this phase is raised by a fixture', () => {
    const raised = new Set(cases.flatMap((name) => read(name).diagnostics.map(({ code }) => code)));
    const silent = parseDiagnostics.map(({ code }) => code).filter((code) => !raised.has(code));
    expect(silent).toEqual(elsewhere);
  });

  const repairs = cases.flatMap((name) =>
    read(name).diagnostics.flatMap(({ code, message, fix, labels }) =>
      fix !== null && fix.edits.length > 0 ? [{ name, code, message, fix, file: labels[0].span.file }] : [],
    ),
  );

  test.each(repairs)('$name, $code: the fix leaves one message fewer ($message)', ({ name, fix, file }) => {
    const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start);
    const text = edits.reduce((before, edit) => {
      return before.slice(0, edit.span.start) + edit.text + before.slice(edit.span.end);
    }, file.text);
    expect(parse({ path: 'fixed.gen', text }).diagnostics).toHaveLength(read(name).diagnostics.length - 1);
  });
});
