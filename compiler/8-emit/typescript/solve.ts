// One step of a triangular solve, in a loop over the solution that later values may join:
//   y[i] = (b[i] - sum{ L[i, j] * y[j] : j < i }) / L[i, i]
// and from the last to the first with the transposed matrix.

import type { Node } from '../../ir/ops.ts';
import { atom, binary } from './expression.ts';
import type { Expression } from './expression.ts';
import { indexAlong, indicesOf, loadFrom, valueAt, withIndex } from './values.ts';
import { keep, laneName, lanesOf } from './writing.ts';
import type { Writing } from './writing.ts';

export function emitSolve(w: Writing, node: Node<'solveLower'>): void {
  const { scopes, workspace } = w;
  const { row, column, transposed } = node;
  const [factor, right] = node.args;
  const [given, solved] = transposed ? [column, row] : [row, column];
  const step = indexAlong(indicesOf(w, 0), solved);
  const base = w.variableName(node);
  const entry = (lane: number, i: Expression, j: Expression): Expression =>
    valueAt(w, factor, withIndex(withIndex(indicesOf(w, lane), row, i), column, j), lane);

  const starts = lanesOf(w).map((lane) =>
    valueAt(w, right, withIndex(indicesOf(w, lane), given, step), lane),
  );
  for (const lane of lanesOf(w))
    scopes.write(`let ${laneName(w, base, lane)} = ${starts[lane]?.text ?? ''};`);

  const solution = w.scratch.get(node);
  if (solution === undefined) throw new Error('internal: a triangular solve needs its solution as an array');
  scopes.open();
  const other = atom(w.scopes.claim(given.name), scopes.depth);
  for (const lane of lanesOf(w)) {
    const known = loadFrom(w, solution, withIndex(indicesOf(w, lane), solved, other), lane);
    const weight = transposed ? entry(lane, other, step) : entry(lane, step, other);
    scopes.write(`${laneName(w, base, lane)} -= ${binary('*', weight, known).text};`);
  }
  const size = workspace.sizeOfAxes([solved]).text;
  const j = other.text;
  scopes.close(
    transposed
      ? `for (let ${j} = ${step.text} + 1; ${j} < ${size}; ${j}++)`
      : `for (let ${j} = 0; ${j} < ${step.text}; ${j}++)`,
  );

  const reciprocal = w.reciprocal(node);
  for (const lane of lanesOf(w)) {
    const name = laneName(w, base, lane);
    if (reciprocal === null) scopes.write(`${name} /= ${entry(lane, step, step).text};`);
    else {
      const factorOfLane = valueAt(w, reciprocal, withIndex(indicesOf(w, lane), row, step), lane);
      scopes.write(`${name} *= ${factorOfLane.text};`);
    }
  }
  keep(w, node, base);
}
