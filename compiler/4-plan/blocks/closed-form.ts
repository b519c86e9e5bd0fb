// Steps in closed form. A family says how each of its parameters is estimated from pooled expected statistics; the
// conditions here say when pooling over the cells that share a param is exact.

import { conjugatePrior } from '../../library/conjugate-prior.ts';
import type { Distribution, EstimationStep, Form } from '../../library/distribution.ts';
import type { ModelIndex } from '../arguments.ts';
import { cellVariables, variableOf } from '../arguments.ts';
import { familyNamed, isConditional } from '../factor-graph.ts';
import type { ArgumentMap, CellIndex, ClosedFormStep, Factor } from '../derivation.ts';
import { argumentsFor, madeOf } from './made-of.ts';
import { parameterDefinition, type Cell, type Obstacle, type Site } from './sites.ts';

/** How far the steps of a block have been planned. */
export interface Progress {
  readonly index: ModelIndex;
  readonly block: { readonly params: readonly string[]; readonly factors: readonly Factor[] };
  /** Of the params that a family's estimate may serve. */
  readonly sites: ReadonlyMap<string, readonly Site[]>;
  /** Params that no step moves yet. */
  readonly waiting: ReadonlySet<string>;
}

/**
 * The first step that some waiting param has. `holding`: what the step needs may be taken at the current values of
 * params that are still waiting; without it, a step must find its params whatever those become.
 */
export function nextClosedForm(
  progress: Progress,
  holding: boolean,
): { readonly step: ClosedFormStep } | Obstacle {
  let because = '';
  for (const param of progress.waiting) {
    const attempt = closedFormOf(progress, param, holding);
    if ('step' in attempt) return attempt;
    if (because === '') because = attempt.because;
  }
  return { because };
}

/** The first step of the family that finds this param, perhaps with others. */
export function closedFormOf(
  progress: Progress,
  param: string,
  holding: boolean,
): { readonly step: ClosedFormStep } | Obstacle {
  const own = progress.sites.get(param) ?? [];
  const [first] = own;
  if (first === undefined) return { because: '' };
  const family = familyNamed(first.factor.family);
  let because = '';
  for (const [position, step] of family.estimation.entries()) {
    const attempt = applyStep(progress, param, own, family, step, position, holding);
    if ('step' in attempt) return attempt;
    // The first obstacle is the one to tell: later steps fail in its wake.
    if (because === '') because = attempt.because;
  }
  return {
    because:
      because === '' ? `${family.name} has no estimate in closed form of \`${first.argument}\`` : because,
  };
}

function applyStep(
  progress: Progress,
  param: string,
  own: readonly Site[],
  family: Distribution,
  step: EstimationStep,
  position: number,
  holding: boolean,
): { readonly step: ClosedFormStep } | Obstacle {
  const { index, sites, waiting } = progress;
  const [first] = own;
  if (first === undefined) return { because: '' };
  const form = family.forms[first.factor.form];
  const canonical = canonicalName(family, form, first.argument);
  if (canonical === null || !step.estimates.includes(canonical)) return { because: '' };
  const estimates = [];
  for (const parameter of step.estimates) {
    const argument = parameter === canonical ? first.argument : argumentFor(family, form, parameter);
    if (argument === null)
      return { because: `\`${first.argument}\` cannot be found apart from the other arguments` };
    const map = first.factor.arguments[argument];
    if (map?.kind !== 'cell' || !waiting.has(map.param))
      return {
        because: `\`${argument}\` of \`${first.factor.variable}\` would have to be estimated with \`${param}\``,
      };
    if (!sameSites(own, sites.get(map.param) ?? []))
      return { because: `\`${param}\` and \`${map.param}\` are not shared in the same way` };
    estimates.push({ parameter, argument, param: map.param });
  }
  // The pool has one argument as written. For that to be one canonical parameter, whatever else the argument is
  // made of may not differ within the pool: with one Gamma mean under several shapes there is no common rate.
  const mixedIn = estimates
    .flatMap(({ argument, parameter }) =>
      form === undefined || argument === parameter ? [] : madeOf(family, form, argument),
    )
    .filter((parameter) => !step.estimates.includes(parameter));
  const evidence = own.every(({ factor }) => factor.evidence === 'statistics') ? 'statistics' : 'rows';
  const found = new Set(estimates.map((estimate) => estimate.param));
  const holds = new Set<string>();
  for (const site of own) {
    if (evidence === 'rows' && isConditional(site.factor))
      return { because: `entries of \`${site.factor.variable}\` may be missing one by one` };
    for (const needed of [...step.needs, ...mixedIn]) {
      const made = madeFrom(site.factor, family, needed);
      if (made === null || made.some((name) => found.has(name)))
        return {
          because: `\`${needed}\` of \`${site.factor.variable}\` cannot be told apart from \`${param}\``,
        };
      const unknown = made.filter((name) => waiting.has(name));
      if (unknown.length > 0 && !holding)
        return {
          because: `\`${needed}\` of \`${site.factor.variable}\` must be known to estimate \`${param}\``,
        };
      for (const name of unknown) holds.add(name);
    }
  }
  for (const constant of [...step.constantWithinPool, ...mixedIn]) {
    if (!constantWithinPool(index, family, constant, own))
      return { because: `\`${constant}\` differs between the cells that share \`${param}\`` };
  }
  for (const estimate of estimates) {
    const prior = variableOf(index, estimate.param).distribution;
    if (prior === null) continue;
    const conjugate = prior.kind === 'distribution' && conjugatePrior(step, estimate, prior.family) !== null;
    if (!conjugate || estimates.length > 1)
      return { because: `the prior of \`${estimate.param}\` is not conjugate to ${family.name}` };
  }
  return {
    step: {
      kind: 'closedForm',
      evidence,
      family: family.name,
      step: position,
      estimates,
      sites: own.map((site) => site.factor.id),
      holds: [...holds],
    },
  };
}

