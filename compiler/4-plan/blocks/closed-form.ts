// When a block has a closed-form M-step, and its steps in order. A family says how each of its parameters is
// estimated from pooled expected statistics; the conditions here say when pooling over the cells that share a
// param is exact. What fails them is estimated by gradient.

import type { Distribution, EstimationStep, Form, ParameterDefinition } from '../../library/distribution.ts';
import type { ValueType } from '../../3-check/model.ts';
import type { ModelIndex } from '../arguments.ts';
import { mentionedParams, variableOf } from '../arguments.ts';
import { factorParams, familyNamed } from '../factor-graph.ts';
import type { ArgumentMap, CellIndex, Factor, SolverStep } from '../derivation.ts';
import { madeOf } from './made-of.ts';

type Cell = Extract<ArgumentMap, { kind: 'cell' }>;

interface Site {
  readonly factor: Factor;
  readonly argument: string;
  readonly cell: Cell;
}

type Verdict = { readonly steps: readonly SolverStep[] } | { readonly because: string };

export function closedFormSteps(
  index: ModelIndex,
  params: readonly string[],
  factors: readonly Factor[],
): Verdict {
  const sites = new Map<string, readonly Site[]>();
  for (const param of params) {
    const found = sitesOf(index, param, factors);
    if ('because' in found) return found;
    const unfit = unfitDomain(index, param, found.sites) ?? unfitPrior(index, param);
    if (unfit !== null) return { because: unfit };
    sites.set(param, found.sites);
  }
  const steps: SolverStep[] = [];
  // Without any factor a param stays where it is, or goes to its prior's mode, which is no estimation step.
  const idle = params.filter((param) => sites.get(param)?.length === 0);
  for (const param of idle)
    if (variableOf(index, param).distribution !== null)
      return { because: `no observation depends on \`${param}\`, only its prior does` };
  const waiting = new Set(params.filter((param) => !idle.includes(param)));
  let obstacle = '';
  while (waiting.size > 0) {
    const next = nextStep(index, waiting, sites);
    if ('because' in next) {
      obstacle = next.because;
      break;
    }
    steps.push(next.step);
    for (const { param } of next.step.estimates) waiting.delete(param);
  }
  return obstacle === '' ? { steps } : { because: obstacle };
}

/** Every use of a param: all must be whole arguments of one family, in one role. */
function sitesOf(
  index: ModelIndex,
  param: string,
  factors: readonly Factor[],
): { readonly sites: readonly Site[] } | { readonly because: string } {
  const sites: Site[] = [];
  for (const factor of factors) {
    if (!factorParams(index, factor).includes(param)) continue;
    if (factor.evidence !== 'statistics')
      return {
        because: `\`${factor.variable}\` depends on \`${param}\` in a way that differs from row to row`,
      };
    for (const [argument, map] of Object.entries(factor.arguments)) {
      if (!mentionedParams(index, map.expression).includes(param)) continue;
      if (map.kind !== 'cell')
        return { because: `\`${argument}\` of \`${factor.variable}\` is computed from \`${param}\`` };
      const family = familyNamed(factor.family);
      const { rank } = parameterDefinition(family, family.forms[factor.form], argument);
      if (map.expression.type.shape.length < rank)
        return { because: `\`${param}\` is one number for a whole \`${argument}\`` };
      sites.push({ factor, argument, cell: map });
    }
  }
  const [first] = sites;
  for (const site of sites) {
    if (first === undefined) break;
    if (site.factor.family !== first.factor.family)
      return { because: `\`${param}\` serves a ${first.factor.family} and a ${site.factor.family}` };
    if (site.argument !== first.argument || site.factor.form !== first.factor.form)
      return { because: `\`${param}\` serves as \`${first.argument}\` and as \`${site.argument}\`` };
  }
  return { sites };
}

/** The estimate ranges over the argument's whole domain: the declared type must allow all of it. */
function unfitDomain(index: ModelIndex, param: string, sites: readonly Site[]): string | null {
  const [site] = sites;
  if (site === undefined) return null;
  const family = familyNamed(site.factor.family);
  const definition = parameterDefinition(family, family.forms[site.factor.form], site.argument);
  const type = variableOf(index, param).type;
  return allowsWhole(type, definition)
    ? null
    : `the declared type of \`${param}\` is narrower than what ${family.name} allows as \`${site.argument}\``;
}

function allowsWhole(type: ValueType, { domain }: ParameterDefinition): boolean {
  switch (domain.kind) {
    case 'real':
      return type.structure === null && type.lower === null && type.upper === null;
    case 'interval':
      return (
        type.structure === null &&
        (type.lower === null || (domain.lower !== null && type.lower.value <= domain.lower)) &&
        (type.upper === null || (domain.upper !== null && type.upper.value >= domain.upper))
      );
    case 'simplex':
    case 'ordered':
    case 'covariance':
    case 'cholesky':
      return type.structure === domain.kind;
    case 'count':
    case 'whole':
    case 'bool':
    case 'degrees':
    case 'any':
      return false;
  }
}

