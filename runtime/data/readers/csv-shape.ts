// How a text of rows is written: what separates its cells, what quotes them, what its decimals look like.

export interface CsvShape {
  /** Character code. */
  readonly separator: number;
  /** Character code; null: quotation marks are letters like others. */
  readonly quote: number | null;
  /** A quote that does not close is an error; otherwise it is a letter. */
  readonly strictQuotes: boolean;
  /** Character code of the decimal point. */
  readonly point: number;
  readonly notes: readonly string[];
}

const separators = [',', ';', '\t', '|'] as const;
const names: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** Looks at the first lines. `tabs`: the file's ending says tabs, and its quotation marks may be plain letters. */
export function sniffCsv(text: string, tabs: boolean): CsvShape {
  const lines = text
    .slice(0, 65_536)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 50);
  const separator = tabs ? '\t' : bestSeparator(lines);
  const cells = lines.flatMap((line) => line.split(separator).map((cell) => cell.trim()));
  const quote = quoteOf(cells);
  const comma =
    separator === ';' &&
    cells.some((cell) => /^[-+]?\d+,\d+$/.test(cell)) &&
    !cells.some((cell) => /^[-+]?\d+\.\d+$/.test(cell));
  return {
    separator: separator.charCodeAt(0),
    quote: quote.charCodeAt(0),
    strictQuotes: separator !== '\t',
    point: (comma ? ',' : '.').charCodeAt(0),
    notes: [
      ...(!tabs && separator !== ',' ? [`cells are separated by ${names[separator] ?? separator}`] : []),
      ...(comma ? ['decimals are written with a comma'] : []),
      ...(quote === "'" ? ['cells are quoted by single quotation marks'] : []),
    ],
  };
}

/** The one that cuts all lines alike, and into the most cells; commas where none does. */
function bestSeparator(lines: readonly string[]): string {
  const unquoted = lines.map((line) => line.replace(/"[^"]*"/g, ''));
  const counts = separators.map((separator) => unquoted.map((line) => line.split(separator).length));
  const even = separators.filter((_, index) => {
    const [first = 1, ...others] = counts[index] ?? [];
    return first > 1 && others.every((count) => count === first);
  });
  const width = (separator: string): number =>
    counts[separators.indexOf(separator as (typeof separators)[number])]?.[0] ?? 0;
  // Commas of decimals are even too where each row has one: other separators count first.
  const others = even.filter((separator) => separator !== ',');
  if (even.includes(',') && !others.some((separator) => width(separator) >= width(','))) return ',';
  const best = others.sort((a, b) => width(b) - width(a))[0];
  return best ?? ',';
}

/** Single quotation marks quote where cells come in them and none comes in double ones. */
function quoteOf(cells: readonly string[]): string {
  if (cells.some((cell) => cell.startsWith('"'))) return '"';
  const single = cells.filter((cell) => cell.startsWith("'"));
  const closed = single.every((cell) => cell.length > 1 && cell.endsWith("'"));
  return single.length > cells.length / 3 && closed ? "'" : '"';
}
