// Placeholders are zero, so once gradients are taken what they contribute is gone: logF + eps is logF,
// <eta + delta, T> is <eta, T>. Their zero is none of arithmetic: it vanishes next to infinity too. With them go
// the marks that stop gradients.

import { createBuilder } from '../../ir/build.ts';
import type { Builder } from '../../ir/build.ts';
import type { Node } from '../../ir/ops.ts';
import { mapProgram, rebuild } from '../../ir/rebuild.ts';
import type { Pass } from '../pass.ts';

export const dropPlaceholders: Pass = {
  name: 'drop-placeholders',
  run: (program) => {
    const m = createBuilder();
    const vanished = new Set<Node>();
    return mapProgram(m, program, (node, operands) => {
      if (vanishes(node, vanished)) {
        vanished.add(node);
        return m.num(0);
      }
      // Only differentiation reads this mark.
      if (node.op === 'stopGradient' && operands[0] !== undefined) return operands[0];
      return withoutVanished(m, node, operands, vanished);
    });
  },
};

/** Whether a value is zero because placeholders are. */
function vanishes(node: Node, vanished: ReadonlySet<Node>): boolean {
  const gone = (position: number): boolean => {
    const operand = node.args[position];
    return operand !== undefined && vanished.has(operand);
  };
  switch (node.op) {
    case 'placeholder':
      return true;
    case 'mul':
    case 'weighted':
      return gone(0) || gone(1);
    case 'add':
    case 'sub':
    case 'max':
    case 'min':
      return gone(0) && gone(1);
    case 'select':
      return gone(1) && gone(2);
    case 'solveLower':
      return gone(1);
    case 'div':
    case 'gather':
    case 'scatterAdd':
    case 'neg':
    case 'sqrt':
    case 'abs':
    case 'floor':
    case 'sin':
    case 'tanh':
    case 'log1p':
    case 'expm1':
    case 'stopGradient':
    case 'reduceSum':
    case 'reduceMax':
    case 'rename':
    case 'sumRows':
    case 'spreadRows':
      return gone(0);
    default:
      return false;
  }
}

/** The operation with zeros in the place of vanished operands; folding leaves the other operand of a sum. */
function withoutVanished(
  m: Builder,
  node: Node,
  operands: readonly Node[],
  vanished: ReadonlySet<Node>,
): Node {
  const zeros = operands.map((operand, position) => {
    const original = node.args[position];
    return original !== undefined && vanished.has(original) ? m.num(0) : operand;
  });
  return rebuild(m, node, zeros);
}
