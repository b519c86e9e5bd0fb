// What is known of a WebAssembly instruction, and the functions that write the tables of instructions beside this file:
// each makes the rows of one signature.

/** A type of values. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** What an expression gives: a value, or nothing (a statement). */
export type ResultType = ValueType | 'none';

/**
 * What follows the opcode: nothing; alignment and offset; a lane; alignment, offset and lane; the 16 lanes of a shuffle;
 * or as many zero bytes as there are memories and fences to name.
 */
export type Immediate = 'none' | 'memory' | 'lane' | 'memoryLane' | 'shuffle' | 'zeros';

/** One instruction: its code, behind a prefix byte unless that is 0, what it takes and what it gives. */
export interface Instruction<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends ResultType = ResultType,
  I extends Immediate = Immediate,
> {
  readonly prefix: 0 | 0xfc | 0xfd | 0xfe;
  readonly code: number;
  readonly operands: P;
  readonly result: R;
  readonly immediate: I;
  /** Of `memory` and `memoryLane`: the bytes accessed. Of `lane`: how many lanes there are. Of `zeros`: how many. Otherwise 0. */
  readonly size: number;
  /** Atomic accesses are refused by validation unless they state exactly their natural alignment. */
  readonly atomic: boolean;
}

type Prefix = Instruction['prefix'];
type Codes<K extends string> = Readonly<Record<K, number>>;
type Rows<K extends string> = Readonly<Record<K, readonly [code: number, size: number]>>;
type Table<K extends string, I> = Readonly<Record<K, I>>;

/** Instructions without immediates. */
export function plain<const P extends readonly ValueType[], R extends ResultType, K extends string>(
  prefix: Prefix,
  operands: P,
  result: R,
  codes: Codes<K>,
): Table<K, Instruction<P, R, 'none'>> {
  return mapRows(codes, (code) => describe(prefix, operands, result, 'none', code, 0));
}

/** Instructions with immediates, each row `[code, size]` as `Instruction.size` says. */
export function sized<
  const P extends readonly ValueType[],
  R extends ResultType,
  I extends Immediate,
  K extends string,
>(prefix: Prefix, operands: P, result: R, immediate: I, rows: Rows<K>): Table<K, Instruction<P, R, I>> {
  return mapRows(rows, ([code, size]) => describe(prefix, operands, result, immediate, code, size));
}

function describe<const P extends readonly ValueType[], R extends ResultType, I extends Immediate>(
  prefix: Prefix,
  operands: P,
  result: R,
  immediate: I,
  code: number,
  size: number,
): Instruction<P, R, I> {
  return { prefix, code, operands, result, immediate, size, atomic: prefix === 0xfe };
}

function mapRows<K extends string, A, B>(rows: Readonly<Record<K, A>>, value: (row: A) => B): Table<K, B> {
  const entries = (Object.entries(rows) as [K, A][]).map(([name, row]) => [name, value(row)]);
  return Object.fromEntries(entries) as Record<K, B>;
}
