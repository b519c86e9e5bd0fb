// A syntax tree as text without places in the source: equal texts mean equal trees. It keeps the words of comments
// and documentation, but for the blanks at the ends of their lines.

import type { Program } from '../../compiler/1-parse/ast.ts';

export function plainTree(program: Program): string {
  return JSON.stringify(program, (key, value: unknown) => {
    if (key === 'span' || key.endsWith('Span')) return undefined;
    const isComment = key === 'text' || key === 'doc';
    return isComment && typeof value === 'string' ? value.replace(/[^\S\n]+$/gm, '') : value;
  });
}
