// An operation before it is a node: what it is applied to, without type and origins.

import type { Axis, Chain, ChainTerms, DType, OpName, Ops } from './ops.ts';

export type Draft<K extends OpName = OpName> = {
  [P in K]: { readonly op: P; readonly args: Ops[P]['args'] } & Readonly<Ops[P]['attrs']>;
}[K];

type AttributeText = { readonly [K in OpName]: (draft: Draft<K>) => string };

const none = (): string => '';
const axisText = (axis: Axis): string => axis.name;
const listText = (axes: readonly Axis[]): string => `[${axes.map(axisText).join(', ')}]`;
const overAxis = ({ axis }: { readonly axis: Axis }): string => `axis=${axisText(axis)}`;
const fromTo = ({ from, to }: { readonly from: Axis; readonly to: Axis }): string =>
  `from=${axisText(from)} to=${axisText(to)}`;
const matrix = ({ row, column }: { readonly row: Axis; readonly column: Axis }): string =>
  `row=${axisText(row)} column=${axisText(column)}`;
const drawsAlong = ({
  axis,
  site,
  shape,
}: {
  readonly axis: Axis;
  readonly site: number;
  readonly shape: readonly Axis[];
}): string => `axis=${axisText(axis)} site=${String(site)} shape=${listText(shape)}`;
const chainText = ({ rows, to, states }: Chain): string =>
  `rows=${axisText(rows)} to=${to === null ? 'none' : axisText(to)} states=[${states
    .map(({ now, before }) => `${axisText(before)} -> ${axisText(now)}`)
    .join(', ')}]`;
const termsText = ({ semiring, conditions }: ChainTerms): string =>
  `${semiring} conditions=[${conditions.map((each) => (each === null ? '-' : String(each))).join(', ')}]`;
/** Distinguishes -0 from 0, which `===` and String do not. */
const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** The attributes of an operation as text: equal exactly when the attributes are. Used for interning and printing. */
const attributeText: AttributeText = {
  input: ({ name }) => JSON.stringify(name),
  constant: ({ value }) => numberText(value),
  size: ({ size }) => size.key,
  iota: overAxis,
  placeholder: ({ name }) => JSON.stringify(name),
  neg: none,
  exp: none,
  log: none,
  log1p: none,
  expm1: none,
  sqrt: none,
  abs: none,
  floor: none,
  sin: none,
  cos: none,
  tanh: none,
  sigmoid: none,
  softplus: none,
  lgamma: none,
  digamma: none,
  trigamma: none,
  inverseLogMinusDigamma: none,
  special: ({ name }) => name,
  add: none,
  sub: none,
  mul: none,
  div: none,
  pow: none,
  max: none,
  min: none,
  weighted: none,
  less: none,
  lessEqual: none,
  equal: none,
  and: none,
  or: none,
  not: none,
  select: none,
  cast: ({ dtype }: { readonly dtype: DType }) => dtype,
  stopGradient: none,
  reduceSum: overAxis,
  reduceMax: overAxis,
  argMax: overAxis,
  rename: fromTo,
  gather: overAxis,
  scatterAdd: ({ axes, keep }) => `axes=${listText(axes)} keep=${listText(keep)}`,
  sumRows: fromTo,
  spreadRows: fromTo,
  cholesky: matrix,
  solveLower: (draft) => `${matrix(draft)}${draft.transposed ? ' transposed' : ''}`,
  dirichletConcentration: overAxis,
  stationary: matrix,
  stationarySlope: matrix,
  chain: (draft) => `${chainText(draft)} ${termsText(draft)}`,
  chainMarginal: (draft) => `of=${String(draft.of)} ${chainText(draft)} ${termsText(draft)}`,
  chainScan: (draft) =>
    `${draft.pass} ${chainText(draft)} tables=[${draft.tables.map((axis) => (axis === null ? '-' : axisText(axis))).join(', ')}]${draft.pass === 'drawnPath' ? ` site=${String(draft.site)}` : ''}${draft.linear ? ' linear' : ''}`,
  chainPart: ({ part }) => part,
  previousRow: ({ rows, to }) => `rows=${axisText(rows)} to=${to === null ? 'none' : axisText(to)}`,
  store: ({ axes }) => listText(axes),
  random: ({ kind, site, shape }) => `${kind} site=${String(site)} shape=${listText(shape)}`,
  randomIndex: drawsAlong,
  randomCounts: drawsAlong,
};

/** Attributes of any operation. */
export function attributesOf<K extends OpName>(draft: Draft<K>): string {
  return attributeText[draft.op](draft);
}
