// The gradient of a sum over the states of a chain with respect to one of its terms: the probabilities of what the term
// depends on (J. Eisner, "Inside-Outside and Forward-Backward Algorithms Are Just Backprop", 2016).

import { sumTo } from './rule.ts';
import type { EachOperand } from './rule.ts';
import { unionAxes } from '../../ir/axis.ts';

export const chainRule: EachOperand<'chain'> = (position) => (m, cotangent, node) => {
  const { rows, args, conditions } = node;
  const term = args[position];
  if (term === undefined) throw new Error('internal: a chain without this term');
  // Conditions are steps.
  if (position >= conditions.length) return m.num(0);
  const marginal = m.chainMarginal(node, position, cotangent);
  // A term without rows counts at every step.
  return sumTo(m, marginal, unionAxes([rows], term.type.axes), term.type.axes);
};
