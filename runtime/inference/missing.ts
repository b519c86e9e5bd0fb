// What the data at hand make of values that may be missing. A label that no row lacks is data like any other; one that
// some rows have tells where their levels begin, and has no labels to exchange.

import { counted, DataError } from '../errors.ts';
import { isMissingIn } from '../data/encode-values.ts';
import { dataKey } from '../data/plates.ts';
import type { ShapedData } from '../data/shape-data.ts';
import type {
  LatentDefinition,
  ModelDefinition,
  StatisticDefinition,
  VariableDefinition,
} from '../model/definition.ts';
import { at, lookUp, required } from '../record.ts';
import type { Problem } from './problem.ts';

/** The definition for these data: what no row lacks is no latent, and what some rows have is not exchangeable. */
export function definitionFor(definition: ModelDefinition, shaped: ShapedData): ModelDefinition {
  const known = new Set<string>();
  const partly = new Set<string>();
  for (const latent of definition.latents) {
    const codes = codesOf(latent, shaped);
    if (codes === null) continue;
    if (codes.every((code) => code >= 0)) known.add(latent.variable);
    else if (codes.some((code) => code >= 0)) partly.add(latent.variable);
  }
  if (known.size === 0 && partly.size === 0) return definition;
  return {
    ...definition,
    latents: definition.latents
      .filter(({ variable }) => !known.has(variable))
      .map((latent) => (partly.has(latent.variable) ? { ...latent, exchangeable: null } : latent)),
    statistics: definition.statistics.map((statistic): StatisticDefinition => ({
      ...statistic,
      axes: statistic.axes.map((axis) =>
        axis.kind === 'latent' && known.has(axis.variable) ? { ...axis, kind: 'observed' } : axis,
      ),
    })),
  };
}

/** What the data hold of it, -1 where it is missing; null of a latent. */
function codesOf({ variable, entryOf }: LatentDefinition, { arrays }: ShapedData): Int32Array | null {
  const data = lookUp(arrays, dataKey(entryOf?.variable ?? variable));
  if (!(data instanceof Int32Array)) return null;
  if (entryOf === null) return data;
  const { index, width } = entryOf;
  return Int32Array.from({ length: data.length / width }, (_, row) => at(data, row * width + index));
}

/** Whether statistics are expected ones, so that one step of closed forms is not the end. */
export function isIterated(definition: ModelDefinition, shaped: ShapedData): boolean {
  if (definition.latents.length > 0) return true;
  return (
    definition.method.name === 'em' &&
    optionalOf(definition).some(({ name }) => countMissing(shaped, name).missing > 0)
  );
}

/** Rows in which a latent is seen, by its levels; null where it is seen in none. */
export function rowsSeenAt(
  { definition, shaped }: Pick<Problem, 'definition' | 'shaped'>,
  latent: string,
  levels: number,
): readonly number[][] | null {
  const found = definition.latents.find(({ variable }) => variable === latent);
  const codes = found === undefined ? null : codesOf(found, shaped);
  if (codes === null) return null;
  const rows: number[][] = Array.from({ length: levels }, () => []);
  codes.forEach((code, row) => rows[code]?.push(row));
  return rows.some((seen) => seen.length > 0) ? rows : null;
}

/** A column of which every value is missing tells nothing of its params. */
export function refuseEmptyColumns(definition: ModelDefinition, shaped: ShapedData): void {
  for (const { name, type } of optionalOf(definition)) {
    if (!shaped.present.has(name) || type.shape.length === 0) continue;
    const array = required(shaped.arrays, dataKey(name));
    const width = type.shape.reduce((product, size) => product * size(shaped.sizes), 1);
    const seen = new Uint8Array(width);
    for (let i = 0; i < array.length; i++) if (!isMissingIn(array, i)) seen[i % width] = 1;
    const empty = seen.indexOf(0);
    if (empty < 0) continue;
    throw new DataError(
      { variable: name, file: shaped.origin?.file ?? null },
      seen.includes(1)
        ? `\`${name}[${String(empty)}]\` is missing in every row, so nothing tells its parameters`
        : 'is missing in every row, so nothing tells its parameters',
      'leave the column out',
    );
  }
}

/** What a person should know: variables that are missing altogether. */
export function missingWarnings(definition: ModelDefinition, shaped: ShapedData): readonly string[] {
  return optionalOf(definition).flatMap(({ name }) => {
    const { missing, total } = countMissing(shaped, name);
    if (missing < total) return [];
    const isLatent = definition.latents.some(
      ({ variable, entryOf }) => variable === name || entryOf?.variable === name,
    );
    const then = isLatent ? 'it is summed out as a latent' : 'its params stay where they start';
    return [`\`${name}\` is missing in all of ${counted(total, 'value')}: ${then}`];
  });
}

function optionalOf({ variables }: ModelDefinition): readonly VariableDefinition[] {
  return variables.filter(({ role, optional }) => role === 'observe' && optional);
}

function countMissing(
  { arrays }: ShapedData,
  name: string,
): { readonly missing: number; readonly total: number } {
  const array = required(arrays, dataKey(name));
  let missing = 0;
  for (let i = 0; i < array.length; i++) if (isMissingIn(array, i)) missing++;
  return { missing, total: array.length };
}
