// What a checked model says, walked row by row and step by step as the language describes it: the terms of the log joint
// density of everything that it makes random, with textbook densities. It knows nothing of plans or programs.

import type {
  CheckedModel,
  CoreExpression,
  DistributionCut,
  DistributionExpression,
  DistributionMixture,
  Variable,
} from '../../../compiler/3-check/model.ts';
import { evaluateSize, type Size } from '../../../compiler/sizes/size.ts';
import { evaluateCore, type Reader } from './evaluate-core.ts';
import { itemAt, rankOf, toArray, toNumber, vectorOf, type Nested } from './nested.ts';
import { arrayIn, partOf, readSites, type Known, type Sites } from './sites.ts';
import { cutBounds } from './textbook-cuts.ts';
import { logSumExp, sum, textbook, textbookLogDensity } from './textbook-densities.ts';
import { Uninterpreted } from './textbook-math.ts';

export interface World {
  readonly model: CheckedModel;
  /** int hyperparameters and dims. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Hyperparameters that are no int. */
  readonly hyper: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, Nested>>;
  /**
   * Latents, observations and inputs as users give them, `[row][inner row or step]..[shape]`; what is hidden is a site, a
   * number that is left out of the densities NaN. An `until` observation lacks END, of which latents have a step.
   */
  readonly values: Readonly<Record<string, Known>>;
  /** Hears of sites that are read before they have a level. */
  readonly sites: Sites;
}

export type Path = readonly number[];

/** One factor of the joint density: of a variable at a row or step. */
export interface Term {
  readonly variable: Variable;
  readonly path: Path;
  readonly distribution: DistributionExpression;
  /** What expressions read there. */
  readonly reader: Reader;
  /** The log density at the present levels of what is hidden, in nats. */
  readonly value: () => number;
}

/** The terms of latents and observations, in the model's order; priors of params are none. */
export function termsOf(world: World): readonly Term[] {
  return world.model.variables
    .filter(({ role }) => role === 'latent' || role === 'observe')
    .flatMap((variable) =>
      pathsOf(world, variable.plate)
        .filter((path) => hasValueAt(world, variable, path))
        .map((path) => {
          const distribution = definitionAt(world, variable, path);
          const reader = readerAt(world, platesAround(world.model, variable.plate), path);
          const rank = variable.type.shape.length;
          const value = (): number => logDensity(distribution, reader.variable(variable.name), rank, reader);
          return { variable, path, distribution, reader, value };
        }),
    );
}

/** Of params, in nats: 0 for those without a prior. */
export function logPriorOf(world: World): number {
  const reader = readerAt(world, [], []);
  return sum(
    world.model.variables.map(({ name, role, distribution, type, support }) => {
      if (role !== 'param' || distribution === null) return 0;
      const value = reader.variable(name);
      if (support === null) return logDensity(distribution, value, type.shape.length, reader);
      return supportedPrior(distribution, value, evaluateCore(support, reader), reader);
    }),
  );
}

/** Of probabilities some of which are zero for certain: Dirichlet's density over the others of each row. */
function supportedPrior(
  prior: DistributionExpression,
  value: Nested,
  support: Nested,
  reader: Reader,
): number {
  if (prior.kind !== 'distribution' || prior.family !== 'Dirichlet')
    throw new Uninterpreted('a prior with structural zeros');
  const { concentration = 1 } = evaluateAll(prior.arguments, reader);
  // Rows of the support are those of the value's last axes.
  const visit = (row: Nested, mask: Nested): number => {
    if (rankOf(row) > 1)
      return sum(
        toArray(row).map((inner, i) => visit(inner, rankOf(mask) < rankOf(row) ? mask : itemAt(mask, i))),
      );
    const kept = vectorOf(mask).flatMap((open, k) => (open === 0 ? [] : [k]));
    if (rankOf(concentration) > 1) throw new Uninterpreted('concentrations for each row of structural zeros');
    const of = (vector: Nested): Nested =>
      typeof vector === 'number' ? vector : kept.map((k) => itemAt(vector, k));
    return textbookLogDensity('Dirichlet', of(row), 1, { concentration: of(concentration) });
  };
  return visit(value, support);
}

// Rows and steps -------------------------------------------------------------------------------------------

