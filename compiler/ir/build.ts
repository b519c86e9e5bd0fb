// Makes nodes: infers types, folds what is exact, and interns, so that within one builder `===` means "same
// value". This is also the arithmetic in which the library's densities and estimates are run by the compiler.
//
// Operands may lack axes that the others have; whole numbers and conditions are cast where a number is due.

import type { Arithmetic } from '../library/arithmetic.ts';
import { constantValue } from '../sizes/size.ts';
import type { Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { hasAxis, sameAxis, unionAxes } from './axis.ts';
import type { Draft } from './draft.ts';
import { fold } from './fold.ts';
import { createInterner } from './intern.ts';
import { otherAxes } from './type-rules.ts';
import type { Axis, Chain, DType, Node, OpName, TensorType } from './ops.ts';

/** `condition`: of rows; null: the term counts at all of them. */
export interface ConditionalTerm {
  readonly node: Node;
  readonly condition: Node | null;
}

export interface Builder extends Arithmetic<Node, Axis> {
  // Leaves.
  input(name: string, type: TensorType): Node<'input'>;
  /** A number, or a whole number (i32) or condition (0, 1) as a value of another type. */
  constant(value: number, dtype?: DType): Node;
  size(size: Size): Node;
  iota(axis: Axis): Node;
  placeholder(name: string, axes: readonly Axis[]): Node<'placeholder'>;

  // Beyond `Arithmetic`, element by element.
  trigamma(a: Node): Node;
  and(a: Node, b: Node): Node;
  or(a: Node, b: Node): Node;
  not(a: Node): Node;
  /** To bool: whether the value is not 0. */
  cast(a: Node, dtype: DType): Node;
  stopGradient(a: Node): Node;

  // Along axes. Without the axis, a maximum is the value itself and its first position 0.
  reduceSum(a: Node, axis: Axis): Node;
  reduceMax(a: Node, axis: Axis): Node;
  argMax(a: Node, axis: Axis): Node;
  gather(base: Node, index: Node, axis: Axis): Node;
  /** Axes of `keep` that neither operand has are left out: the result is constant along them. */
  scatterAdd(values: Node, indices: readonly Node[], axes: readonly Axis[], keep: readonly Axis[]): Node;
  /** A value without `from` counts once for each row. */
  sumRows(a: Node, from: Axis, to: Axis): Node;
  spreadRows(a: Node, from: Axis, to: Axis): Node;
  /** The same value with these axes too, repeated along those that it lacked: what a stored array needs. */
  broadcast(a: Node, axes: readonly Axis[]): Node;

  /** See `Ops.stationary`. */
  stationary(transitions: Node, row: Axis, column: Axis): Node;
  /** See `Ops.stationarySlope`. */
  stationarySlope(transitions: Node, cotangent: Node, row: Axis, column: Axis): Node;
  /** See `Ops.chain`. */
  chain(chain: Chain, semiring: 'logSum' | 'max', terms: readonly ConditionalTerm[]): Node;
  /** See `Ops.chainMarginal`: of a term of this chain. */
  chainMarginal(chain: Node<'chain'>, of: number, cotangent: Node): Node;
  /** See `Ops.chainScan`. `message` is repeated along the axes that it lacks; `indices`: of those of `tables` that have an axis. */
  chainScan(
    chain: Chain,
    pass: 'forward' | 'backward' | 'best' | 'bestPath' | 'drawnPath',
    message: Node,
    tables: readonly {
      readonly values: Node;
      readonly index: { readonly node: Node; readonly axis: Axis } | null;
    }[],
  ): Node;
  chainPart(forward: Node, part: 'logScale' | 'emission'): Node;
  previousRow(a: Node, first: Node, sequence: Pick<Chain, 'rows' | 'to'>): Node;
  store(a: Node, axes: readonly Axis[]): Node;

  /** Nodes made meanwhile come from this place in the text; the innermost call counts. */
  withOrigin<T>(span: Span, build: () => T): T;
  /** Nodes made meanwhile come from where this node comes from. */
  withOriginsOf<T>(node: Node, build: () => T): T;
  /** A node by its parts, folded and interned like all. For passes; operands must have the types that `op` needs. */
  make<K extends OpName>(draft: Draft<K>, declared?: TensorType): Node;
}

/** A builder, with its own set of nodes: nodes of two builders must not meet in one graph. */
export function createBuilder(): Builder {
  const interner = createInterner();
  let nextSite = 0;

  function make<K extends OpName>(draft: Draft<K>, declared?: TensorType): Node {
    if ('site' in draft && typeof draft.site === 'number') nextSite = Math.max(nextSite, draft.site + 1);
    return fold(m, draft) ?? (interner.intern(draft, declared) as Node);
  }

  type ArithmeticOp = 'neg' | 'exp' | 'log' | 'log1p' | 'expm1' | 'sqrt' | 'abs' | 'floor' | 'sin' | 'cos' | 'tanh' | 'sigmoid' | 'softplus' | 'lgamma' | 'digamma' | 'trigamma' | 'inverseLogMinusDigamma'; // prettier-ignore
  const unary = (op: ArithmeticOp) => (a: Node) => make({ op, args: [toNumber(a)] });
  type ArithmeticOp2 = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'max' | 'min' | 'weighted';
  const binary = (op: ArithmeticOp2) => (a: Node, b: Node) => make({ op, args: [toNumber(a), toNumber(b)] });
  const comparison = (op: 'less' | 'lessEqual' | 'equal') => (a: Node, b: Node) => {
    const whole = a.type.dtype === 'i32' && b.type.dtype === 'i32';
    return make({ op, args: whole ? [a, b] : [toNumber(a), toNumber(b)] });
  };
  const logic = (op: 'and' | 'or') => (a: Node, b: Node) =>
    make({ op, args: [toCondition(a), toCondition(b)] });

  const cast = (a: Node, dtype: DType): Node => {
    if (a.type.dtype === dtype) return a;
    if (dtype !== 'bool') return make({ op: 'cast', args: [a], dtype });
    return m.not(m.equal(a, m.constant(0, a.type.dtype)));
  };
  const toNumber = (a: Node): Node => cast(a, 'f64');
  const toIndex = (a: Node): Node => cast(a, 'i32');
  const toCondition = (a: Node): Node => cast(a, 'bool');

  const has = (a: Node, axis: Axis): boolean => hasAxis(a.type.axes, axis);
  /** A condition that holds at each position: gives a value an axis. Folding leaves it alone. */
  const everywhere = (axis: Axis): Node => m.lessEqual(m.constant(0, 'i32'), m.iota(axis));

  const random = (kind: Draft<'random'>['kind'], args: readonly Node[], shape: readonly Axis[]): Node => {
    const parameters = args.map(toNumber);
    return make({
      op: 'random',
      args: parameters,
      kind,
      site: nextSite,
      shape: besides(shape, ...parameters),
    });
  };

  const m: Builder = {
    input: (name, type) => interner.leaf('input', { op: 'input', args: [], name }, type),
    placeholder: (name, axes) =>
      interner.leaf(
        'placeholder',
        { op: 'placeholder', args: [], name },
        { dtype: 'f64', axes: unionAxes(axes) },
      ),
    constant: (value, dtype = 'f64') => make({ op: 'constant', args: [], value }, { dtype, axes: [] }),
    num: (value) => m.constant(value),
    size: (size) => {
      const value = constantValue(size);
      return value === null ? make({ op: 'size', args: [], size }) : m.constant(value);
    },
    length: (axis) => m.size(axis.size),
    iota: (axis) => make({ op: 'iota', args: [], axis }),
    positions: (axis) => m.iota(axis),

    neg: unary('neg'),
    exp: unary('exp'),
    log: unary('log'),
    log1p: unary('log1p'),
    expm1: unary('expm1'),
    sqrt: unary('sqrt'),
    abs: unary('abs'),
    floor: unary('floor'),
    sin: unary('sin'),
    cos: unary('cos'),
    tanh: unary('tanh'),
    sigmoid: unary('sigmoid'),
    softplus: unary('softplus'),
    lgamma: unary('lgamma'),
    digamma: unary('digamma'),
    trigamma: unary('trigamma'),
    inverseLogMinusDigamma: unary('inverseLogMinusDigamma'),
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    special: (name, ...args) => make({ op: 'special', args: args.map(toNumber), name }),
    pow: binary('pow'),
    max: binary('max'),
    min: binary('min'),
    weighted: binary('weighted'),

    less: comparison('less'),
    lessEqual: comparison('lessEqual'),
    equal: comparison('equal'),
    and: logic('and'),
    or: logic('or'),
    not: (a) => make({ op: 'not', args: [toCondition(a)] }),
    select: (condition, a, b) => {
      const same = a.type.dtype === b.type.dtype;
      const [whenTrue, whenFalse] = same ? [a, b] : [toNumber(a), toNumber(b)];
      return make({ op: 'select', args: [toCondition(condition), whenTrue, whenFalse] });
    },
    cast,
    stopGradient: (a) => (a.type.dtype === 'f64' ? make({ op: 'stopGradient', args: [a] }) : a),

    sum: (a, axis) => {
      const value = toNumber(a);
      return has(value, axis) ? make({ op: 'reduceSum', args: [value], axis }) : m.mul(value, m.length(axis));
    },
    reduceSum: (a, axis) => m.sum(a, axis),
    reduceMax: (a, axis) => {
      const value = toNumber(a);
      return has(value, axis) ? make({ op: 'reduceMax', args: [value], axis }) : value;
    },
    maximum: (a, axis) => m.reduceMax(a, axis),
    argMax: (a, axis) =>
      has(a, axis) ? make({ op: 'argMax', args: [toNumber(a)], axis }) : m.constant(0, 'i32'),
    rename: (a, from, to) =>
      has(a, from) && !sameAxis(from, to) ? make({ op: 'rename', args: [a], from, to }) : a,
    gather: (base, index, axis) =>
      has(base, axis) ? make({ op: 'gather', args: [base, toIndex(index)], axis }) : base,
    at: (base, axis, index) => m.gather(base, index, axis),
    scatterAdd: (values, indices, axes, keep) => {
      const own = unionAxes(values.type.axes, ...indices.map((index) => index.type.axes));
      const kept = keep.filter((wanted) => hasAxis(own, wanted));
      return make({
        op: 'scatterAdd',
        args: [toNumber(values), ...indices.map(toIndex)],
        axes,
        keep: kept,
      });
    },
    sumRows: (a, from, to) => {
      const value = toNumber(a);
      if (has(value, from)) return make({ op: 'sumRows', args: [value], from, to });
      const rowCount = make({ op: 'sumRows', args: [toNumber(everywhere(from))], from, to });
      return m.mul(value, rowCount);
    },
    spreadRows: (a, from, to) => (has(a, from) ? make({ op: 'spreadRows', args: [a], from, to }) : a),
    broadcast: (a, axes) => {
      // Any other value does where the condition fails; it never does. Equal branches would be folded.
      const zero = m.constant(0, a.type.dtype);
      const other = a === zero ? m.constant(1, a.type.dtype) : zero;
      const missing = axes.filter((axis) => !has(a, axis));
      return missing.reduce((value, axis) => m.select(everywhere(axis), value, other), a);
    },

    cholesky: (a, row, column) =>
      make({ op: 'cholesky', args: [m.broadcast(toNumber(a), [row, column])], row, column }),
    solveLower: (lower, b, row, column) =>
      make({
        op: 'solveLower',
        args: [m.broadcast(toNumber(lower), [row, column]), m.broadcast(toNumber(b), [row])],
        row,
        column,
        transposed: false,
      }),
    solveLowerTransposed: (lower, b, row, column) =>
      make({
        op: 'solveLower',
        args: [m.broadcast(toNumber(lower), [row, column]), m.broadcast(toNumber(b), [column])],
        row,
        column,
        transposed: true,
      }),
    dirichletConcentration: (meanLog, axis) =>
      make({ op: 'dirichletConcentration', args: [m.broadcast(toNumber(meanLog), [axis])], axis }),

    randomUniform: (shape) => random('uniform', [], shape),
    randomNormal: (shape) => random('normal', [], shape),
    randomGamma: (shapeParameter, shape) => random('gamma', [shapeParameter], shape),
    randomPoisson: (rate, shape) => random('poisson', [rate], shape),
    randomBinomial: (n, p, shape) => random('binomial', [n, p], shape),
    randomCounts: (n, probabilities, axis, shape) => {
      const args = [toNumber(n), m.broadcast(toNumber(probabilities), [axis])] as const;
      return make({ op: 'randomCounts', args, axis, site: nextSite, shape: besides(shape, ...args) });
    },
    randomIndex: (probabilities, axis, shape) => {
      const value = m.broadcast(toNumber(probabilities), [axis]);
      return make({ op: 'randomIndex', args: [value], axis, site: nextSite, shape: besides(shape, value) });
    },

    stationary: (transitions, row, column) =>
      make({ op: 'stationary', args: [m.broadcast(toNumber(transitions), [row, column])], row, column }),
    stationarySlope: (transitions, cotangent, row, column) =>
      make({
        op: 'stationarySlope',
        args: [m.broadcast(toNumber(transitions), [row, column]), m.broadcast(toNumber(cotangent), [column])],
        row,
        column,
      }),
    chain: ({ rows, to, states }, semiring, terms) => {
      const given = [...new Set(terms.flatMap(({ condition }) => condition ?? []))];
      return make({
        op: 'chain',
        args: [...terms.map(({ node }) => toNumber(node)), ...given.map(toCondition)],
        rows,
        to,
        states,
        semiring,
        conditions: terms.map(({ condition }) => (condition === null ? null : given.indexOf(condition))),
      });
    },
    chainMarginal: ({ rows, to, states, semiring, conditions, args }, of, cotangent) =>
      make({
        op: 'chainMarginal',
        args: [toNumber(cotangent), ...args],
        rows,
        to,
        states,
        semiring,
        conditions,
        of,
      }),
    chainScan: ({ rows, to, states }, pass, message, tables) => {
      const values = tables.map((table) => toNumber(table.values));
      const axes = tables.map(({ index }) => index?.axis ?? null);
      const others = otherAxes({ rows, to, states }, [message, ...values], axes);
      const full = [rows, ...others, ...states.map(({ now }) => now)];
      const indices = tables.flatMap(({ index }) =>
        index === null ? [] : [m.store(toIndex(index.node), [rows])],
      );
      const site = pass === 'drawnPath' ? nextSite : 0;
      return make({
        op: 'chainScan',
        args: [
          // What another pass wrote is an array already.
          message.op === 'chainScan' || message.op === 'chainPart'
            ? message
            : m.store(toNumber(message), full),
          ...values.map((value) => m.store(value, value.type.axes)),
          ...indices,
        ],
        rows,
        to,
        states,
        pass,
        tables: axes,
        site,
        linear: false,
      });
    },
    chainPart: (forward, part) => make({ op: 'chainPart', args: [forward], part }),
    previousRow: (a, first, { rows, to }) =>
      make({ op: 'previousRow', args: [m.broadcast(toNumber(a), [rows]), toNumber(first)], rows, to }),
    store: (a, axes) => make({ op: 'store', args: [a], axes: unionAxes(axes) }),

    withOrigin: (span, build) => interner.withOrigins([span], build),
    withOriginsOf: (node, build) => interner.withOrigins(node.origins, build),
    make,
  };
  return m;
}

/** The axes that none of the values has. */
function besides(axes: readonly Axis[], ...values: readonly Node[]): readonly Axis[] {
  return axes.filter((axis) => !values.some((value) => hasAxis(value.type.axes, axis)));
}
