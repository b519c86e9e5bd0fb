// When an expression is a simplex, a covariance, ...: by its type, or because its value shows it.

import { subtractSizes } from '../sizes/size.ts';
import type { CoreExpression, FunctionName, Structure, Tabulation, ValueType } from './model.ts';
import { isScaledCovariance } from './scaled-covariance.ts';
import { sizeOf } from './size-of.ts';
import { structureRank } from './model.ts';
import { asMatrix, asVector, constantOf, type Constant } from './constant-value.ts';
import { weightedMean } from './convex.ts';
import { expressionKey } from './expression-key.ts';
import { unitInterval, within } from './intervals.ts';
import { intervalOf, sameShape, structuredType } from './type.ts';

/** The expression with its type saying the structure, or null where that cannot be shown. */
export function proveStructure(expression: CoreExpression, structure: Structure): CoreExpression | null {
  return isStructured(expression, structure)
    ? { ...expression, type: structuredType(structure, expression.type.shape) }
    : null;
}

function isStructured(expression: CoreExpression, structure: Structure): boolean {
  if (expression.type.structure === structure) return true;
  // The covariance of what has variance 1.
  if (structure === 'covariance' && expression.type.structure === 'correlation') return true;
  const rank = structureRank(structure);
  const outer = expression.type.shape.length - rank;
  if (outer < 0 || expression.type.element === 'category') return false;
  if (outer === 0 && isStructuredConstant(constantOf(expression), structure)) return true;
  switch (expression.kind) {
    case 'stack':
      return outer > 0
        ? expression.elements.every((element) => isStructured(element, structure))
        : structure === 'simplex' && sumsToOne(expression.elements);
    case 'tabulate':
      return outer > 0
        ? isStructured(expression.body, structure)
        : (structure === 'simplex' && isUniform(expression)) ||
            (structure === 'covariance' &&
              isScaledCovariance(expression, (matrix) => isStructured(matrix, 'covariance')));
    case 'if':
      return (
        expression.condition.type.shape.length === 0 &&
        isStructured(expression.then, structure) &&
        isStructured(expression.else, structure)
      );
    case 'index': {
      // Picking among whole values leaves each whole.
      const kept = expression.indices.slice(expression.indices.length - rank);
      return kept.every((index) => index.kind === 'all') && isStructured(expression.operand, structure);
    }
    default:
      return false;
  }
}

/** Decimal fractions that add up to one do so to rounding. */
const sumTolerance = 1e-9;

function isStructuredConstant(value: Constant | null, structure: Structure): boolean {
  if (structureRank(structure) === 1) {
    const vector = asVector(value);
    return vector !== null && isStructuredVector(vector, structure);
  }
  const matrix = asMatrix(value);
  return matrix !== null && isStructuredMatrix(matrix, structure);
}

function isStructuredVector(vector: readonly number[], structure: Structure): boolean {
  switch (structure) {
    case 'simplex':
      return vector.every((x) => x >= 0) && isOne(vector.reduce((sum, x) => sum + x, 0));
    case 'ordered':
      return vector.every((x, i) => i === 0 || x > (vector[i - 1] ?? x));
    case 'unitVector':
      return isOne(Math.hypot(...vector));
    default:
      return false;
  }
}

function isStructuredMatrix(matrix: readonly (readonly number[])[], structure: Structure): boolean {
  switch (structure) {
    case 'covariance':
      return isPositiveDefinite(matrix);
    case 'correlation':
      return matrix.every((row, i) => row[i] === 1) && isPositiveDefinite(matrix);
    case 'cholesky':
      return matrix.every((row, i) => (row[i] ?? 0) > 0 && row.every((x, j) => j <= i || x === 0));
    default:
      return false;
  }
}

function isOne(sum: number): boolean {
  return Math.abs(sum - 1) <= sumTolerance;
}

function isPositiveDefinite(matrix: readonly (readonly number[])[]): boolean {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const out: number[] = [];
    for (let j = 0; j <= i; j += 1) {
      const value = row[j] ?? NaN;
      if (matrix[j]?.[i] !== value) return false;
      const other = j === i ? out : (lower[j] ?? []);
      let rest = value;
      for (let k = 0; k < j; k += 1) rest -= (out[k] ?? 0) * (other[k] ?? 0);
      if (j === i && !(rest > 0)) return false;
      out.push(j === i ? Math.sqrt(rest) : rest / (other[j] ?? NaN));
    }
    lower.push(out);
  }
  return true;
}

