// States along sequences: the most probable paths over what was observed, and how the steps are shared among the states.

import { overviewChart, pieceChart } from '../charts/state-path-charts.ts';
import { renderChart } from '../charts/render-chart.ts';
import { escapeHtml } from '../escape.ts';
import { formatNumber, formatShare } from '../format-number.ts';
import { caption, card, table } from '../html.ts';
import { levelHeader } from '../level-header.ts';
import { paletteSize } from '../palette.ts';
import type { ChainView, PathPiece, StatePathView } from '../views.ts';

const mostLevels = 30;

/** `rows`: which rows, in words; nothing where it is all of them. */
export async function statePathSection(view: StatePathView, id: string, rows: string): Promise<string> {
  const names = view.chains.map(({ variable }) => `<code>${escapeHtml(variable)}</code>`).join(', ');
  return card(
    `States along <code>${escapeHtml(view.sequence)}</code>: ${names}`,
    ...view.chains.map((chain) => legend(view, chain)),
    await overview(view, id),
    ...(await Promise.all(
      view.pieces.map((piece, index) => pieceHtml(view, piece, `${id}-${String(index)}`)),
    )),
    caption(`${drawn(view)}${rows === '' ? '' : ` ${rows}`}`),
    ...view.chains.map((chain) => occupancies(view, chain)),
    caption(
      'Share: posterior probabilities added up over all steps. Steps, visits and the longest stay are those of the most ' +
        'probable path; a visit is a run of steps in one state.' +
        (view.chains.some(({ stay }) => stay !== null)
          ? ' Expected stay: 1 / (1 - p) steps, where p is the probability to remain.'
          : ''),
    ),
  );
}

const isColoured = ({ levels }: ChainView): boolean => levels.length <= paletteSize;

function legend({ chains }: StatePathView, chain: ChainView): string {
  if (!isColoured(chain)) return '';
  const lead = chains.length > 1 ? `<li><code>${escapeHtml(chain.variable)}</code></li>` : '';
  const items = chain.levels.map((name, level) => {
    const shown = chains.length > 1 ? name : `${chain.variable} = ${name}`;
    return `<li><i class="dot k${String(level % paletteSize)}"></i>${escapeHtml(shown)}</li>`;
  });
  return `<ul class="legend">${lead}${items.join('')}</ul>`;
}

async function overview(view: StatePathView, id: string): Promise<string> {
  if (view.overview === null) return '';
  const svg = await renderChart(
    overviewChart(view, view.overview),
    `${id}-all`,
    'The whole sequence: ranges of the observations and shares of the states',
  );
  const width = Math.max(1, Math.round(view.steps / Math.max(1, view.overview.edges.length - 1)));
  const ranges = view.columns.some(({ levels }) => levels === null)
    ? ' Grey: from the smallest to the largest value; line: the mean.'
    : '';
  return (
    `<div class="chart"><div class="path">${svg}</div>` +
    `${caption(`All ${formatNumber(view.steps)} steps, ${width > 1 ? `about ${formatNumber(width)} of them to a point` : 'one to a point'}.${ranges} Colours: the share of each state on the most probable path.`)}</div>`
  );
}

async function pieceHtml(view: StatePathView, piece: PathPiece, id: string): Promise<string> {
  const where = view.plates
    .map((plate, depth) => `${escapeHtml(plate)} ${formatNumber(piece.place[depth] ?? 0)}`)
    .join(', ');
  const steps = piece.states[0]?.length ?? 0;
  const part =
    steps < piece.of
      ? `steps ${formatNumber(piece.from)} to ${formatNumber(piece.from + steps - 1)} of ${formatNumber(piece.of)}`
      : '';
  const heading = [where, part].filter((text) => text !== '').join(': ');
  const title = heading === '' ? '' : `<h3>${heading}</h3>`;
  if (piece.words !== null && view.columns.length === 0)
    return `<div class="chart">${title}${wordsHtml(view, piece, piece.words)}</div>`;
  const svg = await renderChart(
    pieceChart(view, piece),
    id,
    'The most probable states along the steps, under the observations, and their posterior probabilities',
  );
  return `<div class="chart">${title}<div class="path">${svg}</div></div>`;
}

/** A step is a word: each with its state below. */
function wordsHtml(view: StatePathView, piece: PathPiece, words: readonly string[]): string {
  const steps = Array.from(piece.states[0] ?? [], (_, step) => {
    const states = view.chains.map((chain, index) =>
      levelHeader({ levels: chain.levels, coloured: isColoured(chain) }, piece.states[index]?.[step] ?? 0),
    );
    return `<span>${escapeHtml(words[step] ?? '')}<small>${states.join(' ')}</small></span>`;
  });
  return `<div class="words">${steps.join('')}</div>`;
}

function drawn(view: StatePathView): string {
  const { pieces, sequences, plates, columns } = view;
  const several =
    pieces.length < sequences && plates.length > 0
      ? `${formatNumber(pieces.length)} of ${formatNumber(sequences)} sequences are drawn. `
      : '';
  if (columns.length === 0 && pieces.some(({ words }) => words !== null))
    return `${several}Under each word: its state on the most probable path.`;
  const posterior = view.chains.some(({ levels }) => levels.length <= paletteSize)
    ? ' Under it: the posterior probability of each state at each step.'
    : '';
  return `${several}Strip: the most probable path. Positions are counted from 0.${posterior}`;
}

function occupancies(view: StatePathView, chain: ChainView): string {
  const coloured = isColoured(chain);
  const shown = chain.levels
    .map((_, level) => level)
    .sort((a, b) => (chain.expected[b] ?? 0) - (chain.expected[a] ?? 0))
    .slice(0, mostLevels)
    .sort((a, b) => a - b);
  const rows = shown.map((level) => {
    const steps = chain.decoded[level] ?? 0;
    const visits = chain.visits[level] ?? 0;
    return [
      levelHeader({ levels: chain.levels, coloured }, level),
      formatShare((chain.expected[level] ?? 0) / view.steps),
      formatNumber(steps),
      formatNumber(visits),
      visits === 0 ? '-' : stayText(steps / visits),
      visits === 0 ? '-' : formatNumber(chain.longest[level] ?? 0),
      ...(chain.stay === null ? [] : [stayText(chain.stay[level] ?? NaN)]),
    ];
  });
  const titles = ['share', 'steps', 'visits', 'mean stay', 'longest'];
  const header = ['state', ...titles, ...(chain.stay === null ? [] : ['expected stay'])];
  const title = `How long and how often each value of <code>${escapeHtml(chain.variable)}</code> lasts`;
  const more =
    shown.length < chain.levels.length
      ? caption(`The ${String(shown.length)} most frequent of ${formatNumber(chain.levels.length)}.`)
      : '';
  return `<div class="chart">${table(header, rows, { title })}${more}</div>`;
}

function stayText(steps: number): string {
  if (!Number.isFinite(steps)) return 'forever';
  return steps < 1000 ? steps.toFixed(1) : formatNumber(Math.round(steps));
}
