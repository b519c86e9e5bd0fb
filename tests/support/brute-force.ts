// The oracle of exact inference: a checked model with finite latents, its params and its data as nested arrays,
// and every configuration enumerated. It knows nothing of plans, programs or the compiler's library.
//
// A `Group` is what is enumerated together: all latents of one row of an outermost plate, those of the rows of
// plates inside it among them. Latents outside every plate are enumerated around all groups. What is missing of an
// observation (NaN) is latent where it is finite, and left out of the density elsewhere.

import type {
  CheckedModel,
  CoreExpression,
  DistributionCall,
  DistributionChoice,
  DistributionCut,
  DistributionExpression,
  Variable,
} from '../../compiler/3-check/model.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import { evaluateCore } from '../../cli/verify/oracle/evaluate-core.ts';
import type { Reader } from '../../cli/verify/oracle/evaluate-core.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';
import { flatten, itemAtPath, toArray, toNumber, unflatten } from '../../cli/verify/oracle/nested.ts';
import { cutBounds } from '../../cli/verify/oracle/textbook-cuts.ts';
import { logSumExp, sum, textbookLogDensity } from '../../cli/verify/oracle/textbook-densities.ts';

export type NestedValues = Readonly<Record<string, Nested>>;

export interface Problem {
  readonly model: CheckedModel;
  /** int hyperparameters and dims. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Hyperparameters that are no int. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Observations and givens, `[row][inner row]..[shape]`. */
  readonly data: NestedValues;
}

export interface Inference {
  readonly logLikelihood: number;
  readonly logPrior: number;
  /** By outermost plate; null where a latent outside every plate ties the rows together. */
  readonly rows: Readonly<Record<string, readonly number[]>> | null;
  /** By latent, and by finite observation that may be missing, `[row][inner row]..[level]`. */
  readonly marginals: NestedValues;
  /** The jointly most probable values of the same, `[row][inner row]..`, with their log joint (no priors of params). */
  readonly best: NestedValues;
  readonly bestLogJoint: number;
}

/** A latent at a row; of a latent array, one element; of an observation, an entry that is missing. */
interface Site {
  readonly variable: Variable;
  readonly path: readonly number[];
  readonly element: readonly number[];
  readonly levels: number;
}

/** A term of the log joint at a row, a table over the sites that it depends on, first site slowest. */
interface Term {
  readonly variable: Variable;
  readonly path: readonly number[];
  readonly sites: readonly Site[];
}

interface Group {
  readonly plate: string | null;
  readonly row: number;
  readonly sites: readonly Site[];
  readonly terms: readonly Term[];
}

interface Structure {
  readonly global: Group;
  readonly groups: readonly Group[];
}

type Levels = ReadonlyMap<Site, number>;

/** Runs over all configurations; each is seen with its log joint within the group, given the global levels. */
type Visit = (levels: Levels, logJoint: number) => void;

export function bruteForce(problem: Problem, params: NestedValues): Inference {
  const structure = structureOf(problem, 'all');
  const posterior = posteriorOf(problem, structure, params);
  const best = mostProbable(problem, structure, params);
  return {
    logLikelihood: posterior.logLikelihood,
    logPrior: logPriorOf(problem, params),
    rows: posterior.rows,
    marginals: nestByLatent(
      problem,
      structure,
      (site) => posterior.marginals.get(site) ?? [],
      (level, levels) => Array.from({ length: levels }, (_, k) => (k === level ? 1 : 0)),
    ),
    best: nestByLatent(
      problem,
      structure,
      (site) => best.levels.get(site) ?? Number.NaN,
      (level) => level,
    ),
    bestLogJoint: best.logJoint,
  };
}

/** Log joint of given latents (as in `Inference.best`) with the data, without the priors of params. */
export function logJointOf(problem: Problem, params: NestedValues, latents: NestedValues): number {
  const { global, groups } = structureOf(problem, 'all');
  const levels = new Map(
    [global, ...groups]
      .flatMap((group) => group.sites)
      .map((site) => [
        site,
        toNumber(itemAtPath(latents[site.variable.name] ?? [], [...site.path, ...site.element])),
      ]),
  );
  return sum(
    [global, ...groups]
      .flatMap((group) => group.terms)
      .map((term) => termValue(problem, params, term, levels)),
  );
}

