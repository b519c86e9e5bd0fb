// Which statement a place belongs to, told from the words that begin statements and declarations alone, so that it
// also works where the tree is broken.

import type { IToken } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';

export interface StatementIndex {
  /** A number for the statement that holds `offset`; -1 before the first. */
  readonly at: (offset: number) => number;
  /** The same for the text that ends at `offset`: a word that begins a statement there is not in it. */
  readonly before: (offset: number) => number;
  /** From its first word to the next statement; all the text before the first one for -1. */
  readonly range: (statement: number) => { readonly start: number; readonly end: number };
}

export function indexStatements(tokens: readonly IToken[]): StatementIndex {
  const starts = tokens
    .filter(({ tokenType }) => t.statementWords.includes(tokenType) || t.declarationWords.includes(tokenType))
    .map((token) => token.startOffset);
  const countBelow = (limit: number): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? Infinity) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    at: (offset) => countBelow(offset + 1) - 1,
    before: (offset) => countBelow(offset) - 1,
    range: (statement) => ({ start: starts[statement] ?? 0, end: starts[statement + 1] ?? Infinity }),
  };
}
