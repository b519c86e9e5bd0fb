// Typed expression trees: what a function's body is made of. TypeScript checks the types of operands where they are
// known, `expression` checks them again when a tree is built from computed parts.

import type { Instruction, ResultType, ValueType } from './instructions/describe.ts';

/** A tree that gives a value of type `T`, or nothing: a statement. Used in two places, it is computed twice; keep it in a local. */
export interface Expr<T extends ResultType = ResultType> {
  readonly type: T;
  readonly node: Node;
}

/** What is done for its effect. */
export type Statement = Expr<'none'>;

/** A place that branches go to: the end of a block, the start of a loop. */
export interface Label {
  readonly name: string;
}

/** What calls need to know of a function; its index is known when the module is written. */
export interface Callee {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly result: ResultType;
}

/** What reads and writes need to know of a global variable. */
export interface GlobalVariable<T extends ValueType = ValueType> {
  readonly name: string;
  readonly type: T;
}

/** Whose locals these are; compared by identity. */
export interface LocalSpace {
  readonly name: string;
}

/** What an expression does. Immediates are bytes that follow the opcode, already encoded by who built the node. */
export type Node =
  | {
      readonly kind: 'instruction';
      readonly name: string;
      readonly instruction: Instruction;
      readonly operands: readonly Expr[];
      readonly immediates: readonly number[];
    }
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'localGet'; readonly space: LocalSpace; readonly index: number }
  | {
      readonly kind: 'localSet';
      readonly space: LocalSpace;
      readonly index: number;
      readonly value: Expr;
      readonly keep: boolean;
    }
  | { readonly kind: 'globalGet'; readonly global: GlobalVariable }
  | { readonly kind: 'globalSet'; readonly global: GlobalVariable; readonly value: Expr }
  | { readonly kind: 'call'; readonly callee: Callee; readonly operands: readonly Expr[] }
  | { readonly kind: 'select'; readonly operands: readonly [yes: Expr, no: Expr, condition: Expr] }
  | { readonly kind: 'drop'; readonly value: Expr }
  | { readonly kind: 'sequence'; readonly statements: readonly Statement[]; readonly value: Expr | null }
  | { readonly kind: 'block' | 'loop'; readonly label: Label; readonly statements: readonly Statement[] }
  | { readonly kind: 'if'; readonly condition: Expr; readonly yes: Expr; readonly no: Expr | null }
  | { readonly kind: 'branch'; readonly label: Label; readonly condition: Expr | null }
  | { readonly kind: 'return'; readonly value: Expr | null }
  | { readonly kind: 'unreachable' };

/** A constant: integers as they are, floats and vectors as their bytes. */
export type Constant =
  | { readonly type: 'i32' | 'i64'; readonly integer: bigint }
  | { readonly type: 'f32' | 'f64'; readonly bytes: readonly number[] }
  | VectorConstant;

export interface VectorConstant {
  readonly type: 'v128';
  readonly bytes: readonly number[];
}

/** An expression of a type, after its operands' types are checked. `what` names it in the message. */
export function expression<T extends ResultType>(
  what: string,
  type: T,
  node: Node,
  operands: readonly Expr[] = [],
  wanted: readonly ResultType[] = [],
): Expr<T> {
  if (operands.length !== wanted.length)
    throw new Error(
      `internal: ${what} takes ${String(wanted.length)} operands, not ${String(operands.length)}`,
    );
  for (const [i, want] of wanted.entries()) {
    const got = operands[i]?.type;
    if (got !== want)
      throw new Error(`internal: ${what}: operand ${String(i + 1)} is ${String(got)}, not ${want}`);
  }
  return { type, node };
}
