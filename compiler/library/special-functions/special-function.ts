// What a special function is to formulas: numbers to a number, and its slope in each argument as a formula again.

import type { Arithmetic } from '../arithmetic.ts';

/** The derivative with respect to one argument, from the arguments and the value. */
export type PartialDerivative = <V, A>(m: Arithmetic<V, A>, args: readonly V[], value: V) => V;

export interface SpecialFunction {
  /** Numbers in, a number out; as many as there are `partials`, at most four. */
  readonly evaluate: (...args: readonly number[]) => number;
  /** For each argument; null: what depends on the value is not differentiated with respect to it (a draw, a whole number). */
  readonly partials: readonly (PartialDerivative | null)[];
}

/** By the name under which the runtime exports the function. */
export type NamedFunction = readonly [name: string, definition: SpecialFunction];

/** Of functions that are derivatives themselves, or results of an estimation: nothing asks for their slope. */
export const undifferentiated: PartialDerivative = () => {
  throw new Error('internal: this derivative of a special function has no formula');
};

/** An argument by its position. */
export function argument<V>(args: readonly V[], position: number): V {
  const found = args[position];
  if (found === undefined) throw new Error('internal: a special function lacks an argument');
  return found;
}

/** exp(log density - log of the tail): what the derivative of a log tail is, without underflow of either. */
export const hazard = <V, A>(m: Arithmetic<V, A>, logDensity: V, logTail: V): V =>
  m.exp(m.sub(logDensity, logTail));
