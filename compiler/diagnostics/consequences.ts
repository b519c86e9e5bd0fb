// One mistake, one message: what later phases say only because of what an earlier one said is left out.

import type { Span } from '../source/source.ts';
import type { Diagnostic } from './diagnostic.ts';
import { hasErrors } from './diagnostic.ts';

/**
 * All that reading, resolving and checking a file said, without what may follow from an earlier mistake: anything in
 * a statement that was misread, and names without use while some text or name is not understood, for the use may be
 * there.
 */
export function withoutConsequences(
  read: { readonly diagnostics: readonly Diagnostic[]; readonly misread: readonly Span[] },
  resolved: readonly Diagnostic[],
  checked: readonly Diagnostic[],
): readonly Diagnostic[] {
  const doubtful = hasErrors(read.diagnostics) || hasErrors(resolved);
  const later = [...resolved, ...checked].filter(
    ({ labels, unnecessary }) =>
      !(doubtful && unnecessary) && !read.misread.some((place) => overlaps(place, labels[0].span)),
  );
  return [...read.diagnostics, ...later];
}

function overlaps(place: Span, { file, start, end }: Span): boolean {
  return place.file === file && start < place.end && end > place.start;
}
