// Operations with loops of their own that fill an array: they share only the loops around them.

import type { Axis, Node } from '../../ir/ops.ts';
import { multiplySizes } from '../../sizes/size.ts';
import { nestOf } from '../schedule/reads.ts';
import { atom, call, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import type { Indices, Place } from './places.ts';
import { elementOf, hoistHere, indicesOf, loadFrom, valueAt, withIndex } from './values.ts';
import { keep, laneName, lanesOf, seek, store } from './writing.ts';
import type { Writing } from './writing.ts';

type Filling = Node<
  | 'scatterAdd'
  | 'cholesky'
  | 'dirichletConcentration'
  | 'stationary'
  | 'stationarySlope'
  | 'randomIndex'
  | 'randomCounts'
>;

export function emitFilling(w: Writing, node: Filling): void {
  switch (node.op) {
    case 'scatterAdd':
      scatter(w, node, targetOf(w, node));
      break;
    case 'cholesky':
      factorise(w, node, targetOf(w, node));
      break;
    case 'stationary':
    case 'stationarySlope':
      stationary(w, node, targetOf(w, node));
      break;
    case 'dirichletConcentration':
      concentration(w, node, targetOf(w, node));
      break;
    case 'randomCounts':
      drawCounts(w, node, targetOf(w, node));
      break;
    case 'randomIndex':
      drawIndex(w, node);
      return;
  }
  copyOut(w, node, targetOf(w, node));
}

function targetOf(w: Writing, node: Node): Place {
  const target = w.scratch.get(node);
  if (target === undefined) throw new Error(`internal: ${node.op} needs an array`);
  return target;
}

/** A loop over an axis, with its index. */
function loopOver(
  w: Writing,
  axis: Axis,
  body: (index: Expression) => void,
  from?: string,
  to?: string,
): void {
  w.scopes.open();
  const index = atom(w.scopes.claim(axis.name), w.scopes.depth);
  body(index);
  const end = to ?? w.workspace.sizeOfAxes([axis]).text;
  w.scopes.close(`for (let ${index.text} = ${from ?? '0'}; ${index.text} < ${end}; ${index.text}++)`);
}

function loopNest(w: Writing, axes: readonly Axis[], body: (inner: Indices) => void): void {
  const visit = (rest: readonly Axis[], inner: Indices): void => {
    const [axis, ...more] = rest;
    if (axis === undefined) body(inner);
    else
      loopOver(w, axis, (index) => {
        visit(more, withIndex(inner, axis, index));
      });
  };
  visit(axes, new Map());
}

function indicesWith(w: Writing, lane: number, inner: Indices): Indices {
  return new Map([...indicesOf(w, lane), ...inner]);
}

/** The indices of the element to which values at `here` are added. */
export function scatteredTo(w: Writing, node: Node<'scatterAdd'>, here: Indices, lane: number): Indices {
  const [, ...indices] = node.args;
  return node.axes.reduce((rest, axis, position) => {
    const index = indices[position];
    return index === undefined ? rest : withIndex(rest, axis, hoistHere(w, valueAt(w, index, here, lane)));
  }, here);
}

function scatter(w: Writing, node: Node<'scatterAdd'>, target: Place): void {
  const [values] = node.args;
  loopNest(w, node.axes, (inner) => {
    for (const lane of lanesOf(w)) store(w, target, lane, numberLiteral(0), indicesWith(w, lane, inner));
  });
  loopNest(w, nestOf(node).inner, (inner) => {
    for (const lane of lanesOf(w)) {
      const here = indicesWith(w, lane, inner);
      const element = elementOf(w, target, scatteredTo(w, node, here, lane), lane);
      w.scopes.write(`${element.text} += ${valueAt(w, values, here, lane).text};`);
    }
  });
}

/**
 * L with L L^T = a, row by row:
 *   L[i, j] = (a[i, j] - sum{ L[i, m] L[j, m] : m < j }) / L[j, j], a square root where i = j.
 * The root of a negative number is NaN, and so is then all that depends on it.
 */
function factorise(w: Writing, node: Node<'cholesky'>, target: Place): void {
  const { row, column } = node;
  const { scopes } = w;
  const base = w.variableName(node);
  const at = (lane: number, i: Expression, j: Expression): Indices =>
    withIndex(withIndex(indicesOf(w, lane), row, i), column, j);
  /** What remains of a[i, j], in the variables. */
  const remainder = (i: Expression, j: Expression): void => {
    const starts = lanesOf(w).map((lane) => valueAt(w, node.args[0], at(lane, i, j), lane));
    for (const lane of lanesOf(w))
      scopes.write(`let ${laneName(w, base, lane)} = ${starts[lane]?.text ?? ''};`);
    scopes.open();
    const m = atom(w.scopes.claim('m'), scopes.depth);
    for (const lane of lanesOf(w)) {
      const left = loadFrom(w, target, at(lane, i, m), lane);
      const right = loadFrom(w, target, at(lane, j, m), lane);
      scopes.write(`${laneName(w, base, lane)} -= ${left.text} * ${right.text};`);
    }
    scopes.close(`for (let ${m.text} = 0; ${m.text} < ${j.text}; ${m.text}++)`);
  };
  loopOver(w, row, (i) => {
    loopOver(
      w,
      column,
      (j) => {
        remainder(i, j);
        for (const lane of lanesOf(w)) {
          const pivot = elementOf(w, target, at(lane, j, j), lane);
          store(w, target, lane, atom(`${laneName(w, base, lane)} / ${pivot.text}`), at(lane, i, j));
        }
      },
      '0',
      i.text,
    );
    remainder(i, i);
    for (const lane of lanesOf(w))
      store(w, target, lane, call('Math.sqrt', atom(laneName(w, base, lane))), at(lane, i, i));
    loopOver(
      w,
      column,
      (j) => {
        for (const lane of lanesOf(w)) store(w, target, lane, numberLiteral(0), at(lane, i, j));
      },
      `${i.text} + 1`,
    );
  });
}

function concentration(w: Writing, node: Node<'dirichletConcentration'>, target: Place): void {
  const size = w.workspace.sizeOfAxes([node.axis]);
  const given = w.buffer('mean log', node.axis.size);
  const found = w.buffer('found', node.axis.size);
  w.useImport('dirichletConcentration');
  for (const lane of lanesOf(w)) {
    loopNest(w, [node.axis], (inner) => {
      const here = indicesWith(w, lane, inner);
      const index = inner.get(node.axis.name)?.text ?? '';
      w.scopes.write(`${given}[${index}] = ${valueAt(w, node.args[0], here, lane).text};`);
    });
    w.scopes.write(`dirichletConcentration(${given}, 0, 1, ${found}, 0, 1, ${size.text});`);
    loopNest(w, [node.axis], (inner) => {
      const index = inner.get(node.axis.name)?.text ?? '';
      store(w, target, lane, atom(`${found}[${index}]!`), indicesWith(w, lane, inner));
    });
  }
}

function stationary(w: Writing, node: Node<'stationary' | 'stationarySlope'>, target: Place): void {
  const { row, column } = node;
  const [transitions, cotangent] = node.args;
  const size = w.workspace.sizeOfAxes([column]).text;
  const matrix = w.buffer('transitions', multiplySizes(row.size, column.size));
  const vector = w.buffer('cotangent', column.size);
  const found = w.buffer('found', column.size);
  w.useImport(node.op === 'stationary' ? 'stationaryDistribution' : 'stationarySlope');
  for (const lane of lanesOf(w)) {
    loopNest(w, [row, column], (inner) => {
      const [i, j] = [inner.get(row.name)?.text ?? '', inner.get(column.name)?.text ?? ''];
      const value = valueAt(w, transitions, indicesWith(w, lane, inner), lane);
      w.scopes.write(`${matrix}[${i} * ${size} + ${j}] = ${value.text};`);
    });
    if (cotangent !== undefined)
      loopNest(w, [column], (inner) => {
        const value = valueAt(w, cotangent, indicesWith(w, lane, inner), lane);
        w.scopes.write(`${vector}[${inner.get(column.name)?.text ?? ''}] = ${value.text};`);
      });
    w.scopes.write(
      node.op === 'stationary'
        ? `stationaryDistribution(${matrix}, ${size}, ${found});`
        : `stationarySlope(${matrix}, ${vector}, ${size}, ${found});`,
    );
    loopNest(w, [column], (inner) => {
      const index = inner.get(column.name)?.text ?? '';
      store(w, target, lane, atom(`${found}[${index}]!`), indicesWith(w, lane, inner));
    });
  }
}

function drawIndex(w: Writing, node: Node<'randomIndex'>): void {
  const size = w.workspace.sizeOfAxes([node.axis]);
  const probabilities = w.buffer('probabilities', node.axis.size);
  const base = w.variableName(node);
  for (const lane of lanesOf(w)) {
    loopNest(w, [node.axis], (inner) => {
      const index = inner.get(node.axis.name)?.text ?? '';
      const probability = valueAt(w, node.args[0], indicesWith(w, lane, inner), lane);
      w.scopes.write(`${probabilities}[${index}] = ${probability.text};`);
    });
    seek(w, node, lane);
    w.scopes.write(
      `const ${laneName(w, base, lane)} = ${w.stream()}.index(${probabilities}, 0, 1, ${size.text});`,
    );
  }
  keep(w, node, base);
}

function drawCounts(w: Writing, node: Node<'randomCounts'>, target: Place): void {
  const [n, p] = node.args;
  const size = w.workspace.sizeOfAxes([node.axis]);
  const probabilities = w.buffer('probabilities', node.axis.size);
  const counts = w.buffer('counts', node.axis.size);
  for (const lane of lanesOf(w)) {
    loopNest(w, [node.axis], (inner) => {
      const index = inner.get(node.axis.name)?.text ?? '';
      const probability = valueAt(w, p, indicesWith(w, lane, inner), lane);
      w.scopes.write(`${probabilities}[${index}] = ${probability.text};`);
    });
    const total = valueAt(w, n, indicesOf(w, lane), lane);
    seek(w, node, lane);
    w.scopes.write(`${w.stream()}.counts(${total.text}, ${probabilities}, ${counts}, ${size.text});`);
    loopNest(w, [node.axis], (inner) => {
      const index = inner.get(node.axis.name)?.text ?? '';
      store(w, target, lane, atom(`${counts}[${index}]!`), indicesWith(w, lane, inner));
    });
  }
}

/** To the array that outlives the region, if there is one. */
function copyOut(w: Writing, node: Node, target: Place): void {
  const outer = w.keptPlace(node);
  if (outer === null || outer === target) return;
  loopNest(w, nestOf(node).filled, (inner) => {
    for (const lane of lanesOf(w)) {
      const here = indicesWith(w, lane, inner);
      store(w, outer, lane, loadFrom(w, target, here, lane), here);
    }
  });
}
