// Signs move outwards, where they meet and cancel. All exact: rounding is symmetric about zero.

import type { Builder } from '../../ir/build.ts';
import type { Node } from '../../ir/ops.ts';
import { pat } from '../pattern.ts';
import { defineRule } from '../rewrite.ts';
import type { RewriteRule } from '../rewrite.ts';

const x = pat.any('x');
const y = pat.any('y');
const c = pat.number('c');

/** Unless there is more to negate than before: a sign must not move from a table of parameters to every row. */
function negatedOutside(m: Builder, before: Node, result: Node): Node | null {
  return result.type.axes.length > before.type.axes.length ? null : m.neg(result);
}

export const signRules: readonly RewriteRule[] = [
  defineRule({
    name: 'add-negated',
    exactness: 'exact',
    match: pat.add(x, pat.neg(y)),
    rewrite: ({ x, y }, m) => m.sub(x, y),
  }),
  defineRule({
    name: 'sub-negated',
    exactness: 'exact',
    match: pat.sub(x, pat.neg(y)),
    rewrite: ({ x, y }, m) => m.add(x, y),
  }),
  // Before the rules that move a sign out of a product: (-x) * c = x * (-c), with nothing left to do.
  defineRule({
    name: 'mul-negated-by-constant',
    exactness: 'exact',
    match: pat.mul(pat.neg(x), c),
    rewrite: ({ x, c }, m) => m.mul(x, m.neg(c)),
  }),
  defineRule({
    name: 'mul-negated',
    exactness: 'exact',
    match: pat.mul(pat.neg(x), y),
    rewrite: ({ x, y }, m) => negatedOutside(m, x, m.mul(x, y)),
  }),
  defineRule({
    name: 'div-negated',
    exactness: 'exact',
    match: pat.div(pat.neg(x), y),
    rewrite: ({ x, y }, m) => negatedOutside(m, x, m.div(x, y)),
  }),
  defineRule({
    name: 'div-by-negated',
    exactness: 'exact',
    match: pat.div(x, pat.neg(y)),
    rewrite: ({ x, y }, m) => negatedOutside(m, y, m.div(x, y)),
  }),
  defineRule({
    name: 'negated-multiple',
    exactness: 'exact',
    match: pat.neg(pat.mul(x, c)),
    rewrite: ({ x, c }, m) => m.mul(x, m.neg(c)),
  }),
];
