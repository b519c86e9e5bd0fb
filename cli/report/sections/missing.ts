// Which columns have missing values, and what the fit says of them.

import { escapeHtml } from '../escape.ts';
import { formatNumber, formatShare } from '../format-number.ts';
import { caption, card, table } from '../html.ts';
import type { MissingView } from '../views.ts';

const mostTaken = 4;

/** `rows`: which rows, in words; nothing where it is all of them. */
export function missingSection(view: MissingView, rows: string): string {
  const { columns } = view;
  const hasMeans = columns.some(({ means }) => means !== null);
  const hasTaken = columns.some(({ takenFor }) => takenFor !== null);
  const header = [
    'column',
    'missing',
    'share',
    ...(hasMeans ? ['mean seen', 'mean imputed'] : []),
    ...(hasTaken ? [{ html: 'taken for', attributes: 'class="text"' }] : []),
  ];
  const lines = columns.map((column) => [
    escapeHtml(column.label),
    formatNumber(column.missing),
    formatShare(column.missing / column.total),
    ...(hasMeans ? meansCells(column.means) : []),
    ...(hasTaken ? [{ html: takenText(column.takenFor), attributes: 'class="text"' }] : []),
  ]);
  const more = view.more > 0 ? ` ${formatNumber(view.more)} more columns have missing values.` : '';
  const means = hasMeans ? ' Imputed: means under the fit, given what is there.' : '';
  const taken = hasTaken ? ' Taken for: the most probable level of each.' : '';
  return card(
    `Missing values: <code>${escapeHtml(view.plate)}</code>`,
    table(header, lines),
    caption(`Of ${formatNumber(view.rows)} rows.${means}${taken}${more}${rows === '' ? '' : ` ${rows}`}`),
  );
}

function meansCells(means: MissingView['columns'][number]['means']): string[] {
  return means === null ? ['', ''] : [formatNumber(means.seen), formatNumber(means.imputed)];
}

function takenText(takenFor: MissingView['columns'][number]['takenFor']): string {
  if (takenFor === null) return '';
  const shown = takenFor
    .slice(0, mostTaken)
    .map(({ level, count }) => `${escapeHtml(level)} ${formatNumber(count)}`);
  return `${shown.join(', ')}${takenFor.length > mostTaken ? ', ...' : ''}`;
}
