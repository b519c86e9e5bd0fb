// What computing a value reads, and along which of its loops. Values that cost nothing ("views") are looked
// through, so that only values which are stored or computed somewhere remain.

import { hasAxis, unionAxes, withoutAxis } from '../../ir/axis.ts';
import type { Axis, Node, OpName } from '../../ir/ops.ts';
import { innerAxes, plateOf, rowAxis } from './plates.ts';

export interface Read {
  /** Never a view. */
  readonly node: Node;
  /** For each axis of the value but its rows: the axis of the reader that it follows; null if read anywhere. */
  readonly along: ReadonlyMap<string, string | null>;
  /** The reader's row, the one before it, its row in the parent plate, or any row. */
  readonly rows: 'same' | 'before' | 'parent' | 'any';
}

/** How a value is computed: loops shared with other values, then loops of its own. */
export interface Nest {
  /** Loops that may be shared, in the order preferred, outermost first. */
  readonly outer: readonly Axis[];
  /** A loop that may be shared, within those; the value is known when it ends. */
  readonly reduced: Axis | null;
  /** A loop that runs in order and that later values may join; within `outer`. */
  readonly sequential: { readonly axis: Axis; readonly descending: boolean } | null;
  /** Loops inside the value's own statement. */
  readonly inner: readonly Axis[];
  /** Axes along which the statement fills an array, so that the value is known after it only. */
  readonly filled: readonly Axis[];
}

const noLoops: Nest = { outer: [], reduced: null, sequential: null, inner: [], filled: [] };

/** Leaves cost nothing; expressions may be written into the place that uses them; the rest are statements. */
const classes: Readonly<Record<OpName, 'leaf' | 'expression' | 'statement'>> = {
  input: 'leaf',
  constant: 'leaf',
  size: 'leaf',
  iota: 'leaf',
  placeholder: 'leaf',
  neg: 'expression',
  exp: 'expression',
  log: 'expression',
  log1p: 'expression',
  expm1: 'expression',
  sqrt: 'expression',
  abs: 'expression',
  floor: 'expression',
  sin: 'expression',
  cos: 'expression',
  tanh: 'expression',
  sigmoid: 'expression',
  softplus: 'expression',
  lgamma: 'expression',
  digamma: 'expression',
  trigamma: 'expression',
  inverseLogMinusDigamma: 'expression',
  special: 'expression',
  add: 'expression',
  sub: 'expression',
  mul: 'expression',
  div: 'expression',
  pow: 'expression',
  max: 'expression',
  min: 'expression',
  weighted: 'expression',
  less: 'expression',
  lessEqual: 'expression',
  equal: 'expression',
  and: 'expression',
  or: 'expression',
  not: 'expression',
  select: 'expression',
  cast: 'expression',
  stopGradient: 'expression',
  rename: 'expression',
  gather: 'expression',
  spreadRows: 'expression',
  reduceSum: 'statement',
  reduceMax: 'statement',
  argMax: 'statement',
  scatterAdd: 'statement',
  sumRows: 'statement',
  cholesky: 'statement',
  solveLower: 'statement',
  dirichletConcentration: 'statement',
  stationary: 'statement',
  stationarySlope: 'statement',
  chain: 'statement',
  chainMarginal: 'statement',
  chainScan: 'statement',
  chainPart: 'statement',
  previousRow: 'expression',
  store: 'expression',
  random: 'statement',
  randomIndex: 'statement',
  randomCounts: 'statement',
};

/** Values that need no computation: numbers, arrays from outside, positions. */
export function isLeaf(node: Node): boolean {
  return classes[node.op] === 'leaf';
}

/** Whether a value that is used once can be written into the expression that uses it. */
export function isExpression(node: Node): boolean {
  return classes[node.op] === 'expression';
}

/** A condition that holds everywhere, by which the builder repeats a value along an axis. */
export function holdsEverywhere(node: Node): boolean {
  if (node.op !== 'lessEqual') return false;
  const [low, position] = node.args;
  return low.op === 'constant' && low.value <= 0 && position.op === 'iota';
}

/** Another way to read a value: computed anew wherever it is used. */
export function isView(node: Node): boolean {
  switch (node.op) {
    case 'rename':
    case 'stopGradient':
      return true;
    case 'cast':
      return node.dtype === 'f64' && node.args[0].type.dtype === 'i32';
    case 'lessEqual':
      return holdsEverywhere(node);
    case 'select':
      return holdsEverywhere(node.args[0]);
    case 'gather': {
      // A row of a table, chosen once for each plate row: only the address differs.
      const [base, index] = node.args;
      return (
        plateOf(base.type) === null && plateOf(node.type) !== null && innerAxes(index.type.axes).length === 0
      );
    }
    default:
      return false;
  }
}

/** Whether it is made by a pass along the steps of sequences, which has a loop over rows of its own. */
export function isPass(node: Node): node is Node<'chainScan' | 'chainPart'> {
  return node.op === 'chainScan' || node.op === 'chainPart';
}

/** Whether the value adds up rows, so that it is computed in their loop and known after it. */
export function rowCrossing(node: Node): boolean {
  return node.op === 'sumRows' || computedOver(node) !== plateOf(node.type);
}

