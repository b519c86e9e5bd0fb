// Object and array literals as text.

import { literalKey, quote } from './names.ts';

/** What a literal may hold; `Code` is TypeScript text that stands as it is. */
export type Literal =
  string | number | boolean | null | Code | readonly Literal[] | { readonly [key: string]: Literal };

export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const width = 100;

/** Breaks where a line would get long, indented by two blanks a level. */
export function printLiteral(literal: Literal, indent = ''): string {
  if (literal === null || typeof literal === 'boolean') return String(literal);
  if (typeof literal === 'string') return quote(literal);
  if (typeof literal === 'number') return printNumber(literal);
  if (literal instanceof Code) return literal.text;
  const deeper = `${indent}  `;
  const [open, close, items] = Array.isArray(literal)
    ? ['[', ']', (literal as readonly Literal[]).map((item) => printLiteral(item, deeper))]
    : [
        '{',
        '}',
        Object.entries(literal).map(([key, item]) => `${literalKey(key)}: ${printLiteral(item, deeper)}`),
      ];
  if (items.length === 0) return `${open}${close}`;
  const space = open === '{' ? ' ' : '';
  const line = `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length + indent.length <= width && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${deeper}${item},\n`).join('')}${indent}${close}`;
}

/** The shortest text that reads back as the number. */
function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'Number.NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return Object.is(value, -0) ? '-0' : String(value);
}
