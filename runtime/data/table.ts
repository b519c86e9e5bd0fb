// A table of texts with named columns: what a CSV file, or a JSON list of records, is read into.

export interface Table {
  /** The file's name, for messages. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** One-based line in the file; null where lines mean nothing. */
  readonly line: number | null;
  /** One cell for each column. */
  readonly cells: readonly string[];
}

/** Which rows to keep: `from` to `to`, one-based and inclusive; every n-th, or all but every n-th. */
export interface RowFilter {
  readonly from?: number;
  readonly to?: number;
  readonly every?: number;
  readonly notEvery?: number;
}

export function filterRows(table: Table, { from, to, every, notEvery }: RowFilter): Table {
  const rows = table.rows.filter((_, index) => {
    const number = index + 1;
    if (from !== undefined && number < from) return false;
    if (to !== undefined && number > to) return false;
    if (every !== undefined && number % every !== 0) return false;
    return notEvery === undefined || number % notEvery !== 0;
  });
  return { ...table, rows };
}
