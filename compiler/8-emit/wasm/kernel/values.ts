// Values where they are used: variables, elements of arrays, and what is computed on the spot.

import type { Axis, Node } from '../../../ir/ops.ts';
import { innerAxes, rowAxis } from '../../schedule/plates.ts';
import { holdsEverywhere, isView } from '../../schedule/reads.ts';
import { f64, f64x2, i32, v128 } from '../encoder/index.ts';
import { castVector, formulas, noBits, usesTwice } from './arithmetic.ts';
import { combine, constantIndex, indexAlong, loadElement, loadIndex } from './memory-access.ts';
import { ofAllRows } from './memory-plan.ts';
import { conditionValue, mapValues, numberValue, partOf } from './value.ts';
import type { Index, Value } from './value.ts';
import type { Indices, Place, Writer } from './writer.ts';

/** The indices at which a statement inside the open loops is computed. */
export function indicesOf(w: Writer): Indices {
  const indices = new Map(w.loopIndices);
  if (w.row !== null) indices.set(w.row.axis.name, w.row.rows);
  return indices;
}

export function withIndex(indices: Indices, axis: Axis, index: Index): Indices {
  return new Map(indices).set(axis.name, index);
}

/** The value at these indices. */
export function valueAt(w: Writer, node: Node, indices: Indices): Value {
  switch (node.op) {
    case 'constant':
      return node.type.dtype === 'bool' ? conditionValue(node.value !== 0) : numberValue(node.value);
    case 'placeholder':
      return numberValue(0);
    case 'size':
      return w.blocks.keep(valueOfIndex(w.size(ofAllRows(node.size))));
    case 'iota':
      return valueOfIndex(indexAlong(indices, node.axis));
    default:
      if (isView(node) || w.inlined.has(node)) return computed(w, node, indices);
      return variableOf(w, node, indices) ?? stored(w, node, indices);
  }
}

/** The operation, applied here. */
export function computed(w: Writer, node: Node, indices: Indices): Value {
  const at = (argument: Node, where: Indices = indices): Value => valueAt(w, argument, where);
  if (holdsEverywhere(node)) return conditionValue(true);
  switch (node.op) {
    case 'rename':
      return at(node.args[0], withIndex(indices, node.from, indexAlong(indices, node.to)));
    case 'stopGradient':
      return at(node.args[0]);
    case 'cast':
      return mapValues('cast', [at(node.args[0])], (value = f64x2.const(NaN)) => castVector(node, value));
    case 'gather':
      return at(node.args[0], withIndex(indices, node.axis, indexAt(w, node.args[1], indices)));
    case 'spreadRows':
      return at(node.args[0], withIndex(indices, node.from, parentRow(w, node.to, indices)));
    case 'previousRow': {
      const [value, first] = node.args;
      const rows = indexAlong(indices, node.rows);
      const before =
        rows === w.row?.rows ? w.row.before : w.blocks.keepIndex(combine('sub', rows, constantIndex(1)));
      const start =
        node.to === null
          ? constantIndex(0)
          : loadIndex(
              w,
              w.offsets(node.rows.plate ?? ''),
              new Map([[node.to.name, parentRow(w, node.rows, indices)]]),
            );
      const isFirst = mapValues(
        'equal',
        [valueOfIndex(rows), valueOfIndex(start)],
        (a = f64x2.const(NaN), b = f64x2.const(NaN)) => f64x2.eq(a, b),
      );
      const handed = at(value, withIndex(indices, node.rows, before));
      return mapValues(
        'first',
        [w.blocks.keep(isFirst), handed, at(first)],
        (mask = noBits, a = noBits, b = noBits) => v128.bitselect(b, a, mask),
      );
    }
    case 'special': {
      const operands = node.args.map((argument) => w.blocks.here(at(argument)));
      return mapValues(w.blocks.unique(), operands, (...parts) => w.arithmetic.outside(node.name, parts));
    }
    case 'select':
      if (holdsEverywhere(node.args[0])) return at(node.args[1]);
      break;
    case 'add':
    case 'sub': {
      const fused = multiplyAdd(w, node, indices);
      if (fused !== null) return fused;
      break;
    }
    default:
  }
  const formula = formulas[node.op];
  if (formula === undefined) throw new Error(`internal: ${node.op} has no form in WebAssembly`);
  const operands = node.args.map((argument) => at(argument));
  const kept = needsVariables(node) ? operands.map((operand) => w.blocks.here(operand)) : operands;
  if (node.op === 'exp' && w.inlines)
    return mapValues(node.op, kept, (x = f64x2.const(NaN)) => w.arithmetic.math.inline('exp', w.blocks, x));
  return mapValues(node.op, kept, (...parts) => formula(parts, w.arithmetic));
}