/**
 * Q(params | under): the expected log joint, log prior of `params` included. Curried, for many `params`. What is missing though
 * nothing depends on it is no part of it.
 */
export function expectedLogJoint(problem: Problem, under: NestedValues): (params: NestedValues) => number {
  const structure = structureOf(problem, 'read');
  const { termWeights } = posteriorOf(problem, structure, under);
  return (params) => {
    let total = logPriorOf(problem, params);
    for (const [term, weights] of termWeights) {
      const table = tableOf(problem, params, term);
      // A configuration without weight counts nothing, even where its density is zero.
      weights.forEach((weight, entry) => (total += weight === 0 ? 0 : weight * (table[entry] ?? Number.NaN)));
    }
    return total;
  };
}

/** The largest log density of any observation in any configuration. */
export function highestLogDensity(problem: Problem, params: NestedValues): number {
  const { global, groups } = structureOf(problem, 'read');
  const terms = [global, ...groups].flatMap((group) => group.terms);
  return Math.max(...terms.flatMap((term) => tableOf(problem, params, term)));
}

/** Posterior expectation of a function of the values at one row of a plate (`path` empty: outside every plate). */
export function posteriorExpectation(
  problem: Problem,
  params: NestedValues,
  plate: string | null,
  path: readonly number[],
  f: (read: (variable: string) => Nested) => number,
): number {
  const structure = structureOf(problem, 'read');
  let total = 0;
  forEachGlobal(problem, structure, params, (globalLevels, globalWeight) => {
    const outermost = plate === null ? null : outermostPlate(problem.model, plate);
    const group = structure.groups.find((g) => g.plate === outermost && g.row === path[0]);
    const evaluate = (levels: Levels): number =>
      f((name) => readerAt(problem, params, plate, path, levels).variable(name));
    if (plate === null || group === undefined) total += globalWeight * evaluate(globalLevels);
    else {
      const { logTotal, entries } = configurations(problem, params, group, globalLevels);
      for (const { levels, logJoint } of entries)
        total += globalWeight * Math.exp(logJoint - logTotal) * evaluate(levels);
    }
  });
  return total;
}

// What is enumerated ---------------------------------------------------------------------------------------

/** `missing`: which missing entries are enumerated: all finite ones, or those of variables that others read. */
function structureOf(problem: Problem, missing: 'all' | 'read'): Structure {
  const { model } = problem;
  const read = new Set(
    model.variables.flatMap(({ distribution }) => (distribution === null ? [] : variablesOf(distribution))),
  );
  const sites = new Map<string, readonly Site[]>();
  const siteKey = (variable: string, path: readonly number[]): string => [variable, ...path].join('/');
  const buildGroup = (plate: string | null, row: number | null): Group => {
    const own: Site[] = [];
    const terms: Term[] = [];
    for (const variable of model.variables) {
      if (variable.role !== 'latent' && variable.role !== 'observe') continue;
      const outermost = variable.plate === null ? null : outermostPlate(model, variable.plate);
      if (outermost !== plate) continue;
      for (const path of pathsOf(problem, variable.plate)) {
        if (row !== null && path[0] !== row) continue;
        if (
          variable.role === 'latent' ||
          (isFiniteValue(variable) && (missing === 'all' || read.has(variable.name)))
        ) {
          const levels = levelsOf(problem, variable);
          const elements = elementsOf(problem, variable)
            .filter((element) => variable.role === 'latent' || isMissingAt(problem, variable, path, element))
            .map((element) => ({ variable, path, element, levels }));
          sites.set(siteKey(variable.name, path), elements);
          own.push(...elements);
        }
        const parents = variable.distribution === null ? [] : variablesOf(variable.distribution);
        const scope = [...new Set([...parents, variable.name])].flatMap((name) => {
          const depth = platesFromOutside(model, variableNamed(model, name).plate).length;
          return sites.get(siteKey(name, path.slice(0, depth))) ?? [];
        });
        terms.push({ variable, path, sites: scope });
      }
    }
    return { plate, row: row ?? 0, sites: own, terms };
  };
  const global = buildGroup(null, null);
  const groups = model.plates
    .filter((plate) => plate.parent === null)
    .flatMap((plate) => pathsOf(problem, plate.name).map(([row]) => buildGroup(plate.name, row ?? 0)));
  return { global, groups };
}

