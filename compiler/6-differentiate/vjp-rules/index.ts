// The gradient rule of every operation. A new operation does not compile until it has one here.

import type { OpName } from '../../ir/ops.ts';
import { alongAxesRules } from './along-axes.ts';
import { elementWiseRules } from './element-wise.ts';
import { matrixRules } from './matrices.ts';
import { refuse } from './rule.ts';
import type { EachOperand, VjpRule } from './rule.ts';
import { chainRule } from './chains.ts';

/** Of operations that take any number of operands. */
export const variadicRules: { readonly [K in OpName]?: EachOperand<K> } = {
  chain: chainRule,
  chainMarginal: () => refuse('there is no second derivative along a chain'),
  chainScan: () => refuse('passes are made of chains once gradients are taken'),
};

export const vjpRules: { readonly [K in OpName]: VjpRule<K> } = {
  ...elementWiseRules,
  ...alongAxesRules,
  ...matrixRules,

  // Leaves have no operands.
  input: [],
  constant: [],
  size: [],
  iota: [],
  placeholder: [],

  // Steps and whole numbers: the gradient is zero wherever there is one.
  less: [null, null],
  lessEqual: [null, null],
  equal: [null, null],
  and: [null, null],
  or: [null, null],
  not: [null],
  cast: [null],
  stopGradient: [null],
  argMax: [null],
  randomIndex: [null],

  randomCounts: [null, null],

  // In `variadicRules`.
  chain: [],
  chainMarginal: [null],
  chainScan: [],
  chainPart: [refuse('passes are made of chains once gradients are taken')],
  previousRow: [
    refuse('passes are made of chains once gradients are taken'),
    refuse('passes are made of chains once gradients are taken'),
  ],
  store: [refuse('passes are made of chains once gradients are taken')],

  // A draw varies with its parameter; saying zero would be wrong.
  random: [refuse('draws have no gradient with respect to their parameters')],
};
