// Pictures: their means by component, in the data and under the fit, and a few of both.

import { toPng } from '../../png.ts';
import { escapeHtml } from '../escape.ts';
import { formatNumber } from '../format-number.ts';
import { caption, card } from '../html.ts';
import { paletteSize } from '../palette.ts';
import type { ImageView } from '../views.ts';

/** Points on the page that a picture is wide, about. */
const shownSize = 48;

/** `rows`: which rows, in words; nothing where it is all of them. */
export function imageSection(view: ImageView, rows: string): string {
  const { height, width, groups, variable } = view;
  const named = groups.some(({ name }) => name !== null);
  const lines = groups.map((group) => {
    const label =
      group.name === null
        ? ''
        : `<th scope="row"><i class="dot k${String((group.component ?? 0) % paletteSize)}"></i>${escapeHtml(group.name)}</th>`;
    const of = group.name === null ? '' : ` of ${group.name}`;
    return (
      `<tr>${label}<td>${picture(view, group.dataMean, `mean of the data${of}`)}</td>` +
      `<td>${picture(view, group.fittedMean, `mean under the fit${of}`)}</td>` +
      `<td>${strip(view, group.data, `rows of the data${of}`)}</td><td>${strip(view, group.draws, `draws from the fit${of}`)}</td></tr>`
    );
  });
  const head = ['mean of data', 'mean of fit', 'data', 'draws from the fit'];
  return card(
    `Pictures: <code>${escapeHtml(variable)}</code>`,
    `<table class="pictures"><tr>${named ? '<td></td>' : ''}${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr>${lines.join('')}</table>`,
    caption(
      `${formatNumber(height)} × ${formatNumber(width)} numbers each, from ${formatNumber(view.low)} ` +
        `${view.channels === 1 ? '(paper) ' : ''}to ${formatNumber(view.high)}${view.channels === 1 ? ' (ink)' : ''}.` +
        `${named ? ' Rows of the data are in the component that is seen, or is most probable.' : ''}${rows === '' ? '' : ` ${rows}`}`,
    ),
  );
}

function strip(view: ImageView, pictures: readonly Float64Array[], description: string): string {
  return pictures
    .map((values, index) => picture(view, values, `${description}, ${String(index + 1)}`))
    .join('');
}

function picture(view: ImageView, values: Float64Array | null, description: string): string {
  if (values === null) return '-';
  const { width, height, low, high } = view;
  const channels = view.channels === 3 ? 3 : 1;
  const range = high > low ? high - low : 1;
  const samples = Uint8Array.from(values, (value) => {
    // What is missing looks like nothing.
    const share = Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, (value - low) / range));
    return Math.round(255 * (channels === 1 ? 1 - share : share));
  });
  const bytes = toPng(samples, width, height, channels);
  const scale = shownSize / Math.max(width, height);
  const size = `width="${String(Math.round(width * scale))}" height="${String(Math.round(height * scale))}"`;
  const data = Buffer.from(bytes).toString('base64');
  return `<img class="${channels === 1 ? 'ink' : 'photo'}" ${size} alt="${escapeHtml(description)}" src="data:image/png;base64,${data}">`;
}
