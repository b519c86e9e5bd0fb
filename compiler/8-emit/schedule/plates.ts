// Which rows a value has, and how the plates of one program lie in one another.

import { plateAxis } from '../../ir/axis.ts';
import type { Axis, Node, TensorType } from '../../ir/ops.ts';

/** The plate around each plate; null, or left out, for none. */
export type PlateNesting = ReadonlyMap<string, string | null>;

export interface PlateTree {
  /** Row axes by plate. */
  readonly axes: ReadonlyMap<string, Axis>;
  /** The plate around a plate; null if there is none, or none is known. */
  parent(plate: string): string | null;
  /** The outermost plate around a plate, itself if none. */
  root(plate: string): string;
  /** From the root's child down to the plate itself; empty for a root. */
  path(plate: string): readonly string[];
}

/** The plate whose rows a value has; null if it has none. */
export function plateOf(type: TensorType): string | null {
  return rowAxis(type.axes)?.plate ?? null;
}

export function rowAxis(axes: readonly Axis[]): Axis | null {
  const rows = axes.filter((axis) => axis.plate !== null);
  if (rows.length > 1)
    throw new Error(`internal: a value has rows of ${rows.map((a) => a.name).join(' and ')}`);
  return rows[0] ?? null;
}

/** The axes that are not rows. */
export function innerAxes(axes: readonly Axis[]): readonly Axis[] {
  return axes.filter((axis) => axis.plate === null);
}

/**
 * Plates nest as they are said to, and where the program sums over rows or spreads values to rows. A tile has rows of the
 * outermost plate also where the program never reads one of its values: whoever cuts the data cuts between those.
 */
export function plateTree(nodes: readonly Node[], around: PlateNesting): PlateTree {
  const axes = new Map<string, Axis>();
  const parents = new Map<string, string>();
  const nest = (inner: Axis, outer: Axis): void => {
    if (inner.plate === null || outer.plate === null) throw new Error('internal: rows without a plate');
    const known = parents.get(inner.plate);
    if (known !== undefined && known !== outer.plate)
      throw new Error(`internal: the rows of ${inner.plate} lie in ${known} and in ${outer.plate}`);
    parents.set(inner.plate, outer.plate);
    axes.set(outer.plate, outer).set(inner.plate, inner);
  };
  for (const node of nodes) {
    for (const axis of node.type.axes) if (axis.plate !== null) axes.set(axis.plate, axis);
    if ((node.op === 'chainScan' || node.op === 'previousRow') && node.to !== null) nest(node.rows, node.to);
    if (node.op === 'sumRows') nest(node.from, node.to);
    if (node.op === 'spreadRows') nest(node.to, node.from);
  }
  for (const [plate, inner] of axes) {
    const outer = around.get(plate) ?? null;
    if (outer !== null) nest(inner, axes.get(outer) ?? plateAxis(outer));
  }
  const parent = (plate: string): string | null => parents.get(plate) ?? null;
  const path = (plate: string): readonly string[] => {
    const above: string[] = [];
    for (let at: string | null = plate; at !== null; at = parent(at)) {
      if (above.includes(at)) throw new Error(`internal: the plate ${plate} lies in itself`);
      above.unshift(at);
    }
    return above.slice(1);
  };
  return {
    axes,
    parent,
    path,
    root(plate) {
      const above = parent(plate);
      return above === null ? plate : this.root(above);
    },
  };
}
