// The few pieces of HTML that sections are made of. Texts that they are given are HTML already: what comes from specs and
// data is escaped by whoever puts it in.

export function card(title: string, ...body: readonly string[]): string {
  return `<section class="card"><h2>${title}</h2>${body.join('')}</section>`;
}

export function caption(text: string): string {
  return `<p class="caption">${text}</p>`;
}

/** A cell of a table: HTML, or with attributes of its own. */
export type Cell = string | { readonly html: string; readonly attributes: string };

/** `header`: of columns; the first cell of a row is its header. */
export function table(
  header: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  options: { readonly className?: string; readonly title?: string } = {},
): string {
  const title = options.title === undefined ? '' : `<caption>${options.title}</caption>`;
  const head = header.map(headerHtml).join('');
  const lines = rows.map(([first = '', ...cells]) => {
    const start = typeof first === 'string' ? first : first.html;
    return `<tr><th scope="row">${start}</th>${cells.map(cellHtml).join('')}</tr>`;
  });
  const className = options.className === undefined ? '' : ` class="${options.className}"`;
  return `<table${className}>${title}<tr>${head}</tr>${lines.join('')}</table>`;
}

function headerHtml(cell: Cell): string {
  if (cell === '') return '<td></td>';
  return typeof cell === 'string'
    ? `<th scope="col">${cell}</th>`
    : `<th scope="col" ${cell.attributes}>${cell.html}</th>`;
}

function cellHtml(cell: Cell): string {
  return typeof cell === 'string' ? `<td>${cell}</td>` : `<td ${cell.attributes}>${cell.html}</td>`;
}

/** Numbers in a row, with their names above. */
export function facts(items: readonly (readonly [string, string])[]): string {
  return `<dl class="facts">${items
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`)
    .join('')}</dl>`;
}
