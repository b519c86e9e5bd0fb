// Where values lie in arrays, and the addresses of their elements.

import type { Axis, DType } from '../../ir/ops.ts';
import { constantSize, multiplySizes } from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import { atom, binary, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import type { Scopes } from './scopes.ts';
import type { Workspace } from './workspace.ts';

export interface Place {
  readonly name: string;
  /** What a variable that holds one element is called. */
  readonly element: string;
  readonly dtype: DType;
  /** In storage order; none: one element. */
  readonly axes: readonly Axis[];
  /**
   * `plain`: as the axes say. `tile`: rows count from the tile's first. `block`: from the one before a block's. `lanes`: the elements of the rows that are
   * computed together lie side by side; no row axis. `variable`: no array but a variable outside of row loops.
   */
  readonly layout: 'plain' | 'tile' | 'block' | 'lanes' | 'variable';
  /** Passed to the functions that handle tiles, because each run may have another. */
  readonly parameter: boolean;
  /** How deep the block is at each of whose steps the elements are written anew; 0 for arrays from outside. */
  readonly depth: number;
}

/** The index along each axis. */
export type Indices = ReadonlyMap<string, Expression>;

export function sizeOfAxes(axes: readonly Axis[]): Size {
  return axes.reduce((product, axis) => multiplySizes(product, axis.size), constantSize(1));
}

/**
 * The position of an element. The part that outer loops decide is computed there:
 * `for k { const kStart = k * D; for d { ... kStart + d ... } }`.
 */
export function position(
  axes: readonly Axis[],
  indices: Indices,
  scopes: Scopes,
  workspace: Workspace,
): Expression {
  const terms = axes.map((axis, k) => {
    const index = indices.get(axis.name);
    if (index === undefined) throw new Error(`internal: no index along ${axis.name}`);
    const stride = workspace.sizeOfAxes(axes.slice(k + 1));
    const simple = scopes.hoist(index, `${axis.name} index`);
    const value = stride.text === '1' ? simple : binary('*', simple, stride);
    return { value: simple.text === '0' ? numberLiteral(0) : value, wish: `${simple.text} start` };
  });
  let sum: Expression | null = null;
  let wish = 'start';
  for (let depth = 0; depth <= scopes.depth; depth += 1)
    for (const term of terms) {
      if (term.value.depth !== depth || term.value.text === '0') continue;
      if (sum !== null && sum.depth < depth) sum = scopes.hoist(sum, wish);
      sum = sum === null ? term.value : binary('+', sum, term.value);
      ({ wish } = term);
    }
  if (sum === null) return numberLiteral(0);
  return sum.depth < scopes.depth ? scopes.hoist(sum, wish) : sum;
}

/** The position among interleaved lanes: `lanes * position + lane`. */
export function lanePosition(plain: Expression, lanes: number, lane: number, scopes: Scopes): Expression {
  if (lanes === 1) return plain;
  if (plain.text === '0') return numberLiteral(lane);
  const start = scopes.hoist(binary('*', plain, numberLiteral(lanes)), `${plain.text} lanes`);
  return lane === 0 ? start : binary('+', start, numberLiteral(lane));
}

export function rowOffset(row: Expression, first: string, scopes: Scopes): Expression {
  return scopes.hoist(binary('-', row, atom(first)), `${row.text} in tile`);
}
