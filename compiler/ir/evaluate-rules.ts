// What each operation computes, one plain loop each.

import { specialFunction } from '../library/special-functions.ts';
import { dirichletConcentration } from '../library/special/index.ts';
import { stationaryDistribution, stationarySlope } from '../library/chains/index.ts';
import type { SequenceRange } from '../library/chains/index.ts';
import type { Size } from '../sizes/size.ts';
import { unionAxes, withoutAxis } from './axis.ts';
import { evaluateChain, evaluateMarginal } from './evaluate-chain.ts';
import type { GivenChain } from './evaluate-chain.ts';
import { evaluateScan } from './evaluate-scan.ts';
import type { ScanResult } from './evaluate-scan.ts';
import { makeShape, offsetsOf, positionsAlong, sizeAlong, strideOf, zeros } from './named-array.ts';
import type { Elements, NamedArray, Shape } from './named-array.ts';
import type { Axis, Node, OpName } from './ops.ts';
import type { RandomStream } from './random-stream.ts';
import { binaryFunctions, comparisons, unaryFunctions } from './scalar-functions.ts';
import type { BinaryFunction, Comparison, UnaryFunction } from './scalar-functions.ts';
import { chainOperands, otherAxes } from './type-rules.ts';

/** What a program reads besides its nodes. */
export interface Environment {
  readonly array: (name: string) => Float64Array | Int32Array;
  readonly size: (size: Size) => number;
  readonly stream: RandomStream | null;
  /** The operands of a node whose value is known. */
  readonly operandsOf: (node: Node) => readonly NamedArray[];
}

type Rule<K extends OpName> = (
  node: Node<K>,
  args: readonly NamedArray[],
  environment: Environment,
) => NamedArray;

