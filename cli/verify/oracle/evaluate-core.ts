// Plain recursive evaluation of a checked expression at one row, for the brute-force oracle.

import type {
  CoreExpression,
  CoreIndex,
  FunctionName,
  Reduction,
  StepPosition,
} from '../../../compiler/3-check/model.ts';
import { evaluateSize } from '../../../compiler/sizes/size.ts';
import type { Nested } from './nested.ts';
import { broadcast, itemAt, matrixOf, rankOf, toArray, toNumber, vectorOf } from './nested.ts';
import { digammaOf, dot, inverseOf, logGamma, logSumExp, sum } from './textbook-densities.ts';

/** What an expression may read at one row. */
export interface Reader {
  readonly sizes: Readonly<Record<string, number>>;
  readonly hyper: Readonly<Record<string, number>>;
  variable(name: string): Nested;
  plateIndex(plate: string): number;
  /** What a sequence indexes, at a position. */
  step?(name: string, at: StepPosition): Nested;
}

export function evaluateCore(
  expression: CoreExpression,
  reader: Reader,
  loops: ReadonlyMap<number, number> = new Map(),
): Nested {
  const size = (s: Parameters<typeof evaluateSize>[0]): number =>
    evaluateSize(s, (name) => lookUp(reader.sizes, name));
  const evaluate = (e: CoreExpression): Nested => evaluateCore(e, reader, loops);
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'size':
      return size(expression.size);
    case 'hyperparameter':
      return lookUp(reader.hyper, expression.name);
    case 'variable':
      return reader.variable(expression.name);
    case 'plateIndex':
      return reader.plateIndex(expression.plate);
    case 'stepIndex':
      return reader.plateIndex(expression.sequence);
    case 'step': {
      if (reader.step === undefined) throw new Error('no steps here');
      return reader.step(expression.name, expression.at);
    }
    case 'loopIndex':
      return loops.get(expression.id) ?? Number.NaN;
    case 'call':
      return broadcast(expression.operands.map(evaluate), functions[expression.name]);
    case 'index':
      return select(
        evaluate(expression.operand),
        expression.indices,
        (index) => toNumber(evaluate(index)),
        size,
      );
    case 'if':
      return choose(
        evaluate(expression.condition),
        () => evaluate(expression.then),
        () => evaluate(expression.else),
      );
    case 'reduce':
      return reduce(expression.name, evaluate(expression.operand));
    case 'matmul':
      return matmul(evaluate(expression.left), evaluate(expression.right));
    case 'stack':
      return expression.elements.map(evaluate);
    case 'tabulate': {
      const from = size(expression.from);
      return Array.from({ length: size(expression.to) - from }, (_, k) =>
        evaluateCore(expression.body, reader, new Map(loops).set(expression.id, from + k)),
      );
    }
    case 'stationary':
      return stationary(evaluate(expression.operand));
    default:
      throw new Error(`${expression.kind} is nothing that random models are made of`);
  }
}

/** Of transition matrices `[..., K, K]`: p (I - P + U) = 1, where U is full of ones (Zucchini et al. 2016, exercise 1.9). */
function stationary(value: Nested): Nested {
  if (rankOf(value) > 2) return toArray(value).map(stationary);
  const moves = matrixOf(value);
  const inverse = inverseOf(moves.map((row, i) => row.map((p, j) => (i === j ? 2 : 1) - p)));
  return moves.map((_, j) => sum(inverse.map((row) => row[j] ?? Number.NaN)));
}

function lookUp(record: Readonly<Record<string, number>>, name: string): number {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (value === undefined) throw new Error(`no value for ${name}`);
  return value;
}

const truth = (condition: boolean): number => (condition ? 1 : 0);

