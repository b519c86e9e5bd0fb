// Regressions: fitted against observed, residuals against fitted, coefficients with their standard errors.

import { regressionChart } from '../charts/regression-chart.ts';
import { renderChart } from '../charts/render-chart.ts';
import { escapeHtml } from '../escape.ts';
import { formatError, formatNumber } from '../format-number.ts';
import { caption, card, facts, table } from '../html.ts';
import type { CoefficientView, RegressionView } from '../views.ts';

/** `rows`: which rows, in words; nothing where it is all of them. */
export async function regressionSection(view: RegressionView, id: string, rows: string): Promise<string> {
  const chart = await renderChart(
    regressionChart(view),
    id,
    'Observed values against fitted means, and residuals against fitted means',
  );
  const { error, explained } = view.measures;
  const colours = view.components.length > 1 ? ' Coloured by component.' : '';
  return card(
    `Fitted and observed: <code>${escapeHtml(view.label)}</code>`,
    facts([
      ...(explained === null
        ? []
        : [['R squared', explained.toFixed(3).replace(/^-(0\\.0*)$/, '$1')] as const]),
      ['root mean squared error', formatNumber(error)],
      ['rows', formatNumber(view.measures.rows)],
    ]),
    `<div class="chart">${chart}</div>`,
    caption(
      `The mean under the fit given the inputs and the rest of the row. Left: against what was observed; on the ` +
        `line they agree. Right: the difference, in standard deviations under the fit; 95 % lie within 2 where the model is ` +
        `Normal and right.${colours}${rows === '' ? '' : ` ${rows}`}`,
    ),
  );
}

export function coefficientSection(view: CoefficientView): string {
  const rows = view.rows.map(({ name, estimate, error }) =>
    error > 0
      ? [
          `<code>${escapeHtml(name)}</code>`,
          formatNumber(estimate),
          formatError(error),
          `${formatNumber(estimate - 1.96 * error)} to ${formatNumber(estimate + 1.96 * error)}`,
          (estimate / error).toFixed(1),
        ]
      : [`<code>${escapeHtml(name)}</code>`, formatNumber(estimate), '-', '-', '-'],
  );
  return card(
    `Coefficients: <code>${escapeHtml(view.variable)}</code>`,
    table(['', 'estimate', 'standard error', '95 % interval', 'z'], rows),
    caption(
      'Standard errors from the observed information; intervals by the Normal approximation; z: estimate over standard error.',
    ),
  );
}
