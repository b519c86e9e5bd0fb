// The order in which diagnostics are shown.

import type { Diagnostic } from './diagnostic.ts';

/** By file in the order of their first appearance, then by place; a stable sort, the input is not changed. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map((diagnostic) => diagnostic.labels[0].span.file))];
  const rank = new Map(files.map((file, index) => [file, index]));
  return [...diagnostics].sort((a, b) => {
    const [left, right] = [a.labels[0].span, b.labels[0].span];
    return (
      (rank.get(left.file) ?? 0) - (rank.get(right.file) ?? 0) ||
      left.start - right.start ||
      left.end - right.end
    );
  });
}
