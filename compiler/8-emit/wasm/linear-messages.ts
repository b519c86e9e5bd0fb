// Passes forwards whose steps' own terms are logarithms of numbers that tables hold, as where every observation is a
// category: they take the numbers, and no exponential is computed. A program of its own for WebAssembly, whose passes
// alone can do so.

import { createBuilder } from '../../ir/build.ts';
import type { Builder } from '../../ir/build.ts';
import type { Node, Program } from '../../ir/ops.ts';
import { mapProgram, rebuild } from '../../ir/rebuild.ts';
import { plateOf } from '../schedule/plates.ts';
import { hasChainFunction } from './kernel/chains/chain-pass.ts';

/** Products of more numbers may underflow where sums of their logarithms do not. */
const mostFactors = 2;

export function withLinearMessages(program: Program): Program {
  const m = createBuilder();
  return mapProgram(m, program, (node, operands) => {
    const copy = rebuild(m, node, operands);
    if (copy.op !== 'chainScan' || copy.pass !== 'forward' || !hasChainFunction(copy)) return copy;
    const [message, ...rest] = copy.args;
    if (message?.op !== 'store') return copy;
    const [terms] = message.args;
    const weights = factorsOf(terms) <= mostFactors ? exponential(m, terms) : null;
    if (weights === null) return copy;
    return m.make({ ...copy, args: [m.store(weights, message.axes), ...rest], linear: true });
  });
}

/** A table from outside lies as its caller has it: copied, the states of a step are side by side. */
function inOwnMemory(m: Builder, value: Node): Node {
  const isTable = plateOf(value.type) === null && value.type.axes.length > 0;
  return isTable ? m.store(value, value.type.axes) : value;
}

function factorsOf(node: Node): number {
  return node.op === 'add' ? node.args.reduce((sum, argument) => sum + factorsOf(argument), 0) : 1;
}

/** exp(node) without an exponential; null where it takes one. */
function exponential(m: Builder, node: Node): Node | null {
  const operands = (from = 0): readonly Node[] | null => {
    const found = node.args.map((argument, position) =>
      position < from ? argument : exponential(m, argument),
    );
    return found.some((each) => each === null) ? null : found.filter((each) => each !== null);
  };
  switch (node.op) {
    case 'constant':
      return m.num(Math.exp(node.value));
    case 'log':
      return inOwnMemory(m, node.args[0]);
    case 'add': {
      const [left, right] = operands() ?? [];
      return left === undefined || right === undefined ? null : m.mul(left, right);
    }
    case 'gather': {
      const base = exponential(m, node.args[0]);
      return base === null ? null : m.gather(base, node.args[1], node.axis);
    }
    case 'rename':
    case 'stopGradient':
    case 'spreadRows': {
      const all = operands();
      return all === null ? null : rebuild(m, node, all);
    }
    case 'select': {
      const all = operands(1);
      return all === null ? null : rebuild(m, node, all);
    }
    default:
      return null;
  }
}
