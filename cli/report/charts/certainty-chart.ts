// How many values have which largest posterior probability, by the level that has it.

import { componentColour } from '../palette.ts';
import type { UnknownView } from '../views.ts';
import type { Chart } from './chart.ts';

export function certaintyChart({ largest, bins, levels, coloured }: UnknownView): Chart {
  const values = Array.from({ length: bins }, (_, bin) => {
    let base = 0;
    return levels.map((_, level) => {
      const from = base;
      base += largest[bin * levels.length + level] ?? 0;
      return {
        low: bin / bins,
        high: (bin + 1) / bins,
        from,
        to: base,
        colour: coloured ? componentColour(level) : 'var(--bar)',
      };
    });
  }).flat();
  const smallest = Math.min(...values.filter(({ from, to }) => to > from).map(({ low }) => low));
  return {
    width: 620,
    height: 130,
    data: { values: values.filter(({ from, to }) => to > from) },
    mark: { type: 'rect', stroke: 'var(--card)', strokeWidth: 1, opacity: 0.85 },
    encoding: {
      x: {
        field: 'low',
        type: 'quantitative',
        title: 'largest posterior probability',
        scale: { domain: [Math.min(smallest, Math.floor(bins / levels.length) / bins), 1], nice: false },
        axis: { format: '%', grid: false },
      },
      x2: { field: 'high' },
      y: { field: 'from', type: 'quantitative', title: 'values', axis: { tickCount: 4 } },
      y2: { field: 'to' },
      color: { field: 'colour', type: 'nominal', scale: null, legend: null },
    },
  };
}
