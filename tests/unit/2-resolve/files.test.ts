import { describe, expect, test } from 'vitest';
import { pathKey, pathProblem, resolvePath } from '../../../compiler/2-resolve/file-path.ts';
import { oneLine } from '../../support/one-line.ts';
import { resolveFiles } from '../../support/resolve-spec.ts';

describe('paths', () => {
  test.each([
    ['a.gen', './b.gen', 'b.gen'],
    ['specs/a.gen', './b.gen', 'specs/b.gen'],
    ['specs/a.gen', './lib/b.gen', 'specs/lib/b.gen'],
    ['specs/a.gen', '../b.gen', 'b.gen'],
    ['a.gen', '../b.gen', '../b.gen'],
    ['../a.gen', '../b.gen', '../../b.gen'],
    ['./a.gen', './b.gen', './b.gen'],
    ['./a.gen', '../b.gen', '../b.gen'],
    ['/a.gen', '../b.gen', '/b.gen'],
    ['/specs/a.gen', './/lib/./b.gen', '/specs/lib/b.gen'],
    ['C:\\specs\\a.gen', '../lib/b.gen', 'C:\\lib\\b.gen'],
    ['C:/specs/a.gen', './b.gen', 'C:/specs/b.gen'],
  ])('from %s, %s is %s', (from, path, expected) => {
    expect(resolvePath(from, path)).toBe(expected);
  });

  test('spellings of one path have one key', () => {
    const spellings = ['a/b.gen', './a/b.gen', 'a/./b.gen', 'a/c/../b.gen', 'a\\b.gen', './x/../a/b.gen'];
    expect(new Set(spellings.map(pathKey))).toEqual(new Set(['a/b.gen']));
    expect(pathKey('../a.gen')).not.toBe(pathKey('a.gen'));
    expect(pathKey('/a.gen')).not.toBe(pathKey('a.gen'));
  });

  test.each([
    ['./a.gen', null],
    ['../a.gen', null],
    ['./a.b.gen', null],
    ['a.gen', './a.gen'],
    ['a', './a.gen'],
    ['.\\lib\\a.gen', './lib/a.gen'],
    ['./a.gen.ts', './a.gen'],
  ])('%s is to be written %s', (path, instead) => {
    expect(pathProblem(path)?.instead ?? null).toBe(instead);
    expect(pathProblem(path) === null).toBe(instead === null);
  });

  test.each(['/a.gen', 'C:\\a.gen', 'https://example.org/a.gen', '~/a.gen', './a.csv', './', './.gen'])(
    '%s has no certain spelling',
    (path) => {
      expect(pathProblem(path)).toMatchObject({ instead: null });
    },
  );
});

const model = (body: string): string => `model M { param a: real ${body} observe y: real ~ Normal(a, 1) }`;

describe('use', () => {
  test('each file is read once, however it is reached', () => {
    const { read, diagnostics, resolution } = resolveFiles({
      'specs/a.gen': `use { B } from "./b.gen" use { C } from "./lib/c.gen" use { D } from "../d.gen" const A = B + C + D`,
      'specs/b.gen': 'use { D } from "../d.gen" const B = D',
      'specs/lib/c.gen': 'use { D } from "../../d.gen" use { B } from "../b.gen" const C = D + B',
      'd.gen': 'const D = 1',
    });
    expect(diagnostics.map(oneLine)).toEqual([]);
    expect(read).toEqual(['specs/b.gen', 'd.gen', 'specs/lib/c.gen']);
    expect(resolution.order.map(({ name }) => name)).toEqual(['D', 'B', 'C', 'A']);
    expect(resolution.programs.map(({ span }) => span.file.path)).toEqual([
      'd.gen',
      'specs/b.gen',
      'specs/lib/c.gen',
      'specs/a.gen',
    ]);
  });

  test('a use leads to the definition in its file, under whatever name', () => {
    const { resolution, diagnostics } = resolveFiles({
      'a.gen': `use { half as halve, Net } from "./b.gen" ${model('network n = Net() let _h = halve(a) + n(a)')}`,
      'b.gen':
        'function half(x: real) -> real { return x / 2 } network Net(x: real) -> real { return half(x) }',
    });
    expect(diagnostics.map(oneLine)).toEqual([]);
    const uses = [...resolution.uses].filter(([{ name }]) => /^(half|halve|Net)$/.test(name));
    expect(
      uses.map(([node, definition]) => [
        node.span.file.path,
        node.name,
        definition.kind,
        definition.nameSpan?.file.path,
        definition.name,
      ]),
    ).toEqual([
      ['b.gen', 'half', 'function', 'b.gen', 'half'],
      ['a.gen', 'half', 'function', 'b.gen', 'half'],
      ['a.gen', 'Net', 'network', 'b.gen', 'Net'],
      ['a.gen', 'Net', 'network', 'b.gen', 'Net'],
      ['a.gen', 'halve', 'function', 'b.gen', 'half'],
    ]);
  });

  test('files that use each other are told where the circle closes, with the way there', () => {
    const { diagnostics } = resolveFiles({
      'a.gen': 'use { B } from "./lib/b.gen" const A = B',
      'lib/b.gen': 'use { C } from "./c.gen" const B = C',
      'lib/c.gen': 'use { B } from "./b.gen" const C = B',
    });
    expect(diagnostics.map(oneLine)).toEqual([
      'E0213 1:16 ["./b.gen"] files use each other: `b.gen` -> `c.gen` -> `b.gen`',
    ]);
    expect(diagnostics[0]?.labels.map(({ span, text }) => [span.file.path, text])).toEqual([
      ['lib/c.gen', 'back to where it began'],
      ['lib/b.gen', 'used by `b.gen`'],
    ]);
  });

  test('what another file has from a third is told with where it is', () => {
    const { diagnostics } = resolveFiles({
      'a.gen': `use { half } from "./lib/b.gen" ${model('let _h = half(a)')}`,
      'lib/b.gen': 'use { halve as half } from "./deep/c.gen" const _B = half(2)',
      'lib/deep/c.gen': 'function halve(x: real) -> real { return x / 2 }',
    });
    expect(diagnostics.map(({ fix }) => fix?.description)).toEqual([
      'write `use { halve } from "./lib/deep/c.gen"`',
    ]);
  });

  test('one mistake in a file is one message, however often it is used', () => {
    const { diagnostics } = resolveFiles({
      'a.gen': `use { f } from "./b.gen" use { g } from "./c.gen" ${model('let _a = f(a) + g(a)')}`,
      'b.gen': 'function f(x: real) -> real { return x + nope }',
      'c.gen': 'use { f } from "./b.gen" function g(x: real) -> real { return f(x) }',
    });
    expect(diagnostics.map(oneLine)).toEqual(['E0206 1:42 [nope] nothing here is named `nope`']);
  });

  test('nothing is said about names of a file that cannot be read, or does not define them', () => {
    const { diagnostics } = resolveFiles({
      'a.gen': `use { f, N } from "./gone.gen" use { g } from "./b.gen" ${model('let _a = f(a) + g(N) + real[N]')}`,
      'b.gen': 'const B = 1',
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0212', 'E0214', 'E0209']);
  });

  test('a path comes with its edit', () => {
    const { diagnostics } = resolveFiles({ 'a.gen': 'use { B } from "b"' });
    expect(diagnostics[0]?.message).toBe('the path of a file begins with `./` or `../` and ends with `.gen`');
    expect(diagnostics[0]?.fix?.edits.map(({ text }) => text)).toEqual(['"./b.gen"']);
  });
});
