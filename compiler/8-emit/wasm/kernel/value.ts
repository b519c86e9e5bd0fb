// Values and indices while a kernel is written: vectors of two rows' doubles for each value of a row, one vector with
// the same number in both lanes for what no row changes. Categories and counts are doubles too; conditions are masks
// (all bits of a lane, or none).

import { f64x2, i64x2, v128, type Expr } from '../encoder/index.ts';

export type Vector = Expr<'v128'>;

export interface Value {
  /** One: the same for all rows. Otherwise one for every two rows that are computed together. */
  readonly parts: readonly Vector[];
  /** How many blocks deep it is decided: it is constant in deeper ones. */
  readonly depth: number;
  /** Equal keys in the same block: equal values. */
  readonly key: string;
}

/** A position along an axis: one for all rows, or one for each row of the block. */
export interface Index {
  readonly lanes: readonly Expr<'i32'>[];
  readonly depth: number;
  readonly key: string;
}

/** The part for vector `u`. */
export function partOf({ parts }: Value, u: number): Vector {
  const part = parts[parts.length === 1 ? 0 : u];
  if (part === undefined) throw new Error('internal: a value without a vector');
  return part;
}

/** The index of lane `lane`. */
export function laneOf({ lanes }: Index, lane: number): Expr<'i32'> {
  const index = lanes[lanes.length === 1 ? 0 : lane];
  if (index === undefined) throw new Error('internal: an index without a lane');
  return index;
}

/** Whether using it again costs nothing. */
export function isSimple({ node }: Expr): boolean {
  return node.kind === 'localGet' || node.kind === 'constant';
}

export function numberValue(value: number): Value {
  const key = Object.is(value, -0) ? '-0' : String(value);
  return { parts: [f64x2.const(value)], depth: 0, key };
}

export function conditionValue(holds: boolean): Value {
  return { parts: [i64x2.const(holds ? -1n : 0n)], depth: 0, key: String(holds) };
}

/** Applied to every vector; uniform where all operands are. */
export function mapValues(
  name: string,
  operands: readonly Value[],
  apply: (...parts: readonly Vector[]) => Vector,
): Value {
  const count = Math.max(1, ...operands.map(({ parts }) => parts.length));
  return {
    parts: Array.from({ length: count }, (_, u) => apply(...operands.map((operand) => partOf(operand, u)))),
    depth: Math.max(0, ...operands.map(({ depth }) => depth)),
    key: `${name}(${operands.map(({ key }) => key).join(',')})`,
  };
}

/** Where bits of the mask are set `yes`, elsewhere `no`. */
export function choose(mask: Vector, yes: Vector, no: Vector): Vector {
  return v128.bitselect(yes, no, mask);
}