const rules: { readonly [K in OpName]: Rule<K> } = {
  input: (node, _, environment) => {
    const shape = shapeOf(node, environment);
    const data = environment.array(node.name);
    if (data.length !== shape.count)
      throw new Error(
        `internal: input ${node.name} has ${String(data.length)} elements, not ${String(shape.count)}`,
      );
    return { ...shape, data: node.type.dtype === 'i32' ? Int32Array.from(data) : Float64Array.from(data) };
  },
  constant: (node, _, environment) => filled(node, environment, () => node.value),
  size: (node, _, environment) => filled(node, environment, () => environment.size(node.size)),
  iota: (node, _, environment) => filled(node, environment, (position) => position),
  placeholder: (node, _, environment) => filled(node, environment, () => 0),

  neg: unary,
  exp: unary,
  log: unary,
  log1p: unary,
  expm1: unary,
  sqrt: unary,
  abs: unary,
  floor: unary,
  sin: unary,
  cos: unary,
  tanh: unary,
  sigmoid: unary,
  softplus: unary,
  lgamma: unary,
  digamma: unary,
  trigamma: unary,
  inverseLogMinusDigamma: unary,
  special: (node, args, environment) =>
    elementWise(node, args, environment, (...values) =>
      specialFunction(node.name).evaluate(...values.slice(0, args.length)),
    ),
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  pow: binary,
  max: binary,
  min: binary,
  weighted: binary,

  less: compare,
  lessEqual: compare,
  equal: compare,
  and: (node, args, environment) => elementWise(node, args, environment, (a, b) => a * b),
  or: (node, args, environment) => elementWise(node, args, environment, (a, b) => Math.max(a, b)),
  not: (node, args, environment) => elementWise(node, args, environment, (a) => 1 - a),
  select: (node, args, environment) =>
    elementWise(node, args, environment, (condition, whenTrue, whenFalse) =>
      condition === 0 ? whenFalse : whenTrue,
    ),
  cast: (node, args, environment) =>
    elementWise(node, args, environment, (a) => (node.dtype === 'i32' ? Math.trunc(a) : a)),
  stopGradient: (node, args, environment) => elementWise(node, args, environment, (a) => a),

  reduceSum: (node, args, environment) =>
    reduce(node, args, environment, (slice) => slice.reduce((sum, value) => sum + value, 0)),
  // A NaN anywhere is the maximum, as in Math.max.
  reduceMax: (node, args, environment) =>
    reduce(node, args, environment, (slice) =>
      slice.reduce((most, value) => Math.max(most, value), -Infinity),
    ),
  argMax: (node, args, environment) =>
    reduce(node, args, environment, (slice) =>
      slice.reduce((best, value, position) => (value > (slice[best] ?? NaN) ? position : best), 0),
    ),
  rename: (node, args, environment) => {
    const value = argument(args, 0);
    const renamed = {
      ...value,
      axes: value.axes.map((axis) => (axis.name === node.from.name ? node.to : axis)),
    };
    // Row axes come first, so the storage order may change.
    return elementWise(node, [renamed], environment, (a) => a);
  },
  gather: (node, args, environment) => {
    const [base, index] = [argument(args, 0), argument(args, 1)];
    const out = zeros(node.type.dtype, shapeOf(node, environment));
    const baseOffsets = offsetsOf(out, base, [node.axis]);
    const indexOffsets = offsetsOf(out, index);
    const stride = strideOf(base, node.axis);
    for (let i = 0; i < out.count; i += 1) {
      const position = checkedIndex(read(index.data, read(indexOffsets, i)), base, node.axis, node.op);
      out.data[i] = read(base.data, read(baseOffsets, i) + position * stride);
    }
    return out;
  },
  scatterAdd: (node, args, environment) => {
    const values = argument(args, 0);
    const out = zeros('f64', shapeOf(node, environment));
    const loop = makeShape(unionAxes(...args.map(({ axes }) => axes)), (axis) => environment.size(axis.size));
    const outOffsets = offsetsOf(loop, out, node.axes);
    const valueOffsets = offsetsOf(loop, values);
    const indices = node.axes.map((axis, position) => {
      const index = argument(args, position + 1);
      return { axis, data: index.data, offsets: offsetsOf(loop, index), stride: strideOf(out, axis) };
    });
    for (let i = 0; i < loop.count; i += 1) {
      const offset = indices.reduce(
        (sum, { axis, data, offsets, stride }) =>
          sum + checkedIndex(read(data, read(offsets, i)), out, axis, node.op) * stride,
        read(outOffsets, i),
      );
      addTo(out.data, offset, read(values.data, read(valueOffsets, i)));
    }
    return out;
  },
  sumRows: (node, args, environment) => {
    const value = argument(args, 0);
    const out = zeros('f64', shapeOf(node, environment));
    const parents = parentRows(node.from, environment);
    const rows = positionsAlong(value, node.from);
    const outOffsets = offsetsOf(value, out, [node.to]);
    const stride = strideOf(out, node.to);
    for (let i = 0; i < value.count; i += 1)
      addTo(out.data, read(outOffsets, i) + read(parents, read(rows, i)) * stride, read(value.data, i));
    return out;
  },
  spreadRows: (node, args, environment) => {
    const value = argument(args, 0);
    const out = zeros(node.type.dtype, shapeOf(node, environment));
    const parents = parentRows(node.to, environment);
    const rows = positionsAlong(out, node.to);
    const offsets = offsetsOf(out, value, [node.from]);
    const stride = strideOf(value, node.from);
    for (let i = 0; i < out.count; i += 1)
      out.data[i] = read(value.data, read(offsets, i) + read(parents, read(rows, i)) * stride);
    return out;
  },

  cholesky: (node, args, environment) => {
    const a = argument(args, 0);
    const out = zeros('f64', shapeOf(node, environment));
    const size = sizeAlong(a, node.row);
    const [rowStride, columnStride] = [strideOf(a, node.row), strideOf(a, node.column)];
    for (const offset of slices(a, [node.row, node.column], environment).offsetsIn(a)) {
      const at = (i: number, j: number): number => offset + i * rowStride + j * columnStride;
      for (let j = 0; j < size; j += 1)
        for (let i = j; i < size; i += 1) {
          let rest = read(a.data, at(i, j));
          for (let k = 0; k < j; k += 1) rest -= read(out.data, at(i, k)) * read(out.data, at(j, k));
          // A matrix that is not positive definite gives NaN from here on.
          out.data[at(i, j)] = i === j ? Math.sqrt(rest) : rest / read(out.data, at(j, j));
        }
    }
    return out;
  },
  solveLower: (node, args, environment) => {
    const [lower, b] = [argument(args, 0), argument(args, 1)];
    const { row, column, transposed } = node;
    const [given, solved] = transposed ? [column, row] : [row, column];
    const out = zeros('f64', shapeOf(node, environment));
    const size = sizeAlong(lower, row);
    const loop = slices(out, [solved], environment);
    const [lowerAt, bAt, outAt] = [loop.offsetsIn(lower), loop.offsetsIn(b), loop.offsetsIn(out)];
    const [rowStride, columnStride] = [strideOf(lower, row), strideOf(lower, column)];
    const [bStride, outStride] = [strideOf(b, given), strideOf(out, solved)];
    for (let slice = 0; slice < loop.count; slice += 1) {
      const entry = (i: number, j: number): number =>
        read(lower.data, read(lowerAt, slice) + i * rowStride + j * columnStride);
      const y = (i: number): number => read(outAt, slice) + i * outStride;
      for (let step = 0; step < size; step += 1) {
        const i = transposed ? size - 1 - step : step;
        let rest = read(b.data, read(bAt, slice) + i * bStride);
        for (let k = 0; k < i && !transposed; k += 1) rest -= entry(i, k) * read(out.data, y(k));
        for (let k = size - 1; k > i && transposed; k -= 1) rest -= entry(k, i) * read(out.data, y(k));
        out.data[y(i)] = rest / entry(i, i);
      }
    }
    return out;
  },
  dirichletConcentration: (node, args, environment) => {
    const meanLog = argument(args, 0);
    const out = zeros('f64', shapeOf(node, environment));
    const [size, stride] = [sizeAlong(meanLog, node.axis), strideOf(meanLog, node.axis)];
    const [from, to] = [Float64Array.from(meanLog.data), Float64Array.from(out.data)];
    for (const offset of slices(meanLog, [node.axis], environment).offsetsIn(meanLog))
      dirichletConcentration(from, offset, stride, to, offset, stride, size);
    return { ...out, data: to };
  },

  stationary: (node, args, environment) =>
    perMatrix(node, args, environment, (matrix, size, _, result) => {
      stationaryDistribution(matrix, size, result);
    }),
  stationarySlope: (node, args, environment) =>
    perMatrix(node, args, environment, (matrix, size, cotangent, result) => {
      stationarySlope(matrix, cotangent, size, result);
    }),
  chain: (node, args, environment) => {
    const out = zeros('f64', shapeOf(node, environment));
    const given = chainTerms(node, args, environment);
    const found = evaluateChain(given, sequenceCount(node, environment));
    // Sequences first, as the result has them.
    out.data.set(found);
    return out;
  },
  chainMarginal: (node, args, environment) => {
    const out = zeros('f64', shapeOf(node, environment));
    const [cotangent, ...terms] = args;
    if (cotangent === undefined) throw new Error('internal: a marginal without a cotangent');
    const given = chainTerms(node, terms, environment);
    const shape = makeShape([...(node.to === null ? [] : [node.to]), ...given.others], (axis) =>
      environment.size(axis.size),
    );
    const offsets = offsetsOf(shape, cotangent);
    const others = shape.count / sequenceCount(node, environment);
    const found = evaluateMarginal(given, sequenceCount(node, environment), node.of, out, (sequence, other) =>
      read(cotangent.data, read(offsets, sequence * others + other)),
    );
    out.data.set(found);
    return out;
  },
  chainScan: (node, args, environment) => {
    const { values, path } = scan(node, args, environment);
    const out = zeros(node.type.dtype, shapeOf(node, environment));
    out.data.set((out.data instanceof Float64Array ? values : path).subarray(0, out.count));
    return out;
  },
  chainPart: (node, _, environment) => {
    const [forward] = node.args;
    if (forward.op !== 'chainScan') throw new Error('internal: a part of no pass');
    const operands = environment.operandsOf(forward);
    const found = scan(forward, operands, environment);
    const out = zeros('f64', shapeOf(node, environment));
    out.data.set((node.part === 'emission' ? found.emission : found.logScale).subarray(0, out.count));
    return out;
  },
  previousRow: (node, args, environment) => {
    const [value, first] = [argument(args, 0), argument(args, 1)];
    const shape = shapeOf(node, environment);
    const [valueAt, firstAt] = [offsetsOf(shape, value), offsetsOf(shape, first)];
    const rows = positionsAlong(shape, node.rows);
    const sequences = node.to === null ? null : parentRows(node.rows, environment);
    const stride = strideOf(value, node.rows);
    return filled(node, environment, (element) => {
      const row = read(rows, element);
      const isFirst = row === 0 || (sequences !== null && sequences[row] !== sequences[row - 1]);
      return isFirst
        ? read(first.data, read(firstAt, element))
        : read(value.data, read(valueAt, element) - stride);
    });
  },
  store: (node, args, environment) => elementWise(node, args, environment, (a) => a),

  random: (node, args, environment) => {
    const stream = streamOf(environment);
    const shape = shapeOf(node, environment);
    const parameters = args.map((array) => {
      const offsets = offsetsOf(shape, array);
      return (element: number): number => read(array.data, read(offsets, element));
    });
    return filled(node, environment, (element) => {
      seek(stream, node.site, shape, element);
      const [value = NaN, second = NaN] = parameters.map((parameter) => parameter(element));
      switch (node.kind) {
        case 'uniform':
          return stream.uniform();
        case 'normal':
          return stream.normal();
        case 'gamma':
          return stream.gamma(value);
        case 'poisson':
          return stream.poisson(value);
        case 'binomial':
          return stream.binomial(value, second);
      }
    });
  },
  randomIndex: (node, args, environment) => {
    const stream = streamOf(environment);
    const shape = shapeOf(node, environment);
    const probabilities = argument(args, 0);
    const offsets = offsetsOf(shape, probabilities);
    const [size, stride] = [sizeAlong(probabilities, node.axis), strideOf(probabilities, node.axis)];
    const numbers = Float64Array.from(probabilities.data);
    return filled(node, environment, (element) => {
      seek(stream, node.site, shape, element);
      return stream.index(numbers, read(offsets, element), stride, size);
    });
  },
  randomCounts: (node, args, environment) => {
    const stream = streamOf(environment);
    const [n, probabilities] = [argument(args, 0), argument(args, 1)];
    const out = zeros('f64', shapeOf(node, environment));
    const [size, stride] = [sizeAlong(out, node.axis), strideOf(out, node.axis)];
    const counts = new Float64Array(size);
    const loop = makeShape(withoutAxis(out.axes, node.axis), (axis) => environment.size(axis.size));
    const [outAt, nAt, fromAt] = [offsetsOf(loop, out), offsetsOf(loop, n), offsetsOf(loop, probabilities)];
    for (let slice = 0; slice < loop.count; slice += 1) {
      const from = sliceOf(probabilities.data, read(fromAt, slice), strideOf(probabilities, node.axis), size);
      seek(stream, node.site, loop, slice);
      stream.counts(read(n.data, read(nAt, slice)), from, counts, size);
      counts.forEach((count, k) => (out.data[read(outAt, slice) + k * stride] = count));
    }
    return out;
  },
};

