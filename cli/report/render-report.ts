// The report: one HTML file that needs no script and no network. Charts are drawn here, once.

import { objectiveChart } from './charts/objective-chart.ts';
import { hasColours, plateCharts } from './charts/plate-charts.ts';
import { renderChart } from './charts/render-chart.ts';
import { selectionChart } from './charts/selection-chart.ts';
import { escapeHtml, proseToHtml } from './escape.ts';
import { formatNumber, formatObjective, formatSeconds } from './format-number.ts';
import { plateNotation } from './graph/plate-notation.ts';
import { renderGraph } from './graph/render-graph.ts';
import { caption } from './html.ts';
import { paletteSize } from './palette.ts';
import { parameterTables } from './parameter-table.ts';
import type { PlateView, ReportData, SelectionView } from './report-data.ts';
import { classificationSection } from './sections/classification.ts';
import { imageSection } from './sections/images.ts';
import { missingSection } from './sections/missing.ts';
import { coefficientSection, regressionSection } from './sections/regressions.ts';
import { tokenSection } from './sections/tokens.ts';
import { statePathSection } from './sections/state-paths.ts';
import { transitionSection } from './sections/transitions.ts';
import { unknownSection } from './sections/unknowns.ts';
import { styleSheet } from './style.ts';

const objectiveNames: Readonly<Record<string, string>> = {
  logLikelihood: 'log likelihood',
  logPosterior: 'log posterior',
};

/** The words for an objective, with its unit. */
export function objectiveName(objective: string): string {
  return objectiveNames[objective] ?? objective;
}

export async function renderReport(data: ReportData): Promise<string> {
  const partial = rowsText(data);
  const [curve, selection, plates, classifications, unknowns, regressions, paths, transitions, graph] =
    await Promise.all([
      objectiveSection(data),
      selectionSection(data.selection),
      Promise.all(data.plates.map((plate, index) => plateSection(plate, index, partial))),
      Promise.all(
        data.classifications.map((view, i) => classificationSection(view, `label${String(i)}`, partial)),
      ),
      Promise.all(data.unknowns.map((view, i) => unknownSection(view, `unknown${String(i)}`, partial))),
      Promise.all(
        data.regressions.map((view, i) => regressionSection(view, `regression${String(i)}`, partial)),
      ),
      Promise.all(data.statePaths.map((view, i) => statePathSection(view, `path${String(i)}`, partial))),
      Promise.all(data.transitions.map((view, i) => transitionSection(view, `transition${String(i)}`))),
      renderGraph(plateNotation(data.graph), 'The model in plate notation'),
    ]);
  const sections = [
    summarySection(data),
    selection,
    ...plates,
    ...data.images.map((view) => imageSection(view, partial)),
    ...data.tokens.map((view) => tokenSection(view, partial)),
    ...paths,
    ...transitions,
    ...data.missing.map((view) => missingSection(view, partial)),
    ...classifications,
    ...unknowns,
    ...regressions,
    ...data.coefficients.map(coefficientSection),
    `<section class="card"><h2>Parameters</h2>${parameterTables(data.parameters)}${errorsNote(data)}</section>`,
    curve,
    `<section class="card"><h2>Model</h2><div class="graph">${graph}</div><p class="caption">Shaded: observed, dashed where it is an input. Small points: parameters. Frames: repeated for every row.${data.graph.edges.some(({ step }) => step !== null) ? ' An arrow with a step on it reads the value there.' : ''}</p></section>`,
    `<section class="card"><h2>Derivation</h2><pre>${escapeHtml(data.derivation.trim())}</pre></section>`,
  ];
  const lead = data.doc === null ? '' : `<p class="lead">${escapeHtml(data.doc)}</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(data.model)}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(data.model)}</h1>${lead}</header>
${sections.join('\n')}
<footer>Fitted by Generand from <code>${escapeHtml(data.file)}</code>. <code>metrics.json</code> and <code>fit.safetensors</code> beside this file hold the numbers.</footer>
</main>
</body>
</html>
`;
}

/** Which rows charts and measures look at; nothing where it is all of them. */
function rowsText({ sampled: { stride, rows, of } }: ReportData): string {
  if (stride === 1)
    return rows === of ? '' : `Of ${formatNumber(of)} rows the first ${formatNumber(rows)} are looked at.`;
  return `Of ${formatNumber(of)} rows every ${ordinal(stride)} is looked at: ${formatNumber(rows)}.`;
}

