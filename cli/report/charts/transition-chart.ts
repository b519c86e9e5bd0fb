// What follows what, as a heat map: a row for each level before, a column for each level after.

import type { TransitionView } from '../views.ts';
import type { Chart } from './chart.ts';

/** Cells are written out where there are few. */
const mostNumbered = 10;

export function transitionChart({ from, to, probability }: TransitionView): Chart {
  const cells = from.flatMap((before, row) =>
    to.map((after, column) => ({
      before,
      after,
      probability: probability[row * to.length + column] ?? NaN,
      text: (probability[row * to.length + column] ?? NaN).toFixed(2),
    })),
  );
  const largest = Math.max(...cells.map((cell) => cell.probability));
  // On what is nearly in full colour the numbers are as light as the page.
  const isFull = `datum.probability > ${String(largest / 3)}`;
  const step = Math.max(16, Math.min(52, Math.floor(640 / to.length)));
  const small = { labelFontSize: 10, labelPadding: 4, ticks: false, domain: false };
  const y = {
    field: 'before',
    type: 'ordinal',
    sort: null,
    title: 'before',
    axis: { ...small, grid: false },
  };
  const x = {
    field: 'after',
    type: 'ordinal',
    sort: null,
    title: 'after',
    axis: { ...small, orient: 'top', labelAngle: to.some((name) => name.length > 3) ? -60 : 0, grid: false },
  };
  return {
    width: { step },
    height: { step: Math.min(step, 30) },
    data: { values: cells },
    layer: [
      {
        mark: { type: 'rect', color: 'var(--accent)', stroke: 'var(--card)', strokeWidth: 1 },
        encoding: {
          x,
          y,
          // The root spreads what is rare: most entries of a large table are small.
          opacity: {
            field: 'probability',
            type: 'quantitative',
            scale: { type: 'sqrt', domain: [0, largest], range: [0.03, 1] },
            legend: null,
          },
        },
      },
      ...(Math.max(from.length, to.length) > mostNumbered
        ? []
        : [
            {
              mark: { type: 'text', fontSize: 10 },
              encoding: {
                x,
                y,
                text: { field: 'text', type: 'nominal' },
                color: { condition: { test: isFull, value: 'var(--card)' }, value: 'var(--ink)' },
              },
            },
          ]),
    ],
  };
}
