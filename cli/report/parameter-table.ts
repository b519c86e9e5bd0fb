// Parameters as HTML: a number, a row, a matrix, or one matrix for each index before the last two. Large arrays
// are summarised: nobody reads a thousand numbers.

import { escapeHtml } from './escape.ts';
import { formatError, formatNumber } from './format-number.ts';
import { paletteSize } from './palette.ts';
import type { ParameterView } from './report-data.ts';

const mostRows = 24;
const mostColumns = 12;
const mostBlocks = 12;

export function parameterTables(parameters: readonly ParameterView[]): string {
  return parameters
    .map((parameter) => `<section class="parameter">${heading(parameter)}${body(parameter)}</section>`)
    .join('\n');
}

function heading(parameter: ParameterView): string {
  const doc = parameter.doc === null ? '' : `<p class="doc">${escapeHtml(parameter.doc)}</p>`;
  return `<h3><code>${escapeHtml(parameter.name)}</code> <span class="type">${escapeHtml(parameter.type)}</span></h3>${doc}`;
}

function body(parameter: ParameterView): string {
  const { shape } = parameter;
  if (shape.length === 0) return `<p class="number">${estimate(parameter, 0)}</p>`;
  const rank = shape.length;
  const columns = shape[rank - 1] ?? 0;
  const rows = rank > 1 ? (shape[rank - 2] ?? 0) : 1;
  const blocks = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  // A lone long vector reads better down the page.
  if (rank === 1 && columns > mostColumns && columns <= mostRows)
    return matrix(parameter, 0, columns, 1, 0, null);
  if (columns > mostColumns || rows > mostRows || blocks > mostBlocks) return summary(parameter);
  const rowAxis = rank > 1 ? rank - 2 : null;
  const parts = Array.from({ length: blocks }, (_, block) => {
    const table = matrix(parameter, block * rows * columns, rows, columns, rowAxis, rank - 1);
    return blocks === 1 ? table : `<figure>${blockCaption(parameter, block)}${table}</figure>`;
  });
  return blocks === 1 ? parts.join('') : `<div class="blocks">${parts.join('')}</div>`;
}

function matrix(
  parameter: ParameterView,
  offset: number,
  rows: number,
  columns: number,
  rowAxis: number | null,
  columnAxis: number | null,
): string {
  const head =
    columnAxis === null
      ? ''
      : `<tr>${rowAxis === null ? '' : '<td></td>'}${indices(columns)
          .map((index) => `<th scope="col">${axisLabel(parameter, columnAxis, index)}</th>`)
          .join('')}</tr>`;
  const lines = indices(rows).map((row) => {
    const label = rowAxis === null ? '' : `<th scope="row">${axisLabel(parameter, rowAxis, row)}</th>`;
    const cells = indices(columns).map(
      (column) => `<td>${estimate(parameter, offset + row * columns + column)}</td>`,
    );
    return `<tr>${label}${cells.join('')}</tr>`;
  });
  return `<table${columns > 8 ? ' class="wide"' : ''}>${head}${lines.join('')}</table>`;
}

/** A number, with its standard error where there is one. */
function estimate({ values, errors }: ParameterView, entry: number): string {
  const value = formatNumber(values[entry] ?? NaN);
  const error = errors?.[entry] ?? NaN;
  // What is known without data has no error to show.
  if (Number.isNaN(error) || error === 0) return value;
  return `${value} <small>± ${formatError(error)}</small>`;
}

function blockCaption(parameter: ParameterView, block: number): string {
  const sizes = parameter.shape.slice(0, -2);
  let rest = block;
  const labels = sizes.map(() => '');
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const size = sizes[axis] ?? 1;
    labels[axis] = axisLabel(parameter, axis, rest % size);
    rest = Math.floor(rest / size);
  }
  return `<figcaption>${labels.join(', ')}</figcaption>`;
}

/** An index, by its label where there is one, with its colour where it is a component. */
function axisLabel(parameter: ParameterView, axis: number, index: number): string {
  const text = escapeHtml(parameter.labels[axis]?.[index] ?? String(index));
  if (parameter.componentAxis[axis] !== true) return text;
  return `<i class="dot k${String(index % paletteSize)}"></i>${text}`;
}

function summary(parameter: ParameterView): string {
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  for (const value of parameter.values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  const mean = sum / Math.max(1, parameter.values.length);
  return (
    `<p class="summary">${parameter.shape.join(' &times; ')} numbers from ${formatNumber(low)} to ` +
    `${formatNumber(high)}, mean ${formatNumber(mean)}. All of them are in the fit.</p>`
  );
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
