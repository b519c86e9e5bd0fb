// Special functions that formulas may use beyond the operations of `Arithmetic`, with their gradients. Generated kernels
// import each by its name from the runtime, which lists them in runtime/kernels/functions.ts.

import { familiesWithQuantiles, quantileFunctionName } from './special/quantile-names.ts';
import { tailQuantile } from './special/tail-quantile.ts';
import { countFunctions } from './special-functions/count-functions.ts';
import { ownFunctions } from './special-functions/own-functions.ts';
import type { SpecialFunction } from './special-functions/special-function.ts';

export type { PartialDerivative, SpecialFunction } from './special-functions/special-function.ts';

/** By the name under which the runtime exports the function. */
export const specialFunctions: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  ...ownFunctions,
  ...countFunctions,
  // A tail's probability, then the family's parameters: at most three.
  ...familiesWithQuantiles.map((family): [string, SpecialFunction] => [
    quantileFunctionName(family),
    {
      evaluate: (t = NaN, ...parameters) => tailQuantile(family, t, parameters),
      partials: [null, null, null, null],
    },
  ]),
]);

export function specialFunction(name: string): SpecialFunction {
  const found = specialFunctions.get(name);
  if (found === undefined) throw new Error(`internal: there is no special function ${name}`);
  return found;
}
