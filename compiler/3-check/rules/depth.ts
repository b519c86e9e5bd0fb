// How deep formulas nest once the names in them are replaced by what they stand for. A chain of a thousand `let`s would
// be one formula of a thousand levels, and every walk over it calls itself once a level.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import type { Checker } from '../checker.ts';
import { partsOf } from '../draft.ts';
import { children } from '../mentions.ts';
import type { CoreExpression } from '../model.ts';
import type { CheckedValue } from '../record.ts';

/** With a formula of the text on top of it, still shallow enough for every walk: those stand twice as many. */
export const mostLevels = 500;

export const tooManyLevels = defineDiagnostic({
  code: 'E0615',
  name: 'too-many-levels',
  severity: 'error',
  message: ({ name, most }: { name: string; span: Span; most: number }) =>
    `\`${name}\` is computed by more than ${String(most)} operations, one on the result of the other`,
  labels: ({ span }) => [{ span, text: '' }],
  why: () => 'a name stands for its formula, and a formula on top of it nests as much deeper',
  fix: () => ({
    description:
      'where each value follows from the one before, write a `sequence`; to add up many, `sum` over an array',
    edits: [],
  }),
});

/** The value; null where it is too deep, which is reported. `most`: inside calls more, so that it is told of a name. */
export function requireShallow(
  checker: Checker,
  value: CheckedValue,
  { name, span }: { readonly name: string; readonly span: Span },
  most = mostLevels,
): CheckedValue {
  if (partsOf(value).every((part) => depthOf(part) <= most)) return value;
  checker.report(tooManyLevels({ name, span, most }));
  return null;
}

const depths = new WeakMap<CoreExpression, number>();

/** Levels of an expression; what was measured before is kept, so that a chain of names costs no more than its text. */
function depthOf(expression: CoreExpression): number {
  const open = [expression];
  for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
    const inner = children(next);
    const unknown = inner.filter((part) => !depths.has(part));
    if (unknown.length > 0 && !depths.has(next)) {
      open.push(...unknown);
      continue;
    }
    if (!depths.has(next))
      depths.set(next, inner.reduce((most, part) => Math.max(most, depths.get(part) ?? 0), 0) + 1);
    open.pop();
  }
  return depths.get(expression) ?? 1;
}
