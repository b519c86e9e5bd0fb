// Words: those that tell components apart, or the most frequent ones.

import { escapeHtml } from '../escape.ts';
import { formatNumber, formatShare } from '../format-number.ts';
import { caption, card, table } from '../html.ts';
import { paletteSize } from '../palette.ts';
import type { TokenView } from '../views.ts';

const mostComponents = 12;

/** `rows`: which rows, in words; nothing where it is all of them. */
export function tokenSection(view: TokenView, rows: string): string {
  const where = rows === '' ? '' : ` ${rows}`;
  const name = `<code>${escapeHtml(view.variable)}</code>`;
  if (view.components.length === 0)
    return card(
      `Frequent tokens: ${name}`,
      table(
        ['token', 'count', 'share'],
        view.frequent.map(({ token, count, share }) => [
          escapeHtml(token),
          formatNumber(count),
          formatShare(share),
        ]),
      ),
      where === '' ? '' : caption(where),
    );
  const shown = view.components.slice(0, mostComponents);
  const more = view.components.length - shown.length;
  return card(
    `Telling tokens: ${name}`,
    `<div class="columns">${shown.map(componentTable).join('')}</div>`,
    caption(
      'Tokens by how much larger their share is in the component than elsewhere, half a token added to each count.' +
        `${more > 0 ? ` ${String(more)} more components are not shown.` : ''}${where}`,
    ),
  );
}

function componentTable({ name, total, tokens }: TokenView['components'][number], index: number): string {
  const dot = `<i class="dot k${String(index % paletteSize)}"></i>`;
  return table(
    ['', 'count', 'times'],
    tokens.map(({ token, count, ratio }) => [
      escapeHtml(token),
      formatNumber(count),
      ratio >= 10 ? formatNumber(Math.round(ratio)) : ratio.toFixed(1),
    ]),
    { title: `${dot}${escapeHtml(name)} <small>${formatNumber(total)} tokens</small>` },
  );
}