/** Calls of functions from outside read each lane of an operand. */
function needsVariables(node: Node): boolean {
  return usesTwice.has(node.op) || node.op === 'pow' || node.op === 'sin' || node.op === 'cos';
}

/** a * b + c, and c - a * b, where the product is used nowhere else. */
function multiplyAdd(w: Writer, node: Node<'add' | 'sub'>, indices: Indices): Value | null {
  const [left, right] = node.args;
  const isProduct = (argument: Node): argument is Node<'mul'> =>
    argument.op === 'mul' && w.inlined.has(argument);
  const [product, other] = isProduct(right) ? [right, left] : [left, right];
  if (!isProduct(product) || (node.op === 'sub' && product === left)) return null;
  const { math } = w.arithmetic;
  const operands = [...product.args, other].map((argument) => valueAt(w, argument, indices));
  const missing = f64x2.const(NaN);
  return mapValues(`${node.op}Product`, operands, (a = missing, b = missing, c = missing) =>
    node.op === 'add' ? math.madd(a, b, c) : math.nmadd(a, b, c),
  );
}

/** Whole numbers as positions along an axis. */
export function indexAt(w: Writer, node: Node, indices: Indices): Index {
  if (node.op === 'iota') return indexAlong(indices, node.axis);
  if (node.op === 'constant') return constantIndex(node.value);
  if (node.op === 'input') {
    const place = w.place(node);
    if (place !== null) return loadIndex(w, place, indices);
  }
  const value = w.blocks.here(valueAt(w, node, indices));
  // Of one vector it cannot be seen whether both rows have the same number.
  const count = w.row === null || value.parts.length < w.vectors ? 1 : 2 * w.vectors;
  return w.blocks.keepIndex({
    lanes: Array.from({ length: count }, (_, lane) =>
      i32.trunc_sat_f64_s(f64x2.extract_lane(partOf(value, lane >> 1), lane & 1)),
    ),
    depth: value.depth,
    key: `whole(${value.key})`,
  });
}

/** An index as a number. */
export function valueOfIndex({ lanes, depth, key }: Index): Value {
  const [first, ...others] = lanes.map((lane) => f64x2.splat(f64.convert_i32_s(lane)));
  if (first === undefined) throw new Error('internal: an index without a lane');
  const parts = [first];
  for (let lane = 0; lane < others.length; lane += 2) {
    const [low, high] = [lanes[lane], lanes[lane + 1]];
    if (low === undefined || high === undefined) throw new Error('internal: lanes come in pairs');
    parts[lane / 2] = f64x2.replace_lane(f64x2.splat(f64.convert_i32_s(low)), f64.convert_i32_s(high), 1);
  }
  return { parts, depth, key: `number(${key})` };
}

/** Row of the plate around in which the current row of an inner plate lies. */
export function parentRow(w: Writer, rows: Axis, indices: Indices): Index {
  const index = indexAlong(indices, rows);
  return loadIndex(w, w.parentRows(rows.plate ?? ''), new Map([[rows.name, index]]));
}

/** The value in an array, wherever the region keeps it. */
function stored(w: Writer, node: Node, indices: Indices): Value {
  const place = w.scratch.get(node) ?? w.place(node);
  if (place === null) throw new Error(`internal: ${node.op} is nowhere`);
  return loadFrom(w, place, indices);
}

/** Reads an array, outside of the loops where the address does not change. */
export function loadFrom(w: Writer, place: Place, indices: Indices): Value {
  const value = loadElement(w, place, indices);
  // All rows of a block share what has no rows.
  const shared =
    w.row !== null && value.parts.length === 1 && place.layout === 'plain' && rowAxis(place.axes) === null;
  return shared || value.depth < w.blocks.depth ? w.blocks.keep(value) : value;
}

/** The variable that holds the value, if it is of the current steps of the open loops. */
function variableOf(w: Writer, node: Node, indices: Indices): Value | null {
  const variable = w.blocks.recall(node);
  if (variable === null) return null;
  const here = indicesOf(w);
  const current = innerAxes(node.type.axes).every(
    (axis) => indices.get(axis.name)?.key === here.get(axis.name)?.key,
  );
  return current ? variable : null;
}
