// Numbers and text in quotes -> their values.

import type { IToken } from 'chevrotain';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
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

/** By the letter behind the `\`. */
type Escapes = ReadonlyMap<string, string>;

const inPaths: Escapes = new Map([
  ['"', '"'],
  ['\\', '\\'],
]);

const inText: Escapes = new Map([['n', '\n'], ['t', '\t'], ['r', '\r'], ...inPaths]);

/** The value of a string token; a missing end is reported by then. What is no escape stands for itself. */
export function readString(token: IToken): string {
  return unescape(token, inText);
}

/** A path, in which `\n` is no line break: in `".\names.gen"` it is the `\` that is wrong. */
export function readPath(token: IToken): string {
  return unescape(token, inPaths);
}

function unescape(token: IToken, escapes: Escapes): string {
  const body = /^"((?:[^"\\]|\\[^])*)/.exec(token.image)?.[1] ?? '';
  return body.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([^]))/gu,
    (escape, braced, plain, letter) => {
      if (letter !== undefined) return escapes.get(String(letter)) ?? escape;
      const code = Number.parseInt(String(braced ?? plain), 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
    },
  );
}
