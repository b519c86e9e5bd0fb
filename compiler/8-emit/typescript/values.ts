// Values as expressions: variables, elements of arrays, and what is computed on the spot.

import type { Axis, Node } from '../../ir/ops.ts';
import { holdsEverywhere, isView } from '../schedule/reads.ts';
import { innerAxes, rowAxis } from '../schedule/plates.ts';
import { atom, binary, call, conditional, element, isSimple, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import { castExpression, formulas, importedFunctions } from './operations.ts';
import { lanePosition, position, rowOffset } from './places.ts';
import type { Indices, Place } from './places.ts';
import type { Scopes } from './scopes.ts';
import type { Workspace } from './workspace.ts';

/** What expressions of one row loop, or of statements without rows, are written in. */
export interface Surroundings {
  readonly scopes: Scopes;
  readonly workspace: Workspace;
  /** Rows computed together: several, or 1 for the rest and where there are none. */
  readonly lanes: number;
  /** Values written into the expressions that use them. */
  readonly inlined: ReadonlySet<Node>;
  /** Arrays of the region's own for its values. */
  readonly scratch: ReadonlyMap<Node, Place>;
  /** Arrays that outlive the region. */
  readonly place: (node: Node) => Place | null;
  /** For the tile's rows of a plate, the variable that holds the first. */
  readonly firstRow: (plate: string) => string;
  /** The variable that holds the row with which arrays of a block of a sequence start. */
  readonly blockStart: (plate: string) => Place;
  /** For each row of a plate, its row in the parent plate. */
  readonly parentRows: (plate: string) => string;
  /** For each row of the plate around, the first row in a plate. */
  readonly offsets: (plate: string) => string;
  /** Notes that a name from outside the function is needed; gives it back. */
  readonly use: (place: Place) => string;
  readonly useImport: (name: string) => void;
  /** Current indices of the shared loops. */
  readonly loopIndices: Map<string, Expression>;
  /** For each lane, the row, and its axis. */
  readonly row: { readonly axis: Axis; readonly indices: readonly Expression[] } | null;
}

/** The indices at which a statement inside the open loops is computed. */
export function indicesOf(around: Surroundings, lane: number): Indices {
  const indices = new Map(around.loopIndices);
  const index = around.row?.indices[lane];
  if (around.row !== null && index !== undefined) indices.set(around.row.axis.name, index);
  return indices;
}

export function withIndex(indices: Indices, axis: Axis, index: Expression): Indices {
  return new Map(indices).set(axis.name, index);
}

/** The value at these indices. */
export function valueAt(around: Surroundings, node: Node, indices: Indices, lane: number): Expression {
  switch (node.op) {
    case 'constant':
      return node.type.dtype === 'bool'
        ? atom(node.value === 0 ? 'false' : 'true')
        : numberLiteral(node.value);
    case 'placeholder':
      return numberLiteral(0);
    case 'size':
      return around.workspace.value(node.size);
    case 'iota':
      return indexAlong(indices, node.axis);
    default:
      if (isView(node) || around.inlined.has(node)) return computed(around, node, indices, lane);
      return variableOf(around, node, indices, lane) ?? stored(around, node, indices, lane);
  }
}

/** The operation, applied here. */
export function computed(around: Surroundings, node: Node, indices: Indices, lane: number): Expression {
  const at = (argument: Node, where: Indices = indices): Expression => valueAt(around, argument, where, lane);
  if (holdsEverywhere(node)) return atom('true');
  switch (node.op) {
    case 'rename':
      return at(node.args[0], withIndex(indices, node.from, indexAlong(indices, node.to)));
    case 'stopGradient':
      return at(node.args[0]);
    case 'cast':
      return castExpression(node, at(node.args[0]));
    case 'gather': {
      const index = around.scopes.hoist(at(node.args[1]), 'index');
      return at(node.args[0], withIndex(indices, node.axis, index));
    }
    case 'spreadRows':
      return at(node.args[0], withIndex(indices, node.from, parentRow(around, node.to, indices)));
    case 'previousRow': {
      const [value, first] = node.args;
      const row = indexAlong(indices, node.rows);
      const before = withIndex(indices, node.rows, binary('-', row, numberLiteral(1)));
      const start =
        node.to === null
          ? numberLiteral(0)
          : element(around.offsets(node.rows.plate ?? ''), parentRow(around, node.rows, indices));
      const isFirst = around.scopes.hoist(binary('===', row, start), 'isFirst');
      return conditional(isFirst, at(first), at(value, before));
    }
    case 'special':
      around.useImport(node.name);
      return call(node.name, ...node.args.map((argument) => at(argument)));
    case 'select':
      if (holdsEverywhere(node.args[0])) return at(node.args[1]);
      break;
    default:
  }
  const formula = formulas[node.op];
  if (formula === null) throw new Error(`internal: ${node.op} is no expression`);
  if (importedFunctions.includes(node.op)) around.useImport(node.op);
  const named = (value: Expression): Expression => hoistHere(around, value);
  return formula(
    node.args.map((argument) => at(argument)),
    named,
  );
}

/** Row of the parent plate in which the current row of an inner plate lies. */
export function parentRow(around: Surroundings, rows: Axis, indices: Indices): Expression {
  const parents = around.parentRows(rows.plate ?? '');
  const row = around.scopes.hoist(indexAlong(indices, rows), 'row');
  return around.scopes.hoist(element(parents, row), `${row.text} parent`);
}

/** The element of an array, to read or to write. */
export function elementOf(around: Surroundings, place: Place, indices: Indices, lane: number): Expression {
  const { scopes, workspace } = around;
  const name = around.use(place);
  if (place.layout === 'variable') return atom(name);
  if (place.layout === 'lanes') {
    const plain = position(place.axes, indices, scopes, workspace);
    return element(name, lanePosition(plain, around.lanes, lane, scopes));
  }
  let where = indices;
  const rows = rowAxis(place.axes);
  if ((place.layout === 'tile' || place.layout === 'block') && rows !== null) {
    const row = scopes.hoist(indexAlong(indices, rows), 'row');
    const plate = rows.plate ?? '';
    const first = place.layout === 'tile' ? around.firstRow(plate) : around.use(around.blockStart(plate));
    const offset = rowOffset(row, first, scopes);
    where = withIndex(indices, rows, offset);
  }
  return element(name, position(place.axes, where, scopes, workspace));
}

/** The value in an array, wherever the region keeps it. */
function stored(around: Surroundings, node: Node, indices: Indices, lane: number): Expression {
  const place = around.scratch.get(node) ?? around.place(node);
  if (place === null) throw new Error(`internal: ${node.op} is nowhere`);
  return loadFrom(around, place, indices, lane);
}

/** Reads an array, outside of the loops where the address does not change. */
export function loadFrom(around: Surroundings, place: Place, indices: Indices, lane: number): Expression {
  const { scopes, lanes } = around;
  const located = elementOf(around, place, indices, lane);
  if (place.layout === 'variable') return located;
  const found = { ...located, depth: Math.max(located.depth, place.depth) };
  const value = place.dtype === 'bool' ? binary('!==', found, numberLiteral(0)) : found;
  // The lanes share what has no rows.
  const shared = lanes > 1 && place.layout === 'plain' && rowAxis(place.axes) === null;
  return shared || found.depth < scopes.depth ? scopes.hoist(value, place.element) : value;
}

/** The variable that holds the value, if it is of the current steps of the open loops. */
function variableOf(around: Surroundings, node: Node, indices: Indices, lane: number): Expression | null {
  const variable = around.scopes.recall(node, lane);
  if (variable === null) return null;
  const current = innerAxes(node.type.axes).every(
    (axis) => indices.get(axis.name)?.text === around.loopIndices.get(axis.name)?.text,
  );
  return current ? variable : null;
}

export function indexAlong(indices: Indices, axis: Axis): Expression {
  const index = indices.get(axis.name);
  if (index === undefined) throw new Error(`internal: no index along ${axis.name}`);
  return index;
}

/** A variable in the innermost block, for what is used more than once. */
export function hoistHere(around: Surroundings, value: Expression): Expression {
  if (isSimple(value)) return value;
  return around.scopes.hoist({ ...value, depth: around.scopes.depth }, 'value');
}
