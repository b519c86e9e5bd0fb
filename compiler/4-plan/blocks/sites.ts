// Where a param is used: every use must be a whole argument of one family, in one role, for a family's own estimate
// to serve it.

import type { Distribution, Form, ParameterDefinition } from '../../library/distribution.ts';
import type { ValueType } from '../../3-check/model.ts';
import type { ModelIndex } from '../arguments.ts';
import { mentionedParams, variableOf } from '../arguments.ts';
import { factorParams, familyNamed, priorParams } from '../factor-graph.ts';
import type { ArgumentMap, Factor } from '../derivation.ts';

export type Cell = Extract<ArgumentMap, { kind: 'cell' }>;

export interface Site {
  readonly factor: Factor;
  readonly argument: string;
  readonly cell: Cell;
}

export interface Obstacle {
  readonly because: string;
}

/** The sites of a param, or why a family's estimate cannot serve it. */
export function estimableSites(
  index: ModelIndex,
  param: string,
  block: { readonly params: readonly string[]; readonly factors: readonly Factor[] },
): { readonly sites: readonly Site[] } | Obstacle {
  const found = sitesOf(index, param, block.factors);
  if ('because' in found) return found;
  const unfit = unfitDomain(index, param, found.sites) ?? unfitPriors(index, param, block.params);
  if (unfit !== null) return { because: unfit };
  // Without any factor a param goes to its prior's mode, which is no estimation step.
  if (found.sites.length === 0 && variableOf(index, param).distribution !== null)
    return { because: `no observation depends on \`${param}\`, only its prior does` };
  return found;
}

function sitesOf(
  index: ModelIndex,
  param: string,
  factors: readonly Factor[],
): { readonly sites: readonly Site[] } | Obstacle {
  const sites: Site[] = [];
  for (const factor of factors) {
    if (!factorParams(index, factor).includes(param)) continue;
    if (factor.guard.some(({ condition }) => mentionedParams(index, condition).includes(param)))
      return { because: `which branch of \`${factor.variable}\` holds depends on \`${param}\`` };
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

/** A prior must not depend on other params, nor another's on it; whether it is conjugate depends on the step. */
function unfitPriors(index: ModelIndex, param: string, params: readonly string[]): string | null {
  for (const other of params)
    if (other !== param && priorParams(index, other).includes(param))
      return `the prior of \`${other}\` depends on \`${param}\``;
  const prior = variableOf(index, param).distribution;
  if (prior === null) return null;
  if (prior.kind !== 'distribution') return `the prior of \`${param}\` is no plain distribution`;
  return priorParams(index, param).some((name) => name !== param)
    ? `the prior of \`${param}\` depends on params`
    : null;
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
