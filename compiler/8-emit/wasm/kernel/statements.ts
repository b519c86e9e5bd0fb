// One statement of a loop nest: every value that a row has is computed for all rows of a block.

import { hasAxis } from '../../../ir/axis.ts';
import type { Axis, Node } from '../../../ir/ops.ts';
import { rowAxis } from '../../schedule/plates.ts';
import { nestOf, rowCrossing } from '../../schedule/reads.ts';
import type { Task } from '../../schedule/tasks.ts';
import {
  f64x2,
  forRange,
  i32,
  label,
  loop,
  brIf,
  statements,
  v128,
  when,
  type Local,
} from '../encoder/index.ts';
import {
  addToElements,
  addToLanes,
  combine,
  constantIndex,
  indexAlong,
  storeElement,
  updatePairs,
} from './memory-access.ts';
import { mapValues, numberValue, partOf } from './value.ts';
import type { Index, Value, Vector } from './value.ts';
import {
  computed,
  indexAt,
  indicesOf,
  loadFrom,
  parentRow,
  valueAt,
  valueOfIndex,
  withIndex,
} from './values.ts';
import type { Indices, Place, Writer } from './writer.ts';

export function emitTask(w: Writer, task: Task): void {
  const { node } = task;
  if (task.kind === 'output') {
    storeElement(w, w.outputPlace(task), indicesOf(w), valueAt(w, node, indicesOf(w)));
    return;
  }
  if (task.kind === 'load') {
    const place = w.place(node);
    if (place === null) throw new Error('internal: a value to copy is nowhere');
    define(w, node, loadFrom(w, place, indicesOf(w)));
    return;
  }
  if (rowCrossing(node)) {
    accumulate(w, node);
    return;
  }
  switch (node.op) {
    case 'reduceSum':
    case 'reduceMax':
    case 'argMax':
      reduce(w, node);
      return;
    case 'scatterAdd':
      scatter(w, node, targetOf(w, node));
      copyOut(w, node, targetOf(w, node));
      return;
    case 'cholesky':
      factorise(w, node, targetOf(w, node));
      copyOut(w, node, targetOf(w, node));
      return;
    case 'solveLower':
      solve(w, node);
      return;
    default:
      define(w, node, computed(w, node, indicesOf(w)));
  }
}

/** Gives a value its variables and stores it where it is needed later. */
function define(w: Writer, node: Node, value: Value): void {
  const places = placesOf(w, node);
  const [place] = places;
  if (!w.storage(node).variable && places.length === 1 && place !== undefined) {
    storeElement(w, place, indicesOf(w), value);
    return;
  }
  keep(w, node, w.blocks.here(value));
}

/** Stores what the variables hold. */
export function keep(w: Writer, node: Node, value: Value): void {
  w.blocks.remember(node, value);
  for (const place of placesOf(w, node)) storeElement(w, place, indicesOf(w), value);
}

/** The region's own array, the one that outlives it, and the records of a factor, where there are such. */
function placesOf(w: Writer, node: Node): readonly Place[] {
  const own = w.scratch.get(node);
  const outer = w.keptPlace(node);
  const factor = w.factor(node);
  return [
    ...(own === undefined ? [] : [own]),
    ...(outer === null || outer === own ? [] : [outer]),
    ...(factor === null ? [] : [factor]),
  ];
}

/** A loop over an axis, with its index. */
export function loopOver(
  w: Writer,
  axis: Axis,
  body: (index: Index) => void,
  from: Index = constantIndex(0),
  to: Index = w.size(axis.size),
): void {
  const { blocks } = w;
  const [start] = blocks.keepIndex(from).lanes;
  const [end] = blocks.keepIndex(to).lanes;
  const variable = blocks.local('i32');
  blocks.open();
  body({ lanes: [variable], depth: blocks.depth, key: blocks.unique() });
  const inside = blocks.close();
  if (start === undefined || end === undefined) throw new Error('internal: a loop without bounds');
  blocks.add(forRange(variable, start, end, inside));
}

/** The same from the last index to the first. */
export function loopBack(w: Writer, axis: Axis, body: (index: Index) => void): void {
  const { blocks } = w;
  const [size] = w.size(axis.size).lanes;
  const variable = blocks.local('i32');
  blocks.open();
  body({ lanes: [variable], depth: blocks.depth, key: blocks.unique() });
  const inside = blocks.close();
  if (size === undefined) throw new Error('internal: a loop without bounds');
  const again = label('next');
  const next = variable.set(i32.sub(variable, i32.const(1)));
  blocks.add(
    statements(variable.set(size), when(size, [loop(again, [next, ...inside, brIf(again, variable)])])),
  );
}