/** For each matrix of the first operand, and each slice of the second along `column`. */
function perMatrix(
  node: Node<'stationary' | 'stationarySlope'>,
  args: readonly NamedArray[],
  environment: Environment,
  apply: (matrix: Float64Array, size: number, vector: Float64Array, result: Float64Array) => void,
): NamedArray {
  const { row, column } = node;
  const [matrices, vectors = argument(args, 0)] = args;
  if (matrices === undefined) throw new Error('internal: an operand is missing');
  const out = zeros('f64', shapeOf(node, environment));
  const size = sizeAlong(matrices, column);
  const loop = slices(out, [column], environment);
  const [matrixAt, vectorAt, outAt] = [matrices, vectors, out].map((array) => loop.offsetsIn(array));
  const [rowStride, columnStride] = [strideOf(matrices, row), strideOf(matrices, column)];
  const result = new Float64Array(size);
  for (let slice = 0; slice < loop.count; slice += 1) {
    const from = matrixAt?.[slice] ?? NaN;
    const matrix = Float64Array.from({ length: size * size }, (_, k) =>
      read(matrices.data, from + Math.floor(k / size) * rowStride + (k % size) * columnStride),
    );
    const vector = sliceOf(vectors.data, vectorAt?.[slice] ?? NaN, strideOf(vectors, column), size);
    apply(matrix, size, vector, result);
    result.forEach((value, k) => (out.data[(outAt?.[slice] ?? NaN) + k * strideOf(out, column)] = value));
  }
  return out;
}

