// Log densities of params under their priors.

import type { Node } from '../ir/ops.ts';
import type { Context } from './context.ts';
import { variable } from './context.ts';
import type { Environment } from './environment.ts';
import { alignCall, callOfPrior } from './events.ts';
import { eventLogDensity } from './factors.ts';

/** Sum over the params of their prior log densities; null where none has a prior. */
export function lowerPriors(environment: Environment, params: readonly string[]): Node | null {
  const { context } = environment;
  const terms = params.flatMap((name) => {
    const term = lowerPrior(context, environment, name);
    return term === null ? [] : [term];
  });
  const [first, ...rest] = terms;
  return first === undefined ? null : rest.reduce((sum, term) => context.m.add(sum, term), first);
}

function lowerPrior(context: Context, environment: Environment, name: string): Node | null {
  const declared = variable(context, name);
  const prior = declared.distribution;
  if (prior === null) return null;
  if (prior.kind === 'choice') throw new Error('internal: a prior with a choice reached lowering');
  return context.m.withOrigin(prior.span, () => {
    const call = alignCall(environment, callOfPrior(declared, prior), declared);
    return eventLogDensity(context, call, declared, environment.variable(name).node);
  });
}
