// The distribution of each observation given what the data hold: of what is missing in them, or left out altogether. For
// this any observation may be missing, whatever the spec says: what others depend on is summed out, the rest integrates to
// one. Two programs, since which is wanted decides the work: what others depend on (a label, say), and the rest. Both score
// what the data hold as well: of what is impossible nothing follows.

import type { CheckedModel, Variable } from '../../3-check/model.ts';
import { isFinite } from '../../3-check/model.ts';
import { indexModel } from '../../4-plan/arguments.ts';
import type { Derivation, Factor } from '../../4-plan/derivation.ts';
import { isLeaf } from '../../4-plan/derivation.ts';
import { familyNamed } from '../../4-plan/factor-graph.ts';
import { planElimination } from '../../4-plan/plan.ts';
import { isBeyondLimits } from '../../4-plan/rules/tables.ts';
import { differentiate } from '../../6-differentiate/differentiate.ts';
import type { Node, Output, Program } from '../../ir/ops.ts';
import { makeProgram, outputOf } from '../../ir/program.ts';
import type { Context } from '../context.ts';
import { createContext, dataInput, latentAxis, rowAxes, valueAxes } from '../context.ts';
import type { Term } from '../eliminate.ts';
import { eliminate } from '../eliminate.ts';
import { rowEnvironment } from '../environment.ts';
import type { AlignedCall } from '../events.ts';
import { alignCall, callOfFactor, canonical } from '../events.ts';
import { configurationPlaceholder, guarded } from '../factors.ts';
import { isHere, seenEvents } from '../missing.ts';
import { logDensities } from './queries.ts';
import type { Unknown } from '../unknowns.ts';
import { putTogether, termsWithUnknowns } from '../unknowns.ts';

/** `probability.<variable>` of the finite observations that others depend on; null without any. */
export function lowerPredictParents(derivation: Derivation): Program | null {
  const context = createContext(withAllOptional(derivation));
  const parents = context.derivation.latents.filter(({ hasEvidence }) => hasEvidence);
  if (parents.length === 0) return null;
  const { terms, unknowns } = termsWithUnknowns(context, 'logSum', (name) =>
    parents.some((parent) => parent.name === name),
  );
  const eliminated = eliminate(context, terms, 'logSum');
  const gradients = differentiate(
    context.m,
    eliminated.total,
    unknowns.map(({ placeholder }) => placeholder),
  );
  return makeProgram('predictParents', [
    ...probabilities(context, unknowns, gradients),
    ...logDensities(context, eliminated),
  ]);
}

/**
 * Of the observations that nothing depends on: `probability.<variable>` of finite ones, `mean.<variable>` and `sd.<variable>`
 * of others, as far as they have moments. What is seen is certain. Null without any.
 */
export function lowerPredictLeaves(derivation: Derivation): Program | null {
  const context = createContext(withAllOptional(derivation));
  const { m } = context;
  const leaves = context.derivation.model.variables.filter(
    ({ name, role }) => role === 'observe' && isLeaf(derivation, name),
  );
  const { terms, unknowns } = termsWithUnknowns(context, 'logSum', (name) =>
    leaves.some((leaf) => leaf.name === name),
  );
  const numbers = leaves.flatMap((declared) => momentsOf(context, declared) ?? []);
  const weights = new Map(
    numbers.flatMap(({ parts }) =>
      parts.map(({ factor }) => [factor.id, configurationPlaceholder(context, factor)] as const),
    ),
  );
  const weighted = [...weights].map(([id, node]): Term => {
    const factor = context.derivation.factors.find((candidate) => candidate.id === id);
    return { plate: factor?.plate ?? null, scope: factor?.scope ?? [], node, condition: null };
  });
  const eliminated = eliminate(context, [...terms, ...weighted], 'logSum');
  const placeholders = unknowns.map(({ placeholder }) => placeholder);
  const gradients = differentiate(m, eliminated.total, [...placeholders, ...weights.values()]);
  const weightOf = new Map(
    [...weights.keys()].map((id, position) => [id, gradients[placeholders.length + position] ?? m.num(0)]),
  );
  const outputs = [
    ...probabilities(context, unknowns, gradients),
    ...numbers.flatMap((found) => averages(context, found, weightOf)),
  ];
  return outputs.length === 0
    ? null
    : makeProgram('predictLeaves', [...outputs, ...logDensities(context, eliminated)]);
}

/**
 * The derivation as if every observation could be missing; vectors of which the spec says no such thing, as a whole. Where
 * those that others depend on make tables beyond the limit, they are taken as given, as the spec says.
 */
export function withAllOptional(derivation: Derivation): Derivation {
  const all = withOptional(derivation, () => true);
  return isBeyondLimits(all.eliminations)
    ? withOptional(derivation, ({ name }) => isLeaf(derivation, name))
    : all;
}