/** Plates around a row, outermost first, the given one last. */
export function platesFromOutside(model: CheckedModel, plate: string | null): readonly string[] {
  if (plate === null) return [];
  const found = model.plates.find((p) => p.name === plate);
  return [...platesFromOutside(model, found?.parent ?? null), plate];
}

function outermostPlate(model: CheckedModel, plate: string): string {
  return platesFromOutside(model, plate)[0] ?? plate;
}

function variableNamed(model: CheckedModel, name: string): Variable {
  const found = model.variables.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

/** All rows of a plate as paths of indices, in order. */
export function pathsOf(problem: Problem, plate: string | null): readonly (readonly number[])[] {
  return platesFromOutside(problem.model, plate).reduce<readonly (readonly number[])[]>(
    (paths, name) =>
      paths.flatMap((path) =>
        Array.from({ length: rowCount(problem, name, path) }, (_, row) => [...path, row]),
      ),
    [[]],
  );
}

/** Rows of a plate in one row of its parent, from any variable in it or in a plate inside it. */
function rowCount(problem: Problem, plate: string, parentPath: readonly number[]): number {
  const { model, data } = problem;
  for (const variable of model.variables) {
    const value = Object.hasOwn(data, variable.name) ? data[variable.name] : undefined;
    if (value !== undefined && platesFromOutside(model, variable.plate).includes(plate))
      return toArray(itemAtPath(value, parentPath)).length;
  }
  const size = model.plates.find((p) => p.name === plate)?.size ?? null;
  if (size === null) throw new Error(`nothing says how many rows ${plate} has`);
  return evaluateSize(size, (name) => problem.sizes[name] ?? Number.NaN);
}

function levelsOf(problem: Problem, variable: Variable): number {
  if (variable.type.element === 'bool') return 2;
  if (variable.type.levels === null) throw new Error('latents are finite here');
  return evaluateSize(variable.type.levels, (name) => problem.sizes[name] ?? Number.NaN);
}

function shapeOf(problem: Problem, variable: Variable): readonly number[] {
  return variable.type.shape.map((size) => evaluateSize(size, (name) => problem.sizes[name] ?? Number.NaN));
}

function isFiniteValue({ type }: Variable): boolean {
  return type.element === 'bool' || type.element === 'category';
}

function isMissingAt(
  { data }: Problem,
  { name }: Variable,
  path: readonly number[],
  element: readonly number[],
): boolean {
  return Number.isNaN(toNumber(itemAtPath(data[name] ?? [], [...path, ...element])));
}

/** Index tuples of a latent's elements, row-major; of a scalar, the empty one. */
function elementsOf(problem: Problem, variable: Variable): readonly (readonly number[])[] {
  return shapeOf(problem, variable).reduce<readonly (readonly number[])[]>(
    (prefixes, size) => prefixes.flatMap((prefix) => Array.from({ length: size }, (_, i) => [...prefix, i])),
    [[]],
  );
}

function variablesOf(described: DistributionExpression): readonly string[] {
  const distribution = enumerable(described);
  if (distribution.kind === 'distribution')
    return Object.values(distribution.arguments).flatMap(variablesRead);
  if (distribution.kind !== 'choice') {
    const { part, lower, upper } = distribution;
    return [...variablesOf(part), ...[lower, upper].flatMap((bound) => (bound ? variablesRead(bound) : []))];
  }
  return [
    ...variablesRead(distribution.condition),
    ...variablesOf(distribution.then),
    ...variablesOf(distribution.else),
  ];
}

function variablesRead(expression: CoreExpression): readonly string[] {
  switch (expression.kind) {
    case 'variable':
      return [expression.name];
    case 'number':
    case 'size':
    case 'hyperparameter':
    case 'plateIndex':
    case 'loopIndex':
      return [];
    case 'call':
      return expression.operands.flatMap(variablesRead);
    case 'index':
      return [
        expression.operand,
        ...expression.indices.flatMap((i) => (i.kind === 'at' ? [i.value] : [])),
      ].flatMap(variablesRead);
    case 'if':
      return [expression.condition, expression.then, expression.else].flatMap(variablesRead);
    case 'reduce':
      return variablesRead(expression.operand);
    case 'matmul':
      return [expression.left, expression.right].flatMap(variablesRead);
    case 'stack':
      return expression.elements.flatMap(variablesRead);
    case 'tabulate':
      return variablesRead(expression.body);
    default:
      throw new Error(`${expression.kind} is nothing that random models are made of`);
  }
}

// Densities ------------------------------------------------------------------------------------------------

function readerAt(
  problem: Problem,
  params: NestedValues,
  plate: string | null,
  path: readonly number[],
  levels: Levels,
): Reader {
  const { model, sizes, hyper, data } = problem;
  const around = platesFromOutside(model, plate);
  return {
    sizes,
    hyper,
    variable(name) {
      const variable = variableNamed(model, name);
      if (variable.role === 'param') return params[name] ?? [];
      const depth = platesFromOutside(model, variable.plate).length;
      const elements: number[] = [];
      for (const [site, level] of levels)
        if (site.variable === variable && site.path.every((index, axis) => index === path[axis]))
          elements.push(level);
      if (variable.role === 'latent') return unflatten(elements, shapeOf(problem, variable));
      const seen = itemAtPath(data[name] ?? [], path.slice(0, depth));
      if (elements.length === 0) return seen;
      // Sites are in the order of the elements.
      const filled = flatten(seen).map((value) => (Number.isNaN(value) ? (elements.shift() ?? NaN) : value));
      return unflatten(filled, shapeOf(problem, variable));
    },
    plateIndex: (name) => path[around.indexOf(name)] ?? Number.NaN,
  };
}

function enumerable(
  distribution: DistributionExpression,
): DistributionCall | DistributionChoice | DistributionCut {
  if (distribution.kind !== 'mixture') return distribution;
  throw new Error('the oracle takes a mixture as the latent that picks its part');
}

function logDensity(described: DistributionExpression, x: Nested, rank: number, reader: Reader): number {
  const distribution = enumerable(described);
  if (distribution.kind === 'choice') {
    const taken =
      toNumber(evaluateCore(distribution.condition, reader)) !== 0 ? distribution.then : distribution.else;
    return logDensity(taken, x, rank, reader);
  }
  const evaluate = (values: Readonly<Record<string, CoreExpression | null>>): NestedValues =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        value === null ? [] : [[name, evaluateCore(value, reader)] as const],
      ),
    );
  if (distribution.kind === 'distribution')
    return textbookLogDensity(distribution.family, x, rank, evaluate(distribution.arguments));
  const { kind, part, lower, upper } = distribution;
  if (part.kind !== 'distribution') throw new Error('no textbook density of what is cut twice');
  const given = evaluate({ ...part.arguments, [cutBounds.lower]: lower, [cutBounds.upper]: upper });
  return textbookLogDensity(part.family, x, rank, given, kind);
}

