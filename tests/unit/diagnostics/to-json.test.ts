// Diagnostics as editors and `--json` get them.

import { expect, test } from 'vitest';
import { defineDiagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { diagnosticToJson } from '../../../compiler/diagnostics/to-json.ts';
import { analyse } from '../../../compiler/pipeline.ts';
import { spanOf } from '../../../compiler/source/source.ts';

test('the shape of the Language Server Protocol, counted from zero', () => {
  const file = { path: 'a.gen', text: 'let 𝜃 = 1\r\nlet b = c' };
  const other = { path: 'b.gen', text: 'const c = 1' };
  expect(
    diagnosticToJson({
      code: 'W0101',
      name: 'some-name',
      severity: 'warning',
      unnecessary: true,
      message: 'a message',
      labels: [
        { span: spanOf(file, 20, 21), text: 'here' },
        { span: spanOf(other, 6, 7), text: 'there' },
        { span: spanOf(file, 4, 6), text: 'and there' },
      ],
      why: 'because',
      fix: { description: 'write `d`', edits: [{ span: spanOf(file, 20, 21), text: 'd' }] },
    }),
  ).toEqual({
    file: 'a.gen',
    range: { start: { line: 1, character: 8 }, end: { line: 1, character: 9 } },
    severity: 2,
    code: 'W0101',
    source: 'generand',
    message: 'a message',
    tags: [1],
    relatedInformation: [
      {
        location: {
          uri: 'b.gen',
          range: { start: { line: 0, character: 6 }, end: { line: 0, character: 7 } },
        },
        message: 'there',
      },
      {
        location: {
          uri: 'a.gen',
          range: { start: { line: 0, character: 4 }, end: { line: 0, character: 6 } },
        },
        message: 'and there',
      },
    ],
    data: {
      name: 'some-name',
      label: 'here',
      why: 'because',
      fix: {
        description: 'write `d`',
        edits: [
          {
            file: 'a.gen',
            range: { start: { line: 1, character: 8 }, end: { line: 1, character: 9 } },
            newText: 'd',
          },
        ],
      },
    },
  });
});

test.each([
  ['specs/my model.gen', 'specs/my%20model.gen'],
  ['/home/ann/a#b.gen', 'file:///home/ann/a%23b.gen'],
  ['C:\\specs\\ä.gen', 'file:///C:/specs/%C3%A4.gen'],
])('the path %s as a URI', (path, uri) => {
  const file = { path, text: 'model M' };
  const span = spanOf(file, 0, 5);
  const made = defineDiagnostic<null>({
    code: 'E0001',
    name: 'some-name',
    severity: 'error',
    message: () => 'a message',
    labels: () => [
      { span, text: '' },
      { span, text: 'here too' },
    ],
  })(null);
  const json = diagnosticToJson(made);
  expect(json.file).toBe(path);
  expect(json.relatedInformation[0]?.location.uri).toBe(uri);
  expect(json.tags).toEqual([]);
});

test('what is said of a spec, as the protocol has it, and its fix as text edits', () => {
  const text = [
    'model 𝜃Growth {\r\n',
    '  param slope: real  // 𝜃\r\n',
    '  plate plant {\r\n',
    '    given day: real\r\n',
    '    let _𝜃 = 1 let mean = slope * day\r\n',
    '    observe height: real ~ Normal(slope * day, sd: slope)\r\n',
    '  }\r\n',
    '}\r\n',
  ].join('');
  const said = analyse({ path: 'growth.gen', text }).diagnostics.map(diagnosticToJson);
  expect(said).toEqual([
    {
      file: 'growth.gen',
      range: { start: { line: 4, character: 20 }, end: { line: 4, character: 24 } },
      severity: 2,
      code: 'W0201',
      source: 'generand',
      message: 'let `mean` is never used',
      tags: [1],
      relatedInformation: [],
      data: {
        name: 'unused-name',
        label: 'nothing reads it',
        why: 'usually another name was meant where it should be read, or a statement is left over',
        fix: {
          description: 'use it, remove it, or call it `_mean` if it is meant to be unused',
          edits: [
            {
              file: 'growth.gen',
              range: { start: { line: 4, character: 20 }, end: { line: 4, character: 24 } },
              newText: '_mean',
            },
          ],
        },
      },
    },
    {
      file: 'growth.gen',
      range: { start: { line: 5, character: 51 }, end: { line: 5, character: 56 } },
      severity: 1,
      code: 'E0502',
      source: 'generand',
      message: '`slope` may be negative, and `sd` of `Normal` must be positive',
      tags: [],
      relatedInformation: [],
      data: {
        name: 'argument-outside-domain',
        label: 'this is `real`',
        why: 'outside that range `Normal` is no distribution, and a fit that came there would fail',
        fix: {
          description: 'declare it as `positive`, or pass it through `exp` or `softplus`',
          edits: [
            {
              file: 'growth.gen',
              range: { start: { line: 1, character: 15 }, end: { line: 1, character: 19 } },
              newText: 'positive',
            },
          ],
        },
      },
    },
  ]);
  // As an editor makes them, from the last to the first.
  const lines = text.split('\r\n');
  for (const { range, newText } of said.flatMap(({ data }) => data.fix?.edits ?? []).reverse()) {
    const line = lines[range.start.line] ?? '';
    lines[range.start.line] =
      line.slice(0, range.start.character) + newText + line.slice(range.end.character);
  }
  expect(analyse({ path: 'growth.gen', text: lines.join('\r\n') }).diagnostics).toEqual([]);
});
