// Between params and the free coordinates in which gradient steps move: any free value gives a param of its
// declared type. Free arrays have the param's own shape (above the diagonal of a matrix they are ignored).

import type { ValueType, Variable } from '../3-check/model.ts';
import { isCorrelationFactor } from '../4-plan/correlation-factor.ts';
import type { Builder } from '../ir/build.ts';
import { siblingAxis } from '../ir/axis.ts';
import { softmax } from '../ir/log-space.ts';
import { lowerMask, onDiagonal, timesTranspose } from '../ir/matrices.ts';
import type { Axis, Node } from '../ir/ops.ts';
import { finiteLog } from '../library/define-distribution.ts';
import type { Context } from './context.ts';
import { valueAxes } from './context.ts';
import { supportOf } from './structural-zeros.ts';

export function constrain(context: Context, param: Variable, free: Node): Node {
  const { m } = context;
  const axes = valueAxes(param);
  const last = axes.at(-1);
  const beforeLast = axes.at(-2);
  switch (param.type.structure) {
    case null:
      return constrainScalar(m, param.type, free);
    case 'simplex': {
      const support = supportOf(context, param);
      return softmax(m, support === null ? free : m.select(support, free, m.num(-Infinity)), axis(last));
    }
    case 'ordered': {
      // Sums of steps, all but the first positive.
      const position = m.iota(axis(last));
      const first = m.equal(position, m.constant(0, 'i32'));
      const steps = m.select(first, free, m.exp(m.select(first, m.num(0), free)));
      const before = siblingAxis(axis(last), []);
      const included = m.lessEqual(m.iota(before), position);
      return m.sum(m.select(included, m.rename(steps, axis(last), before), m.num(0)), before);
    }
    case 'cholesky':
      return isCorrelationFactor(param)
        ? unitRows(m, free, axis(beforeLast), axis(last))
        : lowerTriangle(m, free, axis(beforeLast), axis(last));
    case 'covariance':
      return timesTranspose(
        m,
        lowerTriangle(m, free, axis(beforeLast), axis(last)),
        axis(beforeLast),
        axis(last),
      );
    case 'unitVector':
      // The point of the sphere in the direction of the free vector, whose length means nothing.
      return m.div(free, m.sqrt(m.sum(m.mul(free, free), axis(last))));
    case 'correlation': {
      const [row, column] = [axis(beforeLast), axis(last)];
      const product = timesTranspose(m, unitRows(m, free, row, column), row, column);
      return m.select(onDiagonal(m, row, column), m.num(1), product);
    }
  }
}

export function unconstrain(context: Context, param: Variable, value: Node): Node {
  const { m } = context;
  const axes = valueAxes(param);
  const last = axes.at(-1);
  const beforeLast = axes.at(-2);
  switch (param.type.structure) {
    case null:
      return unconstrainScalar(m, param.type, value);
    case 'simplex': {
      const support = supportOf(context, param);
      const logarithm = finiteLog(m, value);
      return support === null ? logarithm : m.select(support, logarithm, m.num(0));
    }
    case 'ordered': {
      const position = m.iota(axis(last));
      const first = m.equal(position, m.constant(0, 'i32'));
      const previous = m.at(value, axis(last), m.cast(m.max(m.sub(position, m.num(1)), m.num(0)), 'i32'));
      return m.select(first, value, finiteLog(m, m.sub(value, previous)));
    }
    case 'cholesky':
      return isCorrelationFactor(param)
        ? freeRows(m, value, axis(beforeLast), axis(last))
        : freeTriangle(m, value, axis(beforeLast), axis(last));
    case 'covariance':
      return freeTriangle(m, m.cholesky(value, axis(beforeLast), axis(last)), axis(beforeLast), axis(last));
    case 'unitVector':
      return value;
    case 'correlation': {
      const [row, column] = [axis(beforeLast), axis(last)];
      return freeRows(m, m.cholesky(value, row, column), row, column);
    }
  }
}

function axis(found: Axis | undefined): Axis {
  if (found === undefined) throw new Error('internal: a structured value without its axes');
  return found;
}

function constrainScalar(m: Builder, { lower, upper }: ValueType, free: Node): Node {
  if (lower !== null && upper !== null)
    return m.add(m.num(lower.value), m.mul(m.num(upper.value - lower.value), m.sigmoid(free)));
  if (lower !== null) return m.add(m.num(lower.value), m.exp(free));
  if (upper !== null) return m.sub(m.num(upper.value), m.exp(free));
  return free;
}

function unconstrainScalar(m: Builder, { lower, upper }: ValueType, value: Node): Node {
  const logOf = (distance: Node): Node => finiteLog(m, distance);
  const above = (bound: number): Node => m.sub(value, m.num(bound));
  const below = (bound: number): Node => m.sub(m.num(bound), value);
  if (lower !== null && upper !== null) return m.sub(logOf(above(lower.value)), logOf(below(upper.value)));
  if (lower !== null) return logOf(above(lower.value));
  if (upper !== null) return logOf(below(upper.value));
  return value;
}

/**
 * The Cholesky factor of a correlation matrix: its rows have length 1. A row is (free entries, 1) divided by its
 * length: every row with a positive last entry is reached, from one point. Derived here: of a row l with l[i] > 0,
 * free[j] = l[j] / l[i].
 */
function unitRows(m: Builder, free: Node, row: Axis, column: Axis): Node {
  const below = m.select(m.less(m.iota(column), m.iota(row)), free, m.num(0));
  const length = m.sqrt(m.add(m.num(1), m.sum(m.mul(below, below), column)));
  return m.div(m.select(onDiagonal(m, row, column), m.num(1), below), length);
}

function freeRows(m: Builder, lower: Node, row: Axis, column: Axis): Node {
  const diagonal = m.sum(m.select(onDiagonal(m, row, column), lower, m.num(0)), column);
  return m.select(m.less(m.iota(column), m.iota(row)), m.div(lower, diagonal), m.num(0));
}

/** Lower triangular, the logarithm of its diagonal free. */
function lowerTriangle(m: Builder, free: Node, row: Axis, column: Axis): Node {
  const diagonal = onDiagonal(m, row, column);
  // exp only sees the diagonal: far below it, an overflow would spoil the gradient.
  const positive = m.exp(m.select(diagonal, free, m.num(0)));
  return m.select(diagonal, positive, m.select(lowerMask(m, row, column), free, m.num(0)));
}

function freeTriangle(m: Builder, lower: Node, row: Axis, column: Axis): Node {
  const diagonal = onDiagonal(m, row, column);
  const logarithm = finiteLog(m, m.select(diagonal, lower, m.num(1)));
  return m.select(diagonal, logarithm, m.select(lowerMask(m, row, column), lower, m.num(0)));
}
