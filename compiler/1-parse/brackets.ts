// Which bracket is still open at a place, for messages about one that is never closed.

import type { IToken, TokenType } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import { lineText, positionAt } from '../source/source.ts';
import type { SourceFile } from '../source/source.ts';
import { countBefore } from './cst-access.ts';

const closerOf = new Map<TokenType, TokenType>([
  [t.LCurly, t.RCurly],
  [t.LParen, t.RParen],
  [t.LBracket, t.RBracket],
]);
const closers = new Set(closerOf.values());
const starters = new Set([...t.statementWords, ...t.declarationWords]);

/** The innermost bracket before `offset` that waits for `closer`; null where there is none. */
export function openBracket(tokens: readonly IToken[], offset: number, closer: TokenType): IToken | null {
  if (closer === t.Greater)
    return tokens.findLast((token) => token.startOffset < offset && token.tokenType === t.Less) ?? null;
  const open: IToken[] = [];
  const end = countBefore(tokens, offset);
  // What a statement leaves open is told of it alone.
  const start = closer === t.RCurly ? 0 : lastStarter(tokens, end);
  for (const token of tokens.slice(start, end)) {
    if (closerOf.has(token.tokenType)) {
      open.push(token);
    } else if (starters.has(token.tokenType)) {
      // A new statement: what the one before left open is told of that one.
      while (open.length > 0 && open.at(-1)?.tokenType !== t.LCurly) open.pop();
    } else if (closers.has(token.tokenType)) {
      // A closer that fits further out closes what was forgotten inside, too.
      const index = open.findLastIndex((opener) => closerOf.get(opener.tokenType) === token.tokenType);
      if (index >= 0) open.length = index;
    }
  }
  return open.findLast((opener) => closerOf.get(opener.tokenType) === closer) ?? null;
}

function lastStarter(tokens: readonly IToken[], end: number): number {
  for (let index = end - 1; index > 0; index--)
    if (starters.has(tokens[index]?.tokenType ?? t.Comma)) return index;
  return 0;
}

/**
 * With a brace missing somewhere, the layout tells where: the innermost block whose `}` stands further left than the
 * line that opens it has probably taken the `}` of a block around it. Null where the layout says nothing.
 */
export function misalignedBlock(
  file: SourceFile,
  tokens: readonly IToken[],
  offset: number,
): { readonly opener: IToken; readonly closer: IToken } | null {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (token.startOffset >= offset) break;
    if (token.tokenType === t.LCurly) open.push(token);
    else if (token.tokenType === t.RCurly) {
      const opener = open.pop();
      if (opener !== undefined && indentation(file, token) < indentation(file, opener))
        return { opener, closer: token };
    }
  }
  return null;
}

/** Of the line on which a token stands. */
function indentation(file: SourceFile, token: IToken): number {
  return /^\s*/.exec(lineText(file, positionAt(file, token.startOffset).line))?.[0].length ?? 0;
}
