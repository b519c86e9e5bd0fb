// Statements and control flow: sequences, blocks, loops, conditions, branches, calls.

import {
  expression,
  type Callee,
  type Expr,
  type GlobalVariable,
  type Label,
  type Statement,
} from './expression.ts';
import type { Local } from './function.ts';
import type { ResultType, ValueType } from './instructions/describe.ts';
import { i32 } from './operations.ts';

/** Statements one after the other. */
export function statements(...all: readonly Statement[]): Statement {
  return expression(
    'statements',
    'none',
    { kind: 'sequence', statements: all, value: null },
    all,
    all.map(() => 'none'),
  );
}

/** Statements, then a value: how an expression gets variables of its own. */
export function sequence<T extends ValueType>(before: readonly Statement[], value: Expr<T>): Expr<T> {
  const node = { kind: 'sequence', statements: before, value } as const;
  return expression(
    'sequence',
    value.type,
    node,
    before,
    before.map(() => 'none' as const),
  );
}

export function label(name = 'label'): Label {
  return { name };
}

/** Statements; a branch to the label leaves them. */
export function block(end: Label, body: readonly Statement[]): Statement {
  return expression(
    'block',
    'none',
    { kind: 'block', label: end, statements: body },
    body,
    body.map(() => 'none'),
  );
}

/** Statements; a branch to the label starts them again. Without one they run once. */
export function loop(start: Label, body: readonly Statement[]): Statement {
  return expression(
    'loop',
    'none',
    { kind: 'loop', label: start, statements: body },
    body,
    body.map(() => 'none'),
  );
}

export function br(to: Label): Statement {
  return expression('br', 'none', { kind: 'branch', label: to, condition: null });
}

export function brIf(to: Label, condition: Expr<'i32'>): Statement {
  return expression('brIf', 'none', { kind: 'branch', label: to, condition }, [condition], ['i32']);
}

/** Statements that run if the condition is not 0, others if it is. */
export function when(
  condition: Expr<'i32'>,
  yes: readonly Statement[],
  no: readonly Statement[] = [],
): Statement {
  const node = {
    kind: 'if',
    condition,
    yes: statements(...yes),
    no: no.length === 0 ? null : statements(...no),
  } as const;
  return expression('when', 'none', node, [condition], ['i32']);
}

/** One of two values; only that one is computed. */
export function choose<T extends ValueType>(condition: Expr<'i32'>, yes: Expr<T>, no: Expr<T>): Expr<T> {
  const node = { kind: 'if', condition, yes, no } as const;
  return expression('choose', yes.type, node, [condition, no], ['i32', yes.type]);
}

/** One of two values; both are computed. */
export function select<T extends ValueType>(condition: Expr<'i32'>, yes: Expr<T>, no: Expr<T>): Expr<T> {
  const node = { kind: 'select', operands: [yes, no, condition] } as const;
  return expression('select', yes.type, node, [no, condition], [yes.type, 'i32']);
}

/** Computes a value for its effect. */
export function drop(value: Expr<ValueType>): Statement {
  return expression('drop', 'none', { kind: 'drop', value });
}

/** Calls a function. */
export function call<R extends ResultType>(
  callee: Callee & { readonly result: R },
  ...operands: readonly Expr[]
): Expr<R> {
  return expression(
    `call of ${callee.name}`,
    callee.result,
    { kind: 'call', callee, operands },
    operands,
    callee.params,
  );
}

/** Leaves the function, with its result if it has one. */
export function leave(value: Expr<ValueType> | null = null): Statement {
  return expression('leave', 'none', { kind: 'return', value });
}

export function unreachable(): Statement {
  return expression('unreachable', 'none', { kind: 'unreachable' });
}

export function globalGet<T extends ValueType>(global: GlobalVariable<T>): Expr<T> {
  return expression(`global ${global.name}`, global.type, { kind: 'globalGet', global });
}

export function globalSet<T extends ValueType>(global: GlobalVariable<T>, value: Expr<T>): Statement {
  return expression(
    `global ${global.name}`,
    'none',
    { kind: 'globalSet', global, value },
    [value],
    [global.type],
  );
}

/**
 * Counts `index` up from `start` while it is below `end` (unsigned), by `step`; the body does not run where
 * `start >= end`. `end` is computed anew for each round, so it should be a local or a constant; the last value of
 * `index` must not pass 2**32.
 */
export function forRange(
  index: Local<'i32'>,
  start: Expr<'i32'>,
  end: Expr<'i32'>,
  body: readonly Statement[],
  step = 1,
): Statement {
  const again = label('next');
  return statements(
    index.set(start),
    when(i32.lt_u(index, end), [
      loop(again, [...body, index.set(i32.add(index, i32.const(step))), brIf(again, i32.lt_u(index, end))]),
    ]),
  );
}
