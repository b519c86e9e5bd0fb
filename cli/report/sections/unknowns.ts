// Responsibilities: what the fit says of latents and of missing labels, and how sure it is.

import { certaintyChart } from '../charts/certainty-chart.ts';
import { renderChart } from '../charts/render-chart.ts';
import { escapeHtml } from '../escape.ts';
import { formatNumber, formatShare } from '../format-number.ts';
import { caption, card, facts, table } from '../html.ts';
import { levelHeader } from '../level-header.ts';
import type { UnknownView } from '../views.ts';

const mostLevels = 30;
/** Of fewer values a distribution says nothing that a table does not. */
const fewestForChart = 20;

/** `rows`: which rows, in words; nothing where it is all of them. */
export async function unknownSection(view: UnknownView, id: string, rows: string): Promise<string> {
  const name = `<code>${escapeHtml(view.variable)}</code>`;
  const title = view.seen === null ? `Responsibilities: ${name}` : `Missing labels: ${name}`;
  const chart =
    view.unknown < fewestForChart || binsInUse(view) < 2
      ? ''
      : `<div class="chart">${await renderChart(certaintyChart(view), id, 'How many values have which largest posterior probability')}${caption('How sure the fit is: the probability of the most probable level of each value.')}</div>`;
  return card(
    title,
    summary(view),
    levelTable(view),
    caption(
      'Expected: the posterior probabilities added up. Most probable: how many have the level as the most probable one, ' +
        `and how probable it is on average.${more(view)}${rows === '' ? '' : ` ${rows}`}`,
    ),
    chart,
    uncertainTable(view),
  );
}

/** All in one bin make no chart. */
function binsInUse({ largest, levels }: UnknownView): number {
  const used = Array.from(largest, (count, cell) => (count > 0 ? Math.floor(cell / levels.length) : -1));
  return new Set(used.filter((bin) => bin >= 0)).size;
}

function summary({ seen, unknown, hard, certainty }: UnknownView): string {
  const sum = hard.reduce(
    (total, count, level) => (count > 0 ? total + count * (certainty[level] ?? 0) : total),
    0,
  );
  const known = seen?.reduce((total, count) => total + count, 0) ?? 0;
  return facts([
    ...(seen === null
      ? [['values', formatNumber(unknown)] as const]
      : [
          ['missing', `${formatNumber(unknown)} <small>of ${formatNumber(unknown + known)}</small>`] as const,
        ]),
    ['mean of the largest probability', formatShare(sum / unknown)],
  ]);
}

function levelTable(view: UnknownView): string {
  const shown = view.levels
    .map((_, level) => level)
    .sort((a, b) => (view.expected[b] ?? 0) - (view.expected[a] ?? 0))
    .slice(0, mostLevels)
    .sort((a, b) => a - b);
  const rows = shown.map((level) => {
    const count = view.hard[level] ?? 0;
    const expected = view.expected[level] ?? 0;
    return [
      levelHeader(view, level),
      ...(view.seen === null ? [] : [formatNumber(view.seen[level] ?? 0)]),
      expected.toFixed(1),
      formatShare(expected / view.unknown),
      formatNumber(count),
      count === 0 ? '-' : formatShare(view.certainty[level] ?? 0),
    ];
  });
  const seen = view.seen === null ? [] : ['seen'];
  return table(['level', ...seen, 'expected', 'share', 'most probable', 'with probability'], rows);
}

function uncertainTable(view: UnknownView): string {
  const { leastCertain } = view;
  if (leastCertain.length === 0) return '';
  const rows = leastCertain.map(({ place, probabilities }) => [
    placeText(view, place),
    ...probabilities.map(
      ({ level, probability }) => `${levelHeader(view, level)} <small>${formatShare(probability)}</small>`,
    ),
  ]);
  const most = Math.max(...leastCertain.map(({ probabilities }) => probabilities.length));
  const titles = ['most probable', 'second', 'third'].slice(0, most);
  return (
    `<div class="chart">${table(['', ...titles], rows, { title: 'Least certain' })}` +
    `${caption(`Rows are counted from 1, in the order in which they were read${view.bySteps ? ', steps from 0' : ''}.`)}</div>`
  );
}

function placeText({ bySteps }: UnknownView, place: readonly number[]): string {
  const rows = bySteps ? place.slice(0, -1) : place;
  const step = bySteps ? [`step ${formatNumber(place.at(-1) ?? 0)}`] : [];
  return [...(rows.length === 0 ? [] : [`row ${rows.map(formatNumber).join(', ')}`]), ...step].join(', ');
}

function more({ levels }: UnknownView): string {
  return levels.length > mostLevels
    ? ` The ${String(mostLevels)} levels with most of them, of ${formatNumber(levels.length)}.`
    : '';
}
