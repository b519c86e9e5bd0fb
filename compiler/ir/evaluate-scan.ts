// Passes along chains, for the reference evaluator: the library's contractions over the rows of all sequences.

import { createChain } from '../library/chains/index.ts';
import type { Chain as ChainKernel, RowIndices, RowValues, SequenceRange } from '../library/chains/index.ts';
import type { NamedArray } from './named-array.ts';
import { sizeAlong } from './named-array.ts';
import type { Axis, Node } from './ops.ts';
import { hasAxis, unionAxes } from './axis.ts';

export interface ScanResult {
  readonly values: Float64Array;
  readonly logScale: Float64Array;
  readonly emission: Float64Array;
  readonly path: Int32Array;
}

/** What a pass needs of the program besides its operands. */
export interface ScanInput {
  readonly sizeOf: (axis: Axis) => number;
  readonly range: SequenceRange;
  readonly pick: (weights: Float64Array, row: number, element: number) => number;
}

export function evaluateScan(
  node: Node<'chainScan'>,
  args: readonly NamedArray[],
  { sizeOf, range, pick }: ScanInput,
): ScanResult {
  const [message, ...rest] = args;
  if (message === undefined) throw new Error('internal: a pass without a message');
  const tables = rest.slice(0, node.tables.length);
  const indices = rest.slice(node.tables.length);
  const chain = chainOf(node, message, tables, sizeOf);
  let nextIndex = 0;
  const values = tables.map((table, position) => {
    const index = node.tables[position] === null ? undefined : indices[nextIndex++];
    return {
      data: Float64Array.from(table.data),
      firstRow: hasAxis(table.axes, node.rows) ? 0 : null,
      index: index === undefined ? null : { data: Int32Array.from(index.data), firstRow: 0 },
    };
  });
  const given = Float64Array.from(message.data);
  const read: RowValues = { data: node.linear ? given.map(Math.log) : given, firstRow: 0 };
  const out = (count: number): RowValues => ({ data: new Float64Array(count), firstRow: 0 });
  const found = out(message.count);
  const [logScale, emission] = [out(message.count), out(message.count)];
  const path: RowIndices = { data: new Int32Array(message.count), firstRow: 0 };
  switch (node.pass) {
    case 'forward':
      chain.forward(range, read, values, found, logScale, emission);
      break;
    case 'backward':
      chain.backward(range, read, values, found);
      break;
    case 'best':
      chain.best(range, read, values, found);
      break;
    case 'bestPath':
      chain.bestPath(range, read, values, path);
      break;
    case 'drawnPath':
      chain.drawnPath(range, read, values, path, pick);
      break;
  }
  return { values: found.data, logScale: logScale.data, emission: emission.data, path: path.data };
}

function chainOf(
  { rows, states, tables: picked }: Node<'chainScan'>,
  message: NamedArray,
  tables: readonly NamedArray[],
  sizeOf: (axis: Axis) => number,
): ChainKernel {
  const now = states.map((state) => state.now);
  const others = message.axes.filter((axis) => axis.name !== rows.name && !hasAxis(now, axis));
  const axes = unionAxes(
    others,
    now,
    states.map((state) => state.before),
  );
  const numberOf = (axis: Axis): number => axes.findIndex((other) => other.name === axis.name);
  return createChain({
    sizes: axes.map(sizeOf),
    other: others.map(numberOf),
    states: states.map((state) => ({ now: numberOf(state.now), before: numberOf(state.before) })),
    tables: tables.map((table, position) => {
      const axis = picked[position] ?? null;
      return {
        axes: table.axes
          .filter((each) => each.name !== rows.name)
          .map((each) => (each.name === axis?.name ? -1 : numberOf(each))),
        slices: axis === null ? 1 : sizeAlong(table, axis),
      };
    }),
  });
}
