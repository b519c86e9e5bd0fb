// The oracle of models with sequences of what is observed: a checked model, its params and its data as nested arrays,
// walked row by row and step by step as the language describes them, every configuration of a row's latents enumerated.
// It knows nothing of plans or programs.
//
// Rows are those of one plate around the sequences, or the one row of sequences outside every plate.

import type {
  CheckedModel,
  DistributionExpression,
  StepPosition,
  Variable,
} from '../../compiler/3-check/model.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import { evaluateCore, type Reader } from '../../cli/verify/oracle/evaluate-core.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';
import { itemAt, toArray, toNumber } from '../../cli/verify/oracle/nested.ts';
import { logSumExp, sum, textbookLogDensity } from '../../cli/verify/oracle/textbook-densities.ts';

type NestedValues = Readonly<Record<string, Nested>>;

export interface SequenceProblem {
  readonly model: CheckedModel;
  readonly sizes: Readonly<Record<string, number>>;
  /** As users give them: without END. */
  readonly data: NestedValues;
}

export interface SequenceInference {
  readonly rows: readonly number[];
  readonly total: number;
  /** By latent: `[row][level]`, or `[row][step][level]`; without the rows where there is no plate. */
  readonly posterior: NestedValues;
}

/** A latent at a row, or at a step of it. */
interface Site {
  readonly variable: Variable;
  readonly step: number | null;
  readonly levels: number;
}

export function inferSequences(problem: SequenceProblem, params: NestedValues): SequenceInference {
  const { model } = problem;
  const isAlone = model.plates[0]?.sequence !== null;
  const count = isAlone ? 1 : rowCount(problem);
  const rows = Array.from({ length: count }, (_, row) => inferRow(problem, params, isAlone ? null : row));
  const latents = model.variables.filter(({ role }) => role === 'latent');
  const posterior = latents.map(({ name }) => {
    const nested = rows.map((row) => row.posterior[name] ?? []);
    return [name, isAlone ? (nested[0] ?? []) : nested] as const;
  });
  return {
    rows: rows.map(({ logTotal }) => logTotal),
    total: sum(rows.map(({ logTotal }) => logTotal)),
    posterior: Object.fromEntries(posterior),
  };
}

function rowCount({ model, data }: SequenceProblem): number {
  const plate = model.plates[0]?.name ?? '';
  const inPlate = model.variables.find(
    ({ name, plate: own, role }) =>
      (role === 'observe' || role === 'given') &&
      data[name] !== undefined &&
      (own === plate || isInSequence(model, own)),
  );
  return toArray(data[inPlate?.name ?? ''] ?? []).length;
}

function isInSequence(model: CheckedModel, plate: string | null): boolean {
  return model.plates.some(({ name, sequence }) => name === plate && sequence !== null);
}

interface RowInference {
  readonly logTotal: number;
  readonly posterior: Readonly<Record<string, Nested>>;
}

function inferRow(problem: SequenceProblem, params: NestedValues, row: number | null): RowInference {
  const { model } = problem;
  const sites = model.variables.flatMap((variable): readonly Site[] => {
    if (variable.role !== 'latent') return [];
    const levels = levelsOf(problem, variable);
    if (!isInSequence(model, variable.plate)) return [{ variable, step: null, levels }];
    const steps = lengthOf(problem, variable.plate ?? '', row);
    return Array.from({ length: steps }, (_, step) => ({ variable, step, levels }));
  });
  const configurations = sites.reduce<readonly ReadonlyMap<Site, number>[]>(
    (partial, site) =>
      partial.flatMap((levels) =>
        Array.from({ length: site.levels }, (_, k) => new Map(levels).set(site, k)),
      ),
    [new Map<Site, number>()],
  );
  const joints = configurations.map((levels) => logJoint(problem, params, row, levels));
  const logTotal = logSumExp(joints);
  const weight = (site: Site, level: number): number =>
    sum(
      configurations.map((levels, i) =>
        levels.get(site) === level ? Math.exp((joints[i] ?? 0) - logTotal) : 0,
      ),
    );
  const marginal = (site: Site): Nested => Array.from({ length: site.levels }, (_, k) => weight(site, k));
  const names = [...new Set(sites.map(({ variable }) => variable.name))];
  const posterior = names.map((name) => {
    const own = sites.filter(({ variable }) => variable.name === name);
    const [first] = own;
    return [name, first?.step === null ? marginal(first) : own.map(marginal)] as const;
  });
  return { logTotal, posterior: Object.fromEntries(posterior) };
}

