// A syntax tree as text without places in the source: equal texts mean equal trees. Unlike the dump it keeps the
// words of comments and documentation exactly.

import type { Program } from '../../compiler/1-parse/ast.ts';

export function plainTree(program: Program): string {
  return JSON.stringify(program, (key, value: unknown) =>
    key === 'span' || key.endsWith('Span') ? undefined : value,
  );
}
