// Patterns over nodes, as data: `pat.mul(pat.any('x'), pat.constant(1))`. A name that occurs twice must be
// the same value both times; operands of commutative operations match in either order.

import type { BinaryFunction, UnaryFunction } from '../ir/scalar-functions.ts';
import type { Node, OpName } from '../ir/ops.ts';

export type Pattern<Names extends string> =
  | { readonly kind: 'any'; readonly name: Names }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'number'; readonly name: Names }
  | { readonly kind: 'operation'; readonly op: PatternOp; readonly operands: readonly Pattern<Names>[] };

/** Operations without attributes: only their operands say what they compute. */
export type PatternOp = UnaryFunction | BinaryFunction | 'not' | 'select' | 'less' | 'lessEqual';

/** The values that a pattern's names stand for. */
export type Bindings<Names extends string> = Readonly<Record<Names, Node>>;

const commutative: ReadonlySet<OpName> = new Set(['add', 'mul', 'max', 'min', 'and', 'or', 'equal']);

const unary =
  (op: PatternOp) =>
  <A extends string>(a: Pattern<A>): Pattern<A> => ({ kind: 'operation', op, operands: [a] });
const binary =
  (op: PatternOp) =>
  <A extends string, B extends string>(a: Pattern<A>, b: Pattern<B>): Pattern<A | B> => ({
    kind: 'operation',
    op,
    operands: [a, b],
  });

export const pat = {
  /** Any value, under this name. */
  any: <Name extends string>(name: Name): Pattern<Name> => ({ kind: 'any', name }),
  /** The constant with this value (0 is -0 too). */
  constant: (value: number): Pattern<never> => ({ kind: 'constant', value }),
  /** Any constant, under this name. */
  number: <Name extends string>(name: Name): Pattern<Name> => ({ kind: 'number', name }),
  neg: unary('neg'),
  exp: unary('exp'),
  log: unary('log'),
  log1p: unary('log1p'),
  sqrt: unary('sqrt'),
  sigmoid: unary('sigmoid'),
  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binary('div'),
  weighted: binary('weighted'),
  select: <A extends string, B extends string, C extends string>(
    condition: Pattern<A>,
    whenTrue: Pattern<B>,
    whenFalse: Pattern<C>,
  ): Pattern<A | B | C> => ({ kind: 'operation', op: 'select', operands: [condition, whenTrue, whenFalse] }),
} as const;

/** What the names stand for if the node has this form, else null. */
export function matchPattern<Names extends string>(
  pattern: Pattern<Names>,
  node: Node,
): Bindings<Names> | null {
  const bound = match(pattern, node, new Map<string, Node>());
  return bound === null ? null : (Object.fromEntries(bound) as Record<Names, Node>);
}

type Bound = ReadonlyMap<string, Node>;

function match(pattern: Pattern<string>, node: Node, bound: Bound): Bound | null {
  switch (pattern.kind) {
    case 'constant':
      return node.op === 'constant' && node.value === pattern.value ? bound : null;
    case 'number':
      return node.op === 'constant' ? bind(pattern.name, node, bound) : null;
    case 'any':
      return bind(pattern.name, node, bound);
    case 'operation': {
      if (node.op !== pattern.op) return null;
      const inOrder = matchAll(pattern.operands, node.args, bound);
      if (inOrder !== null || !commutative.has(node.op)) return inOrder;
      return matchAll(pattern.operands, node.args.toReversed(), bound);
    }
  }
}

function bind(name: string, node: Node, bound: Bound): Bound | null {
  const before = bound.get(name);
  if (before !== undefined) return before === node ? bound : null;
  return new Map([...bound, [name, node]]);
}

function matchAll(patterns: readonly Pattern<string>[], nodes: readonly Node[], bound: Bound): Bound | null {
  let all: Bound | null = bound;
  for (const [position, pattern] of patterns.entries()) {
    const node = nodes[position];
    if (node === undefined || all === null) return null;
    all = match(pattern, node, all);
  }
  return all;
}
