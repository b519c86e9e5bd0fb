// Diagnostics as editors and `--json` get them.

import { expect, test } from 'vitest';
import { diagnosticToJson } from '../../../compiler/diagnostics/to-json.ts';
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
