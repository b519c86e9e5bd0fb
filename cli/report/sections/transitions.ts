// What follows what along a sequence: a graph where there are few levels, and the table.

import { renderChart } from '../charts/render-chart.ts';
import { transitionChart } from '../charts/transition-chart.ts';
import { escapeHtml } from '../escape.ts';
import { formatNumber, formatShare } from '../format-number.ts';
import { rarest, transitionGraph } from '../graph/transition-graph.ts';
import { renderGraph } from '../graph/render-graph.ts';
import { caption, card } from '../html.ts';
import type { TransitionView } from '../views.ts';

const listed = 5;

export async function transitionSection(view: TransitionView, id: string): Promise<string> {
  const graph = transitionGraph(view);
  const drawn =
    graph === null
      ? ''
      : `<div class="chart graph chain">${await renderGraph(graph.dot, 'Transition probabilities as a graph')}</div>`;
  const rare =
    graph?.partial === true
      ? ` Most arrows of less than ${formatShare(rarest)} are left out of the graph.`
      : '';
  const chart = await renderChart(transitionChart(view), id, 'Transition probabilities as a heat map');
  const partial =
    view.to.length < view.levels
      ? ` The ${String(view.to.length)} most frequent of ${formatNumber(view.levels)} levels are shown.`
      : '';
  const name = `<code>${escapeHtml(view.param)}</code>`;
  return card(
    `Transitions of <code>${escapeHtml(view.variable)}</code>`,
    drawn,
    `<div class="chart">${chart}</div>`,
    caption(
      `${name}: the probability of each level after each other one; the darker the larger, on a scale of square roots.` +
        `${partial}${rare} Largest: ${largest(view)}.`,
    ),
  );
}

function largest({ from, to, probability }: TransitionView): string {
  return Array.from(probability, (value, cell) => ({ value, cell }))
    .sort((a, b) => b.value - a.value)
    .slice(0, listed)
    .map(({ value, cell }) => {
      const before = escapeHtml(from[Math.floor(cell / to.length)] ?? '');
      const after = escapeHtml(to[cell % to.length] ?? '');
      return `${before} → ${after} ${formatShare(value)}`;
    })
    .join(', ');
}