/** The numbers of sequences and, for each row, which it belongs to. */
function chainTerms(
  node: Node<'chain'> | Node<'chainMarginal'>,
  terms: readonly NamedArray[],
  environment: Environment,
): GivenChain {
  const { rows, to, states, semiring, conditions } = node;
  const operands = node.op === 'chain' ? node.args : node.args.slice(1);
  return {
    chain: { rows, to, states },
    semiring,
    terms: terms.slice(0, conditions.length),
    conditions: conditions.map((position) =>
      position === null ? null : argument(terms, conditions.length + position),
    ),
    others: otherAxes(node, chainOperands(operands, node).terms),
    sizeOf: (axis) => environment.size(axis.size),
    sequences: to === null ? null : parentRows(rows, environment),
  };
}

function sequenceCount({ to }: { readonly to: Axis | null }, environment: Environment): number {
  return to === null ? 1 : environment.size(to.size);
}

function scan(node: Node<'chainScan'>, args: readonly NamedArray[], environment: Environment): ScanResult {
  const { rows, to } = node;
  return evaluateScan(node, args, {
    sizeOf: (axis) => environment.size(axis.size),
    range: sequenceRange(rows, to, environment),
    pick: (weights, row, element) => {
      const stream = streamOf(environment);
      stream.seek(node.site, row, element);
      return stream.index(weights, 0, 1, weights.length);
    },
  });
}

