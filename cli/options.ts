// Options of the form `name=value`, which may be given several times, and numbers.

import { InvalidArgumentError } from 'commander';

export type Settings = Readonly<Record<string, number | boolean>>;
/** Values to try of each hyperparameter. */
export type SettingValues = Readonly<Record<string, readonly (number | boolean)[]>>;
export type ColumnMap = Readonly<Record<string, readonly string[]>>;

/** `--set K=3`: hyperparameters. */
export function collectSetting(text: string, previous: Settings | undefined): Settings {
  const [name, value] = splitAssignment(text, 'K=3');
  if (value === 'true' || value === 'false') return withEntry(previous, name, value === 'true');
  return withEntry(previous, name, parseNumber(value));
}

/** `--set K=3`, `K=1..8` (both ends in) or `K=2,4,8`: hyperparameters of one fit, or of several. */
export function collectSettingValues(text: string, previous: SettingValues | undefined): SettingValues {
  const [name, value] = splitAssignment(text, 'K=3, K=1..8 or K=2,4,8');
  return withEntry(
    previous,
    name,
    value.split(',').flatMap((part) => settingValues(part.trim())),
  );
}

const longestRange = 1000;

function settingValues(text: string): readonly (number | boolean)[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  const [from = '', to, ...more] = text.split('..');
  if (to === undefined) return [parseNumber(from)];
  const [low, high] = [parseNumber(from), parseNumber(to)];
  if (more.length > 0 || !Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low > high)
    throw new InvalidArgumentError(`\`${text}\` is not a range of whole numbers, as 1..8.`);
  if (high - low >= longestRange)
    throw new InvalidArgumentError(`\`${text}\` has more than ${String(longestRange)} values.`);
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

/** `--rows plate=5`: rows of an inner plate. */
export function collectRows(
  text: string,
  previous: Readonly<Record<string, number>> | undefined,
): Readonly<Record<string, number>> {
  const [name, value] = splitAssignment(text, 'plate=5');
  return withEntry(previous, name, parsePositiveInteger(value));
}

/** `--map x=a,b`: the columns of a variable. */
export function collectColumns(text: string, previous: ColumnMap | undefined): ColumnMap {
  const [name, value] = splitAssignment(text, 'x=eruptions,waiting');
  refuseTwice(previous, name);
  const columns = value.split(',').map((column) => column.trim());
  if (columns.some((column) => column === ''))
    throw new InvalidArgumentError(`\`${text}\` has an empty column name.`);
  return withEntry(previous, name, columns);
}

/** `--given y=2`: an input, a number or the text of a level. */
export function collectGiven(
  text: string,
  previous: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> {
  const [name, value] = splitAssignment(text, 'y=2');
  return withEntry(previous, name, givenValue(value));
}

/** A number: `1`, `-2.5`, `1e-8`. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (!/^[-+.\d]/.test(text.trim()) || /^[-+]?0[box]/i.test(text.trim()) || !Number.isFinite(value))
    throw new InvalidArgumentError(`\`${text}\` is not a number.`);
  return value;
}

export function parsePositiveInteger(text: string): number {
  const value = parseNumber(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError(`\`${text}\` is not a whole number from 1 on.`);
  return value;
}

export function parseThreads(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError(`\`${text}\` is neither a whole number from 1 on nor \`auto\`.`);
  return value;
}

export function parseSeed(text: string): number {
  const value = parseNumber(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`\`${text}\` is not a whole number from 0 on.`);
  return value;
}

/** `a,b`, for lists of words. */
export function parseList(text: string): readonly string[] {
  return text.split(',').map((word) => word.trim());
}

export function splitAssignment(text: string, example: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`\`${text}\` is not of the form ${example}.`);
  return [text.slice(0, at).trim().normalize('NFC'), text.slice(at + 1).trim()];
}

/** Two are meant to add up, perhaps: the later one winning without a word would drop columns. */
function refuseTwice(previous: Readonly<Record<string, unknown>> | undefined, name: string): void {
  if (previous !== undefined && Object.hasOwn(previous, name))
    throw new InvalidArgumentError(
      `\`${name}\` is given twice; list all its columns in one, separated by commas.`,
    );
}

/** Without a prototype: a variable may be called `__proto__`. */
export function withEntry<T>(
  previous: Readonly<Record<string, T>> | undefined,
  name: string,
  value: T,
): Record<string, T> {
  const result = Object.create(null) as Record<string, T>;
  for (const key of Object.keys(previous ?? {})) {
    const kept = previous?.[key];
    if (kept !== undefined) result[key] = kept;
  }
  result[name] = value;
  return result;
}

function givenValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text.includes(',')) return text.split(',').map((part) => givenValue(part.trim()));
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : text;
}
