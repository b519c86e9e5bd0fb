// The words of a file, taken one by one in the order of the text, with what stands in the gaps between them:
// comments, line ends, blank lines. Whoever lays out a construct takes all its words, and says of each gap where a
// line may end there; so no word and no comment can get lost.

import type { IToken } from 'chevrotain';
import { tokenEnd } from '../1-parse/cst-access.ts';
import { tokenize } from '../1-parse/tokenize.ts';
import type { SourceFile } from '../source/source.ts';

/** One comment, or several on one line with nothing between. */
export interface Remark {
  readonly text: string;
  /** No code stands before it on its line. */
  readonly startsLine: boolean;
  /** No code follows it on its line. */
  readonly endsLine: boolean;
  readonly blankBefore: boolean;
}

interface Gap {
  readonly remarks: readonly Remark[];
  /** Whether a blank line stands right before the word. */
  readonly blank: boolean;
}

const closerOf = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

export class TokenReader {
  /** Index of the next word; may be set to read something again, or later. */
  position = 0;
  private readonly tokens: readonly IToken[];
  /** `gaps[i]` stands before the word i, the last one at the end of the file. */
  private readonly gaps: readonly Gap[];
  private readonly closers: ReadonlyMap<number, number>;
  private laidOut = -1;

  constructor(file: SourceFile) {
    const { tokens, comments } = tokenize(file);
    this.tokens = tokens;
    this.gaps = readGaps(file.text, tokens, comments);
    this.closers = matchBrackets(tokens);
  }

  /** Where the next word starts in the file; infinite at its end. */
  get offset(): number {
    return this.tokens[this.position]?.startOffset ?? Infinity;
  }

  /** Takes a word. Names are NFC-normalised, all else is as written. */
  word(expected?: string): string {
    const text = this.textAt(this.position);
    if (text === null || (expected !== undefined && text !== expected))
      throw new Error(
        `internal: ${expected ?? 'a word'} is due where ${text ?? 'the end of the file'} stands`,
      );
    if (this.laidOut !== this.position && this.remarks().length > 0)
      throw new Error(`internal: a comment before ${text} was not laid out`);
    this.position++;
    return text.startsWith('"') ? text : text.normalize('NFC');
  }

  nextIs(text: string): boolean {
    return this.textAt(this.position) === text;
  }

  /** The word that was taken last; null before the first. */
  get previous(): string | null {
    return this.textAt(this.position - 1);
  }

  /** The comments before the next word (or another), without counting as laid out. */
  remarks(position: number = this.position): readonly Remark[] {
    return this.gaps[position]?.remarks ?? [];
  }

  /** The comments before the next word, which the caller lays out. */
  takeRemarks(): readonly Remark[] {
    this.laidOut = this.position;
    return this.remarks();
  }

  /** Whether a blank line stands right before the next word. */
  get blankBefore(): boolean {
    return this.gaps[this.position]?.blank === true;
  }

  /** Whether there are comments between two words, the gaps right before and behind them aside. */
  hasRemarksWithin(first: number, end: number): boolean {
    for (let position = first + 1; position < end; position++)
      if (this.remarks(position).length > 0) return true;
    return false;
  }

  /** Index of the bracket that closes the one at an index. */
  closer(position: number = this.position): number {
    return this.closers.get(position) ?? position;
  }

  textAt(position: number): string | null {
    return this.tokens[position]?.image ?? null;
  }

  offsetAt(position: number): number {
    return this.tokens[position]?.startOffset ?? Infinity;
  }

  /** Goes to the first word that starts at an offset or behind it. */
  skipTo(offset: number): void {
    while (this.offset < offset) this.position++;
  }
}

function readGaps(text: string, tokens: readonly IToken[], comments: readonly IToken[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let next = 0;
  let end = 0;
  for (let index = 0; index <= tokens.length; index++) {
    const token = tokens[index];
    const limit = token?.startOffset ?? text.length;
    const inside: IToken[] = [];
    for (; (comments[next]?.startOffset ?? Infinity) < limit; next++)
      inside.push(...comments.slice(next, next + 1));
    gaps.push(readGap(text, end, inside, limit, token === undefined));
    if (token !== undefined) end = tokenEnd(token);
  }
  return gaps;
}

function readGap(text: string, start: number, comments: readonly IToken[], end: number, last: boolean): Gap {
  const remarks: Remark[] = [];
  let before = start;
  let lines = start === 0 ? 1 : 0;
  for (const comment of comments) {
    lines += countLineEnds(text.slice(before, comment.startOffset));
    const image = comment.image.trimEnd();
    const previous = remarks.at(-1);
    if (previous !== undefined && lines === 0)
      remarks[remarks.length - 1] = { ...previous, text: `${previous.text} ${image}` };
    else {
      if (previous !== undefined) remarks[remarks.length - 1] = { ...previous, endsLine: true };
      remarks.push({
        text: image,
        startsLine: lines > 0,
        endsLine: false,
        blankBefore: lines > 1 && before > 0,
      });
    }
    before = tokenEnd(comment);
    lines = 0;
  }
  lines += countLineEnds(text.slice(before, end));
  const final = remarks.at(-1);
  if (final !== undefined && (lines > 0 || last)) remarks[remarks.length - 1] = { ...final, endsLine: true };
  return { remarks, blank: lines > 1 };
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

function matchBrackets(tokens: readonly IToken[]): ReadonlyMap<number, number> {
  const closers = new Map<number, number>();
  const open: { readonly index: number; readonly closer: string }[] = [];
  for (const [index, { image }] of tokens.entries()) {
    const closer = closerOf.get(image);
    if (closer !== undefined) open.push({ index, closer });
    else if (open.at(-1)?.closer === image) closers.set(open.pop()?.index ?? index, index);
  }
  return closers;
}
