// Words with which other languages begin a line, and ours for them. Nothing accepts them: they make a proposal.

import * as t from '../../grammar/tokens.ts';
import { nearNames } from '../diagnostics/did-you-mean.ts';

const declarations: ReadonlyMap<string, string> = new Map([
  ...['import', 'include', 'from', 'require', 'using', 'library'].map((word) => [word, 'use'] as const),
  ...['def', 'func', 'fn', 'fun'].map((word) => [word, 'function'] as const),
  ...['class', 'struct', 'module', 'program'].map((word) => [word, 'model'] as const),
  ...['var', 'val', 'static', 'define'].map((word) => [word, 'const'] as const),
]);

const statements: ReadonlyMap<string, string> = new Map([
  ...['var', 'val', 'set', 'auto', 'def'].map((word) => [word, 'let'] as const),
  ...['obs', 'observed'].map((word) => [word, 'observe'] as const),
  ...['input', 'covariate', 'data'].map((word) => [word, 'given'] as const),
  ...['parameter', 'parameters', 'learn'].map((word) => [word, 'param'] as const),
  ...['hidden', 'sample', 'draw', 'random'].map((word) => [word, 'latent'] as const),
  ...['batch', 'repeat', 'parallel'].map((word) => [word, 'plate'] as const),
  ...['fit', 'infer', 'optimize'].map((word) => [word, 'train'] as const),
]);

const types: ReadonlySet<string> = new Set([
  ...['real', 'int', 'float', 'double', 'number', 'bool', 'boolean', 'vector', 'matrix', 'array'],
  ...['positive', 'unit', 'count', 'category', 'token', 'simplex', 'ordered', 'row_vector'],
]);

export function ourDeclaration(word: string): string | null {
  return declarations.get(word) ?? null;
}

/** The words that a line was perhaps meant to begin with. */
export function nearStatements(word: string): readonly string[] {
  const ours = statements.get(word);
  return ours === undefined ? nearNames(word, t.statementWords.map(t.writtenAs)) : [ours];
}

/** Whether it is a type here or elsewhere, for those who write it before the name. */
export function isTypeWord(word: string): boolean {
  return types.has(word);
}
