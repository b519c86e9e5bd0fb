// Column names as a person lists them: single ones, ranges `pixel0..pixel63` in the file's order, and `pixel*`.

import { DataError } from '../errors.ts';
import { at } from '../record.ts';
import { didYouMean } from './nearest-name.ts';
import { columnNames, type Table } from './table.ts';

/** The columns that these words mean; words that mean none stay, to be refused where they are used. */
export function expandNames(table: Table, words: readonly string[], variable: string): readonly string[] {
  const names = columnNames(table);
  return words.flatMap((word) => {
    if (names.includes(word)) return [word];
    const range = expandRange(table, names, word, variable);
    if (range !== null) return range;
    if (!word.includes('*')) return [word];
    const pattern = new RegExp(`^${word.split('*').map(escape).join('.*')}$`, 'su');
    const found = names.filter((name) => pattern.test(name));
    if (found.length === 0)
      throw new DataError(
        { file: table.file, variable },
        `no column matches \`${word}\``,
        `the columns are ${nameList(names)}`,
      );
    return found;
  });
}

function expandRange(
  table: Table,
  names: readonly string[],
  word: string,
  variable: string,
): readonly string[] | null {
  // A name may hold two dots itself.
  for (let dots = word.indexOf('..'); dots >= 0; dots = word.indexOf('..', dots + 1)) {
    const [from, to] = [
      names.indexOf(word.slice(0, dots).trim()),
      names.indexOf(word.slice(dots + 2).trim()),
    ];
    if (from < 0 || to < 0) continue;
    if (from > to)
      throw new DataError(
        { file: table.file, variable },
        `\`${word}\` runs backwards: \`${at(names, from)}\` comes after \`${at(names, to)}\` in the file`,
        `write ${at(names, to)}..${at(names, from)}`,
      );
    return names.slice(from, to + 1);
  }
  if (!word.includes('..')) return null;
  const [first = '', last = ''] = word.split('..').map((end) => end.trim());
  const missing = names.includes(first) ? last : first;
  throw new DataError(
    { file: table.file, column: missing, variable },
    `there is no such column for the range \`${word}\` to ${missing === first ? 'begin' : 'end'} at`,
    didYouMean(missing, names) ?? `the columns are ${nameList(names)}`,
  );
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** At most a dozen names, quoted. */
export function nameList(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `\`${name}\``);
  return `${shown.join(', ')}${names.length > 12 ? `, ... (${String(names.length)})` : ''}`;
}

/** Names for `--map`, three or more neighbours as a range: `a,b` and `c..h`. */
export function shortList(table: Table, names: readonly string[]): string {
  const all = columnNames(table);
  const parts: string[] = [];
  for (let i = 0; i < names.length;) {
    const start = all.indexOf(at(names, i));
    let length = 1;
    while (i + length < names.length && all[start + length] === names[i + length]) length++;
    if (length >= 3) parts.push(`${at(names, i)}..${at(names, i + length - 1)}`);
    else parts.push(...names.slice(i, i + length));
    i += length;
  }
  const text = parts.join(',');
  return /[\s()'"*;&|<>$]/.test(text) ? JSON.stringify(text) : text;
}
