// The element-wise operations on vectors.

import type { Node, OpName } from '../../../ir/ops.ts';
import { call, f64x2, i64x2, v128, type Expr, type ModuleBuilder } from '../encoder/index.ts';
import { VectorMath, type VectorFunctionName } from '../math/index.ts';
import type { Vector } from './value.ts';

type Formula = (operands: readonly Vector[], arithmetic: Arithmetic) => Vector;

/** Of what the operation computes; operands are variables or constants. Null: not element by element. */
type Formulas = Readonly<Partial<Record<OpName, Formula>>>;

/** The module from which functions of the runtime are imported. */
export const outsideModule = 'outside';

export class Arithmetic {
  readonly math: VectorMath;
  readonly #module: ModuleBuilder;

  constructor(module: ModuleBuilder) {
    this.#module = module;
    this.math = new VectorMath(module, { relaxed: true, importModule: outsideModule });
  }

  /** A function of numbers from outside, by the runtime's name, for each lane. */
  outside(name: string, operands: readonly Vector[]): Vector {
    const params = operands.map(() => 'f64' as const);
    const callee = this.#module.importFunction(outsideModule, name, params, 'f64');
    const lane = (i: number): Expr<'f64'> =>
      call(callee, ...operands.map((operand) => f64x2.extract_lane(operand, i)));
    return f64x2.replace_lane(f64x2.splat(lane(0)), lane(1), 1);
  }

  function(name: VectorFunctionName, operands: readonly Vector[]): Vector {
    return call(this.math.function(name), ...operands);
  }
}

function operand(operands: readonly Vector[], position: number): Vector {
  const found = operands[position];
  if (found === undefined) throw new Error('internal: an operand is missing');
  return found;
}

const binary =
  (apply: (a: Vector, b: Vector) => Vector): Formula =>
  (operands) =>
    apply(operand(operands, 0), operand(operands, 1));
const unary =
  (apply: (a: Vector) => Vector): Formula =>
  (operands) =>
    apply(operand(operands, 0));
const functionOf =
  (name: VectorFunctionName): Formula =>
  (operands, arithmetic) =>
    arithmetic.function(name, operands);

export const formulas: Formulas = {
  neg: unary(f64x2.neg),
  exp: functionOf('exp'),
  log: functionOf('log'),
  log1p: functionOf('log1p'),
  expm1: functionOf('expm1'),
  sqrt: unary(f64x2.sqrt),
  abs: unary(f64x2.abs),
  floor: unary(f64x2.floor),
  sin: functionOf('sin'),
  cos: functionOf('cos'),
  tanh: functionOf('tanh'),
  sigmoid: functionOf('sigmoid'),
  softplus: functionOf('softplus'),
  lgamma: functionOf('lgamma'),
  digamma: functionOf('digamma'),
  trigamma: functionOf('trigamma'),
  inverseLogMinusDigamma: (operands, arithmetic) => arithmetic.outside('inverseLogMinusDigamma', operands),
  add: binary(f64x2.add),
  sub: binary(f64x2.sub),
  mul: binary(f64x2.mul),
  div: binary(f64x2.div),
  pow: functionOf('pow'),
  max: binary(f64x2.max),
  min: binary(f64x2.min),
  // 0 * -Infinity would be NaN.
  weighted: binary((weight, value) =>
    v128.andnot(f64x2.mul(weight, value), f64x2.eq(weight, f64x2.const(0))),
  ),
  less: binary(f64x2.lt),
  lessEqual: binary(f64x2.le),
  equal: binary(f64x2.eq),
  and: binary(v128.and),
  or: binary(v128.or),
  not: unary(v128.not),
  select: (operands) => v128.bitselect(operand(operands, 1), operand(operands, 2), operand(operands, 0)),
  store: unary((value) => value),
};

/** Operations whose formula uses an operand twice. */
export const usesTwice: ReadonlySet<OpName> = new Set<OpName>([
  'weighted',
  'inverseLogMinusDigamma',
  'special',
]);

/** To f64 from a condition, or to a whole number. */
export function castVector(node: Node<'cast'>, value: Vector): Vector {
  if (node.args[0].type.dtype === 'bool') return v128.and(value, f64x2.const(1));
  return node.dtype === 'i32' ? f64x2.trunc(value) : value;
}

export const noBits = i64x2.const(0n);
