// The special functions that need no family: those in which families are written themselves.

import { betaFunctions } from './beta-functions.ts';
import { circularFunctions } from './circular-functions.ts';
import { gammaFunctions } from './gamma-functions.ts';
import type { SpecialFunction } from './special-function.ts';
import { tailFunctions } from './tail-functions.ts';

export const ownFunctions: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  ...tailFunctions,
  ...gammaFunctions,
  ...betaFunctions,
  ...circularFunctions,
]);
