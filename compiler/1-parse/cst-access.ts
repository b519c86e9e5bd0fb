// Reading the concrete tree safely: after an error any part of it may be missing, whatever its types promise.

import type { CstNode, IToken } from 'chevrotain';
import { spanOf } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';

/** All children of one kind; none where the text is broken. */
export function every<Part>(parts: readonly Part[] | undefined): readonly Part[] {
  return parts ?? [];
}

/** The only (or first) child of a kind, or null. */
export function first<Part>(parts: readonly Part[] | undefined): Part | null {
  return parts?.[0] ?? null;
}

/** A token that stands in the text, not one that the parser made up to go on. */
export function written(parts: readonly IToken[] | undefined): IToken | null {
  const token = first(parts);
  return token === null || token.isInsertedInRecovery === true ? null : token;
}

export function tokenEnd(token: IToken): number {
  return token.startOffset + token.image.length;
}

export function tokenSpan(file: SourceFile, token: IToken): Span {
  return spanOf(file, token.startOffset, tokenEnd(token));
}

/** The text of a node, or null where it holds no token of the text. */
export function nodeSpan(file: SourceFile, node: CstNode): Span | null {
  const { startOffset = -1, endOffset = -1 } = node.location ?? {};
  return startOffset >= 0 && endOffset >= startOffset ? spanOf(file, startOffset, endOffset + 1) : null;
}

/** The empty span at the end of another: where something is missing. */
export function endOf(span: Span): Span {
  return spanOf(span.file, span.end, span.end);
}

/** The empty span at the start of another. */
export function startOf(span: Span): Span {
  return spanOf(span.file, span.start, span.start);
}

/** The last token that starts before `offset`; null where there is none. */
export function tokenBefore(tokens: readonly IToken[], offset: number): IToken | null {
  return tokens[countBefore(tokens, offset) - 1] ?? null;
}

/** How many tokens start before `offset`. */
export function countBefore(tokens: readonly IToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.startOffset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
