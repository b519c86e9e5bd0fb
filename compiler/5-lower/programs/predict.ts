// The distribution of each observation that is left out, given the others. Observations on which nothing else
// depends integrate to one when absent; absent finite ones with children are summed out like latents. One program
// serves every set of absent observations: `present.<variable>` says which count.

import type { CheckedModel, Variable } from '../../3-check/model.ts';
import { isFinite } from '../../3-check/model.ts';
import { indexModel } from '../../4-plan/arguments.ts';
import type { Derivation, Factor, FiniteLatent } from '../../4-plan/derivation.ts';
import { eliminationOrder } from '../../4-plan/eliminate/order.ts';
import { distributionParts, variablesIn } from '../../3-check/mentions.ts';
import { buildFactors } from '../../4-plan/factor-graph.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import { makeAxis } from '../../ir/axis.ts';
import type { Axis, Node, Output, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import { logDensityOf } from '../../library/define-distribution.ts';
import { constantSize } from '../../sizes/size.ts';
import type { Context } from '../context.ts';
import { createContext, latentAxis, rowAxes, scalarInput, valueAxes, variable } from '../context.ts';
import type { Term } from '../eliminate.ts';
import { eliminate } from '../eliminate.ts';
import { rowEnvironment } from '../environment.ts';
import { alignCall, callOfFactor, canonical } from '../events.ts';
import { lowerExpression } from '../expressions.ts';
import { configurationPlaceholder, lowerFactor } from '../factors.ts';

/** Null where no observation can be predicted. */
export function lowerPredict(derivation: Derivation): Program | null {
  const parents = parentNames(derivation.model);
  const observations = derivation.model.variables.filter((declared) => declared.role === 'observe');
  const summed = observations.filter(
    (declared) => parents.has(declared.name) && isFinite(declared.type) && declared.type.shape.length === 0,
  );
  const leaves = observations.filter((declared) => !parents.has(declared.name));
  const context = createContext(withLatents(derivation, summed));
  const placeholders = new Map<string, Node>();
  const terms: Term[] = context.derivation.factors.map((factor) => {
    const leaf = leaves.some(({ name }) => name === factor.variable);
    const node = lowerFactor(rowEnvironment(context, factor.plate), factor);
    if (!leaf) return { plate: factor.plate, scope: factor.scope, node };
    const placeholder = configurationPlaceholder(context, factor);
    placeholders.set(factor.id, placeholder);
    const counted = context.m.select(isPresent(context, factor.variable), node, context.m.num(0));
    return { plate: factor.plate, scope: factor.scope, node: context.m.add(counted, placeholder) };
  });
  for (const declared of summed) {
    const { term, placeholder } = evidence(context, declared);
    terms.push(term);
    placeholders.set(declared.name, placeholder);
  }
  const { total } = eliminate(context, terms, 'logSum');
  const names = [...placeholders.keys()];
  const gradients = differentiate(context.m, total, [...placeholders.values()]);
  const weights = new Map(names.map((name, position) => [name, gradients[position] ?? context.m.num(0)]));
  const outputs = [
    ...leaves.flatMap((declared) => predictLeaf(context, declared, weights)),
    ...summed.map((declared) =>
      outputOf(context.m, `probability.${declared.name}`, weights.get(declared.name) ?? context.m.num(0), [
        ...rowAxes(declared.plate),
        latentAxis(context, declared.name),
      ]),
    ),
  ];
  return outputs.length === 0 ? null : makeProgram('predict', outputs);
}

function parentNames(model: CheckedModel): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { distribution } of model.variables) {
    if (distribution === null) continue;
    for (const expression of distributionParts(distribution))
      for (const name of variablesIn(expression)) names.add(name);
  }
  return names;
}

/** The derivation with some finite observations as latents. */
function withLatents(derivation: Derivation, summed: readonly Variable[]): Derivation {
  const model: CheckedModel = {
    ...derivation.model,
    variables: derivation.model.variables.map((declared) =>
      summed.includes(declared) ? { ...declared, role: 'latent' } : declared,
    ),
  };
  const factors = buildFactors(indexModel(model));
  const latents = model.variables
    .filter((declared) => declared.role === 'latent')
    .map((declared): FiniteLatent => ({
      name: declared.name,
      plate: declared.plate,
      levels: declared.type.levels ?? constantSize(2),
      exchangeable: null,
    }));
  return { ...derivation, model, factors, latents, eliminations: eliminationOrder(model, latents, factors) };
}