/** The variables of a sum or maximum, before its loop. */
export function startReduction(w: Writer, node: Node): void {
  const vectors = (): readonly Local<'v128'>[] =>
    Array.from({ length: w.vectors }, () => w.blocks.local('v128'));
  const start = (variables: readonly Local<'v128'>[], value: number): void => {
    for (const variable of variables) w.blocks.add(variable.set(f64x2.const(value)));
  };
  const result = vectors();
  start(result, node.op === 'reduceMax' ? -Infinity : 0);
  if (node.op !== 'argMax') {
    w.open.set(node, [result]);
    return;
  }
  const most = vectors();
  start(most, -Infinity);
  w.open.set(node, [result, most]);
}

/** What a reduction has found, after its loop. */
export function finishReduction(w: Writer, node: Node): void {
  const [result = []] = w.open.get(node) ?? [];
  w.open.delete(node);
  keep(w, node, { parts: result, depth: w.blocks.depth, key: w.blocks.unique() });
}

function reduce(w: Writer, node: Node<'reduceSum' | 'reduceMax' | 'argMax'>): void {
  const [result = [], most = []] = w.open.get(node) ?? [];
  const { blocks } = w;
  if (node.op === 'reduceSum') {
    addTo(w, node.args[0], indicesOf(w), result);
    return;
  }
  const value = valueAt(w, node.args[0], indicesOf(w));
  if (node.op === 'reduceMax') {
    for (const [u, variable] of result.entries())
      blocks.add(variable.set(f64x2.max(variable, partOf(value, u))));
    return;
  }
  const candidate = blocks.here(value);
  const position = valueOfIndex(indexAlong(indicesOf(w), node.axis));
  for (const [u, variable] of result.entries()) {
    const largest = most[u];
    if (largest === undefined) throw new Error('internal: a maximum without a variable');
    const part = partOf(candidate, u);
    const isMore = blocks.local('v128');
    blocks.add(
      isMore.set(f64x2.gt(part, largest)),
      largest.set(v128.bitselect(part, largest, isMore)),
      variable.set(v128.bitselect(partOf(position, u), variable, isMore)),
    );
  }
}

/** variable += value, a product in one step. */
function addTo(w: Writer, node: Node, indices: Indices, variables: readonly Local<'v128'>[]): void {
  const { product, add } = summand(w, node, indices);
  for (const [u, variable] of variables.entries())
    w.blocks.add(
      variable.set(
        add(
          product.map((factor) => partOf(factor, u)),
          variable,
        ),
      ),
    );
}

/** A value to be added: as its factors if it is a product that is used nowhere else. */
function summand(
  w: Writer,
  node: Node,
  indices: Indices,
): {
  readonly product: readonly Value[];
  readonly add: (factors: readonly Vector[], sum: Vector) => Vector;
} {
  const missing = f64x2.const(NaN);
  if (node.op === 'mul' && w.inlined.has(node))
    return {
      product: node.args.map((argument) => valueAt(w, argument, indices)),
      add: ([a = missing, b = missing], sum) => w.arithmetic.math.madd(a, b, sum),
    };
  return {
    product: [valueAt(w, node, indices)],
    add: ([value = missing], sum) => f64x2.add(sum, value),
  };
}

/** Adds the rows' values to what the tile has so far. */
function accumulate(w: Writer, node: Node): void {
  const place = w.accumulator(node);
  const indices = indicesOf(w);
  if (place.layout !== 'pairs' && (node.op === 'reduceSum' || node.op === 'scatterAdd')) {
    const to = node.op === 'scatterAdd' ? scatteredTo(w, node, indices) : indices;
    addStep(w, place, node.args[0], indices, to);
    return;
  }
  switch (node.op) {
    case 'reduceSum':
      addRows(w, place, node.args[0], indices);
      return;
    case 'reduceMax': {
      const value = ofRows(w, valueAt(w, node.args[0], indices), f64x2.const(-Infinity));
      updatePairs(w, place, indices, (before) =>
        vectorsOf(w).reduce((most, u) => f64x2.max(most, partOf(value, u)), before),
      );
      return;
    }
    case 'scatterAdd': {
      addRows(w, place, node.args[0], indices, scatteredTo(w, node, indices));
      return;
    }
    case 'sumRows': {
      const value = valueAt(w, node.args[0], indices);
      addToElements(w, place, withIndex(indices, node.to, parentRow(w, node.from, indices)), value);
      return;
    }
    default:
      throw new Error(`internal: ${node.op} over rows is not computed`);
  }
}

