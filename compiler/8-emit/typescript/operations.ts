// The element-wise operations as TypeScript expressions, and what variables that hold a value are called.

import type { Node, OpName } from '../../ir/ops.ts';
import { specialFunctions } from '../../library/special-functions.ts';
import { binary, call, conditional, invert, negate, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';

/** Writes an operation on operands that are known; `named` makes a variable of one that is used twice. */
type Formula = (args: readonly Expression[], named: (value: Expression) => Expression) => Expression;

/** Functions of the runtime that expressions call. */
export const importedFunctions = [
  'digamma',
  'inverseLogMinusDigamma',
  'lgamma',
  'sigmoid',
  'softplus',
  'trigamma',
  ...specialFunctions.keys(),
] as readonly string[];

const missing = numberLiteral(NaN);
const first = (args: readonly Expression[]): Expression => args[0] ?? missing;
const second = (args: readonly Expression[]): Expression => args[1] ?? missing;
const infix =
  (operator: Parameters<typeof binary>[0]): Formula =>
  (args) =>
    binary(operator, first(args), second(args));
const callOf =
  (name: string): Formula =>
  (args) =>
    call(name, ...args);

/** Null: not element by element. */
export const formulas: Readonly<Record<OpName, Formula | null>> = {
  input: null,
  constant: null,
  size: null,
  iota: null,
  placeholder: null,
  neg: (args) => negate(first(args)),
  exp: callOf('Math.exp'),
  log: callOf('Math.log'),
  log1p: callOf('Math.log1p'),
  expm1: callOf('Math.expm1'),
  sqrt: callOf('Math.sqrt'),
  abs: callOf('Math.abs'),
  floor: callOf('Math.floor'),
  sin: callOf('Math.sin'),
  cos: callOf('Math.cos'),
  tanh: callOf('Math.tanh'),
  sigmoid: callOf('sigmoid'),
  softplus: callOf('softplus'),
  lgamma: callOf('lgamma'),
  digamma: callOf('digamma'),
  trigamma: callOf('trigamma'),
  inverseLogMinusDigamma: callOf('inverseLogMinusDigamma'),
  special: null,
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: infix('/'),
  pow: callOf('Math.pow'),
  max: callOf('Math.max'),
  min: callOf('Math.min'),
  // 0 * -Infinity would be NaN.
  weighted: (args, named) => {
    const weight = named(first(args));
    const zero = numberLiteral(0);
    return conditional(binary('===', weight, zero), zero, binary('*', weight, second(args)));
  },
  less: infix('<'),
  lessEqual: infix('<='),
  equal: infix('==='),
  and: infix('&&'),
  or: infix('||'),
  not: (args) => invert(first(args)),
  select: (args) => conditional(first(args), second(args), args[2] ?? missing),
  cast: null,
  stopGradient: null,
  rename: null,
  gather: null,
  spreadRows: null,
  reduceSum: null,
  reduceMax: null,
  argMax: null,
  scatterAdd: null,
  sumRows: null,
  cholesky: null,
  solveLower: null,
  dirichletConcentration: null,
  stationary: null,
  stationarySlope: null,
  chain: null,
  chainMarginal: null,
  chainScan: null,
  chainPart: null,
  previousRow: null,
  store: (args) => first(args),
  random: null,
  randomIndex: null,
  randomCounts: null,
};

/** To f64 from bool, or to i32 from a whole f64. */
export function castExpression(node: Node<'cast'>, value: Expression): Expression {
  const from = node.args[0].type.dtype;
  if (value.text === 'true') return numberLiteral(1);
  if (from === 'bool') return conditional(value, numberLiteral(1), numberLiteral(0));
  return node.dtype === 'i32' ? call('Math.trunc', value) : value;
}

export const variableNames: Readonly<Record<OpName, string>> = {
  input: 'value',
  constant: 'constant',
  size: 'size',
  iota: 'position',
  placeholder: 'zero',
  neg: 'negative',
  exp: 'exp',
  log: 'log',
  log1p: 'log1p',
  expm1: 'expm1',
  sqrt: 'root',
  abs: 'magnitude',
  floor: 'whole',
  sin: 'sine',
  cos: 'cosine',
  tanh: 'tanh',
  sigmoid: 'probability',
  softplus: 'softplus',
  lgamma: 'logGamma',
  digamma: 'digammaOf',
  trigamma: 'trigammaOf',
  inverseLogMinusDigamma: 'shape',
  special: 'value',
  add: 'sum',
  sub: 'difference',
  mul: 'product',
  div: 'ratio',
  pow: 'power',
  max: 'larger',
  min: 'smaller',
  weighted: 'weighted',
  less: 'isLess',
  lessEqual: 'isAtMost',
  equal: 'isEqual',
  and: 'both',
  or: 'either',
  not: 'isNot',
  select: 'chosen',
  cast: 'value',
  stopGradient: 'value',
  rename: 'value',
  gather: 'picked',
  spreadRows: 'ofParent',
  reduceSum: 'total',
  reduceMax: 'largest',
  argMax: 'best',
  scatterAdd: 'added',
  sumRows: 'rowTotal',
  cholesky: 'factor',
  solveLower: 'solution',
  dirichletConcentration: 'concentration',
  stationary: 'stationary',
  stationarySlope: 'slope',
  chain: 'chain',
  chainMarginal: 'marginal',
  chainScan: 'message',
  chainPart: 'scale',
  previousRow: 'before',
  store: 'term',
  random: 'draw',
  randomIndex: 'drawnIndex',
  randomCounts: 'drawnCounts',
};
