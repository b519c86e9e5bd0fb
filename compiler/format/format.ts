// Text -> the same text in the one layout of the language. Words and comments stay, in their order; only the space
// between them changes, commas at the ends of lists, and parentheses that mean nothing.

import { parse } from '../1-parse/parse.ts';
import type { Outcome } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../source/source.ts';
import { printDoc } from './layout.ts';
import { printProgram } from './statements.ts';
import { TokenReader } from './token-reader.ts';
import { alignTrailingComments } from './trailing-comments.ts';

/** The text of a file, laid out; null where it has mistakes of syntax, which are told. */
export function format(file: SourceFile): Outcome<string | null> {
  const { value: program, diagnostics } = parse(file);
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const text = alignTrailingComments(printDoc(printProgram(new TokenReader(file), program))).trimEnd();
  return { value: text === '' ? '' : `${text}\n`, diagnostics };
}
