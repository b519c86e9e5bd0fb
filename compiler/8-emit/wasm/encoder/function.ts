// A function under construction: its parameters, its locals, its body.

import type { Callee, Expr, LocalSpace, Statement } from './expression.ts';
import { expression } from './expression.ts';
import type { ResultType, ValueType } from './instructions/describe.ts';

/** A variable of a function. It is itself the expression that reads it. */
export interface Local<T extends ValueType = ValueType> extends Expr<T> {
  readonly index: number;
  set(value: Expr<T>): Statement;
  /** Sets the variable and gives the value. */
  tee(value: Expr<T>): Expr<T>;
}

/** What emitters of expressions need of a function: variables of their own. */
export interface Scope {
  local<T extends ValueType>(type: T): Local<T>;
}

/** A function of a module; `module.function` makes it. */
export class FunctionBuilder<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends ResultType = ResultType,
>
  implements Callee, LocalSpace, Scope
{
  readonly name: string;
  readonly params: P;
  readonly result: R;
  readonly #locals: ValueType[] = [];
  #body: Expr | null = null;

  constructor(name: string, params: P, result: R) {
    this.name = name;
    this.params = params;
    this.result = result;
  }

  /** The parameter at a position. */
  param<I extends keyof P & number>(position: I): Local<P[I] & ValueType>;
  param(position: number): Local {
    const type = this.params[position];
    if (type === undefined)
      throw new Error(`internal: function ${this.name} has no parameter ${String(position)}`);
    return this.#variable(type, position);
  }

  /** A new variable, 0 when the function starts. */
  local<T extends ValueType>(type: T): Local<T> {
    this.#locals.push(type);
    return this.#variable(type, this.params.length + this.#locals.length - 1);
  }

  /** Says what the function does: statements, and last the result if it has one. Errors while the parts are built name the function. */
  body(build: () => readonly [...Statement[], Expr<R>] | readonly Statement[]): this {
    if (this.#body !== null) throw new Error(`internal: function ${this.name} has two bodies`);
    try {
      const parts: readonly Expr[] = build();
      const value = this.result === 'none' ? null : (parts.at(-1) ?? null);
      const before = (value === null ? parts : parts.slice(0, -1)) as readonly Statement[];
      const what = [...before, ...(value === null ? [] : [value])];
      const types = [...before.map(() => 'none' as const), ...(value === null ? [] : [this.result])];
      if (this.result !== 'none' && value === null) throw new Error('internal: there is no result');
      this.#body = expression(
        'the body',
        this.result,
        { kind: 'sequence', statements: before, value },
        what,
        types,
      );
    } catch (error) {
      throw new Error(
        `${error instanceof Error ? error.message : String(error)} (in function ${this.name})`,
        { cause: error },
      );
    }
    return this;
  }

  /** What the function does, for the encoder. */
  get finished(): { readonly locals: readonly ValueType[]; readonly body: Expr } {
    if (this.#body === null) throw new Error(`internal: function ${this.name} has no body`);
    return { locals: this.#locals, body: this.#body };
  }

  #variable<T extends ValueType>(type: T, index: number): Local<T> {
    const what = `local ${String(index)} of ${this.name}`;
    const set = <U extends T | 'none'>(value: Expr<T>, result: U): Expr<U> =>
      expression(
        what,
        result,
        { kind: 'localSet', space: this, index, value, keep: result !== 'none' },
        [value],
        [type],
      );
    return {
      ...expression(what, type, { kind: 'localGet', space: this, index }),
      index,
      set: (value) => set(value, 'none'),
      tee: (value) => set(value, type),
    };
  }
}