function termValue(problem: Problem, params: NestedValues, term: Term, levels: Levels): number {
  const { variable, path } = term;
  const reader = readerAt(problem, params, variable.plate, path, levels);
  if (variable.distribution === null) throw new Error('an implicit observation has no density');
  return logDensity(
    variable.distribution,
    reader.variable(variable.name),
    variable.type.shape.length,
    reader,
  );
}

export function logPriorOf(problem: Problem, params: NestedValues): number {
  return sum(
    problem.model.variables.map((variable) => {
      if (variable.role !== 'param' || variable.distribution === null) return 0;
      const reader = readerAt(problem, params, null, [], new Map());
      return logDensity(
        variable.distribution,
        params[variable.name] ?? [],
        variable.type.shape.length,
        reader,
      );
    }),
  );
}

function tableOf(problem: Problem, params: NestedValues, term: Term): readonly number[] {
  return allLevels(term.sites).map((levels) => termValue(problem, params, term, levels));
}

function allLevels(sites: readonly Site[]): readonly Levels[] {
  return sites.reduce<readonly Levels[]>(
    (partial, site) =>
      partial.flatMap((levels) =>
        Array.from({ length: site.levels }, (_, k) => new Map(levels).set(site, k)),
      ),
    [new Map()],
  );
}

// Enumeration ----------------------------------------------------------------------------------------------

