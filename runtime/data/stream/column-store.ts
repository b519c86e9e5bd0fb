// Takes shaped data in, piece by piece, and keeps them in temporary files, one for each array; stored-chunks.ts reads them
// back. Values that lie in a file of the person's as they are needed stay there.

import type { ModelDefinition, NumericArray } from '../../model/definition.ts';
import { emptyRecord, lookUp, required } from '../../record.ts';
import type { ChunkedData } from '../chunks.ts';
import { dataKey, totalRows } from '../plates.ts';
import type { ShapedData } from '../shape-data.ts';
import { openParts } from './file-parts.ts';
import type { StoredValues } from './row-stream.ts';
import { openScratch, type ScratchFile } from './scratch.ts';
import { countsKey, storedChunks, type Column, type ColumnFile, type StoreFacts } from './stored-chunks.ts';

export interface ColumnStore {
  /** Adds whole rows of the outermost plate. */
  append(rows: ShapedData): void;
  /** When all rows are there. */
  finish(facts: StoreFacts): ChunkedData;
  close(): void;
}

/** A column, and where its values are written; null: they are there already. */
interface Target {
  readonly column: Column;
  readonly scratch: ScratchFile | null;
}

/**
 * `definition` has one outermost plate. `stored`: values that need not be kept, by variable. Error: `InputError` where the
 * disk has no room.
 */
export function createColumnStore(
  definition: ModelDefinition,
  stored: Readonly<Record<string, StoredValues>> = {},
): ColumnStore {
  const targets = new Map<string, Target>();
  const rows = emptyRecord<number>();
  for (const { name } of definition.plates) rows[name] = 0;
  const targetFor = (name: string, place: StoredValues | undefined, about: Omit<Column, 'name' | 'file'>) => {
    const known = targets.get(name);
    if (known !== undefined) return known;
    const scratch = place === undefined ? openScratch() : null;
    const file = scratch ?? openStored(place ?? { path: '', position: 0 });
    const target = { column: { name, file, ...about }, scratch };
    targets.set(name, target);
    return target;
  };
  const write = ({ scratch }: Target, values: NumericArray): void => {
    scratch?.append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };
  return {
    append(shaped) {
      for (const { name, plate } of dataOf(definition)) {
        const values = required(shaped.arrays, dataKey(name));
        const dtype = values instanceof Float64Array ? 'f64' : 'i32';
        const target = targetFor(dataKey(name), lookUp(stored, name), { plate, dtype, width: 0 });
        const count = totalRows(required(shaped.counts, plate));
        if (count > 0) target.column.width = values.length / count;
        write(target, values);
      }
      for (const { name, parent } of definition.plates) {
        const counts = required(shaped.counts, name);
        if (parent !== null) {
          const about = { plate: parent, dtype: 'i32', width: 1 } as const;
          write(targetFor(countsKey(name), undefined, about), Int32Array.from(counts));
        }
        rows[name] = required(rows, name) + totalRows(counts);
      }
    },
    finish: (facts) =>
      storedChunks(
        definition,
        [...targets.values()].map(({ column }) => column),
        rows,
        facts,
      ),
    close() {
      for (const { column } of targets.values()) column.file.close();
    },
  };
}

function openStored({ path, position: start }: StoredValues): ColumnFile {
  const file = openParts(path);
  return {
    size: () => file.size - start,
    read: (position, target) => {
      file.fill(start + position, target);
    },
    close: () => {
      file.close();
    },
  };
}

/** The variables that data come in, lags among them. */
function dataOf({
  variables,
  lags,
}: ModelDefinition): readonly { readonly name: string; readonly plate: string }[] {
  return [
    ...variables.filter(({ role }) => role === 'observe' || role === 'given'),
    ...lags.filter(({ hidden }) => hidden !== true),
  ].flatMap(({ name, plate }) => (plate === null ? [] : [{ name, plate }]));
}