/** Adds the values of one row; none where a condition that all lanes share says 0. */
function addStep(w: Writer, place: Place, node: Node, indices: Indices, to: Indices): void {
  const { blocks } = w;
  if (node.op === 'select' && w.inlined.has(node) && isZero(node.args[2])) {
    const [condition, value] = node.args;
    if (w.row === null || !hasAxis(condition.type.axes, w.row.axis)) {
      const holds = v128.any_true(partOf(blocks.keep(valueAt(w, condition, indices)), 0));
      blocks.open();
      addStep(w, place, value, indices, to);
      const inside = blocks.close();
      blocks.add(when(holds, inside));
      return;
    }
  }
  const { product, add } = summand(w, node, indices);
  addToLanes(
    w,
    place,
    to,
    (before, u) =>
      add(
        product.map((factor) => partOf(factor, u)),
        before,
      ),
    () => valueAt(w, node, indices),
  );
}

function isZero(node: Node): boolean {
  return node.op === 'constant' && node.value === 0;
}

function addRows(w: Writer, place: Place, node: Node, indices: Indices, to: Indices = indices): void {
  const { product, add } = summand(w, node, indices);
  const [first, ...others] = product;
  if (first === undefined) throw new Error('internal: a sum of nothing');
  // Of rows that are not there, all factors are 0: what they hold may be infinite.
  const factors =
    (w.row?.rest ?? null) === null
      ? product
      : [first, ...others].map((factor) => ofRows(w, factor, f64x2.const(0)));
  updatePairs(w, place, to, (before) =>
    vectorsOf(w).reduce(
      (sum, u) =>
        add(
          factors.map((factor) => partOf(factor, u)),
          sum,
        ),
      before,
    ),
  );
}

/** The value, and another number for lanes without a row of their own. */
function ofRows(w: Writer, value: Value, otherwise: Vector): Value {
  const masks = w.row?.rest?.masks;
  if (masks === undefined) return value;
  const parts = vectorsOf(w).map((u) => v128.bitselect(partOf(value, u), otherwise, masks[u] ?? otherwise));
  return { parts, depth: w.blocks.depth, key: w.blocks.unique() };
}

function vectorsOf(w: Writer): readonly number[] {
  return Array.from({ length: w.vectors }, (_, u) => u);
}

/** The indices of the element to which values at `here` are added. */
function scatteredTo(w: Writer, node: Node<'scatterAdd'>, here: Indices): Indices {
  const [, ...indices] = node.args;
  return node.axes.reduce((rest, axis, position) => {
    const index = indices[position];
    return index === undefined ? rest : withIndex(rest, axis, indexAt(w, index, here));
  }, here);
}

/** Whether every row adds to an element of its own choice. */
export function scattersByRow(node: Node): boolean {
  return node.op === 'scatterAdd' && node.args.slice(1).some((index) => rowAxis(index.type.axes) !== null);
}

function targetOf(w: Writer, node: Node): Place {
  const target = w.scratch.get(node);
  if (target === undefined) throw new Error(`internal: ${node.op} needs an array`);
  return target;
}

function loopNest(w: Writer, axes: readonly Axis[], body: (indices: Indices) => void): void {
  const visit = (rest: readonly Axis[], indices: Indices): void => {
    const [axis, ...more] = rest;
    if (axis === undefined) body(indices);
    else
      loopOver(w, axis, (index) => {
        visit(more, withIndex(indices, axis, index));
      });
  };
  visit(axes, indicesOf(w));
}

function scatter(w: Writer, node: Node<'scatterAdd'>, target: Place): void {
  const [values] = node.args;
  loopNest(w, node.axes, (indices) => {
    storeElement(w, target, indices, numberValue(0));
  });
  loopNest(w, nestOf(node).inner, (indices) => {
    addToElements(w, target, scatteredTo(w, node, indices), valueAt(w, values, indices));
  });
}

