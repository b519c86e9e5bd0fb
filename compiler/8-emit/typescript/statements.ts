// One statement of a loop nest as lines of TypeScript, for one row or for several at once: every value that a row
// has becomes one variable for each lane.

import type { Node } from '../../ir/ops.ts';
import { rowAxis } from '../schedule/plates.ts';
import { rowCrossing } from '../schedule/reads.ts';
import type { Task } from '../schedule/tasks.ts';
import { assigned, atom, binary, call, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import { emitFilling, scatteredTo } from './filling.ts';
import type { Indices } from './places.ts';
import { emitSolve } from './solve.ts';
import {
  computed,
  elementOf,
  hoistHere,
  indexAlong,
  indicesOf,
  loadFrom,
  parentRow,
  valueAt,
} from './values.ts';
import { define, keep, laneName, lanesOf, seek, store } from './writing.ts';
import type { Writing } from './writing.ts';

export function emitTask(w: Writing, task: Task): void {
  const { node } = task;
  if (task.kind === 'output') {
    const place = w.outputPlace(task);
    for (const lane of lanesOf(w))
      store(w, place, lane, valueAt(w, node, indicesOf(w, lane), lane), indicesOf(w, lane));
    return;
  }
  if (task.kind === 'load') {
    const place = w.place(node);
    if (place === null) throw new Error('internal: a value to copy is nowhere');
    define(
      w,
      node,
      lanesOf(w).map((lane) => loadFrom(w, place, indicesOf(w, lane), lane)),
    );
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
    case 'cholesky':
    case 'dirichletConcentration':
    case 'stationary':
    case 'stationarySlope':
    case 'randomIndex':
    case 'randomCounts':
      emitFilling(w, node);
      return;
    case 'solveLower':
      emitSolve(w, node);
      return;
    case 'random':
      draw(w, node);
      return;
    default:
      define(
        w,
        node,
        lanesOf(w).map((lane) => computed(w, node, indicesOf(w, lane), lane)),
      );
  }
}

/** The variables of a sum or maximum, before its loop. */
export function startReduction(w: Writing, node: Node): void {
  const base = w.variableName(node);
  const start = node.op === 'reduceSum' ? '0' : node.op === 'reduceMax' ? '-Infinity' : '0';
  for (const lane of lanesOf(w)) {
    w.scopes.write(`let ${laneName(w, base, lane)} = ${start};`);
    if (node.op === 'argMax')
      w.scopes.write(`let ${laneName(w, w.variableName(node, 'Value'), lane)} = -Infinity;`);
  }
}

function reduce(w: Writing, node: Node<'reduceSum' | 'reduceMax' | 'argMax'>): void {
  const base = w.variableName(node);
  const values = lanesOf(w).map((lane) => valueAt(w, node.args[0], indicesOf(w, lane), lane));
  for (const lane of lanesOf(w)) {
    const name = laneName(w, base, lane);
    const value = values[lane] ?? numberLiteral(NaN);
    if (node.op === 'reduceSum') w.scopes.write(`${name} += ${value.text};`);
    else if (node.op === 'reduceMax')
      w.scopes.write(`${name} = ${call('Math.max', atom(name), value).text};`);
    else {
      const candidate = hoistHere(w, value).text;
      const most = laneName(w, w.variableName(node, 'Value'), lane);
      const index = indexAlong(indicesOf(w, lane), node.axis).text;
      w.scopes.write(`if (${candidate} > ${most}) {`);
      w.scopes.write(`  ${most} = ${candidate};`);
      w.scopes.write(`  ${name} = ${index};`);
      w.scopes.write('}');
    }
  }
}

/** Adds the rows' values to what the tile has so far. */
function accumulate(w: Writing, node: Node): void {
  const place = w.accumulator(node);
  const add = (lane: number, indices: Indices, value: Expression): void => {
    w.scopes.write(`${elementOf(w, place, indices, lane).text} += ${value.text};`);
  };
  const valuesOf = (argument: Node): readonly Expression[] =>
    lanesOf(w).map((lane) => valueAt(w, argument, indicesOf(w, lane), lane));
  const total = (values: readonly Expression[]): Expression =>
    values.reduce((sum, value) => binary('+', sum, value));
  switch (node.op) {
    case 'reduceSum':
      add(0, indicesOf(w, 0), total(valuesOf(node.args[0])));
      return;
    case 'reduceMax': {
      const target = elementOf(w, place, indicesOf(w, 0), 0);
      w.scopes.write(`${assigned(target)} = ${call('Math.max', target, ...valuesOf(node.args[0])).text};`);
      return;
    }
    case 'scatterAdd': {
      const [values, ...indices] = node.args;
      const at = (lane: number): Indices => scatteredTo(w, node, indicesOf(w, lane), lane);
      if (indices.every((index) => rowAxis(index.type.axes) === null)) add(0, at(0), total(valuesOf(values)));
      else
        valuesOf(values).forEach((value, lane) => {
          add(lane, at(lane), value);
        });
      return;
    }
    case 'sumRows':
      valuesOf(node.args[0]).forEach((value, lane) => {
        const indices = indicesOf(w, lane);
        add(lane, new Map(indices).set(node.to.name, parentRow(w, node.from, indices)), value);
      });
      return;
    default:
      throw new Error(`internal: ${node.op} over rows is not computed`);
  }
}

/** Draws are numbered by row, and within the row by element. */
function draw(w: Writing, node: Node<'random'>): void {
  const base = w.variableName(node);
  for (const lane of lanesOf(w)) {
    const given = node.args
      .map((parameter) => valueAt(w, parameter, indicesOf(w, lane), lane).text)
      .join(', ');
    seek(w, node, lane);
    w.scopes.write(`const ${laneName(w, base, lane)} = ${w.stream()}.${node.kind}(${given});`);
  }
  keep(w, node, base);
}
