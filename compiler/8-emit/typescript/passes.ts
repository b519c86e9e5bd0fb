// A pass along the steps of sequences: a call of the runtime with the arrays that it reads and writes.

import { hasAxis, unionAxes } from '../../ir/axis.ts';
import type { Axis, Node } from '../../ir/ops.ts';
import { rowAxis } from '../schedule/plates.ts';
import type { Region } from '../schedule/regions.ts';
import type { KernelState } from './kernel-state.ts';
import type { Place } from './places.ts';
import type { Scopes } from './scopes.ts';

export interface PassSurroundings {
  /** The sequences, as `SequenceRange`. */
  readonly range: string;
  /** The row whose values an array starts with. */
  readonly firstRow: (place: Place) => string;
  readonly use: (place: Place) => string;
  readonly stream: () => string;
}

export function emitPass(
  state: KernelState,
  scopes: Scopes,
  { tasks }: Region,
  { range, firstRow, use, stream }: PassSurroundings,
): void {
  const nodes = tasks.map((task) => task.node);
  const pass = nodes.find((node) => node.op === 'chainScan');
  if (pass?.linear === true) throw new Error('internal: passes in TypeScript take logarithms');
  if (pass === undefined) throw new Error('internal: a pass without a chain');
  const placeOf = (node: Node): Place => {
    const place = state.keptPlace(node);
    if (place === null) throw new Error(`internal: ${node.op} of a pass is nowhere`);
    return place;
  };
  const values = (node: Node): string => {
    const place = placeOf(node);
    return `{ data: ${use(place)}, firstRow: ${firstRow(place)} }`;
  };
  const [message, ...operands] = pass.args;
  if (message === undefined) throw new Error('internal: a pass without a message');
  const tables = operands.slice(0, pass.tables.length);
  const indices = operands.slice(pass.tables.length);
  let next = 0;
  const tableTexts = tables.map((table, position) => {
    const place = placeOf(table);
    const index = pass.tables[position] === null ? undefined : indices[next++];
    const own = rowAxis(table.type.axes) === null ? 'null' : firstRow(place);
    return `{ data: ${use(place)}, firstRow: ${own}, index: ${index === undefined ? 'null' : values(index)} }`;
  });
  const part = (name: 'logScale' | 'emission'): string => {
    const node = nodes.find((each) => each.op === 'chainPart' && each.part === name);
    return node === undefined ? 'null' : values(node);
  };
  const list = [range, values(message), `[${tableTexts.join(', ')}]`, values(pass)];
  if (pass.pass === 'forward') list.push(part('logScale'), part('emission'));
  if (pass.pass === 'drawnPath') {
    const name = stream();
    list.push(
      `(weights, row, element) => { ${name}.seek(${String(pass.site)}, row, element); return ${name}.index(weights, 0, 1, weights.length); }`,
    );
  }
  scopes.write(`${chainOf(state, pass, message, tables)}.${pass.pass}(`);
  for (const argument of list) scopes.write(`  ${argument},`);
  scopes.write(');');
}

/** The constant that holds the chain's plan, which its sizes decide. */
function chainOf(
  state: KernelState,
  { rows, states, tables: picked }: Node<'chainScan'>,
  message: Node,
  tables: readonly Node[],
): string {
  const { workspace } = state;
  state.useImport('createChain');
  const now = states.map((state) => state.now);
  const before = states.map((state) => state.before);
  const others = message.type.axes.filter((axis) => axis.name !== rows.name && !hasAxis(now, axis));
  const axes = unionAxes(others, now, before);
  const numberOf = (axis: Axis): string => String(axes.findIndex((other) => other.name === axis.name));
  const sizeText = (axis: Axis): string => workspace.sizeOfAxes([axis]).text;
  const layouts = tables.map((table, position) => {
    const axis = picked[position] ?? null;
    const own = table.type.axes.filter((each) => each.name !== rows.name);
    const numbers = own.map((each) => (each.name === axis?.name ? '-1' : numberOf(each)));
    return `{ axes: [${numbers.join(', ')}], slices: ${axis === null ? '1' : sizeText(axis)} }`;
  });
  const stateTexts = states.map(
    (state) => `{ now: ${numberOf(state.now)}, before: ${numberOf(state.before)} }`,
  );
  const text = [
    `sizes: [${axes.map(sizeText).join(', ')}]`,
    `other: [${others.map(numberOf).join(', ')}]`,
    `states: [${stateTexts.join(', ')}]`,
    `tables: [${layouts.join(', ')}]`,
  ].join(', ');
  return workspace.constant('chain', `createChain({ ${text} })`);
}