function isPresent(context: Context, name: string): Node {
  return context.m.less(context.m.num(0), scalarInput(context, `present.${name}`));
}

/** A finite observation as a latent: -Infinity at every value but the observed one, where it is present. */
function evidence(context: Context, declared: Variable): { readonly term: Term; readonly placeholder: Node } {
  const { m } = context;
  const axis = latentAxis(context, declared.name);
  const data = m.input(`data.${declared.name}`, { dtype: 'i32', axes: rowAxes(declared.plate) });
  const observed = m.select(m.equal(m.iota(axis), data), m.num(0), m.num(-Infinity));
  const placeholder = m.placeholder(`probability.${declared.name}`, [...rowAxes(declared.plate), axis]);
  const node = m.add(m.select(isPresent(context, declared.name), observed, m.num(0)), placeholder);
  return { term: { plate: declared.plate, scope: [declared.name], node }, placeholder };
}

/** Averages over the posterior of the parents: of the probability of each value, or of mean and variance. */
function predictLeaf(
  context: Context,
  declared: Variable,
  weights: ReadonlyMap<string, Node>,
): readonly Output[] {
  const { m } = context;
  const factors = context.derivation.factors.filter((factor) => factor.variable === declared.name);
  const average = (value: (factor: Factor) => Node): Node =>
    factors
      .map((factor) => averageOver(context, factor, weights.get(factor.id) ?? m.num(0), value(factor)))
      .reduce((sum, node) => m.add(sum, node));
  const storage = [...rowAxes(declared.plate), ...valueAxes(declared)];
  if (isFinite(declared.type)) {
    const axis = makeAxis(`value:${declared.name}`, declared.type.levels ?? constantSize(2));
    const probability = average((factor) => probabilityOf(context, factor, declared, axis));
    return [outputOf(m, `probability.${declared.name}`, probability, [...storage, axis])];
  }
  const moments = factors.map((factor) => momentsOf(context, factor, declared));
  if (moments.some((found) => found === null)) return [];
  const of = (factor: Factor, part: 'mean' | 'variance'): Node => {
    const found = moments[factors.indexOf(factor)] ?? null;
    if (found === null) throw new Error('internal: a factor without moments');
    return found[part];
  };
  const mean = average((factor) => of(factor, 'mean'));
  // Spread within and between, about the common mean: no difference of large squares.
  const variance = average((factor) => {
    const offset = m.sub(of(factor, 'mean'), mean);
    return m.add(of(factor, 'variance'), m.mul(offset, offset));
  });
  return [
    outputOf(m, `mean.${declared.name}`, mean, storage),
    outputOf(m, `sd.${declared.name}`, m.sqrt(variance), storage),
  ];
}

/** sum{ weight * value : configurations of the factor's latents }, branches that do not hold left out. */
function averageOver(context: Context, factor: Factor, weight: Node, value: Node): Node {
  const { m } = context;
  const environment = rowEnvironment(context, factor.plate);
  const guarded = factor.guard.reduce((kept, { condition, holds }) => {
    const { node } = lowerExpression(environment, condition);
    return holds ? m.select(node, kept, m.num(0)) : m.select(node, m.num(0), kept);
  }, value);
  return factor.scope.reduce(
    (sum, name) => m.sum(sum, latentAxis(context, name)),
    m.weighted(weight, guarded),
  );
}

function probabilityOf(context: Context, factor: Factor, declared: Variable, axis: Axis): Node {
  const environment = rowEnvironment(context, factor.plate);
  const call = alignCall(environment, callOfFactor(factor), declared);
  return context.m.exp(
    logDensityOf(context.m, call.family, context.m.iota(axis), call.arguments, call.event, call.form),
  );
}

function momentsOf(
  context: Context,
  factor: Factor,
  declared: Variable,
): { readonly mean: Node; readonly variance: Node } | null {
  const call = alignCall(
    rowEnvironment(context, factor.plate),
    callOfFactor(factor),
    variable(context, declared.name),
  );
  const { mean, variance } = call.family.moments;
  if (mean === null || variance === null) return null;
  const parameters = canonical(context, call);
  return {
    mean: mean(context.m, parameters, call.event),
    variance: variance(context.m, parameters, call.event),
  };
}
