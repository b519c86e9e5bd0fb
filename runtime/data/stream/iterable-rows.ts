// Rows from a program: an async iterable of single rows, or of several rows as `train` takes them all.

import { DataError } from '../../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../../model/definition.ts';
import { emptyRecord, lookUp } from '../../record.ts';
import { describeValue, isFlatNumbers } from '../nesting.ts';
import { platePath } from '../plates.ts';
import type { Piece, RowStream } from './row-stream.ts';

type Values = Readonly<Record<string, unknown>>;

/** A program's rows; a function makes them anew each time, so that they need not be kept. */
export type RowIterable<Item = Values> = AsyncIterable<Item> | (() => AsyncIterable<Item>);

export interface IterableOptions {
  readonly chunkRows?: number;
}

export function isRowIterable(value: unknown): value is RowIterable {
  return (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && Symbol.asyncIterator in value)
  );
}

/** Single rows put together before they are handled. */
const rowsAtOnce = 4096;

export function iterableRows(
  definition: ModelDefinition,
  rows: RowIterable,
  { chunkRows }: IterableOptions = {},
): RowStream {
  const variables = definition.variables.filter(({ role }) => role === 'observe' || role === 'given');
  return {
    kind: 'rows',
    file: null,
    replays: typeof rows === 'function',
    unknownLevels: [],
    chunkRows: chunkRows ?? null,
    async *pieces() {
      let waiting: Values[] = [];
      for await (const item of typeof rows === 'function' ? rows() : rows) {
        if (typeof item !== 'object' || (item as unknown) === null)
          throw new DataError({}, `the stream gives ${describeValue(item)} where a row is due`, 'give objects with an entry for each variable'); // prettier-ignore
        if (isOneRow(definition, variables, item)) {
          waiting.push(item);
          if (waiting.length < rowsAtOnce) continue;
          yield pieceOf(waiting);
          waiting = [];
          continue;
        }
        if (waiting.length > 0) yield pieceOf(waiting);
        waiting = [];
        yield { data: item, origin: null, coded: new Set() };
      }
      if (waiting.length > 0) yield pieceOf(waiting);
    },
  };
}

/** By the first value whose depth tells it: a row's is less deep than the values of several rows. */
function isOneRow(
  definition: ModelDefinition,
  variables: readonly VariableDefinition[],
  item: Values,
): boolean {
  for (const { name, plate, type } of variables) {
    const depth = depthOf(lookUp(item, name));
    if (depth === null) continue;
    return depth < platePath(definition, plate).length + type.shape.length;
  }
  return true;
}

/** How deep arrays are nested, by their first entries; null where nothing tells. */
function depthOf(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  if (isFlatNumbers(value)) return 1;
  if (!Array.isArray(value)) return 0;
  for (const inner of value as readonly unknown[]) {
    const depth = depthOf(inner);
    if (depth !== null) return depth + 1;
  }
  return null;
}

function pieceOf(rows: readonly Values[]): Piece {
  const data = emptyRecord<unknown>();
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  for (const name of names) data[name] = rows.map((row) => lookUp(row, name) ?? null);
  return { data, origin: null, coded: new Set() };
}
