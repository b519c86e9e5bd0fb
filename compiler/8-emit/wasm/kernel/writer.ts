// What statements of one loop over rows, or without rows, are written with.

import type { Axis, DType, Node } from '../../../ir/ops.ts';
import type { Size } from '../../../sizes/size.ts';
import type { LocalStorage } from '../../schedule/storage.ts';
import type { Task } from '../../schedule/tasks.ts';
import type { Expr, Local } from '../encoder/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Blocks } from './blocks.ts';
import type { Index, Vector } from './value.ts';

/** An array in memory. */
export interface Place {
  /** The address of the slot that holds its own. */
  readonly slot: number;
  readonly dtype: DType;
  /** Of an element: 4 for i32 from outside and for outside; 16 where both lanes of a vector have their own. */
  readonly bytes: 4 | 8 | 16;
  /** In storage order; none: one element. */
  readonly axes: readonly Axis[];
  /**
   * `plain`: as the axes say, rows first. `tile`: the rows of the tile last, one after the other. `records`: rows after all but the states of a step, an even
   * number of elements each; `tileRecords`: those of the tile. `block`: the rows that are computed together last. `pairs`:
   * sums and maxima over the rows of each lane.
   */
  readonly layout: 'plain' | 'tile' | 'records' | 'tileRecords' | 'block' | 'pairs';
  /** How deep the block is at each of whose steps the elements are written anew; 0 for arrays from outside. */
  readonly depth: number;
}

/** The index along each axis. */
export type Indices = ReadonlyMap<string, Index>;

/** Rows that are computed together; or states of one row, where `axis` has no plate: then all said here of rows is of them. */
export interface RowBlock {
  readonly axis: Axis;
  /** For each lane its row; of a lane beyond the last row that row. */
  readonly rows: Index;
  /** Of the first lane. */
  readonly first: Index;
  /** For each lane the row before. */
  readonly before: Index;
  /** In the rest of a tile: for each lane whether it has a row of its own (null: it has), and for each vector as masks. */
  readonly rest: {
    readonly lanes: readonly (Expr<'i32'> | null)[];
    readonly masks: readonly Vector[];
  } | null;
}

export interface Writer {
  readonly blocks: Blocks;
  readonly arithmetic: Arithmetic;
  /** Of two rows each; 1 where there are no rows. */
  readonly vectors: number;
  /** Whether exponentials are written out where they are used, so that those of several vectors overlap. */
  readonly inlines: boolean;
  /** Values written into the expressions that use them. */
  readonly inlined: ReadonlySet<Node>;
  /** Arrays of the region's own for its values. */
  readonly scratch: ReadonlyMap<Node, Place>;
  /** Arrays that outlive the region, from outside or of the kernel's own; null where there is none. */
  readonly place: (node: Node) => Place | null;
  /** Of those, the one that the region fills. */
  readonly keptPlace: (node: Node) => Place | null;
  /** Records of values that sums over all rows of a tile are made of; null for others. */
  readonly factor: (node: Node) => Place | null;
  readonly storage: (node: Node) => LocalStorage;
  readonly outputPlace: (task: Task) => Place;
  /** Where the rows of a tile are added up. */
  readonly accumulator: (node: Node) => Place;
  /** The value that triangular solves multiply by in place of a division, if there is one. */
  readonly reciprocal: (node: Node) => Node | null;
  /** The first row that the tile has of a plate. */
  readonly firstRow: (plate: string) => Index;
  /** For each row of a plate, its row in the plate around. */
  readonly parentRows: (plate: string) => Place;
  /** For each row of the plate around, the first row in a plate. */
  readonly offsets: (plate: string) => Place;
  /** The size symbol of the rows that arrays of the tile have room for. */
  readonly rowsInTile: (plate: string) => string;
  readonly size: (size: Size) => Index;
  readonly address: (slot: number) => Index;
  readonly loopIndices: Map<string, Index>;
  /** Variables of sums and maxima that are being made. */
  readonly open: Map<Node, readonly (readonly Local<'v128'>[])[]>;
  readonly row: RowBlock | null;
}
