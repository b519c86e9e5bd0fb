// The answers of `gen score` in the formats of files.

import { UserError } from '../errors.ts';
import { recordsOf } from '../format-values.ts';
import { toNpy } from '../npy.ts';
import { toCsv } from '../table.ts';
import type { OutputFormat } from '../write-output.ts';
import type { Scores } from './score-fit.ts';

/** `table`: the answers with a line for each row. `isOneRow`: sequences outside every plate, which are one row. Error: `UserError` for what the format cannot hold. */
export function formatScores(
  format: OutputFormat,
  scores: Scores,
  table: () => readonly (readonly string[])[],
  isOneRow: boolean,
): string | Uint8Array {
  switch (format) {
    case 'csv':
      return toCsv(table());
    case 'tsv':
    case 'txt':
      return toCsv(table(), '\t');
    case 'json':
      return `${JSON.stringify(scores)}\n`;
    case 'jsonl':
      return recordsOf(listsOf(scores, isOneRow));
    case 'npy':
      return toNpy(theRows(scores), [theRows(scores).length]);
  }
}

/** Every answer that has an entry for each row, under its name: `logProb`, `posterior.kind`, ... */
function listsOf(scores: Scores, isOneRow: boolean): Readonly<Record<string, unknown>> {
  const lists: Record<string, unknown> = {};
  for (const [name, answer] of Object.entries(scores)) {
    if (name === 'total' || answer === null) continue;
    if (name === 'rows') lists['logProb'] = answer;
    else if (isOneRow && name !== 'anomaly') {
      const steps: Record<string, unknown> = {};
      addLists(steps, name, answer);
      for (const [part, values] of Object.entries(steps)) lists[part] = [values];
    } else addLists(lists, name, answer);
  }
  return lists;
}

function addLists(lists: Record<string, unknown>, name: string, answer: unknown): void {
  if (Array.isArray(answer)) lists[name] = answer;
  else if (typeof answer === 'object' && answer !== null)
    for (const [part, value] of Object.entries(answer)) addLists(lists, `${name}.${part}`, value);
}

function theRows(scores: Scores): readonly number[] {
  const { rows } = scores;
  if (
    Object.keys(scores).some((name) => name !== 'rows' && name !== 'total') ||
    rows === null ||
    rows === undefined
  )
    throw new UserError(
      'an .npy file holds one array: the log density of each row, asked for alone, of a model whose rows have one',
      'ask for .csv or .json',
    );
  return rows;
}
