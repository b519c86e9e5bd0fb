// The rows of each plate, as the variables of the data have them: all variables of a plate must agree.

import { counted, DataError } from '../errors.ts';
import type { ModelDefinition, Sizes } from '../model/definition.ts';
import { at, emptyRecord, lookUp, required } from '../record.ts';
import { rowPosition, totalRows } from './plates.ts';

export interface RowTable {
  readonly counts: Record<string, readonly number[]>;
  /** Notes the rows that a variable has; refuses counts that differ from another variable's. */
  add(plate: string, counts: readonly number[], variable: string): void;
  /** Refuses plates without any row; sequences without any step only where there is something to learn from them. */
  refuseEmpty(learns: boolean): void;
  /** Fills in the plates that no variable is in, and checks declared sizes. */
  settle(sizes: Sizes, partial: boolean): void;
}

export function createRowTable(definition: ModelDefinition, file: string | null): RowTable {
  const counts = emptyRecord<readonly number[]>();
  const sources = new Map<string, string>();
  const isSequence = (plate: string): boolean =>
    definition.plates.some(({ name, sequence }) => name === plate && sequence !== null);
  /** `2 rows of plate \`t\``, `2 steps of sequence \`t\``. */
  const countedIn = (plate: string, count: number): string =>
    isSequence(plate)
      ? `${counted(count, 'step')} of sequence \`${plate}\``
      : `${counted(count, 'row')} of plate \`${plate}\``;
  return {
    counts,
    add(plate, found, variable) {
      const before = lookUp(counts, plate);
      const source = sources.get(plate);
      if (before === undefined || source === undefined) {
        counts[plate] = found;
        sources.set(plate, variable);
        return;
      }
      const differs = found.length !== before.length ? 0 : found.findIndex((count, i) => count !== before[i]);
      if (differs < 0) return;
      const outer = definition.plates.find(({ name }) => name === plate)?.parent ?? null;
      const position = rowPosition(definition, counts, outer, differs);
      throw new DataError(
        { variable, file, row: outer === null ? [] : position },
        `has ${countedIn(plate, found[differs] ?? 0)}, but \`${source}\` has ${String(before[differs] ?? 0)}`,
        isSequence(plate)
          ? 'every variable of a sequence needs a value at each of its steps'
          : 'every variable of a plate needs a value in each of its rows',
      );
    },
    refuseEmpty(learns) {
      const empty = definition.plates.find(({ name, sequence }) => {
        if (sequence !== null && !learns) return false;
        const found = lookUp(counts, name);
        // A sequence that ends at once has its step END.
        return typeof sequence?.until !== 'string' && found !== undefined && totalRows(found) === 0;
      });
      if (empty !== undefined)
        throw new DataError(
          { file, variable: sources.get(empty.name) ?? null },
          empty.sequence === null
            ? `holds no rows: plate \`${empty.name}\` is empty`
            : `holds no steps: sequence \`${empty.name}\` is empty`,
          `give at least one ${empty.sequence === null ? 'row' : 'step'}`,
        );
    },
    settle(sizes, partial) {
      for (const plate of definition.plates) {
        const outer = plate.parent === null ? 1 : totalRows(required(counts, plate.parent));
        const declared = plate.size?.(sizes) ?? null;
        const found = lookUp(counts, plate.name);
        if (found === undefined) {
          if (declared === null && !partial)
            throw new DataError(
              { file },
              plate.sequence === null
                ? `no variable of the data says how many rows plate \`${plate.name}\` has`
                : `no variable of the data says how many steps sequence \`${plate.name}\` has`,
            );
          counts[plate.name] = Array.from({ length: outer }, () => declared ?? 1);
          continue;
        }
        const wrong = declared === null ? -1 : found.findIndex((count) => count !== declared);
        if (wrong >= 0)
          throw new DataError(
            {
              file,
              variable: sources.get(plate.name) ?? null,
              row: rowPosition(definition, counts, plate.parent, wrong),
            },
            `has ${countedIn(plate.name, at(found, wrong))}, whose size is ${String(declared)}`,
          );
      }
    },
  };
}
