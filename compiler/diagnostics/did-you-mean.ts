// Near names for a name that does not exist, for messages that ask "did you mean".

import type { Span } from '../source/source.ts';
import type { Fix } from './diagnostic.ts';

/** At most this many are proposed. */
const maxProposals = 3;

/**
 * Up to three of `candidates` that could be meant by `name`, nearest first, ties in the order given. Near means
 * at most one slip in three letters of `name` (one in any case); a slip is a letter too many, too few, wrong, or
 * swapped with its neighbour. Upper and lower case count as equal here: `normal` finds `Normal`.
 */
export function nearNames(name: string, candidates: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length / 3));
  const found: { readonly candidate: string; readonly slips: number }[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate === name) continue;
    if (Math.abs(name.length - candidate.length) > limit) continue;
    const slips = editDistance(wanted, candidate.toLowerCase());
    // A short name with every letter changed is another name.
    if (slips <= limit && slips < Math.min(name.length, candidate.length)) found.push({ candidate, slips });
  }
  return found
    .sort((a, b) => a.slips - b.slips)
    .slice(0, maxProposals)
    .map(({ candidate }) => candidate);
}

/** "did you mean `a`, `b` or `c`?", or null where nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | null {
  const near = nearNames(name, candidates);
  return near.length === 0 ? null : `did you mean ${orList(near)}?`;
}

/** `a`, `b` or `c`, in backticks. */
export function orList(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** The end of a message about an unknown name: "; did you mean ...?", or nothing. */
export function askWhetherMeant(near: readonly string[]): string {
  return near.length === 0 ? '' : `; did you mean ${orList(near)}?`;
}

/** The one near name in place of what is written; null where none or several are near. */
export function renamingFix(span: Span, near: readonly string[]): Fix | null {
  const [only, another] = near;
  return only === undefined || another !== undefined
    ? null
    : { description: `write \`${only}\``, edits: [{ span, text: only }] };
}

/**
 * Slips between two words: insertions, deletions, substitutions and swaps of neighbours, no letter edited twice
 * (the restricted form of Damerau 1964; the table is that of Wagner and Fischer 1974 with the swap added).
 */
export function editDistance(from: string, to: string): number {
  const a = Array.from(from);
  const b = Array.from(to);
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
