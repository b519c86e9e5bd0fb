// Which places of a text some spans cover, asked many times.

import type { SourceFile, Span } from './source.ts';

export interface Cover {
  /** Whether the span shares text with one of them; an empty one, whether it stands inside. */
  readonly overlaps: (span: Span) => boolean;
  /** Whether the character at the offset is in one of them. */
  readonly holds: (offset: number) => boolean;
}

/** All in one file; they may overlap and come in any order. */
export function coverOf(spans: readonly Span[]): Cover {
  const merged: { readonly start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  const file: SourceFile | undefined = spans[0]?.file;

  /** The last that starts before `limit`. */
  const before = (limit: number): { readonly start: number; readonly end: number } | undefined => {
    let low = 0;
    let high = merged.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((merged[middle]?.start ?? limit) < limit) low = middle + 1;
      else high = middle;
    }
    return merged[low - 1];
  };

  return {
    overlaps: (span) => span.file === file && (before(span.end)?.end ?? -1) > span.start,
    holds: (offset) => (before(offset + 1)?.end ?? -1) > offset,
  };
}