function entryOf(term: Term, levels: Levels): number {
  return term.sites.reduce((entry, site) => entry * site.levels + (levels.get(site) ?? Number.NaN), 0);
}

/** Visits every configuration of a group's own sites; `outer` are the levels of global latents. */
function enumerate(
  group: Group,
  tables: ReadonlyMap<Term, readonly number[]>,
  outer: Levels,
  visit: Visit,
): void {
  const levels = new Map(outer);
  const descend = (depth: number): void => {
    const site = group.sites[depth];
    if (site === undefined) {
      let logJoint = 0;
      for (const term of group.terms) logJoint += tables.get(term)?.[entryOf(term, levels)] ?? Number.NaN;
      visit(levels, logJoint);
      return;
    }
    for (let k = 0; k < site.levels; k++) {
      levels.set(site, k);
      descend(depth + 1);
    }
  };
  descend(0);
}

function tablesOf(
  problem: Problem,
  params: NestedValues,
  group: Group,
): ReadonlyMap<Term, readonly number[]> {
  return new Map(group.terms.map((term) => [term, tableOf(problem, params, term)]));
}

function configurations(
  problem: Problem,
  params: NestedValues,
  group: Group,
  outer: Levels,
): { logTotal: number; entries: readonly { levels: Levels; logJoint: number }[] } {
  const entries: { levels: Levels; logJoint: number }[] = [];
  enumerate(group, tablesOf(problem, params, group), outer, (levels, logJoint) =>
    entries.push({ levels: new Map(levels), logJoint }),
  );
  return { logTotal: logSumExp(entries.map((entry) => entry.logJoint)), entries };
}

/** Each configuration of the global latents, with its posterior probability. */
function forEachGlobal(
  problem: Problem,
  structure: Structure,
  params: NestedValues,
  visit: (levels: Levels, weight: number) => void,
): void {
  const { global, groups } = structure;
  const weighted = configurations(problem, params, global, new Map()).entries.map(({ levels, logJoint }) => ({
    levels,
    logJoint: logJoint + sum(groups.map((group) => configurations(problem, params, group, levels).logTotal)),
  }));
  const logTotal = logSumExp(weighted.map((entry) => entry.logJoint));
  for (const { levels, logJoint } of weighted) visit(levels, Math.exp(logJoint - logTotal));
}

interface Posterior {
  readonly logLikelihood: number;
  readonly rows: Readonly<Record<string, readonly number[]>> | null;
  readonly marginals: ReadonlyMap<Site, readonly number[]>;
  readonly termWeights: ReadonlyMap<Term, readonly number[]>;
}

function posteriorOf(problem: Problem, structure: Structure, params: NestedValues): Posterior {
  const { global, groups } = structure;
  const marginals = new Map<Site, number[]>();
  const termWeights = new Map<Term, number[]>();
  for (const group of [global, ...groups]) {
    for (const site of group.sites) marginals.set(site, zeros(site.levels));
    for (const term of group.terms)
      termWeights.set(term, zeros(term.sites.reduce((n, site) => n * site.levels, 1)));
  }
  const count = (group: Group, levels: Levels, weight: number): void => {
    for (const site of group.sites) addTo(marginals.get(site), levels.get(site), weight);
    for (const term of group.terms) addTo(termWeights.get(term), entryOf(term, levels), weight);
  };

  const groupTables = groups.map((group) => tablesOf(problem, params, group));
  const around = configurations(problem, params, global, new Map()).entries.map(({ levels, logJoint }) => {
    const totals = groups.map((group, g) => {
      const logJoints: number[] = [];
      enumerate(group, groupTables[g] ?? new Map(), levels, (_, value) => logJoints.push(value));
      return logSumExp(logJoints);
    });
    return { levels, totals, logJoint: logJoint + sum(totals) };
  });
  const logLikelihood = logSumExp(around.map((entry) => entry.logJoint));
  for (const { levels, totals, logJoint } of around) {
    const weight = Math.exp(logJoint - logLikelihood);
    count(global, levels, weight);
    if (weight > 0)
      groups.forEach((group, g) => {
        enumerate(group, groupTables[g] ?? new Map(), levels, (inner, value) => {
          count(group, inner, weight * Math.exp(value - (totals[g] ?? 0)));
        });
      });
  }
  return { logLikelihood, rows: rowsOf(problem, structure, around[0]?.totals ?? []), marginals, termWeights };
}

