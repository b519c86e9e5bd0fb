// How a list of diagnostics is tested; that of all phases is tested with its pages.

import { expect, test } from 'vitest';
import { parseDiagnostics } from '../../../compiler/1-parse/diagnostics.ts';
import { defineDiagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../../../compiler/diagnostics/order.ts';
import { registryProblems } from '../../../compiler/diagnostics/registry.ts';
import { spanOf } from '../../../compiler/source/source.ts';

const file = { path: 'a.gen', text: 'some text' };
const other = { path: 'b.gen', text: 'some text' };
const define = (code: string, name: string, severity: 'error' | 'warning' = 'error') =>
  defineDiagnostic<number>({
    code,
    name,
    severity,
    message: String,
    labels: (start) => [
      { span: spanOf(start < 0 ? other : file, Math.abs(start), Math.abs(start) + 1), text: '' },
    ],
  });

test('codes and names of the parser are unique and well formed', () => {
  expect(registryProblems(parseDiagnostics)).toEqual([]);
});

test('what is wrong with a list is said', () => {
  expect(
    registryProblems([
      define('E0001', 'one').definition,
      define('E0001', 'two').definition,
      define('E0003', 'one').definition,
      define('E0004', 'Not_Kebab').definition,
      define('E0005', 'a-warning', 'warning').definition,
    ]),
  ).toEqual([
    'E0001 is used by E0001 one and by E0001 two',
    'one is used by E0001 one and by E0003 one',
    'Not_Kebab (E0004) is not in kebab-case',
    'E0005 (a-warning) is not `W` and four digits',
  ]);
});

test('a definition makes diagnostics', () => {
  expect(define('E0001', 'one')(3)).toEqual({
    code: 'E0001',
    name: 'one',
    severity: 'error',
    unnecessary: false,
    message: '3',
    labels: [{ span: { file, start: 3, end: 4 }, text: '' }],
    why: null,
    fix: null,
  });
});

test('diagnostics are sorted by place, files in the order met', () => {
  const make = define('E0001', 'one');
  const sorted = sortDiagnostics([make(5), make(-2), make(1), make(-1)]);
  expect(sorted.map(({ labels: [{ span }] }) => [span.file.path, span.start])).toEqual([
    ['a.gen', 1],
    ['a.gen', 5],
    ['b.gen', 1],
    ['b.gen', 2],
  ]);
});
