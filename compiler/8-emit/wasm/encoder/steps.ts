// Steps of an expression: values that are used more than once get a variable.

import { sequence } from './control.ts';
import type { Expr, Statement } from './expression.ts';
import type { Local, Scope } from './function.ts';
import type { ValueType } from './instructions/describe.ts';

/** Collects the statements that come before a value: `const t = steps.keep(a); return steps.give(mul(t, t))`. */
export class Steps {
  readonly scope: Scope;
  readonly #statements: Statement[] = [];

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /** Computes a value once; the variable that holds it. */
  keep<T extends ValueType>(value: Expr<T>): Local<T> {
    const variable = this.scope.local(value.type);
    this.#statements.push(variable.set(value));
    return variable;
  }

  /** Does something between the values kept before and after. */
  add(statement: Statement): void {
    this.#statements.push(statement);
  }

  /** Steps of a branch, with variables from the same scope. */
  inner(): Steps {
    return new Steps(this.scope);
  }

  /** The value, behind all the steps. */
  give<T extends ValueType>(value: Expr<T>): Expr<T> {
    return sequence(this.#statements, value);
  }
}
