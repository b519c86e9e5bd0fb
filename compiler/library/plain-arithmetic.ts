// The arithmetic on plain numbers, but for where special functions come from: families may use those that are not made
// of families themselves.

import type { Arithmetic } from './arithmetic.ts';
import { digamma } from './special/digamma.ts';
import { inverseLogMinusDigamma } from './special/inverse-log-minus-digamma.ts';
import { lgamma } from './special/lgamma.ts';
import { sigmoid, softplus } from './special/logistic.ts';
import type { SpecialFunction } from './special-functions/special-function.ts';

/** Where draws come from; a `Stream` of the runtime is one. */
export interface DrawSource {
  /** In the open interval (0, 1). */
  uniform(): number;
  normal(): number;
  /** With scale 1. */
  gamma(shape: number): number;
  poisson(rate: number): number;
  binomial(n: number, p: number): number;
}

/** Conditions are 0 and 1. Operations along axes are internal errors, and so are draws without a source. */
export function plainArithmetic(
  special: (name: string) => SpecialFunction,
  draws: DrawSource | null,
): Arithmetic<number, never> {
  const source = (): DrawSource => {
    if (draws === null) throw new Error('internal: a draw without a source of draws');
    return draws;
  };
  const noAxes = (): never => {
    throw new Error('internal: plain numbers have no axes');
  };
  const condition = (holds: boolean): number => (holds ? 1 : 0);
  return {
    num: (value) => value,
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    neg: (a) => -a,
    exp: Math.exp,
    log: Math.log,
    log1p: Math.log1p,
    expm1: Math.expm1,
    sqrt: Math.sqrt,
    abs: Math.abs,
    sin: Math.sin,
    cos: Math.cos,
    tanh: Math.tanh,
    sigmoid,
    softplus,
    pow: Math.pow,
    max: Math.max,
    min: Math.min,
    lgamma,
    digamma,
    inverseLogMinusDigamma,
    special: (name, ...args) => special(name).evaluate(...args),
    weighted: (weight, logValue) => (weight === 0 ? 0 : weight * logValue),
    less: (a, b) => condition(a < b),
    lessEqual: (a, b) => condition(a <= b),
    equal: (a, b) => condition(a === b),
    select: (chosen, whenTrue, whenFalse) => (chosen === 0 ? whenFalse : whenTrue),
    floor: Math.floor,
    sum: noAxes,
    maximum: noAxes,
    positions: noAxes,
    length: noAxes,
    rename: noAxes,
    at: noAxes,
    cholesky: noAxes,
    solveLower: noAxes,
    solveLowerTransposed: noAxes,
    dirichletConcentration: noAxes,
    randomUniform: () => source().uniform(),
    randomNormal: () => source().normal(),
    randomGamma: (shape) => source().gamma(shape),
    randomPoisson: (rate) => source().poisson(rate),
    randomBinomial: (n, p) => source().binomial(n, p),
    randomIndex: noAxes,
    randomCounts: noAxes,
  };
}
