// Instructions as functions that build expressions: `f64x2.add(a, b)`, `v128.load(address, offset)`. All are made from
// the instruction tables; constants and whole-lane shuffles are added here.

import { Bytes, bytesOfF32, bytesOfF64, bytesOfI32, bytesOfI64 } from './bytes.ts';
import { expression, type Constant, type Expr } from './expression.ts';
import { atomicInstructions } from './instructions/atomic.ts';
import type { Immediate, Instruction, ResultType, ValueType } from './instructions/describe.ts';
import { scalarInstructions } from './instructions/scalar.ts';
import { vectorInstructions } from './instructions/vector.ts';

/** All instructions by name. */
export const instructions = { ...scalarInstructions, ...vectorInstructions, ...atomicInstructions };

type Instructions = typeof instructions;
export type InstructionName = keyof Instructions;

type Operands<P extends readonly ValueType[]> = { readonly [I in keyof P]: Expr<P[I]> };

/** The arguments behind the operands. Offsets are in bytes; alignment too, by default the access's own size. */
interface ImmediateArguments {
  none: [];
  memory: [offset?: number, alignment?: number];
  lane: [lane: number];
  memoryLane: [lane: number, offset?: number, alignment?: number];
  shuffle: [lanes: readonly number[]];
  zeros: [];
}

type Builder<I> =
  I extends Instruction<
    infer P extends readonly ValueType[],
    infer R extends ResultType,
    infer M extends Immediate
  >
    ? (...operandsAndImmediates: [...Operands<P>, ...ImmediateArguments[M]]) => Expr<R>
    : never;

type Family<Prefix extends string> = {
  readonly [K in InstructionName as K extends `${Prefix}.${infer Rest}` ? Rest : never]: Builder<
    Instructions[K]
  >;
};

/** The builders of all instructions whose names start with `prefix.`. */
function family<Prefix extends string>(prefix: Prefix): Family<Prefix> {
  const members = Object.entries<Instruction>(instructions)
    .filter(([name]) => name.startsWith(`${prefix}.`))
    .map(([name, instruction]) => [name.slice(prefix.length + 1), builder(name, instruction)]);
  return Object.fromEntries(members) as Family<Prefix>;
}

function builder(name: string, instruction: Instruction): (...all: unknown[]) => Expr {
  const count = instruction.operands.length;
  return (...all) => {
    const operands = all.slice(0, count) as Expr[];
    const immediates = encodeImmediates(name, instruction, all.slice(count));
    const node = { kind: 'instruction', name, instruction, operands, immediates } as const;
    return expression(name, instruction.result, node, operands, instruction.operands);
  };
}

function encodeImmediates(name: string, instruction: Instruction, given: readonly unknown[]): number[] {
  const { immediate, size, atomic } = instruction;
  if (immediate === 'none') return [];
  const bytes = new Bytes(8);
  const memory = (offset: number, alignment: number): void => {
    const exponent = Math.log2(alignment);
    if (!Number.isInteger(exponent) || alignment > size || (atomic && alignment !== size))
      throw new Error(
        `internal: ${name}: alignment ${String(alignment)} of an access of ${String(size)} bytes`,
      );
    bytes.unsigned(exponent);
    bytes.unsigned(offset);
  };
  const lane = (value: number, lanes: number): void => {
    if (!Number.isInteger(value) || value < 0 || value >= lanes)
      throw new Error(`internal: ${name}: lane ${String(value)} of ${String(lanes)}`);
    bytes.byte(value);
  };
  switch (immediate) {
    case 'memory': {
      const [offset = 0, alignment = size] = given as ImmediateArguments['memory'];
      memory(offset, alignment);
      break;
    }
    case 'lane':
      lane(...(given as ImmediateArguments['lane']), size);
      break;
    case 'memoryLane': {
      const [index, offset = 0, alignment = size] = given as ImmediateArguments['memoryLane'];
      memory(offset, alignment);
      lane(index, 16 / size);
      break;
    }
    case 'shuffle': {
      const [lanes] = given as ImmediateArguments['shuffle'];
      if (lanes.length !== 16) throw new Error(`internal: ${name} takes 16 lanes`);
      for (const index of lanes) lane(index, size);
      break;
    }
    case 'zeros':
      for (let i = 0; i < size; i++) bytes.byte(0);
      break;
    default:
      immediate satisfies never;
  }
  return [...bytes.toArray()];
}

