// Log densities of params under their priors.

import type { DistributionExpression, DistributionMixture, Variable } from '../3-check/model.ts';
import type { Builder } from '../ir/build.ts';
import { logSumExp } from '../ir/log-space.ts';
import type { Axis, Node } from '../ir/ops.ts';
import { finiteLog, take, vectorEvent } from '../library/define-distribution.ts';
import type { Value } from './context.ts';
import { variable } from './context.ts';
import type { Environment } from './environment.ts';
import { alignCall, callOfPrior, canonical } from './events.ts';
import { lowerExpression, renameAxes } from './expressions.ts';
import { densityOfEvent } from './factors.ts';
import { dirichletOnSupport, supportOf } from './structural-zeros.ts';

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
  const { context } = environment;
  const declared = variable(context, name);
  if (declared.distribution === null) return null;
  const { node, repeats } = densityUnder(environment, declared, declared.distribution);
  return repeats.reduce((sum, axis) => context.m.sum(sum, axis), node);
}

/** The log density of each event, one for each position of the repeats. */
interface EventDensity {
  readonly node: Node;
  readonly repeats: readonly Axis[];
}

function densityUnder(
  environment: Environment,
  declared: Variable,
  prior: DistributionExpression,
): EventDensity {
  const { context } = environment;
  const { m } = context;
  return m.withOrigin(prior.span, () => {
    switch (prior.kind) {
      case 'choice': {
        const [then, otherwise] = alike(
          m,
          [prior.then, prior.else].map((branch) => densityUnder(environment, declared, branch)),
        );
        if (then === undefined || otherwise === undefined) throw new Error('internal: a choice of none');
        const condition = alignRight(m, lowerExpression(environment, prior.condition), then.repeats);
        return { ...then, node: m.select(condition, then.node, otherwise.node) };
      }
      case 'mixture':
        return mixtureDensity(environment, declared, prior);
      case 'distribution': {
        const call = alignCall(environment, callOfPrior(declared, prior), declared);
        const x = environment.variable(declared.name).node;
        const support = supportOf(context, declared);
        if (support === null)
          return { node: densityOfEvent(context, call, declared, x), repeats: call.repeats };
        const { concentration } = take(canonical(context, call), 'concentration');
        const { axis } = vectorEvent(call.event);
        return { node: dirichletOnSupport(context, support, x, concentration, axis), repeats: call.repeats };
      }
      case 'truncated':
      case 'censored':
        throw new Error(`internal: a ${prior.kind} prior in a derivation`);
    }
  });
}

/** The logarithm of the weighted mean of the parts' densities. */
function mixtureDensity(
  environment: Environment,
  declared: Variable,
  { weights, parts }: DistributionMixture,
): EventDensity {
  const { m } = environment.context;
  const densities = alike(
    m,
    parts.map((part) => densityUnder(environment, declared, part)),
  );
  const [first, ...rest] = densities;
  const lowered = lowerExpression(environment, weights);
  const own = lowered.axes.at(-1);
  if (own === undefined || first === undefined) throw new Error('internal: a mixture without parts');
  const logWeights = finiteLog(
    m,
    alignRight(m, { ...lowered, axes: lowered.axes.slice(0, -1) }, first.repeats),
  );
  const stacked = rest.reduce(
    (others, { node }, before) => m.select(m.equal(m.iota(own), m.constant(before + 1, 'i32')), node, others),
    m.broadcast(first.node, [own]),
  );
  const total = logSumExp(m, m.broadcast(m.add(logWeights, stacked), [own]), own);
  // Weights need not add up to one.
  return { ...first, node: m.sub(total, m.log(m.sum(m.exp(logWeights), own))) };
}

/** A value of fewer axes, read along the last of these. */
function alignRight(m: Builder, { node, axes }: Value, targets: readonly Axis[]): Node {
  return renameAxes(m, node, axes, targets.slice(targets.length - axes.length));
}

/** Densities of fewer events, of which a larger one consists, summed to as many as the others. */
function alike(m: Builder, densities: readonly EventDensity[]): readonly EventDensity[] {
  const rank = Math.min(...densities.map(({ repeats }) => repeats.length));
  return densities.map(({ node, repeats }) => ({
    repeats: repeats.slice(0, rank),
    node: repeats.slice(rank).reduce((sum, axis) => m.sum(sum, axis), node),
  }));
}