/** `[p, 1 - p]`: entries in the unit interval whose terms add up to one. */
function sumsToOne(elements: readonly CoreExpression[]): boolean {
  if (!elements.every((element) => within(intervalOf(element.type), unitInterval))) return false;
  const sum = new Map<string, number>();
  for (const element of elements) addTerms(sum, element, 1);
  const constant = sum.get('') ?? 0;
  return (
    Math.abs(constant - 1) <= sumTolerance && [...sum].every(([key, weight]) => key === '' || weight === 0)
  );
}

/** `[for k in 0..K: 1 / K]`. */
function isUniform({ from, to, body }: Tabulation): boolean {
  if (body.kind !== 'call' || body.name !== 'div') return false;
  const [one, length] = body.operands.map(sizeOf);
  return one?.key === '1' && length?.key === subtractSizes(to, from).key;
}

/** Adds `factor * expression` to a linear form: coefficients by the key of what they multiply, constants under ''. */
function addTerms(sum: Map<string, number>, expression: CoreExpression, factor: number): void {
  const add = (key: string, weight: number): void => {
    sum.set(key, (sum.get(key) ?? 0) + weight);
  };
  if (expression.kind === 'number') {
    add('', factor * expression.value);
    return;
  }
  if (expression.kind === 'call') {
    const [left, right] = expression.operands;
    if (left !== undefined && expression.name === 'neg') {
      addTerms(sum, left, -factor);
      return;
    }
    if (left !== undefined && right !== undefined) {
      if (expression.name === 'add' || expression.name === 'sub') {
        addTerms(sum, left, factor);
        addTerms(sum, right, expression.name === 'add' ? factor : -factor);
        return;
      }
      if (expression.name === 'mul' && left.kind === 'number') {
        addTerms(sum, right, factor * left.value);
        return;
      }
      if ((expression.name === 'mul' || expression.name === 'div') && right.kind === 'number') {
        addTerms(sum, left, expression.name === 'mul' ? factor * right.value : factor / right.value);
        return;
      }
    }
  }
  add(expressionKey(expression), factor);
}

/** The structure that survives arithmetic: weighted means of simplexes, sums of covariances, positive multiples. */
export function structureOfCall(
  name: FunctionName,
  operands: readonly CoreExpression[],
  shape: ValueType['shape'],
): Structure | null {
  const [left, right] = operands.map((operand) => operand.type);
  if (left === undefined || right === undefined) return null;
  const [a, b] = operands;
  if (name === 'add' && a !== undefined && b !== undefined && isMeanOfSimplexes(a, b, shape))
    return 'simplex';
  if (name === 'add')
    return isCovariance(left) && isCovariance(right) && sameShape(left.shape, right.shape)
      ? 'covariance'
      : null;
  const [matrix, factor] = name === 'mul' && left.structure === null ? [right, left] : [left, right];
  if (name !== 'mul' && name !== 'div') return null;
  const scales = factor.shape.length === 0 && isPositive(factor) && sameShape(matrix.shape, shape);
  if (!scales) return null;
  return isCovariance(matrix) ? 'covariance' : matrix.structure === 'cholesky' ? 'cholesky' : null;
}

/** A correlation is one as well. */
const isCovariance = ({ structure }: ValueType): boolean =>
  structure === 'covariance' || structure === 'correlation';

/** `p * a + (1 - p) * b`, of one number `p` and two whole simplexes. */
function isMeanOfSimplexes(left: CoreExpression, right: CoreExpression, shape: ValueType['shape']): boolean {
  const mean = weightedMean(left, right);
  return (
    mean !== null &&
    mean.weight.type.shape.length === 0 &&
    [mean.a, mean.b].every(
      (value) => value !== null && sameShape(value.type.shape, shape) && isStructured(value, 'simplex'),
    )
  );
}

function isPositive(type: ValueType): boolean {
  const interval = intervalOf(type);
  return interval.lower > 0 || (interval.lower === 0 && interval.lowerOpen);
}