export function parameterDefinition(
  family: Distribution,
  form: Form | undefined,
  name: string,
): ParameterDefinition {
  const definition = family.parameters[name] ?? form?.parameters[name];
  if (definition === undefined) throw new Error(`internal: ${family.name} has no parameter ${name}`);
  return definition;
}

/** A prior must not depend on other params; whether it is conjugate depends on the step. */
function unfitPrior(index: ModelIndex, param: string): string | null {
  const prior = variableOf(index, param).distribution;
  if (prior === null) return null;
  if (prior.kind !== 'distribution') return `the prior of \`${param}\` is a choice`;
  const depends = Object.values(prior.arguments).some(
    (expression) => mentionedParams(index, expression).length > 0,
  );
  return depends ? `the prior of \`${param}\` depends on params` : null;
}

function nextStep(
  index: ModelIndex,
  waiting: ReadonlySet<string>,
  sites: ReadonlyMap<string, readonly Site[]>,
): { readonly step: SolverStep } | { readonly because: string } {
  let because = '';
  for (const param of waiting) {
    const own = sites.get(param) ?? [];
    const family = familyNamed(own[0]?.factor.family ?? '');
    for (const [position, step] of family.estimation.entries()) {
      const attempt = applyStep(index, param, own, family, step, position, waiting, sites);
      if ('step' in attempt) return attempt;
      // The first obstacle is the one to tell: later steps fail in its wake.
      if (because === '') because = attempt.because;
    }
  }
  return { because: because === '' ? 'no estimation step fits' : because };
}

function applyStep(
  index: ModelIndex,
  param: string,
  own: readonly Site[],
  family: Distribution,
  step: EstimationStep,
  position: number,
  waiting: ReadonlySet<string>,
  sites: ReadonlyMap<string, readonly Site[]>,
): { readonly step: SolverStep } | { readonly because: string } {
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
  for (const site of own) {
    for (const needed of [...step.needs, ...mixedIn]) {
      if (!isKnown(site.factor, family, needed, waiting))
        return {
          because: `\`${needed}\` of \`${site.factor.variable}\` must be known to estimate \`${param}\``,
        };
    }
  }
  for (const constant of [...step.constantWithinPool, ...mixedIn]) {
    if (!constantWithinPool(family, constant, own))
      return { because: `\`${constant}\` differs between the cells that share \`${param}\`` };
  }
  for (const estimate of estimates) {
    const prior = variableOf(index, estimate.param).distribution;
    if (prior === null) continue;
    const conjugate = prior.kind === 'distribution' && Object.hasOwn(step.conjugate, prior.family);
    if (!conjugate || estimates.length > 1 || estimate.argument !== estimate.parameter)
      return { because: `the prior of \`${estimate.param}\` is not conjugate to ${family.name}` };
  }
  return {
    step: { family: family.name, step: position, estimates, sites: own.map((site) => site.factor.id) },
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

/** Whether a canonical parameter can be computed at a factor from what is fixed or already found. */
function isKnown(
  factor: Factor,
  family: Distribution,
  parameter: string,
  waiting: ReadonlySet<string>,
): boolean {
  const form = family.forms[factor.form];
  const direct = factor.arguments[parameter];
  const needed = direct === undefined ? (form?.names ?? []) : [parameter];
  return needed.every((name) => {
    const map = factor.arguments[name];
    if (map === undefined) return false;
    return map.kind === 'fixed' ? !map.perRow : map.kind === 'cell' && !waiting.has(map.param);
  });
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
function constantWithinPool(family: Distribution, parameter: string, own: readonly Site[]): boolean {
  const forms = own.map((site) => {
    const argument = argumentFor(family, family.forms[site.factor.form], parameter);
    const map = argument === null ? undefined : site.factor.arguments[argument];
    return map === undefined ? null : relativeForm(site, map, family, parameter);
  });
  return forms.every((form) => form !== null && form === forms[0]);
}

/** The argument in terms of the axes of the param's entry; null where it varies in another way. */
function relativeForm(site: Site, map: ArgumentMap, family: Distribution, parameter: string): string | null {
  // Event axes: an argument with more of them than the param varies along one that is pooled.
  const estimatedRank = site.cell.expression.type.shape.length - rankOf(family, site);
  const otherRank = map.expression.type.shape.length - (family.parameters[parameter]?.rank ?? 0);
  if (otherRank > estimatedRank) return null;
  if (map.kind === 'fixed')
    return map.expression.kind === 'number'
      ? `= ${String(map.expression.value)}`
      : site.factor.cells.length === 0
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
