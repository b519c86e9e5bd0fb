// Numbers and text in quotes -> their values.

import type { IToken } from 'chevrotain';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../source/source.ts';
import type { Span } from '../source/source.ts';
import type { NumberLiteral } from './ast.ts';
import type { BuildContext } from './build-context.ts';
import { tokenSpan } from './cst-access.ts';

export const numberTooLarge = defineDiagnostic<{ readonly span: Span; readonly text: string }>({
  code: 'E0108',
  name: 'number-too-large',
  severity: 'error',
  message: (d) => `\`${d.text}\` is too large for a number`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: () => 'numbers go up to about 1.8e308',
});

export const unknownEscape = defineDiagnostic<{ readonly span: Span; readonly text: string }>({
  code: 'E0109',
  name: 'unknown-escape',
  severity: 'error',
  message: (d) => `\`${d.text}\` stands for no character`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: () => 'after a `\\` stands one of `n`, `t`, `r`, `"`, `\\`, or `u{...}` with the code of a character',
  // Text in quotes names files, and a path with `/` is understood everywhere.
  fix: (d) => ({
    description: 'write `/` in a path, or `\\\\` for a backslash',
    edits: [{ span: d.span, text: `/${d.text.slice(1)}` }],
  }),
});

export function readNumber(context: BuildContext, token: IToken): NumberLiteral {
  const span = tokenSpan(context.file, token);
  // Malformed numbers are reported by then; what can be read of them is.
  const digits =
    /^\d*[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/.exec(token.image)?.[0].replaceAll('_', '') ?? '0';
  const value = Number(digits);
  if (value === Infinity) context.report(numberTooLarge({ span, text: token.image }));
  return {
    kind: 'number',
    // Still a large positive number, so that nothing else is wrong with it.
    value: Number.isFinite(value) ? value : Number.MAX_VALUE,
    integer: /^[\d_]+$/.test(token.image),
    text: token.image,
    span,
  };
}

const simpleEscapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['"', '"'],
  ['\\', '\\'],
]);

/** The value of a string token; a missing end is reported by then. */
export function readString(context: BuildContext, token: IToken): string {
  const body = /^"((?:[^"\\]|\\[^])*)/.exec(token.image)?.[1] ?? '';
  return body.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([^]))/gu,
    (escape, braced, plain, letter, at) => {
      const code = Number.parseInt(String(braced ?? plain), 16);
      const value =
        letter === undefined
          ? code <= 0x10ffff
            ? String.fromCodePoint(code)
            : undefined
          : simpleEscapes.get(String(letter));
      if (value !== undefined) return value;
      const start = token.startOffset + 1 + Number(at);
      context.report(
        unknownEscape({ span: spanOf(context.file, start, start + escape.length), text: escape }),
      );
      return escape;
    },
  );
}
