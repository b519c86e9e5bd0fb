// The log density of the params under their priors.

import type { Derivation } from '../../4-plan/derivation.ts';
import type { Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import { createContext } from '../context.ts';
import { rowEnvironment } from '../environment.ts';
import { lowerPriors } from '../priors.ts';

/** Null where no param has a prior. */
export function lowerLogPrior(derivation: Derivation): Program | null {
  const context = createContext(derivation);
  const params = derivation.blocks.flatMap((block) => block.params);
  const prior = lowerPriors(rowEnvironment(context, null), params);
  return prior === null ? null : makeProgram('logPrior', [outputOf(context.m, 'logPrior', prior, [])]);
}