/** The canonical parameter that an argument of a form stands for; null if it stands for several. */
function canonicalName(family: Distribution, form: Form | undefined, argument: string): string | null {
  if (Object.hasOwn(family.parameters, argument)) return argument;
  const replaced = Object.keys(family.parameters).filter((name) => form?.names.includes(name) !== true);
  return replaced.length === 1 ? (replaced[0] ?? null) : null;
}

function argumentFor(family: Distribution, form: Form | undefined, parameter: string): string | null {
  return form?.names.find((name) => canonicalName(family, form, name) === parameter) ?? null;
}

/** The params that a canonical parameter is made of at a factor; null where its arguments do not give it. */
function madeFrom(factor: Factor, family: Distribution, parameter: string): readonly string[] | null {
  const form = family.forms[factor.form];
  if (form === undefined) return null;
  const params: string[] = [];
  for (const name of argumentsFor(family, form, parameter)) {
    const map = factor.arguments[name];
    if (map === undefined && form.optional?.includes(name) === true) continue;
    if (map === undefined) return null;
    if (map.kind === 'cell') params.push(map.param);
    else if (map.kind === 'computed') params.push(...map.params);
  }
  return params;
}

/** Two params stand side by side at every site, picked by the same variables. */
function sameSites(a: readonly Site[], b: readonly Site[]): boolean {
  return (
    a.length === b.length &&
    a.every((site, position) => {
      const other = b[position];
      return other?.factor.id === site.factor.id && signature(site.cell) === signature(other.cell);
    })
  );
}

function signature(cell: Cell): string {
  return cell.indices.map(indexKey).join(' ');
}

function indexKey(index: CellIndex): string {
  switch (index.kind) {
    case 'all':
      return '..';
    case 'constant':
      return String(index.value);
    case 'variable':
      return `${index.cell.kind}:${index.cell.name}`;
  }
}

/**
 * Whether an argument is one value over all the cells pooled into an entry of the estimated param: it varies
 * only with what picks that entry, and in the same way at every site.
 */
function constantWithinPool(
  index: ModelIndex,
  family: Distribution,
  parameter: string,
  own: readonly Site[],
): boolean {
  const forms = own.map((site) => {
    const argument = argumentFor(family, family.forms[site.factor.form], parameter);
    const map = argument === null ? undefined : site.factor.arguments[argument];
    return map === undefined ? null : relativeForm(index, site, map, family, parameter);
  });
  return forms.every((form) => form !== null && form === forms[0]);
}

/** The argument in terms of the axes of the param's entry; null where it varies in another way. */
function relativeForm(
  index: ModelIndex,
  site: Site,
  map: ArgumentMap,
  family: Distribution,
  parameter: string,
): string | null {
  // Event axes: an argument with more of them than the param varies along one that is pooled.
  const estimatedRank = site.cell.expression.type.shape.length - rankOf(family, site);
  const otherRank = map.expression.type.shape.length - (family.parameters[parameter]?.rank ?? 0);
  if (otherRank > estimatedRank) return null;
  if (map.kind === 'fixed')
    return map.expression.kind === 'number'
      ? `= ${String(map.expression.value)}`
      : cellVariables(index, map.expression)?.length === 0
        ? site.factor.id
        : null;
  if (map.kind === 'computed') return null;
  const axes: string[] = [];
  for (const index of map.indices) {
    if (index.kind !== 'variable') {
      axes.push(indexKey(index));
      continue;
    }
    const axis = site.cell.indices.findIndex((candidate) => indexKey(candidate) === indexKey(index));
    if (axis < 0) return null;
    axes.push(`axis ${String(axis)}`);
  }
  return `${map.param} ${axes.join(' ')}`;
}

function rankOf(family: Distribution, site: Site): number {
  return parameterDefinition(family, family.forms[site.factor.form], site.argument).rank;
}
