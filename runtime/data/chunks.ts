// The data of a training as passes over the rows read them: all at once, or chunk by chunk where they do not fit into
// memory. A chunk is shaped data by itself: its rows are numbered from 0, and what is around or within them comes along.

import type { Team } from '../kernels/threads/team.ts';
import type { ModelDefinition, Sizes } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import type { ShapedData } from './shape-data.ts';
import { subsetRows } from './subset-rows.ts';

export interface Chunk extends ShapedData {
  /** Rows of the outermost plate before it. */
  readonly firstRow: number;
  readonly isLast: boolean;
}

export interface ChunkedData {
  /** Hyperparameters, dims, and the rows of all chunks together. */
  readonly sizes: Sizes;
  readonly levels: Levels;
  /** Variables that the data hold. */
  readonly present: ReadonlySet<string>;
  /** For messages. */
  readonly file: string | null;
  /** Whether there may be several chunks. */
  readonly isStreamed: boolean;
  /** Threads that share the rows of passes; null: one thread does. */
  readonly team: Team | null;
  /** All rows in order, each time from the first. A chunk is overwritten by the next one. */
  chunks(): Iterable<Chunk>;
  /** Some rows of a plate: see `subsetRows`. */
  take(plate: string, rows: readonly number[]): ShapedData;
}

export function inMemory(
  definition: ModelDefinition,
  shaped: ShapedData,
  team: Team | null = null,
): ChunkedData {
  const whole: readonly Chunk[] = [{ ...shaped, firstRow: 0, isLast: true }];
  return {
    sizes: shaped.sizes,
    levels: shaped.levels,
    present: shaped.present,
    file: shaped.origin?.file ?? null,
    isStreamed: false,
    team,
    chunks: () => whole,
    take: (plate, rows) => subsetRows(definition, shaped, plate, rows),
  };
}

/** The first chunk: all of the data, of a model without plates. */
export function firstChunk(data: ChunkedData): Chunk {
  for (const chunk of data.chunks()) return chunk;
  throw new Error('internal: data without a chunk');
}
