// A syntax tree as text without places in the source: equal texts mean equal trees. It keeps the words of comments
// and documentation, but for how their lines end and the blanks at both ends of a line.

import type { Program } from '../../compiler/1-parse/ast.ts';

export function plainTree(program: Program): string {
  return JSON.stringify(program, (key, value: unknown) => {
    if (key === 'span' || key.endsWith('Span')) return undefined;
    const isComment = key === 'text' || key === 'doc';
    return isComment && typeof value === 'string' ? trimLines(value) : value;
  });
}

function trimLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .join('\n');
}
