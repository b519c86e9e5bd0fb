// Exact inference by enumeration: what a checked model says of data, with nothing summed, factored or scaled but by hand.

import { distributionParts, variablesIn } from '../../../compiler/3-check/mentions.ts';
import type { Variable } from '../../../compiler/3-check/model.ts';
import {
  configurationsOf,
  forEachWeighted,
  logTotal,
  mostProbable,
  nodeOf,
  type Node,
} from './configurations.ts';
import {
  definitionsOf,
  levelsOf,
  logPriorOf,
  pathsOf,
  platesAround,
  termsOf,
  variableNamed,
  type Path,
  type Term,
  type World,
} from './log-joint.ts';
import { itemAtPath, toNumber, type Nested } from './nested.ts';
import { isSite, partOf, type Known, type Site } from './sites.ts';
import { leafOf, leavesOf, tableOf, type Leaf, type Table } from './tables.ts';
import { sum } from './textbook-math.ts';
import { sitesOf, worldOf, type Told } from './world.ts';

export type NestedValues = Readonly<Record<string, Nested>>;

export interface Exact {
  readonly logLikelihood: number;
  /** Of the params. */
  readonly logPrior: number;
  /** By outermost plate; null where something outside ties rows together. */
  readonly rows: Readonly<Record<string, readonly number[]>> | null;
  /** Of latents, and of finite observations that may be missing: `[row][inner row or step]..[entry]..[level]`. */
  readonly marginals: NestedValues;
  /** The jointly most probable values of the same, and their log joint with the data; of several one. */
  readonly best: NestedValues;
  readonly bestLogJoint: number;
}

/** What is enumerated for a question. */
interface Enumeration {
  readonly world: World;
  readonly terms: readonly { readonly term: Term; readonly table: Table }[];
  readonly root: Node;
}

/** `missing`: which missing values are gone through: all finite ones, or those that something else reads. */
function enumerationOf(told: Told, missing: 'all' | 'read'): Enumeration {
  const world = worldOf(told);
  if (missing === 'read') leaveOut(world);
  const terms = termsOf(world).map((term) => ({ term, table: tableOf(term.value, world.sites) }));
  const sites = sitesOf(world).filter(({ isLeftOut }) => !isLeftOut);
  return {
    world,
    terms,
    root: nodeOf(
      sites,
      terms.map(({ table }) => table),
    ),
  };
}

/** Missing values of observations that nothing but their own density reads. */
function leaveOut(world: World): void {
  const { variables } = world.model;
  const read = new Set(
    variables
      .flatMap((variable) => definitionsOf(variable).flatMap(distributionParts))
      .flatMap((part) => [...variablesIn(part)]),
  );
  const observed = new Set(variables.filter(({ role }) => role === 'observe').map(({ name }) => name));
  for (const site of sitesOf(world)) site.isLeftOut = observed.has(site.variable) && !read.has(site.variable);
}

/** How many configurations there are to go through, about. */
export function configurationCount(told: Told): number {
  return configurationsOf(enumerationOf(told, 'all').root);
}

export function infer(told: Told): Exact {
  const { world, terms, root } = enumerationOf(told, 'all');
  const marginals = new Map<Site, number[]>();
  forEachWeighted(root, ({ sites }, probability) => {
    for (const site of sites) {
      const own = marginals.get(site) ?? Array.from({ length: site.levels }, () => 0);
      own[site.level ?? Number.NaN] = (own[site.level ?? Number.NaN] ?? Number.NaN) + probability;
      marginals.set(site, own);
    }
  });
  const best = mostProbable(root);
  return {
    logLikelihood: logTotal(root),
    logPrior: logPriorOf(world),
    rows: rowsOf(world, root, terms),
    marginals: answersOf(
      world,
      (site) => marginals.get(site) ?? Array.from({ length: site.levels }, () => Number.NaN),
      (level, levels) => Array.from({ length: levels }, (_, k) => (k === level ? 1 : 0)),
    ),
    best: answersOf(
      world,
      (site) => site.lowest + (best.levels.get(site) ?? Number.NaN),
      (level) => level,
    ),
    bestLogJoint: best.log,
  };
}

/** P(first = i, second = j | data), of two hidden entries. */
export function pairwise(told: Told, first: Place, second: Place): readonly (readonly number[])[] {
  const { world, root } = enumerationOf(told, 'all');
  const total = logTotal(root);
  const [a, b] = [siteAt(world, first), siteAt(world, second)];
  const held = (i: number, j: number): number => {
    [a.level, b.level] = [i, j];
    const probability = Math.exp(logTotal(root) - total);
    [a.level, b.level] = [null, null];
    return probability;
  };
  return Array.from({ length: a.levels }, (_, i) =>
    Array.from({ length: b.levels }, (_unused, j) => held(i, j)),
  );
}

/** A hidden entry of a variable. */
export interface Place {
  readonly variable: string;
  /** Rows and steps, outermost first, then the place in an array. */
  readonly indices: readonly number[];
}

function siteAt({ values }: World, { variable, indices }: Place): Site {
  const site = partOf(values[variable] ?? [], indices);
  if (typeof site === 'number' || !isSite(site)) throw new Error(`${variable} is not hidden there`);
  return site;
}

