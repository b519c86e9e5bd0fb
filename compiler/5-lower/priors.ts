// Log densities of params under their priors.

import type { DistributionExpression, Variable } from '../3-check/model.ts';
import { derivable } from '../4-plan/factor-graph.ts';
import type { Node } from '../ir/ops.ts';
import { variable } from './context.ts';
import type { Environment } from './environment.ts';
import { alignCall, callOfPrior } from './events.ts';
import { lowerExpression } from './expressions.ts';
import { eventLogDensity } from './factors.ts';

/** Sum over the params of their prior log densities; null where none has a prior. */
export function lowerPriors(environment: Environment, params: readonly string[]): Node | null {
  const { context } = environment;
  const terms = params.flatMap((name) => {
    const term = lowerPrior(environment, name);
    return term === null ? [] : [term];
  });
  const [first, ...rest] = terms;
  return first === undefined ? null : rest.reduce((sum, term) => context.m.add(sum, term), first);
}

function lowerPrior(environment: Environment, name: string): Node | null {
  const declared = variable(environment.context, name);
  return declared.distribution === null ? null : densityUnder(environment, declared, declared.distribution);
}

function densityUnder(environment: Environment, declared: Variable, described: DistributionExpression): Node {
  const { context } = environment;
  const prior = derivable(described);
  return context.m.withOrigin(prior.span, () => {
    if (prior.kind === 'choice')
      return context.m.select(
        lowerExpression(environment, prior.condition).node,
        densityUnder(environment, declared, prior.then),
        densityUnder(environment, declared, prior.else),
      );
    const call = alignCall(environment, callOfPrior(declared, prior), declared);
    return eventLogDensity(context, call, declared, environment.variable(declared.name).node);
  });
}
