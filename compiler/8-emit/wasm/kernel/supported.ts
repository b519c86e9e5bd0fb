// Which programs have a form in WebAssembly: those that go over rows, and whose every operation does. The others stay
// TypeScript: kernels without rows are small, and draws and searches are calls of the runtime in any case.

import type { OpName, Program } from '../../../ir/ops.ts';
import { topologicalOrder } from '../../../ir/order.ts';
import { plateOf } from '../../schedule/plates.ts';
import { formulas } from './arithmetic.ts';
import { hasChainFunction } from './chains/chain-pass.ts';

const others: ReadonlySet<OpName> = new Set<OpName>([
  'input',
  'constant',
  'size',
  'iota',
  'placeholder',
  'special',
  'cast',
  'stopGradient',
  'reduceSum',
  'reduceMax',
  'argMax',
  'rename',
  'gather',
  'scatterAdd',
  'sumRows',
  'spreadRows',
  'cholesky',
  'solveLower',
  'chainPart',
  'previousRow',
]);

export function hasWasmForm(program: Program): boolean {
  const nodes = topologicalOrder(program.outputs.map(({ node }) => node));
  return (
    nodes.some((node) => plateOf(node.type) !== null) &&
    nodes.every((node) =>
      node.op === 'chainScan'
        ? hasChainFunction(node)
        : formulas[node.op] !== undefined || others.has(node.op),
    )
  );
}