/** rest -= left * right, in variables. */
function subtractProduct(w: Writer, rest: readonly Local<'v128'>[], left: Value, right: Value): void {
  for (const [u, variable] of rest.entries())
    w.blocks.add(variable.set(w.arithmetic.math.nmadd(partOf(left, u), partOf(right, u), variable)));
}

/** Variables that start with a value. */
function startWith(w: Writer, value: Value): readonly Local<'v128'>[] {
  return vectorsOf(w).map((u) => {
    const variable = w.blocks.local('v128');
    w.blocks.add(variable.set(partOf(value, u)));
    return variable;
  });
}

function current(w: Writer, parts: readonly Vector[]): Value {
  return { parts, depth: w.blocks.depth, key: w.blocks.unique() };
}

/**
 * L with L L^T = a, row by row:
 *   L[i, j] = (a[i, j] - sum{ L[i, m] L[j, m] : m < j }) / L[j, j], a square root where i = j.
 * The root of a negative number is NaN, and so is then all that depends on it.
 */
function factorise(w: Writer, node: Node<'cholesky'>, target: Place): void {
  const { row, column } = node;
  const at = (i: Index, j: Index): Indices => withIndex(withIndex(indicesOf(w), row, i), column, j);
  /** What remains of a[i, j]. */
  const remainder = (i: Index, j: Index): Value => {
    const rest = startWith(w, valueAt(w, node.args[0], at(i, j)));
    loopOver(
      w,
      column,
      (m) => {
        subtractProduct(w, rest, loadFrom(w, target, at(i, m)), loadFrom(w, target, at(j, m)));
      },
      constantIndex(0),
      j,
    );
    return current(w, rest);
  };
  loopOver(w, row, (i) => {
    loopOver(
      w,
      column,
      (j) => {
        const quotient = mapValues('ratio', [remainder(i, j), loadFrom(w, target, at(j, j))], divide);
        storeElement(w, target, at(i, j), quotient);
      },
      constantIndex(0),
      i,
    );
    storeElement(
      w,
      target,
      at(i, i),
      mapValues('root', [remainder(i, i)], (value = missing) => f64x2.sqrt(value)),
    );
    loopOver(
      w,
      column,
      (j) => {
        storeElement(w, target, at(i, j), numberValue(0));
      },
      combine('add', i, constantIndex(1)),
    );
  });
}

const missing = f64x2.const(NaN);
const divide = (left: Vector = missing, right: Vector = missing): Vector => f64x2.div(left, right);

/**
 * One step of a triangular solve, in a loop over the solution that later values may join:
 *   y[i] = (b[i] - sum{ L[i, j] * y[j] : j < i }) / L[i, i]
 * and from the last to the first with the transposed matrix.
 */
function solve(w: Writer, node: Node<'solveLower'>): void {
  const { row, column, transposed } = node;
  const [factor, right] = node.args;
  const [given, solved] = transposed ? [column, row] : [row, column];
  const step = indexAlong(indicesOf(w), solved);
  const entry = (i: Index, j: Index): Value =>
    valueAt(w, factor, withIndex(withIndex(indicesOf(w), row, i), column, j));
  const rest = startWith(w, valueAt(w, right, withIndex(indicesOf(w), given, step)));
  const solution = targetOf(w, node);
  const subtract = (other: Index): void => {
    const known = loadFrom(w, solution, withIndex(indicesOf(w), solved, other));
    subtractProduct(w, rest, transposed ? entry(other, step) : entry(step, other), known);
  };
  if (transposed) loopOver(w, given, subtract, combine('add', step, constantIndex(1)));
  else loopOver(w, given, subtract, constantIndex(0), step);
  const reciprocal = w.reciprocal(node);
  const scaled =
    reciprocal === null
      ? mapValues('ratio', [current(w, rest), entry(step, step)], divide)
      : mapValues(
          'scaled',
          [current(w, rest), valueAt(w, reciprocal, withIndex(indicesOf(w), row, step))],
          (left = missing, by = missing) => f64x2.mul(left, by),
        );
  keep(w, node, w.blocks.here(scaled));
}

/** To the array that outlives the region, if there is one. */
function copyOut(w: Writer, node: Node, target: Place): void {
  const outer = w.keptPlace(node);
  if (outer === null || outer === target) return;
  loopNest(w, nestOf(node).filled, (indices) => {
    storeElement(w, outer, indices, loadFrom(w, target, indices));
  });
}
