// The edges between folders, read from the imports of every source file, so that the tree cannot drift.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Import {
  readonly from: string;
  /** A path from the root for our own files, a package name otherwise. */
  readonly to: string;
  readonly own: boolean;
}

/** Static and dynamic imports and re-exports; `import type` too, because a type is an edge as well. */
const importPattern =
  /(?:^(?:import|export|\})[^\n'"]*\bfrom\s*|^import\s*|\bimport\(\s*)(['"])([^'"\n]+)\1/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? '';
    const own = specifier.startsWith('.');
    return { from: file, to: own ? relative(root, join(root, dirname(file), specifier)) : specifier, own };
  });
}

const files = globSync(
  ['grammar', 'compiler', 'runtime', 'cli', 'lsp'].map((folder) => `${folder}/**/*.ts`),
  {
    cwd: root,
    exclude: (path) => path.endsWith('.gen.ts') || path.includes('node_modules'),
  },
);
const imports = files.flatMap(importsOf);

/** Imports by files under `folder` that `allowed` does not accept, as `file -> import`. */
function forbidden(folder: string, allowed: (edge: Import) => boolean): string[] {
  return imports
    .filter((edge) => edge.from.startsWith(`${folder}/`) && !allowed(edge))
    .map((edge) => `${edge.from} -> ${edge.to}`);
}

const under =
  (...folders: string[]) =>
  (edge: Import) =>
    edge.own && folders.some((folder) => edge.to.startsWith(`${folder}/`));

test('sources and their imports are found', () => {
  expect(files).toContain('compiler/diagnostics/diagnostic.ts');
  expect(imports).toContainEqual({
    from: 'compiler/diagnostics/diagnostic.ts',
    to: 'compiler/source/source.ts',
    own: true,
  });
});

test('grammar imports chevrotain and itself', () => {
  expect(forbidden('grammar', (edge) => edge.to === 'chevrotain' || under('grammar')(edge))).toEqual([]);
});

test('compiler imports neither runtime nor lsp nor cli', () => {
  expect(forbidden('compiler', (edge) => !edge.own || under('compiler', 'grammar')(edge))).toEqual([]);
});

test.each(['compiler/library', 'compiler/sizes', 'compiler/source'])(
  '%s imports nothing outside itself',
  (leaf) => {
    expect(forbidden(leaf, under(leaf))).toEqual([]);
  },
);

const phases = [
  '1-parse', '2-resolve', '3-check', '4-plan', '5-lower', '6-differentiate', '7-optimize', '8-emit',
]; // prettier-ignore
const shared = ['library', 'sizes', 'source', 'diagnostics', 'ir'];

/** Lowering asks for gradients; differentiation knows programs only, and nothing of what they were lowered from. */
const asksFor: Readonly<Record<string, readonly string[]>> = { '5-lower': ['6-differentiate'] };

test.each(phases)('phase %s imports no later phase', (phase) => {
  const earlier = phases.slice(0, phases.indexOf(phase) + 1);
  const allowed = [...earlier, ...(asksFor[phase] ?? []), ...shared].map((folder) => `compiler/${folder}`);
  const mayImportGrammar = phase === '1-parse';
  expect(
    forbidden(
      `compiler/${phase}`,
      (edge) => !edge.own || under(...allowed)(edge) || (mayImportGrammar && under('grammar')(edge)),
    ),
  ).toEqual([]);
});

test('differentiation and optimisation know programs, not models', () => {
  for (const phase of ['6-differentiate', '7-optimize']) {
    const allowed = [phase, ...shared, '5-lower/lowered-model.ts'].map((folder) => `compiler/${folder}`);
    expect(
      forbidden(
        `compiler/${phase}`,
        (edge) => !edge.own || allowed.includes(edge.to) || under(...allowed)(edge),
      ),
    ).toEqual([]);
  }
});

test('the tensor IR and the diagnostics know no phase', () => {
  const leaves = ['library', 'sizes', 'source', 'diagnostics', 'ir'].map((folder) => `compiler/${folder}`);
  expect(forbidden('compiler/ir', under(...leaves))).toEqual([]);
  expect(forbidden('compiler/diagnostics', under('compiler/source', 'compiler/diagnostics'))).toEqual([]);
});

test('the formatter knows the first phase alone', () => {
  const known = ['format', '1-parse', 'source', 'diagnostics'].map((folder) => `compiler/${folder}`);
  expect(forbidden('compiler/format', (edge) => !edge.own || under(...known)(edge))).toEqual([]);
});

test('runtime imports itself and the library, and reads files only in runtime/data', () => {
  const browserSafe = (edge: Import) => under('runtime', 'compiler/library')(edge);
  expect(forbidden('runtime', (edge) => browserSafe(edge) || edge.from.startsWith('runtime/data/'))).toEqual(
    [],
  );
  expect(
    forbidden(
      'runtime/data',
      (edge) => browserSafe(edge) || edge.to.startsWith('node:') || edge.to === 'hyparquet',
    ),
  ).toEqual([]);
});

test('nothing imports the shells', () => {
  for (const folder of ['grammar', 'compiler', 'runtime'])
    expect(forbidden(folder, (edge) => !under('cli', 'lsp')(edge))).toEqual([]);
  expect(forbidden('cli', (edge) => !under('lsp')(edge))).toEqual([]);
  expect(forbidden('lsp', (edge) => !under('cli')(edge))).toEqual([]);
});
