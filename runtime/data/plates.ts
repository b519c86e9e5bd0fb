// Facts about a model's plates: which enclose which, and the flat rows that the data give them.
//
// All rows of a plate, over all rows of its parent, are numbered through. `offset` says where each parent row's
// rows begin (one entry more at the end), `parent` which parent row a row belongs to, `position` which of its rows
// it is.

import { at, required } from '../record.ts';
import type { ModelDefinition, NumericArray, PlateDefinition } from '../model/definition.ts';

/** From the outermost plate to the given one; empty for null. */
export function platePath(definition: ModelDefinition, plate: string | null): readonly PlateDefinition[] {
  const path: PlateDefinition[] = [];
  for (let name = plate; name !== null;) {
    const found = plateNamed(definition, name);
    path.unshift(found);
    name = found.parent;
  }
  return path;
}

function plateNamed(definition: ModelDefinition, name: string): PlateDefinition {
  const found = definition.plates.find((plate) => plate.name === name);
  if (found === undefined) throw new Error(`internal: no plate \`${name}\``);
  return found;
}

export function outermostPlates(definition: ModelDefinition): readonly PlateDefinition[] {
  return definition.plates.filter((plate) => plate.parent === null);
}

export const rowsKey = (plate: string): string => `rows:${plate}`;
export const parentKey = (plate: string): string => `parent.${plate}`;
export const offsetKey = (plate: string): string => `offset.${plate}`;
export const positionKey = (plate: string): string => `position.${plate}`;
export const dataKey = (variable: string): string => `data.${variable}`;
export const centerKey = (variable: string): string => `center.${variable}`;

/** For each row of the parent plate, how many rows the plate has in it; an outermost plate has one entry. */
export type RowCounts = Readonly<Record<string, readonly number[]>>;

export function totalRows(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Writes `parent.<plate>`, `offset.<plate>` and `position.<plate>` of the inner plates; of outermost sequences the last. */
export function addRowArrays(
  definition: ModelDefinition,
  counts: RowCounts,
  arrays: Record<string, NumericArray>,
): void {
  for (const plate of definition.plates) {
    if (plate.parent === null) {
      const steps = { length: totalRows(required(counts, plate.name)) };
      if (plate.sequence !== null)
        arrays[positionKey(plate.name)] = Int32Array.from(steps, (_, step) => step);
      continue;
    }
    const inner = required(counts, plate.name);
    const offset = new Int32Array(inner.length + 1);
    const parent = new Int32Array(totalRows(inner));
    const position = new Int32Array(parent.length);
    inner.forEach((count, row) => {
      const start = at(offset, row);
      parent.fill(row, start, start + count);
      for (let i = 0; i < count; i++) position[start + i] = i;
      offset[row + 1] = start + count;
    });
    arrays[parentKey(plate.name)] = parent;
    arrays[offsetKey(plate.name)] = offset;
    arrays[positionKey(plate.name)] = position;
  }
}

/** The one-based position of a flat row at each level of its plates: `[3, 2]`. */
export function rowPosition(
  definition: ModelDefinition,
  counts: RowCounts,
  plate: string | null,
  row: number,
): readonly number[] {
  const position: number[] = [];
  let current = row;
  for (let name = plate; name !== null;) {
    let before = 0;
    let parentRow = 0;
    const inner = required(counts, name);
    while (parentRow < inner.length - 1 && before + at(inner, parentRow) <= current) {
      before += at(inner, parentRow);
      parentRow++;
    }
    position.unshift(current - before + 1);
    current = parentRow;
    name = plateNamed(definition, name).parent;
  }
  return position;
}