/** The plate over whose rows a value is computed; null for none. */
export function computedOver(node: Node): string | null {
  switch (node.op) {
    case 'reduceSum':
    case 'reduceMax':
    case 'argMax':
      return plateOf(node.args[0].type);
    case 'scatterAdd':
      return rowAxis(unionAxes(...node.args.map(({ type }) => type.axes)))?.plate ?? null;
    case 'sumRows':
      return node.from.plate;
    default:
      return plateOf(node.type);
  }
}

export function nestOf(node: Node): Nest {
  const result = innerAxes(node.type.axes);
  switch (node.op) {
    case 'reduceSum':
    case 'reduceMax':
    case 'argMax':
      if (node.axis.plate !== null) return { ...noLoops, outer: result };
      return { ...noLoops, outer: result, reduced: node.axis };
    case 'scatterAdd': {
      const loops = innerAxes(unionAxes(...node.args.map(({ type }) => type.axes)));
      const kept = loops.filter((axis) => hasAxis(node.keep, axis));
      const summed = loops.filter((axis) => !hasAxis(node.keep, axis));
      if (rowCrossing(node)) return { ...noLoops, outer: [...kept, ...summed] };
      return { ...noLoops, outer: kept, inner: summed, filled: node.axes };
    }
    case 'cholesky': {
      const batch = withoutAxis(withoutAxis(result, node.row), node.column);
      return { ...noLoops, outer: batch, inner: [node.row, node.column], filled: [node.row, node.column] };
    }
    case 'solveLower': {
      const solved = node.transposed ? node.row : node.column;
      return {
        ...noLoops,
        outer: withoutAxis(result, solved),
        sequential: { axis: solved, descending: node.transposed },
      };
    }
    case 'chainScan':
    case 'chainPart':
      return { ...noLoops, inner: result, filled: result };
    case 'stationary':
    case 'stationarySlope':
      return {
        ...noLoops,
        outer: withoutAxis(result, node.column),
        inner: [node.column],
        filled: [node.column],
      };
    case 'dirichletConcentration':
    case 'randomCounts':
      return { ...noLoops, outer: withoutAxis(result, node.axis), inner: [node.axis], filled: [node.axis] };
    case 'randomIndex':
      return { ...noLoops, outer: result, inner: [node.axis] };
    default:
      return { ...noLoops, outer: result };
  }
}

/** All loops of a nest. */
export function nestAxes(nest: Nest): readonly Axis[] {
  return [
    ...nest.outer,
    ...(nest.reduced === null ? [] : [nest.reduced]),
    ...(nest.sequential === null ? [] : [nest.sequential.axis]),
    ...nest.inner,
  ];
}

/** Reading a whole value at the loops' positions, as an output does. */
export function identityReads(node: Node): readonly Read[] {
  return lookThrough(node, sameAxes(node), 'same');
}

/** The values that computing `node` reads, views looked through, one entry for each place in its expression. */
export function readsOf(node: Node): readonly Read[] {
  return node.args.flatMap((argument, position) => {
    const along = new Map(sameAxes(argument));
    let rows: Read['rows'] = 'same';
    const redirect = (axis: Axis, to: Axis | null): void => {
      if (axis.plate === null) along.set(axis.name, to?.name ?? null);
      else rows = 'any';
    };
    // A pass reads whole arrays.
    if (isPass(node))
      for (const axis of argument.type.axes) if (axis.plate === null) along.set(axis.name, null);
    if (node.op === 'gather' && position === 0) redirect(node.axis, null);
    if (node.op === 'spreadRows') rows = 'parent';
    if (node.op === 'previousRow' && position === 0) rows = 'before';
    if (node.op === 'stationary' || node.op === 'stationarySlope') {
      redirect(node.row, null);
      redirect(node.column, null);
    }
    if (node.op === 'solveLower') {
      const [given, solved] = node.transposed ? [node.column, node.row] : [node.row, node.column];
      if (position === 1) redirect(given, solved);
      else {
        redirect(given, null);
        redirect(solved, null);
      }
    }
    return lookThrough(argument, along, rows);
  });
}

function sameAxes(node: Node): ReadonlyMap<string, string | null> {
  return new Map(innerAxes(node.type.axes).map((axis) => [axis.name, axis.name]));
}

/** `along` is of the view's axes. */
function lookThrough(node: Node, along: Read['along'], rows: Read['rows']): readonly Read[] {
  if (!isView(node)) return [{ node, along, rows }];
  const part = (argument: Node, other: ReadonlyMap<string, string | null> = new Map()): readonly Read[] => {
    const inner = innerAxes(argument.type.axes).map((axis): [string, string | null] => {
      const follows = other.get(axis.name);
      return [axis.name, follows === undefined ? (along.get(axis.name) ?? null) : follows];
    });
    return lookThrough(argument, new Map(inner), rows);
  };
  switch (node.op) {
    case 'rename':
      if (node.from.plate !== null || node.to.plate !== null)
        throw new Error('internal: rows are not read along another axis');
      return part(node.args[0], new Map([[node.from.name, along.get(node.to.name) ?? null]]));
    case 'lessEqual':
      return [];
    case 'select':
      return part(node.args[1]);
    case 'gather':
      return [...part(node.args[0], new Map([[node.axis.name, null]])), ...part(node.args[1])];
    case 'stopGradient':
    case 'cast':
      return part(node.args[0]);
    default:
      throw new Error(`internal: ${node.op} is no view`);
  }
}
