// The gradient rule of every operation. A new operation does not compile until it has one here.

import type { OpName } from '../../ir/ops.ts';
import { alongAxesRules } from './along-axes.ts';
import { elementWiseRules } from './element-wise.ts';
import { matrixRules } from './matrices.ts';
import { refuse } from './rule.ts';
import type { VjpRule } from './rule.ts';

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

  // A draw varies with its parameter; saying zero would be wrong.
  random: [refuse('draws have no gradient with respect to their parameters')],
};
