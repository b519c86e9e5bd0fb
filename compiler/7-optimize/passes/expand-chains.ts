// Sums and maxima over the states of a sequence, and their gradients, as passes along its steps (library/chains):
//
//   chain            log of the scales of a pass forwards, added up; or the largest score at the end of one
//   chainMarginal    products of what passes forwards and backwards left at a step, the other states summed out
//
// All marginals of a chain share its passes, because the builder interns. Terms of one step's states alone are added as
// logarithms, so that they can be shifted; the others are tables of numbers, each row's own about its largest entry.

import { hasAxis, unionAxes } from '../../ir/axis.ts';
import { createBuilder } from '../../ir/build.ts';
import type { Builder, ConditionalTerm } from '../../ir/build.ts';
import type { Axis, Chain, ChainTerms, Node } from '../../ir/ops.ts';
import { mapProgram, rebuild } from '../../ir/rebuild.ts';
import { chainOperands, otherAxes } from '../../ir/type-rules.ts';
import { digit, forwardPass, incoming, partsOf, passTables, pick } from '../../ir/chain-parts.ts';
import type { Parts } from '../../ir/chain-parts.ts';
import type { Pass } from '../pass.ts';

export const expandChains: Pass = {
  name: 'expand-chains',
  run: (program) => {
    const m = createBuilder();
    return mapProgram(m, program, (node, operands) => {
      const copy = rebuild(m, node, operands);
      if (copy.op === 'chain') return m.broadcast(total(m, copy), copy.type.axes);
      return copy.op === 'chainMarginal' ? m.broadcast(marginal(m, copy), copy.type.axes) : copy;
    });
  },
};

/** Of a chain, or what a marginal is of. */
function termsOf(operands: readonly Node[], given: ChainTerms): readonly ConditionalTerm[] {
  const { terms, conditions } = chainOperands(operands, given);
  return terms.map((node, position) => ({
    node,
    condition: conditions[given.conditions[position] ?? -1] ?? null,
  }));
}

function total(m: Builder, node: Node<'chain'>): Node {
  const { rows, to } = node;
  if (node.semiring === 'logSum') {
    const { forward } = forwardPass(m, node, termsOf(node.args, node));
    return overSteps(m, m.chainPart(forward, 'logScale'), node);
  }
  // The best score is that of the last step; added up, each step has what it gains.
  const parts = partsOf(m, node, termsOf(node.args, node));
  const score = bestPass(m, parts);
  const best = parts.now.reduce((most, axis) => m.reduceMax(most, axis), score);
  const earlier = m.previousRow(best, m.num(0), node);
  // What cannot be stays so: -Infinity - -Infinity would be NaN.
  const gain = m.select(m.less(m.num(-Infinity), earlier), m.sub(best, earlier), m.num(0));
  return overSteps(m, gain, { to, rows });
}

function overSteps(m: Builder, value: Node, { rows, to }: Pick<Chain, 'rows' | 'to'>): Node {
  return to === null ? m.sum(value, rows) : m.sumRows(value, rows, to);
}

function bestPass(m: Builder, { chain, others, unary, tables }: Parts): Node {
  return m.chainScan(chain, 'best', m.broadcast(unary, [chain.rows, ...others]), passTables(m, tables, 0));
}

/** Over the rows and the term's axes; other axes that it lacks are summed. */
function marginal(m: Builder, node: Node<'chainMarginal'>): Node {
  const { rows, to, semiring, of } = node;
  const [cotangent, ...operands] = node.args;
  const terms = termsOf(operands, node);
  const term = terms[of];
  if (term === undefined) throw new Error('internal: a marginal of no term');
  const spread = to === null ? cotangent : m.spreadRows(cotangent, to, rows);
  const others = otherAxes(
    node,
    terms.map((each) => each.node),
  );
  const surplus = others.filter((axis) => !hasAxis(term.node.type.axes, axis));
  const weights =
    semiring === 'logSum' ? probabilities(m, node, terms, term) : onBestPath(m, node, terms, term);
  return surplus.reduce((sum, axis) => m.sum(sum, axis), m.mul(weights, spread));
}

