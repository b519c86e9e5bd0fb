// The arithmetic on plain numbers: densities, moments and draws of the scalar families at run time.

import type { Arithmetic } from './arithmetic.ts';
import { plainArithmetic, type DrawSource } from './plain-arithmetic.ts';
import { specialFunction } from './special-functions.ts';

export type { DrawSource } from './plain-arithmetic.ts';

/** Conditions are 0 and 1. Operations along axes are internal errors, and so are draws without a source. */
export function numberArithmetic(draws: DrawSource | null = null): Arithmetic<number, never> {
  return plainArithmetic(specialFunction, draws);
}
