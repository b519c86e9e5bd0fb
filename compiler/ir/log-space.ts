// Sums of exponentials without overflow, and with gradients that are numbers where a slice is all -Infinity
// (a configuration that cannot occur).

import type { Builder } from './build.ts';
import type { Axis, Node } from './ops.ts';

/**
 * log(sum{ exp(x) : axis }). -Infinity where the slice is all -Infinity, with gradient 0 there; else the
 * gradient is softmax(x).
 */
export function logSumExp(m: Builder, x: Node, axis: Axis): Node {
  const { total, shift } = shiftedSum(m, x, axis);
  const empty = m.equal(total, m.num(0));
  // `select` sends no gradient into log(0), whose slope times the zero terms would be NaN.
  const logTotal = m.log(m.select(empty, m.num(1), total));
  return m.select(empty, m.num(-Infinity), m.add(logTotal, shift));
}

/** exp(x) / sum{ exp(x) : axis }; NaN where the slice is all -Infinity. */
export function softmax(m: Builder, x: Node, axis: Axis): Node {
  const { terms, total } = shiftedSum(m, x, axis);
  return m.div(terms, total);
}

function shiftedSum(m: Builder, x: Node, axis: Axis): { terms: Node; total: Node; shift: Node } {
  const peak = m.stopGradient(m.reduceMax(x, axis));
  // -Infinity - -Infinity would be NaN.
  const shift = m.select(m.less(m.abs(peak), m.num(Infinity)), peak, m.num(0));
  const terms = m.exp(m.sub(x, shift));
  return { terms, total: m.sum(terms, axis), shift };
}
