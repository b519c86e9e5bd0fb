// How univariate families say their cdf and quantile in numbers, from their tails and a quantile in the open interval.

import type { Quantiles, Tails } from './distribution.ts';
import { plainArithmetic } from './plain-arithmetic.ts';
import { ownFunctions } from './special-functions/own-functions.ts';

type Numbers = Readonly<Record<string, number>>;

/** The numbers in which families compute their own quantiles. */
export const numbers = plainArithmetic((name) => {
  const found = ownFunctions.get(name);
  if (found === undefined) throw new Error(`internal: no special function ${name} for families`);
  return found;
}, null);

/** The cdf is that of `tails`; `quantile` gets p in [0, 1]. */
export function quantilesFrom(tails: Tails, quantile: (p: number, parameters: Numbers) => number): Quantiles {
  return {
    cdf: (x, parameters) => Math.exp(tails.logCdf(numbers, x, parameters)),
    quantile: (p, parameters) => (p >= 0 && p <= 1 ? quantile(p, parameters) : NaN),
  };
}