/** Rows of one sequence lie together, so counting them says where each begins. */
function sequenceRange(rows: Axis, to: Axis | null, environment: Environment): SequenceRange {
  const rowCount = environment.size(rows.size);
  if (to === null) return { offsets: null, first: 0, last: rowCount, length: rowCount };
  const sequences = environment.size(to.size);
  const offsets = new Int32Array(sequences + 1);
  for (const sequence of parentRows(rows, environment))
    offsets[sequence + 1] = (offsets[sequence + 1] ?? 0) + 1;
  for (let s = 0; s < sequences; s += 1) offsets[s + 1] = (offsets[s + 1] ?? 0) + (offsets[s] ?? 0);
  return { offsets, first: 0, last: sequences };
}

export function evaluateNode<K extends OpName>(
  node: Node<K>,
  args: readonly NamedArray[],
  environment: Environment,
): NamedArray {
  return rules[node.op](node, args, environment);
}

function unary(node: Node<UnaryFunction>, args: readonly NamedArray[], environment: Environment): NamedArray {
  return elementWise(node, args, environment, unaryFunctions[node.op]);
}

function binary(
  node: Node<BinaryFunction>,
  args: readonly NamedArray[],
  environment: Environment,
): NamedArray {
  return elementWise(node, args, environment, binaryFunctions[node.op]);
}

