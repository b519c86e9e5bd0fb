// Maximum likelihood of a Beta distribution: its first shape from the means of log x and log(1 - x). The second is the
// same with the two exchanged. Error: that of `dirichletConcentration`.

import { dirichletConcentration } from './dirichlet-concentration.ts';

/** The a of Beta(a, b) with E[log X] and E[log(1 - X)] as given; Infinity where no spread is left. */
export function betaShape(meanLog: number, meanLogRest: number): number {
  const result = new Float64Array(2);
  dirichletConcentration(Float64Array.of(meanLog, meanLogRest), 0, 1, result, 0, 1, 2);
  return result[0] ?? NaN;
}