/** The log joint of the data and of given values of all that is hidden, in nats. */
export function logJointOf(told: Told, hidden: NestedValues): number {
  const world = worldOf(told);
  for (const site of sitesOf(world)) {
    const value = toNumber(itemAtPath(hidden[site.variable] ?? [], [...site.path, ...site.entry]));
    site.level = value - site.lowest;
  }
  return sum(termsOf(world).map((term) => term.value()));
}

/** Values of some hidden entries together. */
export interface Reading {
  readonly places: readonly (Place & { readonly value: number })[];
  readonly probability: number;
}

/** How probable the values are that each term reads together: pairs of neighbours along a chain, say. */
export function readings(told: Told): readonly Reading[] {
  const { terms, root } = enumerationOf(told, 'read');
  forEachWeighted(root, ({ factors }, probability) => {
    for (const factor of factors) leafOf(factor).weight += probability;
  });
  return terms.flatMap(({ table }) =>
    leavesOf(table).map(({ reads, weight }) => ({
      places: reads.map(({ site, level }) => ({
        variable: site.variable,
        indices: [...site.path, ...site.entry],
        value: site.lowest + level,
      })),
      probability: weight,
    })),
  );
}

/** Of each, the posterior expectation; what they read of the world is what terms read. */
export function expectations(
  told: Told,
  of: (term: Term) => readonly (() => number)[],
): readonly (readonly number[])[] {
  const { world, terms } = enumerationOf(told, 'read');
  const averaged = terms.map(({ term }) => of(term).map((f) => tableOf(f, world.sites)));
  const sites = sitesOf(world).filter(({ isLeftOut }) => !isLeftOut);
  const root = nodeOf(
    sites,
    terms.map(({ table }) => table),
    averaged.flat(),
  );
  forEachWeighted(root, (node, probability) => {
    for (const table of node.averaged) leafOf(table).weight += probability;
  });
  const meanOf = (table: Table): number =>
    sum(leavesOf(table).map(({ value, weight }) => (weight === 0 ? 0 : weight * value)));
  return averaged.map((tables) => tables.map(meanOf));
}

/**
 * Q(params | told.params): the expected log joint, log prior of `params` included. Curried, for many `params`. What is missing
 * though nothing depends on it is no part of it.
 */
export function expectedLogJoint(told: Told): (params: NestedValues) => number {
  const { world, terms, root } = enumerationOf(told, 'read');
  forEachWeighted(root, ({ factors }, probability) => {
    for (const factor of factors) leafOf(factor).weight += probability;
  });
  return (params) => {
    const other = { ...world, params };
    const values = termsOf(other).flatMap((term, position) => {
      const table = terms[position]?.table;
      return table === undefined ? [] : leavesOf(table).map((leaf) => weighted(leaf, term));
    });
    return logPriorOf(other) + sum(values);
  };
}

/** A configuration without weight counts nothing, even where its density is zero. */
function weighted({ weight, reads }: Leaf, term: Term): number {
  if (weight === 0) return 0;
  for (const { site, level } of reads) site.level = level;
  const value = weight * term.value();
  for (const { site } of reads) site.level = null;
  return value;
}

/** Log likelihood plus log prior, in nats: what training maximises. */
export function logPosteriorOf(told: Told): number {
  const { world, root } = enumerationOf(told, 'read');
  return logTotal(root) + logPriorOf(world);
}

/** The largest log density of an observation in any configuration. */
export function highestLogDensity(told: Told): number {
  const { terms } = enumerationOf(told, 'read');
  const logs = terms
    .filter(({ term }) => term.variable.role === 'observe')
    .flatMap(({ table }) => leavesOf(table).map(({ value }) => value));
  return Math.max(...logs);
}

// Answers in the shape of the data ----------------------------------------------------------------------------

function rowsOf(world: World, root: Node, terms: Enumeration['terms']): Exact['rows'] {
  const { model } = world;
  const outermost = model.plates.filter(({ parent }) => parent === null);
  const rows = new Map(
    outermost.map(({ name, sequence }): [string, number[]] => [
      name,
      sequence === null ? pathsOf(world, name).map(() => 0) : [0],
    ]),
  );
  const add = (variable: Variable, [row = 0]: Path, log: number): void => {
    const own = rows.get(platesAround(model, variable.plate)[0] ?? '');
    // The steps of a sequence that is alone are one row.
    const position = own?.length === 1 ? 0 : row;
    if (own !== undefined) own[position] = (own[position] ?? 0) + log;
  };
  for (const child of root.children) {
    const [site] = child.sites;
    if (site === undefined || site.path.length === 0) return null;
    add(variableNamed(model, site.variable), site.path, logTotal(child));
  }
  for (const { term, table } of terms)
    if (!('site' in table)) add(term.variable, term.path, leafOf(table).value);
  return Object.fromEntries(rows);
}

function answersOf(
  world: World,
  at: (site: Site) => Nested,
  seen: (level: number, levels: number) => Nested,
): NestedValues {
  const asked = world.model.variables.filter(
    ({ role, optional, type }) =>
      role === 'latent' || (role === 'observe' && optional && ['bool', 'category'].includes(type.element)),
  );
  const entries = asked.map((variable) => {
    const levels = levelsOf(world, variable);
    const visit = (value: Known): Nested => {
      if (typeof value === 'number') return seen(value, levels);
      return isSite(value) ? at(value) : value.map(visit);
    };
    return [variable.name, visit(world.values[variable.name] ?? [])] as const;
  });
  return Object.fromEntries(entries);
}
