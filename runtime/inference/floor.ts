// Floors: pseudo-events of pooled data mixed into cells. Statistics form a convex cone, so whatever the cell has
// lost, what comes out are statistics inside the family's domain.

import { at, mergeRecords, required } from '../record.ts';
import { cellWeights, rowWeights, type CellGroup } from './cells.ts';
import type { Statistics } from './problem.ts';

/** A cell of a group, by their positions. */
export interface CellReference {
  readonly group: number;
  readonly cell: number;
}

/**
 * Adds to each cell `share` pseudo-events for each of its events (for one event at least, so that an empty cell
 * gets some). `cells`: only these; null: all. `evidence`: weights of rows as well, or statistics alone.
 */
export function floorCells(
  statistics: Statistics,
  groups: readonly CellGroup[],
  pooledPerEvent: Statistics,
  share: number,
  cells: readonly CellReference[] | null,
  evidence: 'all' | 'statistics' = 'all',
): Statistics {
  const result = mergeRecords(statistics);
  groups.forEach((group, position) => {
    const weights = cellWeights(group, statistics);
    const chosen =
      cells && new Set(cells.filter((reference) => reference.group === position).map(({ cell }) => cell));
    const added = weights.map((weight, cell) =>
      chosen === null || chosen.has(cell) ? share * Math.max(weight, 1) : 0,
    );
    for (const { name, statistic, cellOf } of group.statistics) {
      if (statistic === rowWeights && evidence === 'statistics') continue;
      const pooled = required(pooledPerEvent, name);
      result[name] = required(statistics, name).map(
        (value, element) => value + at(added, at(cellOf, element)) * at(pooled, element),
      );
    }
  });
  return result;
}
