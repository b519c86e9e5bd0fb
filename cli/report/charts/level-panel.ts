// One panel for a column of categories or bools: how often each level was seen (bars) and how often the fitted model
// draws it (points). With components: the shares within each, side by side.

import { componentColour } from '../palette.ts';
import type { Column, Table } from '../report-data.ts';
import type { Chart } from './chart.ts';

/** Levels shown: of more the most frequent. */
export const mostLevels = 30;

export interface LevelPanel {
  readonly column: Column;
  readonly index: number;
  readonly data: Table;
  readonly draws: Table;
  /** Components whose shares stand side by side; 0: all rows together. */
  readonly components: number;
  /** The levels are the components. */
  readonly coloured: boolean;
  readonly width: number;
  readonly height: number;
}

interface LevelShare {
  readonly level: string;
  readonly component: number;
  readonly observed: number;
  readonly fitted: number;
  readonly colour: string;
}

export function levelPanel(panel: LevelPanel): Chart {
  const values = levelShares(panel);
  const names = [...new Set(values.map(({ level }) => level))];
  const letters = names.reduce((sum, name) => sum + name.length + 2, 0);
  const x = {
    field: 'level',
    type: 'ordinal',
    sort: null,
    title: panel.column.label,
    axis: { labelAngle: letters * 6 > panel.width ? -40 : 0, labelLimit: 110, grid: false, ticks: false },
  };
  const offset = panel.components > 1 ? { xOffset: { field: 'component', type: 'ordinal', sort: null } } : {};
  const y = {
    type: 'quantitative',
    title: panel.components > 1 ? 'share within component' : 'share of rows',
    axis: { format: '~%', domain: false },
  };
  const colour = { field: 'colour', type: 'nominal', scale: null, legend: null };
  return {
    width: panel.width,
    height: panel.height,
    data: { values },
    layer: [
      {
        mark: { type: 'bar', opacity: panel.components > 1 || panel.coloured ? 0.55 : 1 },
        encoding: { x, ...offset, y: { field: 'observed', ...y }, color: colour },
      },
      {
        mark: { type: 'circle', color: 'var(--ink)', size: 30, opacity: 1 },
        encoding: { x, ...offset, y: { field: 'fitted', ...y } },
      },
    ],
  };
}

/** For each level shown, and each component, its share of the rows and of the draws whose value is there. */
export function levelShares({
  column,
  index,
  data,
  draws,
  components,
  coloured,
}: Omit<LevelPanel, 'width' | 'height'>): LevelShare[] {
  const names = column.kind === 'bool' ? ['false', 'true'] : (column.levels ?? []);
  const groups = Math.max(1, components);
  const shares = (table: Table): Float64Array => {
    const counts = new Float64Array(groups * names.length);
    const totals = new Float64Array(groups);
    (table.values[index] ?? new Float64Array()).forEach((code, row) => {
      if (Number.isNaN(code)) return;
      const group = groups === 1 ? 0 : (table.component?.[row] ?? 0);
      totals[group] = (totals[group] ?? 0) + 1;
      counts[group * names.length + code] = (counts[group * names.length + code] ?? 0) + 1;
    });
    return counts.map((count, cell) => {
      const total = totals[Math.floor(cell / names.length)] ?? 0;
      return total === 0 ? 0 : count / total;
    });
  };
  const observed = shares(data);
  const fitted = shares(draws);
  const weight = (level: number): number =>
    Math.max(...Array.from({ length: groups }, (_, group) => observed[group * names.length + level] ?? 0));
  const codes = names.map((_, level) => level);
  const shown =
    names.length <= mostLevels
      ? codes
      : codes.sort((a, b) => weight(b) - weight(a)).slice(0, mostLevels).sort((a, b) => a - b); // prettier-ignore
  return shown.flatMap((level) =>
    Array.from({ length: groups }, (_, component) => ({
      level: names[level] ?? '',
      component,
      observed: observed[component * names.length + level] ?? 0,
      fitted: fitted[component * names.length + level] ?? 0,
      colour: groups > 1 ? componentColour(component) : coloured ? componentColour(level) : 'var(--bar)',
    })),
  );
}
