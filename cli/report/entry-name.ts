// An entry of a param as the language indexes it, by labels where there are some.

import type { ParameterView } from './report-data.ts';

/** `b`, `b[1]`, `mean[Adelie, bill_length_mm]`. */
export function entryName({ name, shape, labels }: ParameterView, entry: number): string {
  if (shape.length === 0) return name;
  const parts: string[] = [];
  let rest = entry;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    parts.unshift(labels[axis]?.[rest % size] ?? String(rest % size));
    rest = Math.floor(rest / size);
  }
  return `${name}[${parts.join(', ')}]`;
}
