// Text -> tokens and comments. Slips that are plain in a single word (`#`, `;`, `.5`, a character from a word
// processor) are reported here; the token is dropped, or read as what was clearly meant.

import type { IToken, Lexer, TokenType } from 'chevrotain';
import { createLexer } from '../../grammar/parser.ts';
import * as t from '../../grammar/tokens.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';
import { tokenEnd } from './cst-access.ts';

export interface Tokens {
  /** What the parser reads. */
  readonly tokens: IToken[];
  /** Comments of all kinds, in order. */
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

let lexer: Lexer | null = null;

export function tokenize(file: SourceFile): Tokens {
  lexer ??= createLexer({ validate: false });
  const result = lexer.tokenize(file.text);
  const diagnostics: Diagnostic[] = [];
  const tokens: IToken[] = [];
  for (let index = 0; index < result.tokens.length; index++) {
    const token = result.tokens[index] as IToken;
    const problem = problems.get(token.tokenType);
    if (problem === undefined) {
      tokens.push(token);
      continue;
    }
    // A run of unknown characters (text in another notation, `&&`) is one mistake.
    let last = token;
    for (; token.tokenType === t.UnknownCharacter; index++) {
      const next = result.tokens[index + 1];
      if (next?.tokenType !== t.UnknownCharacter || next.startOffset !== tokenEnd(last)) break;
      if (lookalikes.has(token.image) ? next.image !== token.image : lookalikes.has(next.image)) break;
      last = next;
    }
    const span = spanOf(file, token.startOffset, tokenEnd(last));
    const {
      diagnostic,
      replacement,
      image = token.image,
    } = problem(span, file.text.slice(span.start, span.end));
    diagnostics.push(diagnostic);
    if (replacement !== null)
      tokens.push({ ...token, image, tokenType: replacement, tokenTypeIdx: replacement.tokenTypeIdx ?? 0 });
  }
  return { tokens, comments: result.groups[t.commentGroup] ?? [], diagnostics };
}

// What can be wrong with one word ------------------------------------------------------------------------

interface Problem {
  readonly diagnostic: Diagnostic;
  /** What the parser is to read in its place; null: nothing. */
  readonly replacement: TokenType | null;
  /** What that is to look like, of the same length; left out, as it is. */
  readonly image?: string;
}

interface Word {
  readonly span: Span;
  readonly text: string;
}

/** Signs of papers and word processors, and what is typed for them here. */
const lookalikes: ReadonlyMap<string, { readonly text: string; readonly type: TokenType | null }> = new Map([
  ['−', { text: '-', type: t.Minus }],
  ['–', { text: '-', type: t.Minus }],
  ['×', { text: '*', type: t.Star }],
  ['·', { text: '*', type: t.Star }],
  ['∗', { text: '*', type: t.Star }],
  ['÷', { text: '/', type: t.Slash }],
  ['∼', { text: '~', type: t.Tilde }],
  ['～', { text: '~', type: t.Tilde }],
  ['≤', { text: '<=', type: t.LessEqual }],
  ['≥', { text: '>=', type: t.Greater }],
  ['≠', { text: '!=', type: t.NotEqual }],
  ['→', { text: '->', type: t.Arrow }],
  ['…', { text: '...', type: t.Ellipsis }],
  ['∈', { text: 'in', type: t.In }],
  ['∧', { text: 'and', type: t.And }],
  ['∨', { text: 'or', type: t.Or }],
  ['¬', { text: 'not', type: t.Not }],
  ['&', { text: 'and', type: t.And }],
  ['|', { text: 'or', type: t.Or }],
  ['!', { text: 'not', type: t.Not }],
  ['“', { text: '"', type: null }],
  ['”', { text: '"', type: null }],
  ["'", { text: '"', type: null }],
  ['‘', { text: '"', type: null }],
  ['’', { text: '"', type: null }],
]);

export const unknownCharacter = defineDiagnostic<Word>({
  code: 'E0101',
  name: 'unknown-character',
  severity: 'error',
  message: (d) => `${visible(d.text)} cannot be read here`,
  labels: (d) => [{ span: d.span, text: 'no sign of the language' }],
  why: (d) =>
    d.text.startsWith('%')
      ? 'there is no remainder; the operators are `+ - * / ^ @`, comparisons, and the words `and or not`'
      : 'names are made of letters, digits and `_`; the operators are `+ - * / ^ @`, comparisons, and the words `and or not`',
});

export const lookalikeCharacter = defineDiagnostic<
  Word & { readonly proposal: string; readonly reason?: string; readonly certain?: boolean }
>({
  code: 'E0102',
  name: 'lookalike-character',
  severity: 'error',
  message: (d) => `${visible(d.text)} is written \`${d.proposal}\` here`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) => d.reason ?? null,
  fix: (d) =>
    d.certain === false
      ? null
      : { description: `write \`${d.proposal}\``, edits: [{ span: d.span, text: d.proposal }] },
});

