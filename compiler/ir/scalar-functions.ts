// The element-wise f64 operations on numbers: what constant folding and the reference evaluator compute.

import {
  digamma,
  inverseLogMinusDigamma,
  lgamma,
  sigmoid,
  softplus,
  trigamma,
} from '../library/special/index.ts';

export const unaryFunctions = {
  neg: (x: number): number => -x,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid,
  softplus,
  lgamma,
  digamma,
  trigamma,
  inverseLogMinusDigamma,
} as const;

export const binaryFunctions = {
  add: (a: number, b: number): number => a + b,
  sub: (a: number, b: number): number => a - b,
  mul: (a: number, b: number): number => a * b,
  div: (a: number, b: number): number => a / b,
  pow: Math.pow,
  max: (a: number, b: number): number => Math.max(a, b),
  min: (a: number, b: number): number => Math.min(a, b),
  weighted: (weight: number, logValue: number): number => (weight === 0 ? 0 : weight * logValue),
} as const;

export const comparisons = {
  less: (a: number, b: number): boolean => a < b,
  lessEqual: (a: number, b: number): boolean => a <= b,
  equal: (a: number, b: number): boolean => a === b,
} as const;

export type UnaryFunction = keyof typeof unaryFunctions;
export type BinaryFunction = keyof typeof binaryFunctions;
export type Comparison = keyof typeof comparisons;