function compare(node: Node<Comparison>, args: readonly NamedArray[], environment: Environment): NamedArray {
  const holds = comparisons[node.op];
  return elementWise(node, args, environment, (a, b) => (holds(a, b) ? 1 : 0));
}

/** Operands that an operation lacks are NaN. */
function elementWise(
  node: Node,
  args: readonly NamedArray[],
  environment: Environment,
  apply: (...values: readonly number[]) => number,
): NamedArray {
  const shape = shapeOf(node, environment);
  const readers = args.map((array) => {
    const offsets = offsetsOf(shape, array);
    return (element: number): number => read(array.data, read(offsets, element));
  });
  return filled(node, environment, (i) => apply(...readers.map((reader) => reader(i))));
}

/** `fold` sees the operand's elements along the axis. */
function reduce(
  node: Node<'reduceSum' | 'reduceMax' | 'argMax'>,
  args: readonly NamedArray[],
  environment: Environment,
  fold: (slice: Float64Array) => number,
): NamedArray {
  const value = argument(args, 0);
  const offsets = offsetsOf(shapeOf(node, environment), value);
  const [size, stride] = [sizeAlong(value, node.axis), strideOf(value, node.axis)];
  return filled(node, environment, (i) => fold(sliceOf(value.data, read(offsets, i), stride, size)));
}

/** One element for each position along all axes but `without`. */
function slices(
  array: Shape,
  without: readonly Axis[],
  environment: Environment,
): { readonly count: number; readonly offsetsIn: (other: Shape) => Int32Array } {
  const axes = without.reduce(withoutAxis, array.axes);
  const loop = makeShape(axes, (axis) => environment.size(axis.size));
  return { count: loop.count, offsetsIn: (other) => offsetsOf(loop, other) };
}

function sliceOf(data: Elements, offset: number, stride: number, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => read(data, offset + k * stride));
}

function filled(node: Node, environment: Environment, element: (index: number) => number): NamedArray {
  const out = zeros(node.type.dtype, shapeOf(node, environment));
  for (let i = 0; i < out.count; i += 1) out.data[i] = element(i);
  return out;
}

function shapeOf(node: Node, environment: Environment): Shape {
  return makeShape(node.type.axes, (axis) => environment.size(axis.size));
}

function parentRows(rows: Axis, environment: Environment): Float64Array | Int32Array {
  return environment.array(`parent.${rows.plate ?? ''}`);
}

function checkedIndex(position: number, array: Shape, axis: Axis, op: OpName): number {
  if (position < 0 || position >= sizeAlong(array, axis))
    throw new Error(`internal: ${op} reads position ${String(position)} of axis ${axis.name}`);
  return position;
}

/** Draws are numbered by row and by element within the row. */
function seek(stream: RandomStream, site: number, shape: Shape, element: number): void {
  const rowCount = (shape.axes[0]?.plate ?? null) === null ? 1 : (shape.sizes[0] ?? 1);
  const perRow = shape.count / rowCount;
  stream.seek(site, Math.floor(element / perRow), element % perRow);
}

function streamOf(environment: Environment): RandomStream {
  if (environment.stream === null) throw new Error('internal: the program draws, and no stream was given');
  return environment.stream;
}

function argument(args: readonly NamedArray[], position: number): NamedArray {
  const value = args[position];
  if (value === undefined) throw new Error('internal: an operand is missing');
  return value;
}

function read(data: Elements, offset: number): number {
  return data[offset] ?? NaN;
}

function addTo(data: Elements, offset: number, value: number): void {
  data[offset] = read(data, offset) + value;
}
