// Charts of the counts, categories and bools of a plate.

import { formatNumber } from '../format-number.ts';
import type { PlateView } from '../report-data.ts';
import { boolChart } from './bool-chart.ts';
import { frequencyPanel } from './frequency-panel.ts';
import { levelPanel, mostLevels } from './level-panel.ts';
import { columnAt, partial, type PlateChart } from './plate-chart.ts';

const frequencyColumns = 8;
/** Fewer draws leave noise that is seen. */
const fewDraws = 5000;

export function frequencyChart(plate: PlateView, discrete: readonly number[]): PlateChart {
  const shown = discrete.slice(0, frequencyColumns);
  const columns = shown.map((index) => columnAt(plate, index));
  const wide = shown.length === 1;
  const few = wide && (columns[0]?.kind === 'bool' || (columns[0]?.levels?.length ?? Infinity) <= 6);
  const size = { width: wide && !few ? 640 : 320, height: wide && !few ? 220 : 160 };
  const components = plate.components.length;
  const panels = shown.map((index, position) => {
    const column = columns[position] ?? columnAt(plate, index);
    const panel = { column, index, data: plate.data, draws: plate.draws, ...size };
    if (column.kind === 'count') return frequencyPanel({ ...panel, components });
    // Within its own level, a label has that level alone.
    const isLabel = plate.componentVariables.includes(column.variable);
    const coloured = isLabel && plate.componentVariables.length === 1;
    return levelPanel({ ...panel, components: isLabel ? 0 : components, coloured });
  });
  const hasCounts = columns.some(({ kind }) => kind === 'count');
  const hasParts = columns.some(
    ({ kind, variable }) => kind !== 'count' && !plate.componentVariables.includes(variable),
  );
  const cut = columns.some(({ levels }) => (levels?.length ?? 0) > mostLevels);
  return {
    chart: { concat: panels, columns: wide ? 1 : 2, spacing: 30 },
    description: 'How often each value was seen and how often the fitted model draws it',
    caption:
      'Bars: share of the rows with each value. Points: its probability under the fit.' +
      (components > 1 && hasCounts ? ' Coloured lines: the part of each component.' : '') +
      (components > 1 && hasParts ? ' In colour: the shares within each component.' : '') +
      (plate.draws.rows < fewDraws ? ` Estimated from ${formatNumber(plate.draws.rows)} draws.` : '') +
      (cut ? ` Of many levels the ${String(mostLevels)} most frequent.` : '') +
      partial(shown.length, discrete.length),
  };
}

export function boolsChart(plate: PlateView, bools: readonly number[]): PlateChart {
  return {
    chart: boolChart(plate, bools),
    description: 'The share of each column that is true, in the data and under the fit',
    caption:
      'The share of rows in which each is true: circles in the data, lines under the fit' +
      (plate.components.length > 1 ? ', in colour by component.' : '.') +
      partial(plate.columns.length, plate.allColumns),
  };
}
