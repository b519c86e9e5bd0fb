// Evaluates single values, for tests of the IR and of what is built on it.

import type { Builder } from '../../../compiler/ir/build.ts';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import type { EvaluateOptions } from '../../../compiler/ir/evaluate.ts';
import type { Axis, Node } from '../../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { verify } from '../../../compiler/ir/verify.ts';

export interface Bindings {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
  readonly options?: EvaluateOptions;
}

/** Elements of a value in the order of `axes` (its own order where left out). */
export function run(
  m: Builder,
  value: Node,
  bindings: Bindings = {},
  axes?: readonly Axis[],
): readonly number[] {
  const program = makeProgram('test', [outputOf(m, 'value', value, axes ?? value.type.axes)]);
  verify(program, 'build');
  const inputs = Object.fromEntries(
    Object.entries(bindings.inputs ?? {}).map(([name, values]) => [
      name,
      { data: Float64Array.from(values) },
    ]),
  );
  return [...(evaluate(program, inputs, bindings.sizes ?? {}, bindings.options).value ?? [])];
}

export function f64(m: Builder, name: string, axes: readonly Axis[]): Node {
  return m.input(name, { dtype: 'f64', axes });
}

export function i32(m: Builder, name: string, axes: readonly Axis[]): Node {
  return m.input(name, { dtype: 'i32', axes });
}