function withOptional(derivation: Derivation, isOpen: (declared: Variable) => boolean): Derivation {
  const { model, lags } = derivation;
  // What later steps of a sequence read is no sum over one step's values, nor is what ends it.
  const isCarried = (name: string): boolean =>
    lags.some(({ of }) => of === name) || model.plates.some(({ sequence }) => sequence?.until === name);
  const open: CheckedModel = {
    ...model,
    variables: model.variables.map((declared) =>
      declared.role === 'observe' && isOpen(declared) && !isCarried(declared.name)
        ? { ...declared, optional: true }
        : declared,
    ),
  };
  const planned = planElimination(indexModel(open));
  const isDeclared = (name: string): boolean =>
    model.variables.some((declared) => declared.name === name && declared.optional);
  const factors = planned.factors.map((factor): Factor => {
    const isWhole = familyNamed(factor.family).eventRank > 0 && !isDeclared(factor.variable);
    return factor.missing === 'entries' && isWhole ? { ...factor, missing: 'events' } : factor;
  });
  return { ...derivation, ...planned, model: open, factors };
}

/** `gradients`: those of the unknowns first. */
function probabilities(
  context: Context,
  unknowns: readonly Unknown[],
  gradients: readonly Node[],
): readonly Output[] {
  return putTogether(context, unknowns, gradients, true).map(({ name, axes, node }) =>
    outputOf(context.m, `probability.${name}`, node, axes),
  );
}

// Numbers ------------------------------------------------------------------------------------------------

interface Moments {
  readonly declared: Variable;
  /** Of each branch of its distribution, for each row and configuration of its latents. */
  readonly parts: readonly { readonly factor: Factor; readonly mean: Node; readonly variance: Node }[];
}

/** Null for what is finite or has no moments. */
function momentsOf(context: Context, declared: Variable): Moments | null {
  if (isFinite(declared.type)) return null;
  const parts = context.derivation.factors
    .filter((factor) => factor.variable === declared.name)
    .map((factor) => {
      const call = alignCall(rowEnvironment(context, factor.plate), callOfFactor(factor), declared);
      const moments = momentsOfCall(context, factor, call, declared);
      return moments === null ? null : { factor, ...moments };
    });
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? { declared, parts: known } : null;
}

function momentsOfCall(
  context: Context,
  factor: Factor,
  call: AlignedCall,
  declared: Variable,
): { readonly mean: Node; readonly variance: Node } | null {
  const { m } = context;
  const { family, event } = call;
  const parameters = canonical(context, call);
  const { x, entries } = seenEvents(context, factor, call, declared, dataInput(context, declared));
  // Entries that are there tell of the others.
  if (entries !== null && family.marginals !== null && event !== null) {
    const { mean, covariance } = family.marginals.conditional(m, x, entries, parameters, event);
    return { mean, variance: m.max(m.at(covariance, event.dual, m.positions(event.axis)), m.num(0)) };
  }
  const { mean, variance } = family.moments;
  // A total that is left to the data is not known of what is left out.
  const isTotalled = (call.form.optional ?? []).every((name) => Object.hasOwn(call.arguments, name));
  if (mean === null || variance === null || !isTotalled) return null;
  return { mean: mean(m, parameters, event), variance: variance(m, parameters, event) };
}

/** Mean and sd over the branches and the posterior of their configurations; of what is seen, itself and 0. */
function averages(
  context: Context,
  { declared, parts }: Moments,
  weights: ReadonlyMap<string, Node>,
): readonly Output[] {
  const { m } = context;
  const average = (value: (part: Moments['parts'][number]) => Node): Node =>
    parts
      .map((part) => averageOver(context, part.factor, weights.get(part.factor.id) ?? m.num(0), value(part)))
      .reduce((sum, node) => m.add(sum, node));
  const mean = average((part) => part.mean);
  // Spread within and between, about the common mean: no difference of large squares.
  const variance = average((part) => {
    const offset = m.sub(part.mean, mean);
    return m.add(part.variance, m.mul(offset, offset));
  });
  const storage = [...rowAxes(declared.plate), ...valueAxes(declared)];
  const seen = dataInput(context, declared);
  const here = isHere(context, declared, seen);
  return [
    outputOf(m, `mean.${declared.name}`, m.select(here, seen, mean), storage),
    outputOf(m, `sd.${declared.name}`, m.select(here, m.num(0), m.sqrt(variance)), storage),
  ];
}

/** sum{ weight * value : configurations of the factor's latents }, branches that do not hold left out. */
function averageOver(context: Context, factor: Factor, weight: Node, value: Node): Node {
  const { m } = context;
  const counted = guarded(rowEnvironment(context, factor.plate), factor, value);
  return factor.scope.reduce(
    (sum, name) => m.sum(sum, latentAxis(context, name)),
    m.weighted(weight, counted),
  );
}
