// One mistake, one message: what later phases say only because of what an earlier one said is left out.

import { coverOf } from '../source/cover.ts';
import { spanText, type Span } from '../source/source.ts';
import type { Diagnostic } from './diagnostic.ts';
import { hasErrors } from './diagnostic.ts';

/**
 * All that reading, resolving and checking a file said, without what may follow from an earlier mistake: anything in
 * a statement that was misread or about the name that it gives, names without use while some text or name is not understood, for the use may be
 * there, and unknown names that stand in such text, for they may be given there.
 */
export function withoutConsequences(
  read: {
    readonly diagnostics: readonly Diagnostic[];
    readonly misread: readonly Span[];
    readonly lost: ReadonlySet<string>;
    readonly doubtful: ReadonlySet<string>;
  },
  resolved: readonly Diagnostic[],
  checked: readonly Diagnostic[],
): readonly Diagnostic[] {
  const misread = coverOf(read.misread);
  const doubtful = hasErrors(read.diagnostics) || hasErrors(resolved);
  const later = [...resolved, ...checked].filter(
    ({ name, labels: [{ span }], unnecessary }) =>
      !(doubtful && unnecessary) &&
      !misread.overlaps(span) &&
      !read.doubtful.has(spanText(span)) &&
      !(name === 'unknown-name' && read.lost.has(spanText(span))),
  );
  return [...read.diagnostics, ...later];
}