/** All rows of a plate or sequence as paths of indices, in order; the END of a sequence is a step. */
export function pathsOf(world: World, plate: string | null): readonly Path[] {
  return platesAround(world.model, plate).reduce<readonly Path[]>(
    (paths, name) =>
      paths.flatMap((path) =>
        Array.from({ length: rowCount(world, name, path) }, (_, row) => [...path, row]),
      ),
    [[]],
  );
}

/** Outermost first, the given one last. */
export function platesAround(model: CheckedModel, plate: string | null): readonly string[] {
  if (plate === null) return [];
  return [...platesAround(model, plateNamed(model, plate).parent), plate];
}

/** Rows or steps in one row of what is around; END is a step. */
export function rowCount(world: World, name: string, parent: Path): number {
  const { model, values } = world;
  const plate = plateNamed(model, name);
  const until = plate.sequence?.until ?? null;
  if (until !== null) return arrayIn(values[until] ?? [], parent).length + 1;
  if (plate.size !== null) return sizeOf(world, plate.size);
  const inside = model.variables.find(
    (variable) =>
      (variable.role === 'observe' || variable.role === 'given') &&
      platesAround(model, variable.plate).includes(name),
  );
  if (inside === undefined) throw new Error(`no data say how many rows ${name} has`);
  return arrayIn(values[inside.name] ?? [], parent).length;
}

/** The END of a sequence is a step of its symbol and of latents. */
function hasValueAt(world: World, { role, name, plate }: Variable, path: Path): boolean {
  return platesAround(world.model, plate).every((around, depth) => {
    const until = plateNamed(world.model, around).sequence?.until ?? null;
    const isEnd = until !== null && path[depth] === rowCount(world, around, path.slice(0, depth)) - 1;
    return !isEnd || role === 'latent' || name === until;
  });
}

/** Those of single steps, then the general one. */
export function definitionsOf({ steps, distribution }: Variable): readonly DistributionExpression[] {
  return [...(steps?.special.map((special) => special.distribution) ?? []), distribution].filter(
    (each) => each !== null,
  );
}

function definitionAt(world: World, variable: Variable, path: Path): DistributionExpression {
  const { steps, distribution, name, plate } = variable;
  const depth = steps === null ? -1 : platesAround(world.model, plate).indexOf(steps.sequence);
  const special = steps?.special.find(({ step }) => step === path[depth]);
  const found = special?.distribution ?? distribution;
  if (found === null) throw new Error(`${name} has no density`);
  return found;
}

/** What expressions read at a row of these plates. */
function readerAt(world: World, plates: readonly string[], path: Path): Reader {
  const { model, sizes, hyper, params, values, sites } = world;
  const valueAt = (variable: Variable, at: Path): Nested => {
    const value = values[variable.name] ?? [];
    const last = at.length - 1;
    const own = platesAround(model, variable.plate);
    const ends = last >= 0 && plateNamed(model, own[last]).sequence?.until === variable.name;
    const before = ends ? arrayIn(value, at.slice(0, last)) : [];
    if (ends && at[last] === before.length) return levelsOf(world, variable) - 1;
    return readSites(sites, partOf(value, at));
  };
  /** How many of the variable's plates are around the reader as well. */
  const shared = (variable: Variable): number => {
    const own = platesAround(model, variable.plate);
    const apart = own.findIndex((name, depth) => name !== plates[depth]);
    return apart < 0 ? own.length : apart;
  };
  return {
    sizes,
    hyper,
    // After a sequence a name is all of its steps.
    variable(name) {
      const variable = variableNamed(model, name);
      return variable.role === 'param'
        ? (params[name] ?? [])
        : valueAt(variable, path.slice(0, shared(variable)));
    },
    plateIndex: (name) => path[plates.indexOf(name)] ?? Number.NaN,
    step(name, at) {
      const variable = variableNamed(model, name);
      const depth = platesAround(model, variable.plate).indexOf(variable.steps?.sequence ?? '');
      const outside = path.slice(0, depth);
      const inner = path.slice(depth + 1, Math.max(depth + 1, shared(variable)));
      const step = (): number => {
        switch (at.kind) {
          case 'relative':
            return (path[depth] ?? Number.NaN) + at.offset;
          case 'absolute':
            return at.step;
          case 'last':
            return rowCount(world, variable.steps?.sequence ?? '', outside) - 1;
          case 'before':
            throw new Error('no networks here');
        }
      };
      return valueAt(variable, [...outside, step(), ...inner]);
    },
  };
}