function probabilities(
  m: Builder,
  chain: Chain,
  terms: readonly ConditionalTerm[],
  { node: term, condition }: ConditionalTerm,
): Node {
  const { parts, tables, forward } = forwardPass(m, chain, terms);
  const { now, before, others } = parts;
  const emission = m.chainPart(forward, 'emission');
  const smoothing = m.chainScan(chain, 'backward', emission, passTables(m, tables, 1));
  const wanted = [chain.rows, ...others, ...term.type.axes];
  /** Where the term does not count, one factor is 0. */
  const counted = (factor: Node): Node =>
    condition === null ? factor : m.select(condition, factor, m.num(0));
  const isUnary = term.type.axes.every((axis) => !hasAxis(before, axis) || hasAxis(now, axis));
  if (isUnary) return contract(m, [counted(m.mul(forward, smoothing))], wanted);
  const factors = tables.map(({ values, condition: own }) =>
    // Where it does not count itself it does not matter, nor does any other than 1 elsewhere.
    own === null || own === condition ? values : atRowsOr1(m, values, own),
  );
  return contract(m, [counted(incoming(m, parts, forward)), m.mul(emission, smoothing), ...factors], wanted);
}

function atRowsOr1(m: Builder, values: Node, condition: Node): Node {
  const { tables, axis, index } = pick(m, values, 1, condition);
  return m.gather(tables, index, axis);
}

/** The product of the factors, summed over every axis that is not wanted, the cheapest first. */
function contract(m: Builder, factors: readonly Node[], wanted: readonly Axis[]): Node {
  let rest = [...factors];
  const waiting = [...unionAxes(...factors.map(({ type }) => type.axes))].filter(
    (axis) => !hasAxis(wanted, axis),
  );
  const joined = (axis: Axis): readonly Axis[] =>
    unionAxes(...rest.filter(({ type }) => hasAxis(type.axes, axis)).map(({ type }) => type.axes));
  while (waiting.length > 0) {
    waiting.sort((a, b) => joined(a).length - joined(b).length);
    const axis = waiting.shift();
    if (axis === undefined) break;
    const own = rest.filter(({ type }) => hasAxis(type.axes, axis));
    rest = [...rest.filter((each) => !own.includes(each)), m.sum(product(m, own), axis)];
  }
  return product(m, rest);
}

function product(m: Builder, factors: readonly Node[]): Node {
  const [first, ...rest] = factors;
  return first === undefined ? m.num(1) : rest.reduce((result, factor) => m.mul(result, factor), first);
}

/** 1 where the states are those of the best path, else 0. */
function onBestPath(
  m: Builder,
  chain: Chain,
  terms: readonly ConditionalTerm[],
  { node: term, condition }: ConditionalTerm,
): Node {
  const parts = partsOf(m, chain, terms);
  const { now, before } = parts;
  const path = m.chainScan(chain, 'bestPath', bestPass(m, parts), passTables(m, parts.tables, 0));
  const earlier = m.previousRow(m.cast(path, 'f64'), m.num(0), chain);
  const conditions = term.type.axes.flatMap((axis) => {
    const after = now.findIndex((other) => other.name === axis.name);
    const slot = after >= 0 ? after : before.findIndex((other) => other.name === axis.name);
    if (slot < 0) return [];
    const state = digit(m, after >= 0 ? m.cast(path, 'f64') : earlier, now, slot);
    return [m.equal(m.cast(m.iota(axis), 'f64'), state)];
  });
  if (condition !== null) conditions.push(condition);
  if (conditions.length === 0) return m.num(1);
  return m.select(
    conditions.reduce((all, one) => m.and(all, one)),
    m.num(1),
    m.num(0),
  );
}