export const hashComment = defineDiagnostic<Word>({
  code: 'E0103',
  name: 'hash-comment',
  severity: 'error',
  message: () => 'comments start with `//`',
  labels: (d) => [{ span: spanOf(d.span.file, d.span.start, d.span.start + 1), text: '' }],
  fix: (d) => ({
    description: 'write `//` in place of `#`',
    edits: [
      {
        span: spanOf(d.span.file, d.span.start, d.span.start + (/^#+/.exec(d.text)?.[0].length ?? 1)),
        text: '//',
      },
    ],
  }),
});

export const unterminatedString = defineDiagnostic<Word>({
  code: 'E0104',
  name: 'unterminated-string',
  severity: 'error',
  message: () => 'this text in quotes has no end',
  labels: (d) => [{ span: d.span, text: 'a `"` is missing on this line' }],
  why: () => 'text in quotes ends on the line on which it begins',
  fix: (d) => {
    const end = d.span.start + d.text.trimEnd().length;
    return {
      description: 'write `"` at the end',
      edits: [{ span: spanOf(d.span.file, end, end), text: '"' }],
    };
  },
});

export const unterminatedComment = defineDiagnostic<Word>({
  code: 'E0105',
  name: 'unterminated-comment',
  severity: 'error',
  message: () => 'this comment has no end',
  labels: (d) => [{ span: spanOf(d.span.file, d.span.start, d.span.start + 2), text: 'a `*/` is missing' }],
  why: () => 'a comment that starts with `/*` ends with `*/`; all text up to there belongs to it',
});

export const malformedNumber = defineDiagnostic<
  Word & { readonly proposal: string; readonly reason: string }
>({
  code: 'E0106',
  name: 'malformed-number',
  severity: 'error',
  message: (d) => `\`${d.text}\` is not how a number is written`,
  labels: (d) => [{ span: d.span, text: '' }],
  why: (d) => d.reason,
  fix: (d) => ({ description: `write \`${d.proposal}\``, edits: [{ span: d.span, text: d.proposal }] }),
});

export const semicolon = defineDiagnostic<Word>({
  code: 'E0107',
  name: 'semicolon',
  severity: 'error',
  message: () => 'statements end without a `;`',
  labels: (d) => [{ span: d.span, text: '' }],
  why: () => 'each statement begins with a word such as `latent`, which also ends the one before',
  fix: (d) => ({ description: 'remove the `;`', edits: [{ span: d.span, text: '' }] }),
});

const problems = new Map<TokenType, (span: Span, text: string) => Problem>([
  [t.UnknownCharacter, readUnknown],
  [t.HashComment, (span, text) => ({ diagnostic: hashComment({ span, text }), replacement: null })],
  [t.Semicolon, (span, text) => ({ diagnostic: semicolon({ span, text }), replacement: null })],
  [
    t.UnterminatedComment,
    (span, text) => ({ diagnostic: unterminatedComment({ span, text }), replacement: null }),
  ],
  [
    t.UnterminatedString,
    (span, text) => ({ diagnostic: unterminatedString({ span, text }), replacement: t.StringLiteral }),
  ],
  [t.ForeignString, readForeignString],
  ...[...t.foreignSigns].map(
    ([foreign, ours]) => [foreign, (span: Span, text: string) => readForeignSign(span, text, ours)] as const,
  ),
  [t.LeadingDotNumber, readNumber((text) => `0${text}`, 'a number has a digit before its point')],
  [t.TrailingDotNumber, readNumber((text) => `${text}0`, 'a number has a digit behind its point')],
  [
    t.NumberWithLetters,
    readNumber(
      (text) => text.replace(/^[\d_.]*(?:[eE][+-]?\d+)?/, (digits) => `${digits} * `),
      'a product needs its `*`, and a name cannot begin with a digit',
    ),
  ],
]);

function readNumber(
  propose: (text: string) => string,
  reason: string,
): (span: Span, text: string) => Problem {
  return (span, text) => ({
    diagnostic: malformedNumber({ span, text, proposal: propose(text), reason }),
    replacement: t.NumberLiteral,
  });
}

function readForeignString(span: Span, text: string): Problem {
  const proposal = `"${text.slice(1, -1)}"`;
  return {
    diagnostic: lookalikeCharacter({ span, text, proposal }),
    replacement: t.StringLiteral,
    image: proposal,
  };
}

/** What a reader of the other language has to know beyond the sign. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['~=', '`~` says which distribution a value has; values are compared with `==` and `!=`'],
  [
    '=>',
    'behind `->` stands the type of what a function returns; a function has a name: `function f(x: real) -> real { return x + 1 }`',
  ],
]);

function readForeignSign(span: Span, text: string, ours: TokenType): Problem {
  const reason = reasons.get(text);
  const proposal = t.writtenAs(ours);
  // Of a function without a name `->` makes no other one.
  const certain =
    text !== '=>' || /\)\s*$/.test(span.file.text.slice(Math.max(0, span.start - 20), span.start));
  return {
    diagnostic: lookalikeCharacter({
      span,
      text,
      proposal,
      ...(reason === undefined ? {} : { reason }),
      certain,
    }),
    replacement: ours,
  };
}

function readUnknown(span: Span, text: string): Problem {
  const meant = lookalikes.get(/^./u.exec(text)?.[0] ?? '');
  return meant === undefined
    ? { diagnostic: unknownCharacter({ span, text }), replacement: null }
    : { diagnostic: lookalikeCharacter({ span, text, proposal: meant.text }), replacement: meant.type };
}

/** Text as a message can show it: what prints nothing is named by its code, and of much text the beginning stands. */
function visible(text: string): string {
  const characters = Array.from(text);
  const rest = characters.length > 10 ? '…' : '';
  const shown = characters.slice(0, 10);
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(text)) return `\`${shown.join('')}${rest}\``;
  const codes = shown.map((c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  return `the ${codes.length === 1 ? 'character' : 'characters'} ${codes.join(' ')}${rest}`;
}
