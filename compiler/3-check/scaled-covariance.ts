// `[for i in 0..D: [for j in 0..D: sd[i] * sd[j] * r[i, j]]]` is a covariance where r is one, or a correlation: with S
// the diagonal matrix of the positive scales it is S r S.

import { expressionKey } from './expression-key.ts';
import { intervalOf } from './type.ts';
import type { CoreExpression, Tabulation } from './model.ts';

/** Whether the value is a matrix of this form; `isCovariance` tells the matrix within. */
export function isScaledCovariance(
  outer: Tabulation,
  isCovariance: (expression: CoreExpression) => boolean,
): boolean {
  const inner = outer.body;
  if (inner.kind !== 'tabulate' || inner.from.key !== outer.from.key || inner.to.key !== outer.to.key)
    return false;
  if (outer.from.key !== '0') return false;
  const [row, column] = [outer.id, inner.id];
  const factors = factorsOf(inner.body);
  const entries = factors.filter((factor) => picks(factor, [row, column]) || picks(factor, [column, row]));
  const [entry] = entries;
  if (entry?.kind !== 'index' || entries.length !== 1 || !isCovariance(entry.operand)) return false;
  if (entry.operand.type.shape.some((size) => size.key !== outer.to.key)) return false;
  const scales = factors.filter((factor) => factor !== entry);
  const alongRow = scales.flatMap((factor) => scaleKey(factor, row)).sort();
  const alongColumn = scales.flatMap((factor) => scaleKey(factor, column)).sort();
  return (
    alongRow.length + alongColumn.length === scales.length &&
    alongRow.every((key, i) => key === alongColumn[i]) &&
    alongRow.length === alongColumn.length &&
    scales.every(({ type }) => isPositive(intervalOf(type)))
  );
}

function factorsOf(expression: CoreExpression): readonly CoreExpression[] {
  return expression.kind === 'call' && expression.name === 'mul'
    ? expression.operands.flatMap(factorsOf)
    : [expression];
}

/** `m[i, j]` with these loops' indices. */
function picks(expression: CoreExpression, loops: readonly number[]): boolean {
  return (
    expression.kind === 'index' &&
    expression.indices.length === loops.length &&
    expression.indices.every(
      (index, axis) =>
        index.kind === 'at' && index.value.kind === 'loopIndex' && index.value.id === loops[axis],
    )
  );
}

/** What is picked from, where the factor is `v[i]` with this loop's index. */
function scaleKey(factor: CoreExpression, loop: number): readonly string[] {
  return factor.kind === 'index' && picks(factor, [loop]) ? [expressionKey(factor.operand)] : [];
}

function isPositive({ lower, lowerOpen }: ReturnType<typeof intervalOf>): boolean {
  return lower > 0 || (lower === 0 && lowerOpen);
}