function ordinal(number: number): string {
  const [tens, ones] = [number % 100, number % 10];
  const ending =
    tens > 10 && tens < 14 ? 'th' : ones === 1 ? 'st' : ones === 2 ? 'nd' : ones === 3 ? 'rd' : 'th';
  return `${formatNumber(number)}${ending}`;
}

function summarySection(data: ReportData): string {
  const facts = [
    [`${objectiveName(data.objective)}, nats`, formatObjective(data.value)],
    ['free parameters', formatNumber(data.freeParameters)],
    ['AIC', formatObjective(data.aic)],
    ...(data.bic === null ? [] : [['BIC', formatObjective(data.bic)]]),
    ['method', data.method],
    ['iterations', formatNumber(data.iterations)],
    ['restarts', String(Math.max(1, data.curves.length))],
    ['time', formatSeconds(data.seconds)],
    ...data.sizes.map((size) => [size.name, formatNumber(size.value)]),
  ];
  const items = facts.map(
    ([name, value]) => `<div><dt>${escapeHtml(name ?? '')}</dt><dd>${escapeHtml(value ?? '')}</dd></div>`,
  );
  const reason = `<p class="note">${proseToHtml(data.methodReason)}</p>`;
  return `<section class="card"><dl class="facts">${items.join('')}</dl>${reason}${warnings(data)}</section>`;
}

function warnings({ interrupted, warnings: found }: ReportData): string {
  const all = [
    ...(interrupted ? ['Interrupted: these are the best parameters found by then.'] : []),
    ...found,
  ];
  return all.map((text) => `<p class="note warning">${proseToHtml(text)}</p>`).join('');
}

/** What the numbers after ± are, or why there are none. */
function errorsNote({ parameters, errorsNote: note }: ReportData): string {
  if (note !== null) return `<p class="caption">${proseToHtml(note)}.</p>`;
  if (parameters.every(({ errors }) => errors === null)) return '';
  const reasons = new Set(parameters.flatMap(({ absent }) => absent.map(({ reason }) => reason)));
  const without =
    reasons.size === 0 ? '' : ` Where there is none: ${[...reasons].map(escapeHtml).join('; ')}.`;
  return `<p class="caption">± standard errors, from the observed information.${without}</p>`;
}

async function selectionSection(selection: SelectionView | null): Promise<string> {
  if (selection === null) return '';
  const chart = selectionChart(selection);
  const svg =
    chart === null
      ? ''
      : await renderChart(chart, 'selection', 'The criteria of the fits that were compared');
  const { header, rows } = selection;
  const head = header.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const lines = rows.map(({ cells, note, best }) => {
    const numbers = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    const span = header.length - cells.length + 1;
    return `<tr${best ? ' class="best"' : ''}>${numbers}<td class="text" colspan="${String(span)}">${escapeHtml(note)}</td></tr>`;
  });
  return (
    `<section class="card"><h2>Model selection</h2>${svg === '' ? '' : `<div class="chart">${svg}</div>`}` +
    `<table><tr>${head}<th></th></tr>${lines.join('')}</table>` +
    `<p class="caption">This run is the best by ${escapeHtml(selection.criterion)}: ${escapeHtml(selection.explanation)}.</p></section>`
  );
}

async function objectiveSection(data: ReportData): Promise<string> {
  const chart = objectiveChart(data.curves, data.best, objectiveName(data.objective));
  if (chart === null) return '';
  const svg = await renderChart(chart, 'objective', 'The objective over the iterations');
  const others = data.curves.length - 1;
  const shown =
    others > 0 ? ` The other ${String(others)} ${others === 1 ? 'restart is' : 'restarts are'} grey.` : '';
  return `<section class="card"><h2>Objective</h2><div class="chart">${svg}</div><p class="caption">After each iteration, for the restart that was kept.${shown}</p></section>`;
}

async function plateSection(plate: PlateView, index: number, rows: string): Promise<string> {
  const charts = await Promise.all(
    plateCharts(plate).map(
      async ({ chart, description, caption }, position) =>
        `<div class="chart">${await renderChart(chart, `plate${String(index)}-${String(position)}`, description)}<p class="caption">${escapeHtml(caption)}</p></div>`,
    ),
  );
  if (charts.length === 0) return '';
  const title = plate.plate === '' ? 'Data and draws' : `Data and draws: ${plate.plate}`;
  return `<section class="card"><h2>${escapeHtml(title)}</h2>${hasColours(plate) ? legend(plate.components) : ''}${charts.join('')}${rows === '' ? '' : caption(rows)}</section>`;
}

function legend(components: readonly string[]): string {
  const items = components.map(
    (name, index) => `<li><i class="dot k${String(index % paletteSize)}"></i>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}
