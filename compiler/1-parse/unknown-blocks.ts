// `plte row {`, `while x > 0 {`: a line that begins with a word that is none of the language and ends with a `{`. It is
// marked before the text is parsed, so that the block is read as one and what follows keeps its place.

import type { IToken, TokenType } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';

/** What a statement can end with: behind it, a name on a new line continues nothing. */
const ends: ReadonlySet<TokenType> = new Set([
  ...[t.LCurly, t.RCurly, t.RParen, t.RBracket, t.Identifier, t.NumberLiteral, t.StringLiteral],
  ...[t.True, t.False, t.Question],
]);

/** The tokens, with the words that begin such lines as `UnknownBlock`. */
export function markUnknownBlocks(tokens: readonly IToken[]): IToken[] {
  return tokens.map((token, index) => {
    const previous = tokens[index - 1];
    const begins =
      token.tokenType === t.Identifier &&
      (previous === undefined ||
        (previous.endLine !== token.startLine && ends.has(previous.tokenType)) ||
        previous.tokenType === t.LCurly) &&
      endsInBlock(tokens, index);
    return begins
      ? { ...token, tokenType: t.UnknownBlock, tokenTypeIdx: t.UnknownBlock.tokenTypeIdx ?? 0 }
      : token;
  });
}

/** Whether the line from there on is text up to a `{`, with all its brackets closed. */
function endsInBlock(tokens: readonly IToken[], start: number): boolean {
  const line = tokens[start]?.startLine;
  let depth = 0;
  for (let index = start + 1; ; index++) {
    const token = tokens[index];
    if (token === undefined || token.startLine !== line) return false;
    if (token.tokenType === t.LCurly) return depth === 0;
    if (token.tokenType === t.LParen || token.tokenType === t.LBracket) depth++;
    else if ((token.tokenType === t.RParen || token.tokenType === t.RBracket) && --depth < 0) return false;
    if (token.tokenType.CATEGORIES?.includes(t.OtherText) !== true || token.tokenType === t.PipeSign)
      return false;
  }
}
