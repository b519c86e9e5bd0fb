// One mistake, one message: which errors of the parser and which slips are told, and what of the text is misread, so
// that later phases know what may only follow from that.

import { EOF } from 'chevrotain';
import type { IRecognitionException, IToken } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { coverOf } from '../source/cover.ts';
import { spanOf, spanText } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';
import { countBefore, tokenBefore, tokenSpan } from './cst-access.ts';
import { indexStatements } from './statement-index.ts';
import { misalignedBrace, noDeclaration, outsideModel, unclosedBracket } from './syntax-diagnostics.ts';
import { explainSkippedLines, explainSyntaxError } from './syntax-errors.ts';

interface Told {
  readonly found: readonly Diagnostic[];
  readonly misread: readonly Span[];
  readonly lost: ReadonlySet<string>;
  readonly doubtful: ReadonlySet<string>;
}

/**
 * Of a statement in which a word is wrong or that the parser misread, nothing further is told but the parser's first
 * error; slips are told of statements that were read to their end. Of what was `skipped` as a whole nothing is told.
 */
export function firstOfEach(
  file: SourceFile,
  tokens: readonly IToken[],
  wordDiagnostics: readonly Diagnostic[],
  errors: readonly IRecognitionException[],
  slips: readonly Diagnostic[],
  skipped: readonly Span[],
): Told {
  const statements = indexStatements(tokens);
  const declarations = indexDeclarations(file, tokens);
  const told = new Set(wordDiagnostics.map(({ labels }) => statements.at(labels[0].span.start)));
  const misread = new Set<number>();
  const places: Span[] = [...skipped];
  const unread: Span[] = [...skipped];
  const doubtful: string[] = [];
  const whole = coverOf(skipped);
  const wrongWords = coverOf(wordDiagnostics.map(({ labels }) => labels[0].span));
  const stray = strayBraces(tokens);
  /** Declarations whose head or whose place in the file is wrong: what their parts seem to be follows from that. */
  const adrift = new Set<Span>();
  let missingBraces = 0;
  const found: Diagnostic[] = [];
  for (const error of errors) {
    const offset = error.token.tokenType === EOF ? Infinity : error.token.startOffset;
    if (whole.holds(offset)) continue;
    const line = beginsLine(tokens, error);
    const statement = line ? -2 - offset : statements.before(offset);
    misread.add(statement);
    const { start, end } = statements.range(statements.before(offset));
    const place = spanOf(file, line ? offset : start, Math.min(end, file.text.length));
    places.push(place);
    if (line) unread.push(place);
    else doubtful.push(...nameGiven(tokens, start));
    if (told.has(statement) || (line && wrongWords.holds(offset))) continue;
    const before = found.length > 0 || slips.length > 0 || wordDiagnostics.length > 0;
    if (isStrayBrace(error) && before) {
      // With as many braces closed as opened, one that closes nothing does so for what was misread above it.
      if (!stray.has(error.token)) continue;
      if (missingBraces > 0) {
        missingBraces--;
        continue;
      }
    }
    const declaration = declarations.before(offset);
    const head = isHead(error);
    if (adrift.has(declaration) && (head || error.context.ruleStack.length === 1)) continue;
    told.add(statement);
    const diagnostic = explainSyntaxError(file, tokens, error);
    // Without its head or one of its braces, what a declaration holds is doubtful altogether.
    if (head || missesBrace(diagnostic)) places.push(declaration);
    if (head || isAdrift(diagnostic)) adrift.add(declaration);
    if (error.context.ruleStack.at(-1) === 'body') {
      if (error.message === t.LCurly.name) missingBraces++;
      else places.push(...resultAround(file, tokens, error));
    }
    found.push(diagnostic, ...explainSkippedLines(file, tokens, error));
  }
  const read = slips.filter(
    ({ labels: [{ span }] }) => whole.holds(span.start) || !misread.has(statements.at(span.start)),
  );
  return {
    found: [...found, ...read],
    misread: places,
    doubtful: new Set(doubtful),
    lost: namesIn(tokens, unread),
  };
}

