// How well labels are told from the rest of their rows: confusion matrix, precision and recall, calibration.

import type { LevelMeasures } from '../../measures/classification.ts';
import { calibrationChart } from '../charts/calibration-chart.ts';
import { renderChart } from '../charts/render-chart.ts';
import { escapeHtml } from '../escape.ts';
import { formatNumber, formatShare } from '../format-number.ts';
import { caption, card, facts, table } from '../html.ts';
import { levelHeader } from '../level-header.ts';
import type { ClassificationView } from '../views.ts';

/** Levels in a table: of more the most frequent. */
const mostLevels = 20;
/** Of more levels the tables are long, and stand side by side. */
const mostStacked = 5;

/** `rows`: which rows, in words; nothing where it is all of them. */
export async function classificationSection(
  view: ClassificationView,
  id: string,
  rows: string,
): Promise<string> {
  const name = `<code>${escapeHtml(view.variable)}</code>`;
  const chart = await renderChart(
    calibrationChart(view),
    id,
    'Predicted probabilities against the shares that came true',
  );
  const which =
    view.calibration.of === 'second'
      ? `the probability of ${escapeHtml(view.levels[1] ?? '')}`
      : 'the largest probability of each row';
  const [matrix, levels] = [confusion(view), levelTable(view)];
  const tables =
    view.levels.length <= mostStacked ? `<div class="stack">${matrix}${levels}</div>` : `${matrix}${levels}`;
  return card(
    `Predictions of ${name} on the training data`,
    summary(view),
    `<div class="columns">${tables}<div>${chart}</div></div>`,
    caption(
      `Each ${name} is predicted with its column left out, from everything else. These rows trained the model: ` +
        `new ones are harder.${partial(view)}${rows === '' ? '' : ` ${rows}`}`,
    ),
    caption(
      `Chart of calibration: ${which}, in ten bins, against how often it came true, with 95 % intervals. On the line, ` +
        'probabilities mean what they say. Below: how many predictions there are in each bin.',
    ),
  );
}

function summary({ measures, calibration }: ClassificationView): string {
  const { rows, correct, logLoss, levels } = measures;
  const shares = levels.map(({ observed }) => observed / rows);
  const entropy = shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
  return facts([
    [
      'accuracy',
      `${formatShare(correct / rows)} <small>${formatNumber(correct)} of ${formatNumber(rows)}</small>`,
    ],
    ['always the most frequent', formatShare(Math.max(...shares))],
    ['log loss, nats', formatNumber(logLoss)],
    ['log loss of the shares alone', formatNumber(entropy)],
    ['calibration error', formatShare(calibration.error)],
  ]);
}

/** Positions of the levels that are shown, in order. */
function shownLevels({ measures }: ClassificationView): readonly number[] {
  return measures.levels
    .map(({ observed }, level) => ({ observed, level }))
    .sort((a, b) => b.observed - a.observed)
    .slice(0, mostLevels)
    .map(({ level }) => level)
    .sort((a, b) => a - b);
}

function confusion(view: ClassificationView): string {
  const { measures, levels } = view;
  const shown = shownLevels(view);
  const withShares = shown.length <= 8;
  const rows = shown.map((observed) => {
    const total = measures.levels[observed]?.observed ?? 0;
    const cells = shown.map((predicted) => {
      const count = measures.confusion[observed * levels.length + predicted] ?? 0;
      const share = total > 0 ? count / total : 0;
      const small = withShares && count > 0 ? `<small>${formatShare(share)}</small>` : '';
      return {
        html: count === 0 ? '<span class="none">0</span>' : `${formatNumber(count)}${small}`,
        attributes: `class="heat" style="--s:${share.toFixed(3)}"`,
      };
    });
    return [levelHeader(view, observed), ...cells];
  });
  return table(['observed', ...shown.map((level) => levelHeader(view, level))], rows, {
    className: shown.length > 8 ? 'confusion small' : 'confusion',
    title: 'Observed (down) and predicted (across)',
  });
}

function levelTable(view: ClassificationView): string {
  const rows = shownLevels(view).map((level) => {
    const { observed, precision, recall } = view.measures.levels[level] as LevelMeasures;
    return [levelHeader(view, level), formatNumber(observed), shareOrNone(precision), shareOrNone(recall)];
  });
  return table(['level', 'rows', 'precision', 'recall'], rows, {
    title: 'Right among the predicted, found among the observed',
  });
}

function shareOrNone(share: number | null): string {
  return share === null ? '-' : formatShare(share);
}

function partial({ levels }: ClassificationView): string {
  return levels.length > mostLevels
    ? ` The ${String(mostLevels)} most frequent of ${formatNumber(levels.length)} levels are shown.`
    : '';
}
