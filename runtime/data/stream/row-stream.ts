// Rows of the outermost plate that come piece by piece, in order, because all of them need not fit into memory.

import type { DataOrigin } from '../shape-data.ts';
import type { Levels } from '../../model/model.ts';

/** Some rows: what `train` takes for all of them. */
export interface Piece {
  /** Values by variable, each with one entry for every row. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly origin: DataOrigin | null;
  /** Categories whose values come as texts here though they may be codes: where all pieces say so, they are. */
  readonly coded: ReadonlySet<string>;
}

/** Doubles of all rows, one row after another, as they lie in a file: `position` is that of the first. */
export interface StoredValues {
  readonly path: string;
  readonly position: number;
}

export interface RowStream {
  readonly kind: 'rows';
  /** For messages. */
  readonly file: string | null;
  /** Whether `pieces` gives the same rows again when it is asked again. */
  readonly replays: boolean;
  /** Categories for which a level stands for what has none. */
  readonly unknownLevels: readonly string[];
  /** Outermost rows in a chunk, a multiple of 256; null: as many as fill a few megabytes. */
  readonly chunkRows: number | null;
  /** Variables whose values lie in a file just as passes read them, once they are checked. Default: none. */
  readonly stored?: Readonly<Record<string, StoredValues>>;
  /** `levels`: what is known of all rows; null: nothing yet. Errors: those of reading. */
  pieces(levels: Levels | null): AsyncIterable<Piece>;
}

/** By its `kind`, which as data would be a variable's values. */
export function isRowStream(value: object): value is RowStream {
  return 'kind' in value && value.kind === 'rows' && 'pieces' in value && typeof value.pieces === 'function';
}
