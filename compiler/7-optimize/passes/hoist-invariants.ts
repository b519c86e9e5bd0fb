// Factors that do not vary along a summed axis move out of the sum, so that it has less to multiply:
//
//   sum{ a[row, k] * b[row] * c[k] : row }  ->  c[k] * sum{ a[row, k] * b[row] : row }
//
// What stays inside is still a product over the axis, a contraction. Changes roundings, and is always on: it
// never adds work. Where a product of infinity and zero appears, it may appear elsewhere.

import { hasAxis } from '../../ir/axis.ts';
import { createBuilder } from '../../ir/build.ts';
import type { Builder } from '../../ir/build.ts';
import type { Axis, Node } from '../../ir/ops.ts';
import { mapProgram, rebuild } from '../../ir/rebuild.ts';
import type { Pass } from '../pass.ts';

export const hoistInvariants: Pass = {
  name: 'hoist-invariants',
  run: (program) => {
    const m = createBuilder();
    return mapProgram(m, program, (node, operands) => {
      const copy = rebuild(m, node, operands);
      return copy.op === 'reduceSum' ? hoist(m, copy) : copy;
    });
  },
};

/** A product: `outside` does not vary along the axis, `inside` may. Null stands for 1. */
interface Split {
  readonly outside: Node | null;
  readonly inside: Node | null;
}

function hoist(m: Builder, sum: Node<'reduceSum'>): Node {
  const { outside, inside } = split(m, sum.args[0], sum.axis);
  if (outside === null) return sum;
  const rest = m.sum(inside ?? m.num(1), sum.axis);
  // sum{ -x } = -sum{ x }
  return isMinusOne(outside) ? m.neg(rest) : m.mul(outside, rest);
}

function split(m: Builder, value: Node, axis: Axis): Split {
  if (!hasAxis(value.type.axes, axis)) return { outside: value, inside: null };
  switch (value.op) {
    case 'neg': {
      const { outside, inside } = split(m, value.args[0], axis);
      return { outside: outside === null ? m.num(-1) : m.neg(outside), inside };
    }
    case 'mul': {
      const [left, right] = [split(m, value.args[0], axis), split(m, value.args[1], axis)];
      // Nothing to move: keep the product as it is, which others may share.
      if (left.outside === null && right.outside === null) return { outside: null, inside: value };
      return {
        outside: product(m, left.outside, right.outside),
        inside: product(m, left.inside, right.inside),
      };
    }
    case 'div': {
      const [dividend, divisor] = value.args;
      const top = split(m, dividend, axis);
      if (!hasAxis(divisor.type.axes, axis))
        return { outside: m.div(top.outside ?? m.num(1), divisor), inside: top.inside };
      if (top.outside === null) return { outside: null, inside: value };
      return { outside: top.outside, inside: m.div(top.inside ?? m.num(1), divisor) };
    }
    default:
      return { outside: null, inside: value };
  }
}

function product(m: Builder, a: Node | null, b: Node | null): Node | null {
  if (a === null || b === null) return a ?? b;
  return m.mul(a, b);
}

function isMinusOne(node: Node): boolean {
  return node.op === 'constant' && node.value === -1;
}