const sizeOf = ({ sizes }: World, size: Size): number =>
  evaluateSize(size, (name) => sizes[name] ?? Number.NaN);

/** Of a bool two. */
export function levelsOf(world: World, { type }: Variable): number {
  const { element, lower, upper } = type;
  if (element === 'int' && lower !== null && upper !== null) return upper.value - lower.value + 1;
  return type.levels === null ? 2 : sizeOf(world, type.levels);
}

export function shapeOf(world: World, { type }: Variable): readonly number[] {
  return type.shape.map((size) => sizeOf(world, size));
}

function plateNamed(model: CheckedModel, name: string | undefined): CheckedModel['plates'][number] {
  const found = model.plates.find((plate) => plate.name === name);
  if (found === undefined) throw new Error(`no plate ${name ?? ''}`);
  return found;
}

export function variableNamed(model: CheckedModel, name: string): Variable {
  const found = model.variables.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

// Densities ------------------------------------------------------------------------------------------------

/** `rank`: axes of the value, which are one event or several. */
function logDensity(described: DistributionExpression, x: Nested, rank: number, reader: Reader): number {
  switch (described.kind) {
    case 'distribution':
      return textbookLogDensity(described.family, x, rank, evaluateAll(described.arguments, reader));
    case 'choice': {
      const holds = toNumber(evaluateCore(described.condition, reader)) !== 0;
      return logDensity(holds ? described.then : described.else, x, rank, reader);
    }
    case 'mixture':
      return mixtureDensity(described, x, rank, reader);
    case 'truncated':
    case 'censored':
      return cutDensity(described, x, rank, reader);
  }
}

function evaluateAll(
  expressions: Readonly<Record<string, CoreExpression | null>>,
  reader: Reader,
): Readonly<Record<string, Nested>> {
  return Object.fromEntries(
    Object.entries(expressions).flatMap(([name, value]) =>
      value === null ? [] : [[name, evaluateCore(value, reader)] as const],
    ),
  );
}

function mixtureDensity(
  { weights, parts }: DistributionMixture,
  x: Nested,
  rank: number,
  reader: Reader,
): number {
  const shares = evaluateCore(weights, reader);
  if (parts.some((part) => rank > eventRankOf(part)))
    throw new Uninterpreted('a mixture for each entry of an array');
  const total = sum(vectorOf(shares));
  return logSumExp(
    parts.map((part, k) => Math.log(toNumber(itemAt(shares, k)) / total) + logDensity(part, x, rank, reader)),
  );
}

function eventRankOf(described: DistributionExpression): number {
  switch (described.kind) {
    case 'distribution':
      return textbook[described.family]?.eventRank ?? 0;
    case 'choice':
      return eventRankOf(described.then);
    case 'mixture':
      return eventRankOf(described.parts[0]);
    case 'truncated':
    case 'censored':
      return 0;
  }
}

/** A cut of an `if` is that of the branch taken, a censored mixture one of censored parts. */
function cutDensity(cut: DistributionCut, x: Nested, rank: number, reader: Reader): number {
  const { kind, part, lower, upper } = cut;
  const of = (inner: DistributionExpression): DistributionExpression => ({ ...cut, part: inner });
  switch (part.kind) {
    case 'distribution': {
      const given = { ...part.arguments, [cutBounds.lower]: lower, [cutBounds.upper]: upper };
      return textbookLogDensity(part.family, x, rank, evaluateAll(given, reader), kind);
    }
    case 'choice':
      return logDensity({ ...part, then: of(part.then), else: of(part.else) }, x, rank, reader);
    case 'mixture': {
      if (kind === 'truncated') break;
      const [first, ...rest] = part.parts;
      return logDensity({ ...part, parts: [of(first), ...rest.map(of)] }, x, rank, reader);
    }
    case 'truncated':
    case 'censored':
  }
  throw new Uninterpreted(`a ${kind} distribution that is ${part.kind}`);
}