function constant<T extends ValueType>(value: Constant & { readonly type: T }): Expr<T> {
  return expression(`${value.type}.const`, value.type, { kind: 'constant', value });
}

function vector(bytes: Iterable<number>): Expr<'v128'> {
  const all = [...bytes];
  if (all.length !== 16) throw new Error(`internal: v128.const of ${String(all.length)} bytes`);
  return constant({ type: 'v128', bytes: all });
}

/** The same value in every lane, or one value for each. */
function lanes<T>(count: number, values: readonly T[]): T[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? new Array<T>(count).fill(first) : [...values];
}

/** A shuffle of whole lanes of `width` bytes: lane i of the result is lane `picks[i]` of `a`, then `b`. */
function shuffleLanes(
  width: number,
  a: Expr<'v128'>,
  b: Expr<'v128'>,
  picks: readonly number[],
): Expr<'v128'> {
  const offsets = Array.from({ length: width }, (_, i) => i);
  return i8x16.shuffle(
    a,
    b,
    picks.flatMap((pick) => offsets.map((offset) => width * pick + offset)),
  );
}

export const i32 = {
  ...family('i32'),
  /** A number from -2**31 to 2**32 - 1. */
  const: (value: number): Expr<'i32'> => {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32)
      throw new Error(`internal: i32.const of ${String(value)}`);
    return constant({ type: 'i32', integer: BigInt(value | 0) });
  },
};

export const i64 = {
  ...family('i64'),
  const: (value: bigint): Expr<'i64'> => constant({ type: 'i64', integer: BigInt.asIntN(64, value) }),
};

export const f32 = {
  ...family('f32'),
  const: (value: number): Expr<'f32'> => constant({ type: 'f32', bytes: [...bytesOfF32(value)] }),
};

export const f64 = {
  ...family('f64'),
  const: (value: number): Expr<'f64'> => constant({ type: 'f64', bytes: [...bytesOfF64(value)] }),
};

export const v128 = {
  ...family('v128'),
  /** A vector from its 16 bytes. */
  const: vector,
};

export const i8x16 = family('i8x16');
export const i16x8 = family('i16x8');

export const i32x4 = {
  ...family('i32x4'),
  /** One integer for all lanes or four of them. */
  const: (...values: number[]): Expr<'v128'> => vector(bytesOfI32(...lanes(4, values))),
  /** Lane i of the result is lane `picks[i]` of the eight lanes of `a` and `b`. */
  shuffle: (a: Expr<'v128'>, b: Expr<'v128'>, picks: readonly number[]) => shuffleLanes(4, a, b, picks),
};

export const i64x2 = {
  ...family('i64x2'),
  /** One integer for both lanes or two of them. */
  const: (...values: bigint[]): Expr<'v128'> => vector(bytesOfI64(...lanes(2, values))),
  /** Lane i of the result is lane `picks[i]` of the four lanes of `a` and `b`. */
  shuffle: (a: Expr<'v128'>, b: Expr<'v128'>, picks: readonly number[]) => shuffleLanes(8, a, b, picks),
};

export const f32x4 = {
  ...family('f32x4'),
  /** One number for all lanes or four of them. */
  const: (...values: number[]): Expr<'v128'> => vector(bytesOfF32(...lanes(4, values))),
};

export const f64x2 = {
  ...family('f64x2'),
  /** One number for both lanes or two of them. */
  const: (...values: number[]): Expr<'v128'> => vector(bytesOfF64(...lanes(2, values))),
};

/** `memory.copy(to, from, bytes)`, `memory.fill(to, byte, bytes)`, `memory.size()`, `memory['atomic.wait32'](...)`. */
export const memory = family('memory');

/** `atomic.fence()`. */
export const atomic = family('atomic');
