// Constants meet: fewer operations, other roundings.

import { pat } from '../pattern.ts';
import { defineRule } from '../rewrite.ts';
import type { RewriteRule } from '../rewrite.ts';

const x = pat.any('x');
const c = pat.number('c');
const d = pat.number('d');

export const constantRules: readonly RewriteRule[] = [
  defineRule({
    name: 'product-of-multiple',
    exactness: 'rounding',
    match: pat.mul(pat.mul(x, c), d),
    rewrite: ({ x, c, d }, m) => m.mul(x, m.mul(c, d)),
  }),
  defineRule({
    name: 'sum-of-shifted',
    exactness: 'rounding',
    match: pat.add(pat.add(x, c), d),
    rewrite: ({ x, c, d }, m) => m.add(x, m.add(c, d)),
  }),
  // Divides once, when compiling; exact for powers of two only.
  defineRule({
    name: 'div-by-constant',
    exactness: 'rounding',
    match: pat.div(x, d),
    rewrite: ({ x, d }, m) => m.mul(x, m.div(m.num(1), d)),
  }),
];