function logJoint(
  problem: SequenceProblem,
  params: NestedValues,
  row: number | null,
  levels: ReadonlyMap<Site, number>,
): number {
  const { model } = problem;
  let total = 0;
  for (const variable of model.variables) {
    if (variable.role !== 'latent' && variable.role !== 'observe') continue;
    const sequence = model.plates.find(({ name, sequence }) => name === variable.plate && sequence !== null);
    const steps = sequence === undefined ? 1 : lengthOf(problem, sequence.name, row);
    for (let step = 0; step < steps; step++) {
      // END is a step of the symbol and of latents.
      const until = sequence?.sequence?.until ?? null;
      const isEnd = until !== null && step === steps - 1;
      if (isEnd && variable.role === 'observe' && variable.name !== until) continue;
      const at = sequence === undefined ? null : step;
      const reader = readerAt(problem, params, row, at, levels);
      const described = definitionAt(variable, step);
      if (described === null) throw new Error(`nothing defines ${variable.name} at ${String(step)}`);
      total += logDensity(described, reader.variable(variable.name), variable.type.shape.length, reader);
    }
  }
  return total;
}

function definitionAt({ steps, distribution }: Variable, step: number): DistributionExpression | null {
  return steps?.special.find((special) => special.step === step)?.distribution ?? distribution;
}

function logDensity(described: DistributionExpression, x: Nested, rank: number, reader: Reader): number {
  if (described.kind === 'choice') {
    const holds = toNumber(evaluateCore(described.condition, reader)) !== 0;
    return logDensity(holds ? described.then : described.else, x, rank, reader);
  }
  if (described.kind !== 'distribution') throw new Error(`no textbook density of a ${described.kind}`);
  const given = Object.entries(described.arguments).map(
    ([name, value]) => [name, evaluateCore(value, reader)] as const,
  );
  return textbookLogDensity(described.family, x, rank, Object.fromEntries(given));
}

function readerAt(
  problem: SequenceProblem,
  params: NestedValues,
  row: number | null,
  step: number | null,
  levels: ReadonlyMap<Site, number>,
): Reader {
  const { model, sizes, data } = problem;
  const valueAt = (name: string, at: number | null): Nested => {
    const variable = variableNamed(model, name);
    if (variable.role === 'param') return params[name] ?? [];
    if (variable.role === 'latent')
      return [...levels].find(([site]) => site.variable === variable && site.step === at)?.[1] ?? Number.NaN;
    const ofRow = row === null ? (data[name] ?? []) : itemAt(data[name] ?? [], row);
    if (at === null) return ofRow;
    const ends = model.plates.some(({ sequence }) => sequence?.until === name);
    if (ends && at === toArray(ofRow).length) return levelsOf(problem, variable) - 1;
    return itemAt(ofRow, at);
  };
  const inSequence = (name: string): boolean => isInSequence(model, variableNamed(model, name).plate);
  return {
    sizes,
    hyper: {},
    // After a sequence a name is all of its steps.
    variable: (name) => valueAt(name, step !== null && inSequence(name) ? step : null),
    plateIndex: (name) => (isInSequence(model, name) ? (step ?? Number.NaN) : (row ?? Number.NaN)),
    step: (name, at: StepPosition) => {
      if (at.kind === 'relative') return valueAt(name, (step ?? Number.NaN) + at.offset);
      if (at.kind === 'absolute') return valueAt(name, at.step);
      const sequence = variableNamed(model, name).steps?.sequence ?? '';
      return valueAt(name, lengthOf(problem, sequence, row) - 1);
    },
  };
}

/** Steps of a sequence in a row, END among them. */
function lengthOf(problem: SequenceProblem, sequence: string, row: number | null): number {
  const { model, data } = problem;
  const seen = model.variables.find(
    ({ name, plate, role }) => role !== 'latent' && plate === sequence && data[name] !== undefined,
  );
  if (seen === undefined) throw new Error(`nothing says how long ${sequence} is`);
  const all = data[seen.name] ?? [];
  const length = toArray(row === null ? all : itemAt(all, row)).length;
  const ends = model.plates.some(
    (plate) => plate.name === sequence && typeof plate.sequence?.until === 'string',
  );
  return ends ? length + 1 : length;
}

function levelsOf({ sizes }: SequenceProblem, { type }: Variable): number {
  return type.levels === null ? 2 : evaluateSize(type.levels, (name) => sizes[name] ?? Number.NaN);
}

function variableNamed(model: CheckedModel, name: string): Variable {
  const found = model.variables.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}