/** Whether the error stands between the word of a declaration or block and its `{`. */
function isHead({ message, context: { ruleStack } }: IRecognitionException): boolean {
  const inner = ruleStack.slice(ruleStack.lastIndexOf('body') + 1);
  return (
    inner.some((rule) => withHead.has(rule)) || (ruleStack.at(-1) === 'body' && message === t.LCurly.name)
  );
}

const withHead: ReadonlySet<string> = new Set([
  'functionDeclaration',
  'networkDeclaration',
  'modelDeclaration',
  'plateStatement',
  'sequenceStatement',
]);

function isAdrift({ name }: Diagnostic): boolean {
  return name === outsideModel.definition.name || name === noDeclaration.definition.name;
}

function isStrayBrace({ token, context }: IRecognitionException): boolean {
  return token.tokenType === t.RCurly && context.ruleStack.at(-1) === 'program';
}

/** The `}` that close nothing, counted by braces alone. */
function strayBraces(tokens: readonly IToken[]): ReadonlySet<IToken> {
  const stray = new Set<IToken>();
  let open = 0;
  for (const token of tokens) {
    if (token.tokenType === t.LCurly) open++;
    else if (token.tokenType === t.RCurly && --open < 0) {
      stray.add(token);
      open = 0;
    }
  }
  return stray;
}

/** In a function or network, text that is no statement may be what it returns: then nothing is told of that. */
function resultAround(
  file: SourceFile,
  tokens: readonly IToken[],
  { token, context }: IRecognitionException,
): readonly Span[] {
  const rule = context.ruleStack.at(-2);
  if (rule !== 'functionDeclaration' && rule !== 'networkDeclaration') return [];
  let index = countBefore(tokens, token.tokenType === EOF ? Infinity : token.startOffset) - 1;
  while (index > 0 && ![t.Function, t.Network].includes(tokens[index]?.tokenType ?? t.Comma)) index--;
  const name = tokens[index + 1];
  return name === undefined ? [] : [tokenSpan(file, name)];
}

function missesBrace({ name, labels: [{ span }] }: Diagnostic): boolean {
  const brace = spanText(span) === '{';
  return brace && (name === unclosedBracket.definition.name || name === misalignedBrace.definition.name);
}

/** From the word of a model, function or network to that of the next; before the first, from the start of the text. */
export function indexDeclarations(
  file: SourceFile,
  tokens: readonly IToken[],
): { readonly before: (offset: number) => Span } {
  const words = tokens.filter(
    ({ tokenType }, index) =>
      tokenType === t.Model ||
      tokenType === t.Function ||
      // An instance has no list behind its name.
      (tokenType === t.Network && tokens[index + 2]?.tokenType === t.LParen),
  );
  const starts = [0, ...words.map(({ startOffset }) => startOffset), file.text.length];
  const spans = starts.slice(1).map((end, index) => spanOf(file, starts[index] ?? 0, end));
  const all = spanOf(file, 0, file.text.length);
  return { before: (offset) => spans[countBefore(words, offset)] ?? all };
}

/** The name behind the word with which a statement begins. */
function nameGiven(tokens: readonly IToken[], start: number): readonly string[] {
  const name = tokens[countBefore(tokens, start) + 1];
  return name?.tokenType === t.Identifier ? [name.image.normalize('NFC')] : [];
}

function namesIn(tokens: readonly IToken[], places: readonly Span[]): ReadonlySet<string> {
  const cover = coverOf(places);
  const names = tokens.filter(
    ({ tokenType, startOffset }) => tokenType === t.Identifier && cover.holds(startOffset),
  );
  return new Set(names.map(({ image }) => image.normalize('NFC')));
}

/** A line that begins no statement is a mistake of its own, whatever is wrong with the one above it. */
function beginsLine(tokens: readonly IToken[], { token, context }: IRecognitionException): boolean {
  const rule = context.ruleStack.at(-1);
  if (token.tokenType === EOF || (rule !== 'body' && rule !== 'program')) return false;
  return tokenBefore(tokens, token.startOffset)?.endLine !== token.startLine;
}
