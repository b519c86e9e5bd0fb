// `///` comments and the declarations that they document: the lines between the token before and the declaration.

import type { IToken } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import type { SourceFile } from '../source/source.ts';
import type { Comment } from './ast.ts';
import { tokenSpan } from './cst-access.ts';

export interface DocComments {
  /** The documentation of the declaration whose first token starts at `offset`, or null. Claims the comments. */
  readonly claim: (offset: number) => string | null;
  /** All comments that document nothing, in order. */
  readonly rest: () => readonly Comment[];
}

export function collectDocComments(
  file: SourceFile,
  tokens: readonly IToken[],
  comments: readonly IToken[],
): DocComments {
  const before = new Map<number, IToken[]>();
  let next = 0;
  for (const comment of comments) {
    // Behind code on its line a comment speaks of that code, not of what follows.
    if (comment.tokenType !== t.DocComment || !startsLine(file, comment)) continue;
    while (next < tokens.length && (tokens[next]?.startOffset ?? 0) < comment.startOffset) next++;
    const follower = tokens[next];
    if (follower === undefined) break;
    const lines = before.get(follower.startOffset);
    if (lines === undefined) before.set(follower.startOffset, [comment]);
    else lines.push(comment);
  }
  const claimed = new Set<IToken>();
  return {
    claim: (offset) => {
      const lines = before.get(offset);
      if (lines === undefined) return null;
      for (const line of lines) claimed.add(line);
      return lines.map((line) => line.image.slice(3).replace(/^ /, '').trimEnd()).join('\n');
    },
    rest: () =>
      comments
        .filter((comment) => !claimed.has(comment))
        .map((comment) => ({
          kind: comment.tokenType === t.BlockComment ? 'block' : 'line',
          text: comment.image,
          span: tokenSpan(file, comment),
        })),
  };
}

function startsLine(file: SourceFile, comment: IToken): boolean {
  for (let offset = comment.startOffset - 1; offset >= 0; offset--) {
    const character = file.text.charAt(offset);
    if (character === '\n' || character === '\r') return true;
    if (character.trim() !== '') return false;
  }
  return true;
}
