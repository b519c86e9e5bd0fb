// Text -> syntax tree. Never fails: what cannot be read is reported and left out (or stands as an `error` node), and
// the rest of the file is read as if it were not there.

import { EOF } from 'chevrotain';
import type { IRecognitionException, IToken } from 'chevrotain';
import type { ProgramCstNode } from '../../grammar/cst.d.ts';
import { GenParser } from '../../grammar/parser.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/order.ts';
import type { SourceFile } from '../source/source.ts';
import type { Program } from './ast.ts';
import { buildAst } from './build-ast.ts';
import { tokenBefore, tokenSpan } from './cst-access.ts';
import { collectDocComments } from './doc-comments.ts';
import { findTooDeep, nestedTooDeep } from './nesting.ts';
import { indexStatements } from './statement-index.ts';
import { explainSyntaxError } from './syntax-errors.ts';
import { tokenize } from './tokenize.ts';

let parser: GenParser | null = null;

/** The tree of a file, always whole, with what is wrong in the order of the text. */
export function parse(file: SourceFile): Outcome<Program> {
  const words = tokenize(file);
  const tooDeep = findTooDeep(words.tokens);
  const tokens = tooDeep === null ? words.tokens : words.tokens.slice(0, tooDeep.statementStart);

  parser ??= new GenParser({ validate: false });
  parser.input = tokens;
  const tree = parser.program() as ProgramCstNode;
  const errors = parser.errors.filter((error) => tooDeep === null || error.token.tokenType !== EOF);

  const slips: Diagnostic[] = [];
  const docs = collectDocComments(file, tokens, words.comments);
  const program = buildAst({ file, docs, report: (slip) => slips.push(slip) }, tree);

  const diagnostics = [...words.diagnostics, ...firstOfEach(file, tokens, words.diagnostics, errors, slips)];
  if (tooDeep !== null)
    diagnostics.push(nestedTooDeep({ span: tokenSpan(file, tooDeep.token), long: tooDeep.long }));
  return { value: program, diagnostics: sortDiagnostics(diagnostics) };
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
): readonly Diagnostic[] {
  const statements = indexStatements(tokens);
  const told = new Set(wordDiagnostics.map(({ labels }) => statements.at(labels[0].span.start)));
  const misread = new Set<number>();
  const found: Diagnostic[] = [];
  for (const error of errors) {
    const offset = error.token.tokenType === EOF ? Infinity : error.token.startOffset;
    const statement = beginsLine(tokens, error) ? -2 - offset : statements.before(offset);
    misread.add(statement);
    if (told.has(statement)) continue;
    told.add(statement);
    found.push(explainSyntaxError(file, tokens, error));
  }
  return [...found, ...slips.filter(({ labels }) => !misread.has(statements.at(labels[0].span.start)))];
}

/** A line that begins no statement is a mistake of its own, whatever is wrong with the one above it. */
function beginsLine(tokens: readonly IToken[], { token, context }: IRecognitionException): boolean {
  const rule = context.ruleStack.at(-1);
  if (token.tokenType === EOF || (rule !== 'body' && rule !== 'program')) return false;
  return tokenBefore(tokens, token.startOffset)?.endLine !== token.startLine;
}
