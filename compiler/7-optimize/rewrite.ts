// Rewrite rules as data, and the engine that applies them to a program until none fits.

import { createBuilder } from '../ir/build.ts';
import type { Builder } from '../ir/build.ts';
import type { Node, OpName, Program } from '../ir/ops.ts';
import { mapProgram, rebuild } from '../ir/rebuild.ts';
import { matchPattern } from './pattern.ts';
import type { Bindings, Pattern } from './pattern.ts';

/**
 * `exact`: holds for NaN and infinities too (up to the sign of a zero). `rounding`: changes the last bits, or
 * replaces an overflow by the true value. `finite`: assumes that no operand is NaN or infinite, or outside a domain.
 */
export type Exactness = 'exact' | 'rounding' | 'finite';

export interface RewriteRule {
  /** Says what it matches, in kebab-case. */
  readonly name: string;
  readonly exactness: Exactness;
  /** Operations at the root of what it matches. */
  readonly roots: readonly OpName[];
  /** A node of the same value, or null where the rule does not fit. */
  readonly apply: (m: Builder, node: Node) => Node | null;
  /** The form matched, from which tests make examples; null for rules over families of operations. */
  readonly pattern: Pattern<string> | null;
}

/** A rule from a pattern and its replacement. The replacement may give null: the form alone does not suffice. */
export function defineRule<Names extends string>(rule: {
  readonly name: string;
  readonly exactness: Exactness;
  readonly match: Pattern<Names>;
  readonly rewrite: (bindings: Bindings<Names>, m: Builder) => Node | null;
}): RewriteRule {
  const { name, exactness, match, rewrite } = rule;
  if (match.kind !== 'operation') throw new Error(`internal: rule ${name} matches everything`);
  return {
    name,
    exactness,
    roots: [match.op],
    pattern: match,
    apply: (m, node) => {
      const bindings = matchPattern(match, node);
      return bindings === null ? null : rewrite(bindings, m);
    },
  };
}

/** More rounds than any sensible program needs: two rules that undo each other must not hang the compiler. */
const roundLimit = 20;

/** Applies the rules everywhere, operands first, until no rule fits. */
export function rewriteProgram(program: Program, rules: readonly RewriteRule[]): Program {
  const byRoot = new Map<OpName, RewriteRule[]>();
  for (const rule of rules)
    for (const root of rule.roots) byRoot.set(root, [...(byRoot.get(root) ?? []), rule]);

  let current = program;
  for (let round = 0; round < roundLimit; round += 1) {
    const m = createBuilder();
    const rewritten = new Set<Node>();
    current = mapProgram(m, current, (node, operands) => {
      const copy = rebuild(m, node, operands);
      const replacement = rewriteNode(m, copy, byRoot);
      if (replacement !== copy) rewritten.add(copy);
      return replacement;
    });
    if (rewritten.size === 0) break;
  }
  return current;
}

function rewriteNode(m: Builder, node: Node, rules: ReadonlyMap<OpName, readonly RewriteRule[]>): Node {
  for (const rule of rules.get(node.op) ?? []) {
    const replacement = rule.apply(m, node);
    if (replacement !== null && replacement !== node) return replacement;
  }
  return node;
}
