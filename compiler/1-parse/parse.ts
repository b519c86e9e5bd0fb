// Text -> syntax tree. Never fails: what cannot be read is reported and left out (or stands as an `error` node), and
// the rest of the file is read as if it were not there.

import { EOF } from 'chevrotain';
import type { IRecognitionException, IToken } from 'chevrotain';
import type { ProgramCstNode } from '../../grammar/cst.d.ts';
import { GenParser } from '../../grammar/parser.ts';
import * as t from '../../grammar/tokens.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/order.ts';
import { spanOf, spanText } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';
import type { Program } from './ast.ts';
import { buildAst } from './build-ast.ts';
import { tokenBefore, tokenSpan } from './cst-access.ts';
import { collectDocComments } from './doc-comments.ts';
import { findTooDeep, nestedTooDeep } from './nesting.ts';
import { indexStatements } from './statement-index.ts';
import { misalignedBrace, unclosedBracket } from './syntax-diagnostics.ts';
import { explainSyntaxError } from './syntax-errors.ts';
import { tokenize } from './tokenize.ts';

let parser: GenParser | null = null;

export interface Parsed extends Outcome<Program> {
  /** Where text was skipped or guessed at: what later phases find wrong there may only follow from that. */
  readonly misread: readonly Span[];
}

/** The tree of a file, always whole, with what is wrong in the order of the text. */
export function parse(file: SourceFile): Parsed {
  const words = tokenize(file);
  const tooDeep = findTooDeep(words.tokens);
  const tokens = tooDeep === null ? words.tokens : words.tokens.slice(0, tooDeep.statementStart);

  parser ??= new GenParser({ validate: false });
  parser.input = tokens;
  const tree = parser.program() as ProgramCstNode;
  const errors = parser.errors.filter((error) => tooDeep === null || error.token.tokenType !== EOF);

  const slips: Diagnostic[] = [];
  const docs = collectDocComments(file, tokens, words.comments);
  const program = buildAst({ file, docs, report: (slip) => slips.push(slip), nested: [] }, tree);

  const { found, misread } = firstOfEach(file, tokens, words.diagnostics, errors, slips);
  const diagnostics = [...words.diagnostics, ...found];
  if (tooDeep !== null)
    diagnostics.push(nestedTooDeep({ span: tokenSpan(file, tooDeep.token), long: tooDeep.long }));
  return { value: program, diagnostics: sortDiagnostics(diagnostics), misread };
}

/**
 * One mistake, one message: of a statement in which a word is wrong or that the parser misread, nothing further is
 * told but the parser's first error; slips are told of statements that were read to their end.
 */
function firstOfEach(
  file: SourceFile,
  tokens: readonly IToken[],
  wordDiagnostics: readonly Diagnostic[],
  errors: readonly IRecognitionException[],
  slips: readonly Diagnostic[],
): { readonly found: readonly Diagnostic[]; readonly misread: readonly Span[] } {
  const statements = indexStatements(tokens);
  const told = new Set(wordDiagnostics.map(({ labels }) => statements.at(labels[0].span.start)));
  const misread = new Set<number>();
  const places: Span[] = [];
  const found: Diagnostic[] = [];
  for (const error of errors) {
    const offset = error.token.tokenType === EOF ? Infinity : error.token.startOffset;
    const line = beginsLine(tokens, error);
    const statement = line ? -2 - offset : statements.before(offset);
    misread.add(statement);
    const { start, end } = statements.range(statements.before(offset));
    places.push(spanOf(file, line ? offset : start, Math.min(end, file.text.length)));
    if (told.has(statement)) continue;
    told.add(statement);
    const diagnostic = explainSyntaxError(file, tokens, error);
    // Without one of its braces, what a declaration holds is doubtful altogether.
    if (missesBrace(diagnostic)) places.push(declarationBefore(file, tokens, offset));
    found.push(diagnostic);
  }
  const read = slips.filter(({ labels }) => !misread.has(statements.at(labels[0].span.start)));
  return { found: [...found, ...read], misread: places };
}

function missesBrace({ name, labels: [{ span }] }: Diagnostic): boolean {
  const brace = spanText(span) === '{';
  return brace && (name === unclosedBracket.definition.name || name === misalignedBrace.definition.name);
}

/** From the model or function that is open at `offset` up to there. */
function declarationBefore(file: SourceFile, tokens: readonly IToken[], offset: number): Span {
  const word = tokens.findLast(
    ({ tokenType, startOffset }) => startOffset < offset && [t.Model, t.Function].includes(tokenType),
  );
  return spanOf(file, word?.startOffset ?? 0, Math.min(offset, file.text.length));
}

/** A line that begins no statement is a mistake of its own, whatever is wrong with the one above it. */
function beginsLine(tokens: readonly IToken[], { token, context }: IRecognitionException): boolean {
  const rule = context.ruleStack.at(-1);
  if (token.tokenType === EOF || (rule !== 'body' && rule !== 'program')) return false;
  return tokenBefore(tokens, token.startOffset)?.endLine !== token.startLine;
}
