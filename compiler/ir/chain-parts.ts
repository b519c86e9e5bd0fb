// A chain's terms as what its passes along the steps read: logarithms of one step's states, which are added up, and tables that
// link them to the states before.

import { hasAxis, makeAxis } from './axis.ts';
import type { Builder, ConditionalTerm } from './build.ts';
import type { Axis, Chain, Node } from './ops.ts';
import { otherAxes } from './type-rules.ts';
import { constantSize } from '../sizes/size.ts';

/** A term that links states: a table of each row, or one for all rows at which its condition holds. */
export interface Table {
  readonly values: Node;
  readonly condition: Node | null;
}

export interface Parts {
  readonly chain: Chain;
  readonly others: readonly Axis[];
  /** Logarithms, over rows and the states after a step. */
  readonly unary: Node;
  /** Logarithms. */
  readonly tables: readonly Table[];
  readonly now: readonly Axis[];
  readonly before: readonly Axis[];
}

export function partsOf(m: Builder, chain: Chain, terms: readonly ConditionalTerm[]): Parts {
  const now = chain.states.map((state) => state.now);
  const before = chain.states.map((state) => state.before);
  const summed = before.filter((axis) => !hasAxis(now, axis));
  const isUnary = ({ node }: ConditionalTerm): boolean =>
    !node.type.axes.some((axis) => hasAxis(summed, axis));
  const unary = terms
    .filter(isUnary)
    .map(({ node, condition }) => (condition === null ? node : atRows(m, node, condition)))
    .reduce((sum, term) => m.add(sum, term), m.num(0));
  const tables = terms
    .filter((term) => !isUnary(term))
    .map(({ node, condition }) =>
      condition !== null && hasAxis(node.type.axes, chain.rows)
        ? { values: m.select(condition, node, m.num(0)), condition: null }
        : { values: node, condition },
    );
  return {
    chain,
    others: otherAxes(
      chain,
      terms.map(({ node }) => node),
    ),
    unary,
    tables,
    now,
    before,
  };
}

/** The value where the condition holds, else 0: of two tables each row picks one. */
function atRows(m: Builder, value: Node, condition: Node): Node {
  if (value.type.axes.some((axis) => axis.plate !== null)) return m.select(condition, value, m.num(0));
  const { tables, axis, index } = pick(m, value, 0, condition);
  return m.gather(tables, index, axis);
}

/** `otherwise` everywhere in a first table, the value in a second. */
export function pick(
  m: Builder,
  value: Node,
  otherwise: number,
  condition: Node,
): { readonly tables: Node; readonly axis: Axis; readonly index: Node } {
  const axis = makeAxis('counts', constantSize(2));
  const isSecond = m.equal(m.iota(axis), m.constant(1, 'i32'));
  return { tables: m.select(isSecond, value, m.num(otherwise)), axis, index: m.cast(condition, 'i32') };
}

/** Numbers in place of logarithms, and what was taken off those of each row; null: nothing. */
function exponentials(
  m: Builder,
  { chain, others }: Parts,
  { values, condition }: Table,
): { readonly table: Table; readonly shift: Node | null } {
  // Tables that rows share are of probabilities or the like.
  if (!hasAxis(values.type.axes, chain.rows))
    return { table: { values: m.exp(values), condition }, shift: null };
  const states = values.type.axes.filter((axis) => axis.plate === null && !hasAxis(others, axis));
  const peak = states.reduce((most, axis) => m.reduceMax(most, axis), values);
  // -Infinity - -Infinity would be NaN.
  const shift = m.select(m.less(m.abs(peak), m.num(Infinity)), peak, m.num(0));
  return { table: { values: m.exp(m.sub(values, shift)), condition }, shift };
}

/** What a pass reads: where a table does not count, `neutral` in its place. */
export function passTables(
  m: Builder,
  tables: readonly Table[],
  neutral: number,
): Parameters<Builder['chainScan']>[3] {
  return tables.map(({ values, condition }) => {
    if (condition === null) return { values, index: null };
    const { tables: both, axis, index } = pick(m, values, neutral, condition);
    return { values: both, index: { node: index, axis } };
  });
}

export interface Passes {
  readonly parts: Parts;
  /** Numbers. */
  readonly tables: readonly Table[];
  readonly forward: Node;
}

export function forwardPass(m: Builder, chain: Chain, terms: readonly ConditionalTerm[]): Passes {
  const parts = partsOf(m, chain, terms);
  const exponents = parts.tables.map((table) => exponentials(m, parts, table));
  const unary = exponents.reduce((sum, { shift }) => (shift === null ? sum : m.add(sum, shift)), parts.unary);
  const tables = exponents.map(({ table }) => table);
  const full = m.broadcast(unary, [chain.rows, ...parts.others]);
  return { parts, tables, forward: m.chainScan(chain, 'forward', full, passTables(m, tables, 1)) };
}

/** What a step is handed: the message before it, its states named as before; at the first, 1 at 0. */
export function incoming(m: Builder, { chain, others, now, before }: Parts, message: Node): Node {
  const { rows, states } = chain;
  // Through names of their own: some states after a step are named as others before it.
  const held = states.map(({ before: axis }) => ({ axis, own: { ...axis, name: `handed:${axis.name}` } }));
  const aside = now.reduce((value, axis, slot) => m.rename(value, axis, held[slot]?.own ?? axis), message);
  const renamed = held.reduce((value, { axis, own }) => m.rename(value, own, axis), aside);
  const atZero = before
    .map((axis) => m.equal(m.iota(axis), m.constant(0, 'i32')))
    .reduce((all, one) => m.and(all, one));
  const start = m.select(atZero, m.num(1), m.num(0));
  return m.broadcast(m.previousRow(renamed, start, chain), [rows, ...others, ...before]);
}

/** The value of one state in the number of a combination. */
export function digit(m: Builder, combination: Node, now: readonly Axis[], slot: number): Node {
  const own = now[slot];
  if (own === undefined) throw new Error('internal: a chain has no such state');
  const inner = now.slice(slot + 1).reduce((size, axis) => m.mul(size, m.length(axis)), m.num(1));
  const shifted = m.floor(m.div(combination, inner));
  const above = m.floor(m.div(shifted, m.length(own)));
  return m.sub(shifted, m.mul(above, m.length(own)));
}
