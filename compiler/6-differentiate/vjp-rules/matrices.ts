// Gradients of matrix operations. Only lower triangles are read, so upper entries have gradient zero, and a
// lower entry takes the gradient of its mirror image too.

import { siblingAxis, unionAxes, withoutAxis } from '../../ir/axis.ts';
import type { Builder } from '../../ir/build.ts';
import { lowerMask, onDiagonal } from '../../ir/matrices.ts';
import type { Node } from '../../ir/ops.ts';
import { refuse, sumTo } from './rule.ts';
import type { VjpRule } from './rule.ts';

type Matrices = 'cholesky' | 'solveLower' | 'dirichletConcentration' | 'stationary' | 'stationarySlope';

export const matrixRules: { readonly [K in Matrices]: VjpRule<K> } = {
  cholesky: [choleskyCotangent],
  solveLower: [
    // Of sum{ L[i, j] y[j] : j } = b[i]: cotangent of L[i, j] is -bc[i] y[j], bc the cotangent of b. With L
    // transposed the two exchange their axes, and the product is the same.
    (m, c, node) => {
      const [lower, b] = node.args;
      const { row, column, transposed } = node;
      const product = m.neg(m.mul(rightSideCotangent(m, c, node), node));
      const masked = m.select(lowerMask(m, row, column), product, m.num(0));
      const repeats = withoutAxis(b.type.axes, transposed ? column : row);
      return sumTo(m, masked, unionAxes(lower.type.axes, repeats), lower.type.axes);
    },
    (m, c, node) => {
      const [lower, b] = node.args;
      const repeats = withoutAxis(withoutAxis(lower.type.axes, node.row), node.column);
      return sumTo(m, rightSideCotangent(m, c, node), unionAxes(repeats, b.type.axes), b.type.axes);
    },
  ],
  stationary: [
    (m, c, node) => {
      const { row, column } = node;
      const slope = m.stationarySlope(node.args[0], c, row, column);
      const product = m.mul(m.rename(node, column, row), slope);
      const repeats = withoutAxis(c.type.axes, column);
      return sumTo(m, product, unionAxes(node.args[0].type.axes, repeats), node.args[0].type.axes);
    },
  ],
  stationarySlope: [
    refuse('there is no second derivative of a stationary distribution'),
    refuse('there is no second derivative of a stationary distribution'),
  ],
  dirichletConcentration: [refuse('estimates are not differentiated')],
};

/** Before summing over what b lacks: the transposed system, solved for the cotangent. */
function rightSideCotangent(m: Builder, c: Node, node: Node<'solveLower'>): Node {
  const { row, column, transposed } = node;
  const [lower] = node.args;
  return transposed ? m.solveLower(lower, c, row, column) : m.solveLowerTransposed(lower, c, row, column);
}

/**
 * With L the factor and C its cotangent, S = L^-T P L^-1, where P is the lower triangle of L^T C with half its
 * diagonal; symmetric changes of A meet S. Source: Murray (2016), Differentiation of the Cholesky decomposition, eq. 8-10.
 */
function choleskyCotangent(m: Builder, c: Node, node: Node<'cholesky'>): Node {
  const { row, column } = node;
  const i = siblingAxis(row, node.type.axes);
  const j = siblingAxis(row, [...node.type.axes, i]);

  // P[i, j], with i in the place of `column` below.
  const product = m.sum(m.mul(m.rename(node, column, i), m.rename(m.broadcast(c, [column]), column, j)), row);
  const halved = m.select(onDiagonal(m, i, j), m.mul(product, m.num(0.5)), product);
  const p = m.select(lowerMask(m, i, j), halved, m.num(0));
  // X = L^-T P: [row, j].
  const x = m.solveLowerTransposed(node, m.rename(p, i, column), row, column);
  // S L = X row by row is L^T s = x: s lies over `row`, so X's own rows become i first. S: [i, row].
  const s = m.solveLowerTransposed(node, m.rename(m.rename(x, row, i), j, column), row, column);

  const upright = m.rename(m.rename(s, row, column), i, row);
  const mirrored = m.rename(s, i, column);
  const onlyLower = m.select(m.less(m.iota(column), m.iota(row)), m.add(upright, mirrored), m.num(0));
  return m.select(onDiagonal(m, row, column), upright, onlyLower);
}
