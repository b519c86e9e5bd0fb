// Text -> syntax tree. Never fails: what cannot be read is reported and left out (or stands as an `error` node), and
// the rest of the file is read as if it were not there.

import { EOF } from 'chevrotain';
import type { ProgramCstNode } from '../../grammar/cst.d.ts';
import { GenParser } from '../../grammar/parser.ts';
import * as t from '../../grammar/tokens.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/order.ts';
import { coverOf } from '../source/cover.ts';
import type { SourceFile, Span } from '../source/source.ts';
import type { Program } from './ast.ts';
import { buildAst } from './build-ast.ts';
import { tokenSpan } from './cst-access.ts';
import { collectDocComments } from './doc-comments.ts';
import { findTooDeep, nestedTooDeep } from './nesting.ts';
import { firstOfEach, indexDeclarations } from './one-message.ts';
import { tokenize } from './tokenize.ts';
import { markUnknownBlocks } from './unknown-blocks.ts';

let parser: GenParser | null = null;

export interface Parsed extends Outcome<Program> {
  /** Where text was skipped or guessed at: what later phases find wrong there may only follow from that. */
  readonly misread: readonly Span[];
  /** The names in text that is not in the tree: they may be given there. */
  readonly lost: ReadonlySet<string>;
  /** The names that misread statements give. */
  readonly doubtful: ReadonlySet<string>;
}

/** The tree of a file, always whole, with what is wrong in the order of the text. */
export function parse(file: SourceFile): Parsed {
  const words = tokenize(file);
  const tooDeep = findTooDeep(words.tokens);
  const tokens = markUnknownBlocks(
    tooDeep === null ? words.tokens : words.tokens.slice(0, tooDeep.statementStart),
  );

  parser ??= new GenParser({ validate: false });
  parser.input = tokens;
  const tree = parser.program() as ProgramCstNode;
  // What is open where the reading stops is no mistake.
  const errors = parser.errors.filter(
    ({ token, message }) => tooDeep === null || (token.tokenType !== EOF && message !== t.RCurly.name),
  );

  const slips: Diagnostic[] = [];
  const docs = collectDocComments(file, tokens, words.comments);
  const skipped: Span[] = [];
  const context = { file, docs, report: (slip: Diagnostic) => slips.push(slip), nested: [], skipped };
  const program = buildAst(context, tree);

  const whole = coverOf(skipped);
  const wrongWords = words.diagnostics.filter(({ labels }) => !whole.holds(labels[0].span.start));
  const { found, misread, lost, doubtful } = firstOfEach(file, tokens, wrongWords, errors, slips, skipped);
  const diagnostics = [...wrongWords, ...found];
  if (tooDeep !== null)
    diagnostics.push(nestedTooDeep({ span: tokenSpan(file, tooDeep.token), long: tooDeep.long }));
  const cutOff =
    tooDeep === null ? [] : [{ ...indexDeclarations(file, tokens).before(Infinity), end: file.text.length }];
  return {
    value: program,
    diagnostics: sortDiagnostics(diagnostics),
    misread: [...misread, ...cutOff],
    lost,
    doubtful,
  };
}
