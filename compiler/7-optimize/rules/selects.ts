// Choices whose outcome is known.

import { pat } from '../pattern.ts';
import { defineRule } from '../rewrite.ts';
import type { RewriteRule } from '../rewrite.ts';

const condition = pat.any('condition');
const a = pat.any('a');
const b = pat.any('b');
const d = pat.any('d');

export const selectRules: readonly RewriteRule[] = [
  defineRule({
    name: 'select-within-true',
    exactness: 'exact',
    match: pat.select(condition, pat.select(condition, a, b), d),
    rewrite: ({ condition, a, d }, m) => m.select(condition, a, d),
  }),
  defineRule({
    name: 'select-within-false',
    exactness: 'exact',
    match: pat.select(condition, a, pat.select(condition, b, d)),
    rewrite: ({ condition, a, d }, m) => m.select(condition, a, d),
  }),
  // A weight of 0 or 1 that a condition decides: left by the gradient of a guarded logarithm.
  defineRule({
    name: 'weighted-by-choice',
    exactness: 'exact',
    match: pat.weighted(pat.select(condition, pat.constant(0), pat.constant(1)), a),
    rewrite: ({ condition, a }, m) => m.select(condition, m.num(0), a),
  }),
  defineRule({
    name: 'weighted-by-indicator',
    exactness: 'exact',
    match: pat.weighted(pat.select(condition, pat.constant(1), pat.constant(0)), a),
    rewrite: ({ condition, a }, m) => m.select(condition, a, m.num(0)),
  }),
];
