// Special functions that formulas may use beyond the operations of `Arithmetic`, with their gradients. Generated kernels
// import each by its name from the runtime, which lists them in runtime/kernels/index.ts.

import type { Arithmetic } from './arithmetic.ts';
import { logNormalCdf } from './special/log-normal-cdf.ts';

/** The derivative with respect to one argument, from the arguments and the value. */
export type PartialDerivative = <V, A>(m: Arithmetic<V, A>, args: readonly V[], value: V) => V;

export interface SpecialFunction {
  /** Numbers in, a number out; as many as there are `partials`, at most four. */
  evaluate(...args: readonly number[]): number;
  /** For each argument; null: what depends on the value is not differentiated with respect to it (a draw, a whole number). */
  readonly partials: readonly (PartialDerivative | null)[];
}

const logRootTwoPi = 0.5 * Math.log(2 * Math.PI);

/** By the name under which the runtime exports the function. */
export const specialFunctions: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  [
    'logNormalCdf',
    {
      evaluate: (z = NaN) => logNormalCdf(z),
      // The density over the distribution function, by logarithms: neither underflows.
      partials: [
        (m, [z], value) => {
          const at = z ?? value;
          const logDensity = m.sub(m.mul(m.num(-0.5), m.mul(at, at)), m.num(logRootTwoPi));
          return m.exp(m.sub(logDensity, value));
        },
      ],
    },
  ],
]);

export function specialFunction(name: string): SpecialFunction {
  const found = specialFunctions.get(name);
  if (found === undefined) throw new Error(`internal: there is no special function ${name}`);
  return found;
}
