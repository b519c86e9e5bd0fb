// Forms that neither overflow nor lose digits. None is exact: they change what was rounded, mostly for the better.

import { pat } from '../pattern.ts';
import { defineRule } from '../rewrite.ts';
import type { RewriteRule } from '../rewrite.ts';

const x = pat.any('x');
const one = pat.constant(1);

export const logSpaceRules: readonly RewriteRule[] = [
  defineRule({
    name: 'log-of-exp',
    exactness: 'rounding',
    match: pat.log(pat.exp(x)),
    rewrite: ({ x }) => x,
  }),
  // A negative x is outside the domain of log.
  defineRule({
    name: 'exp-of-log',
    exactness: 'finite',
    match: pat.exp(pat.log(x)),
    rewrite: ({ x }) => x,
  }),
  defineRule({
    name: 'log-of-one-plus-exp',
    exactness: 'rounding',
    match: pat.log1p(pat.exp(x)),
    rewrite: ({ x }, m) => m.softplus(x),
  }),
  // 1 + x is exactly 1 for |x| < 1e-16.
  defineRule({
    name: 'log-of-one-plus',
    exactness: 'rounding',
    match: pat.log(pat.add(one, x)),
    rewrite: ({ x }, m) => m.log1p(x),
  }),
  defineRule({
    name: 'log-of-one-minus',
    exactness: 'rounding',
    match: pat.log(pat.sub(one, x)),
    rewrite: ({ x }, m) => m.log1p(m.neg(x)),
  }),
  defineRule({
    name: 'exp-minus-one',
    exactness: 'rounding',
    match: pat.sub(pat.exp(x), one),
    rewrite: ({ x }, m) => m.expm1(x),
  }),
  defineRule({
    name: 'logistic',
    exactness: 'rounding',
    match: pat.div(one, pat.add(one, pat.exp(pat.neg(x)))),
    rewrite: ({ x }, m) => m.sigmoid(x),
  }),
  defineRule({
    name: 'log-of-sigmoid',
    exactness: 'rounding',
    match: pat.log(pat.sigmoid(x)),
    rewrite: ({ x }, m) => m.neg(m.softplus(m.neg(x))),
  }),
  defineRule({
    name: 'log-of-one-minus-sigmoid',
    exactness: 'rounding',
    match: pat.log1p(pat.neg(pat.sigmoid(x))),
    rewrite: ({ x }, m) => m.neg(m.softplus(x)),
  }),
  // sqrt(x) is 0 only where x is, so nothing underflows.
  defineRule({
    name: 'log-of-sqrt',
    exactness: 'rounding',
    match: pat.log(pat.sqrt(x)),
    rewrite: ({ x }, m) => m.mul(m.log(x), m.num(0.5)),
  }),
];