const functions: Readonly<Record<FunctionName, (...numbers: number[]) => number>> = {
  neg: (a) => -number(a),
  add: (a, b) => number(a) + number(b),
  sub: (a, b) => number(a) - number(b),
  mul: (a, b) => number(a) * number(b),
  div: (a, b) => number(a) / number(b),
  pow: (a, b) => number(a) ** number(b),
  exp: (a) => Math.exp(number(a)),
  log: (a) => Math.log(number(a)),
  log1p: (a) => Math.log1p(number(a)),
  expm1: (a) => Math.expm1(number(a)),
  sqrt: (a) => Math.sqrt(number(a)),
  abs: (a) => Math.abs(number(a)),
  floor: (a) => Math.floor(number(a)),
  sin: (a) => Math.sin(number(a)),
  cos: (a) => Math.cos(number(a)),
  tanh: (a) => Math.tanh(number(a)),
  sigmoid: (a) => 1 / (1 + Math.exp(-number(a))),
  softplus: (a) => logSumExp([0, number(a)]),
  lgamma: (a) => logGamma(number(a)),
  digamma: (a) => digammaOf(number(a)),
  max: (a, b) => Math.max(number(a), number(b)),
  min: (a, b) => Math.min(number(a), number(b)),
  less: (a, b) => truth(number(a) < number(b)),
  lessEqual: (a, b) => truth(number(a) <= number(b)),
  equal: (a, b) => truth(number(a) === number(b)),
  notEqual: (a, b) => truth(number(a) !== number(b)),
  and: (a, b) => truth(number(a) !== 0 && number(b) !== 0),
  or: (a, b) => truth(number(a) !== 0 || number(b) !== 0),
  not: (a) => truth(number(a) === 0),
};

function number(operand: number | undefined): number {
  if (operand === undefined) throw new Error('an operand is missing');
  return operand;
}

function choose(condition: Nested, whenTrue: () => Nested, whenFalse: () => Nested): Nested {
  if (typeof condition === 'number') return condition !== 0 ? whenTrue() : whenFalse();
  return broadcast([condition, whenTrue(), whenFalse()], (c, a, b) => number(c !== 0 ? a : b));
}

function select(
  value: Nested,
  indices: readonly CoreIndex[],
  evaluate: (index: CoreExpression) => number,
  size: (s: Parameters<typeof evaluateSize>[0]) => number,
): Nested {
  const [first, ...rest] = indices;
  if (first === undefined) return value;
  switch (first.kind) {
    case 'at':
      return select(itemAt(value, evaluate(first.value)), rest, evaluate, size);
    case 'all':
      return toArray(value).map((item) => select(item, rest, evaluate, size));
    case 'slice':
      return toArray(value)
        .slice(size(first.from), size(first.to))
        .map((item) => select(item, rest, evaluate, size));
  }
}

/** Over the last axis. */
function reduce(name: Reduction['name'], value: Nested): Nested {
  if (rankOf(value) > 1) return toArray(value).map((item) => reduce(name, item));
  const numbers = vectorOf(value);
  switch (name) {
    case 'sum':
      return sum(numbers);
    case 'mean':
      return sum(numbers) / numbers.length;
    case 'max':
      return Math.max(...numbers);
    case 'min':
      return Math.min(...numbers);
    case 'logSumExp':
      return logSumExp(numbers);
    case 'argMax':
      return numbers.indexOf(Math.max(...numbers));
    case 'softmax': {
      const total = logSumExp(numbers);
      return numbers.map((logit) => Math.exp(logit - total));
    }
  }
}

function matmul(left: Nested, right: Nested): Nested {
  const leftRank = rankOf(left);
  const rightRank = rankOf(right);
  if (leftRank === 1 && rightRank === 1) return dot(vectorOf(left), vectorOf(right));
  if (leftRank > 2 || rightRank > 2) {
    const deeper = leftRank >= rightRank ? left : right;
    return toArray(deeper).map((_, i) =>
      matmul(
        leftRank > 2 && leftRank >= rightRank ? itemAt(left, i) : left,
        rightRank > 2 && rightRank >= leftRank ? itemAt(right, i) : right,
      ),
    );
  }
  if (leftRank === 2) return toArray(left).map((row) => matmul(row, right));
  const rows = toArray(right).map(vectorOf);
  return (rows[0] ?? []).map((_, column) =>
    dot(
      vectorOf(left),
      rows.map((row) => row[column] ?? Number.NaN),
    ),
  );
}