function rowsOf(
  problem: Problem,
  structure: Structure,
  totals: readonly number[],
): Record<string, number[]> | null {
  if (structure.global.sites.length > 0) return null;
  const rows: Record<string, number[]> = {};
  for (const plate of problem.model.plates) if (plate.parent === null) rows[plate.name] = [];
  structure.groups.forEach((group, g) => rows[group.plate ?? '']?.push(totals[g] ?? Number.NaN));
  return rows;
}

function mostProbable(
  problem: Problem,
  structure: Structure,
  params: NestedValues,
): { levels: Levels; logJoint: number } {
  const { global, groups } = structure;
  const groupTables = groups.map((group) => tablesOf(problem, params, group));
  let best: { levels: Levels; logJoint: number } = { levels: new Map(), logJoint: -Infinity };
  for (const { levels, logJoint } of configurations(problem, params, global, new Map()).entries) {
    let all = new Map(levels);
    let total = logJoint;
    groups.forEach((group, g) => {
      let inner: { levels: Levels; logJoint: number } = { levels, logJoint: -Infinity };
      enumerate(group, groupTables[g] ?? new Map(), levels, (candidate, value) => {
        if (value > inner.logJoint) inner = { levels: new Map(candidate), logJoint: value };
      });
      all = new Map([...all, ...inner.levels]);
      total += inner.logJoint;
    });
    if (total > best.logJoint) best = { levels: all, logJoint: total };
  }
  return best;
}

/** Values at sites as nested arrays, by latent and optional finite observation; `seen`: of an entry that is no site. */
function nestByLatent(
  problem: Problem,
  structure: Structure,
  at: (site: Site) => Nested,
  seen: (level: number, levels: number) => Nested,
): NestedValues {
  const sites = [structure.global, ...structure.groups].flatMap((group) => group.sites);
  const nested: Record<string, Nested> = {};
  for (const variable of problem.model.variables) {
    const isOpen = variable.role === 'observe' && variable.optional && isFiniteValue(variable);
    if (variable.role !== 'latent' && !isOpen) continue;
    const levels = levelsOf(problem, variable);
    const plates = platesFromOutside(problem.model, variable.plate);
    const build = (path: readonly number[]): Nested => {
      const plate = plates[path.length];
      if (plate !== undefined)
        return Array.from({ length: rowCount(problem, plate, path) }, (_, row) => build([...path, row]));
      const own = sites.filter((s) => s.variable === variable && s.path.join('/') === path.join('/'));
      const values = elementsOf(problem, variable).map((element) => {
        const site = own.find((candidate) => candidate.element.join('/') === element.join('/'));
        if (site !== undefined) return at(site);
        return seen(toNumber(itemAtPath(problem.data[variable.name] ?? [], [...path, ...element])), levels);
      });
      return shapeOf(problem, variable).reduceRight<readonly Nested[]>(inRowsOf, values)[0] ?? [];
    };
    nested[variable.name] = build([]);
  }
  return nested;
}

/** Groups of `size` neighbours. */
function inRowsOf(items: readonly Nested[], size: number): readonly Nested[] {
  return Array.from({ length: items.length / size }, (_, row) => items.slice(row * size, (row + 1) * size));
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function addTo(totals: number[] | undefined, index: number | undefined, amount: number): void {
  if (totals === undefined || index === undefined) throw new Error('nothing to add to');
  totals[index] = (totals[index] ?? 0) + amount;
}
