// What the data at hand make of values that may be missing. A label that no row lacks is data like any other; one that
// some rows have tells where their levels begin, and has no labels to exchange.

import { counted, DataError } from '../errors.ts';
import { isMissingIn } from '../data/encode-values.ts';
import { dataKey } from '../data/plates.ts';
import type { Chunk, ChunkedData } from '../data/chunks.ts';
import type {
  LatentDefinition,
  ModelDefinition,
  StatisticDefinition,
  VariableDefinition,
} from '../model/definition.ts';
import { at, lookUp, required } from '../record.ts';

/** The definition for these data: what no row lacks is no latent, and what some rows have is not exchangeable. */
export function definitionFor(definition: ModelDefinition, data: ChunkedData): ModelDefinition {
  const lacking = new Set<string>();
  const seen = new Set<string>();
  if (definition.latents.some(({ variable, entryOf }) => isData(definition, entryOf?.variable ?? variable)))
    for (const chunk of data.chunks())
      for (const latent of definition.latents) {
        const codes = codesOf(latent, chunk);
        if (codes === null || codes.some((code) => code < 0)) lacking.add(latent.variable);
        if (codes?.some((code) => code >= 0) === true) seen.add(latent.variable);
      }
  const known = new Set([...seen].filter((name) => !lacking.has(name)));
  const partly = new Set([...seen].filter((name) => lacking.has(name)));
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

function isData({ variables }: ModelDefinition, name: string): boolean {
  return variables.some((variable) => variable.name === name && variable.role === 'observe');
}

/** What the data hold of it, -1 where it is missing; null of a latent. */
function codesOf({ variable, entryOf }: LatentDefinition, { arrays }: Chunk): Int32Array | null {
  const data = lookUp(arrays, dataKey(entryOf?.variable ?? variable));
  if (!(data instanceof Int32Array)) return null;
  if (entryOf === null) return data;
  const { index, width } = entryOf;
  return Int32Array.from({ length: data.length / width }, (_, row) => at(data, row * width + index));
}

/** Whether statistics are expected ones, so that one step of closed forms is not the end. */
export function isIterated(definition: ModelDefinition, data: ChunkedData): boolean {
  if (definition.latents.length > 0) return true;
  return definition.method.name === 'em' && countMissing(definition, data).some(({ missing }) => missing > 0);
}

/** Rows of one level that are looked at: evenly spaced ones, where it is seen in more. */
const mostSeen = 1000;

/** Data are gone over once for each latent, whatever the number of restarts. */
const seenRows = new WeakMap<ChunkedData, Map<string, readonly number[][] | null>>();

/** Rows in which a latent is seen, by its levels; null where it is seen in none. */
export function rowsSeenAt(
  { definition, data }: { readonly definition: ModelDefinition; readonly data: ChunkedData },
  latent: string,
  levels: number,
): readonly number[][] | null {
  const found = definition.latents.find(({ variable }) => variable === latent);
  if (found === undefined || !isData(definition, found.entryOf?.variable ?? latent)) return null;
  const ofData = seenRows.get(data) ?? new Map<string, readonly number[][] | null>();
  seenRows.set(data, ofData);
  const known = ofData.get(latent);
  if (known !== undefined) return known;
  const counts = new Float64Array(levels);
  const each = (visit: (code: number, row: number) => void): void => {
    let before = 0;
    for (const chunk of data.chunks()) {
      const codes = codesOf(found, chunk);
      codes?.forEach((code, row) => {
        if (code >= 0) visit(code, before + row);
      });
      before += codes?.length ?? 0;
    }
  };
  each((code) => (counts[code] = (counts[code] ?? 0) + 1));
  const rows: number[][] = Array.from({ length: levels }, () => []);
  const met = new Float64Array(levels);
  each((code, row) => {
    const own = rows[code];
    const count = counts[code] ?? 0;
    const sampled = Math.min(count, mostSeen);
    // The i-th of the sample is number floor(i * count / sampled) of those that have the level.
    if (own !== undefined && met[code] === Math.floor((own.length * count) / sampled)) own.push(row);
    met[code] = (met[code] ?? 0) + 1;
  });
  const result = rows.some((seen) => seen.length > 0) ? rows : null;
  ofData.set(latent, result);
  return result;
}

/** A column of which every value is missing tells nothing of its params. */
export function refuseEmptyColumns(definition: ModelDefinition, data: ChunkedData): void {
  const columns = optionalOf(definition)
    .filter(({ name, type }) => data.present.has(name) && type.shape.length > 0)
    .map(({ name, type }) => ({
      name,
      seen: new Uint8Array(type.shape.reduce((product, size) => product * size(data.sizes), 1)),
    }));
  if (columns.length === 0) return;
  for (const { arrays } of data.chunks())
    for (const { name, seen } of columns) {
      const array = required(arrays, dataKey(name));
      for (let i = 0; i < array.length; i++) if (!isMissingIn(array, i)) seen[i % seen.length] = 1;
    }
  for (const { name, seen } of columns) {
    const empty = seen.indexOf(0);
    if (empty < 0) continue;
    throw new DataError(
      { variable: name, file: data.file },
      seen.includes(1)
        ? `\`${name}[${String(empty)}]\` is missing in every row, so nothing tells its parameters`
        : 'is missing in every row, so nothing tells its parameters',
      'leave the column out',
    );
  }
}

/** What a person should know: variables that are missing altogether. */
export function missingWarnings(definition: ModelDefinition, data: ChunkedData): readonly string[] {
  return countMissing(definition, data).flatMap(({ name, missing, total }) => {
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

/** Of each variable that may be missing. */
function countMissing(
  definition: ModelDefinition,
  data: ChunkedData,
): readonly { readonly name: string; readonly missing: number; readonly total: number }[] {
  const found = optionalOf(definition).map(({ name }) => ({ name, missing: 0, total: 0 }));
  if (found.length === 0) return found;
  for (const { arrays } of data.chunks())
    for (const each of found) {
      const array = required(arrays, dataKey(each.name));
      each.total += array.length;
      for (let i = 0; i < array.length; i++) if (isMissingIn(array, i)) each.missing++;
    }
  return found;
}
