// What charts of a plate have in common.

import type { Column, PlateView } from '../report-data.ts';
import type { Chart } from './chart.ts';

export interface PlateChart {
  readonly chart: Chart;
  /** Ours, without a user's text: read aloud in place of the picture. */
  readonly description: string;
  /** Shown under the chart. */
  readonly caption: string;
}

/** A sentence where not all columns are shown. */
export function partial(shown: number, all: number, what = 'columns'): string {
  return shown < all ? ` The first ${String(shown)} of ${String(all)} ${what} are shown.` : '';
}

export function columnAt(plate: PlateView, index: number): Column {
  const column = plate.columns[index];
  if (column === undefined) throw new Error(`internal: no column ${String(index)}`);
  return column;
}
