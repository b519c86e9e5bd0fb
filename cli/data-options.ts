// How data files are read: the options that `train` and `score` share, and what of them a run keeps, so that scoring
// reads data as training did.

import { existsSync, readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import type { MissingRule } from '../runtime/data/cells.ts';
import type { DataPaths, ReadDataOptions } from '../runtime/data/read-data.ts';
import type { RowFilter } from '../runtime/data/table.ts';
import type { UnknownRule } from '../runtime/data/unknown-levels.ts';
import { describeSystemError, UserError } from './errors.ts';
import {
  collectColumns,
  parsePositiveInteger,
  splitAssignment,
  withEntry,
  type ColumnMap,
} from './options.ts';

type ByVariable<T> = Readonly<Record<string, T>>;

export interface DataFlags {
  readonly map?: ColumnMap;
  readonly group?: ColumnMap;
  readonly levels?: ByVariable<readonly string[]>;
  readonly missing?: ByVariable<MissingRule>;
  readonly unknown?: ByVariable<UnknownRule>;
  readonly split?: ByVariable<string>;
  readonly header?: boolean;
  readonly format?: string;
  readonly rows?: RowFilter;
  readonly every?: number;
  readonly notEvery?: number;
}

/** What a run keeps of them; levels are in its fit. */
export interface Reading {
  readonly map: ColumnMap;
  readonly group: ColumnMap;
  readonly missing: ByVariable<MissingRule>;
  readonly unknown: ByVariable<UnknownRule>;
  readonly split: ByVariable<string>;
  readonly header: boolean | null;
}

export const plainReading: Reading = {
  map: {},
  group: {},
  missing: {},
  unknown: {},
  split: {},
  header: null,
};

/** `again`: the command reads what a run was trained on before. */
export function addDataOptions(command: Command, again: boolean): Command {
  const trained = again ? ' (default: as in the training)' : '';
  if (!again)
    command.option(
      '--levels <v=FILE>',
      'the levels of a category, a line for each in a file, or joined by commas',
      collectLevels,
    );
  return command
    .option(
      '--map <x=a,b>',
      `the columns of a variable, also as a range a..d or a pattern pixel*; may be repeated${trained}`,
      collectColumns,
    )
    .option(
      '--group <game=id>',
      `the column that says which rows of a long table belong together; may be repeated${trained}`,
      collectColumns,
    )
    .option(
      '--missing <v=NA,?>',
      `which texts mean missing, "none", or "category": a level of its own${trained}`,
      collectMissing,
    )
    .option(
      '--unknown <v=error>',
      `levels and tokens not met in training: error, ignore or symbol${trained}`,
      collectUnknown,
    )
    .option(
      '--split <w=words>',
      `text to tokens: words, characters, spaces, or /regex/i${trained}`,
      collectSplit,
    )
    .option(
      '--header <yes>',
      `whether the first line of a CSV file names its columns: yes or no${trained}`,
      parseHeader,
    )
    .option('--format <csv>', 'the format of the file, where its ending does not say it')
    .option('--rows <1..100>', 'read these rows only', parseRows)
    .option('--every <5>', 'read every 5th row only', parsePositiveInteger)
    .option('--not-every <5>', 'read all rows but every 5th', parsePositiveInteger);
}

/** One file, or `x=a.npy,y=b.npy`. */
export function dataPaths(text: string): DataPaths {
  const parts = text.split(',').map((part) => /^\s*([\p{L}_][\p{L}\p{N}_]*)=(.+)$/u.exec(part));
  if (existsSync(text) || parts.some((part) => part === null)) return text;
  const paths = Object.create(null) as Record<string, string>;
  for (const [, name = '', path = ''] of parts.filter((part) => part !== null)) {
    if (Object.hasOwn(paths, name)) throw new UserError(`--data names two files for \`${name}\``);
    paths[name.normalize('NFC')] = path.trim();
  }
  return paths;
}

/** The options of a reader; what the flags leave open is as it was in the training. */
export function readOptions(flags: DataFlags, before: Reading = plainReading): ReadDataOptions {
  const { map, group, missing, unknown, split, header } = readingOf(flags, before);
  const { rows, every, notEvery, levels, format } = flags;
  const filter: RowFilter = {
    ...rows,
    ...(every === undefined ? {} : { every }),
    ...(notEvery === undefined ? {} : { notEvery }),
  };
  return {
    map,
    group,
    missing,
    unknown,
    split,
    ...(levels === undefined ? {} : { levels }),
    ...(header === null ? {} : { header }),
    ...(format === undefined ? {} : { format }),
    ...(Object.keys(filter).length === 0 ? {} : { rows: filter }),
  };
}

export function readingOf(flags: DataFlags, before: Reading = plainReading): Reading {
  return {
    map: { ...before.map, ...flags.map },
    group: { ...before.group, ...flags.group },
    missing: { ...before.missing, ...flags.missing },
    unknown: { ...before.unknown, ...flags.unknown },
    split: { ...before.split, ...flags.split },
    header: flags.header ?? before.header,
  };
}

function collectLevels(text: string, previous: ByVariable<readonly string[]> | undefined) {
  const [name, value] = splitAssignment(text, 'species=levels.txt');
  const levels =
    value.includes(',') && !existsSync(value)
      ? value.split(',').map((level) => level.trim())
      : readLevels(value);
  const repeated = levels.find((level, index) => levels.indexOf(level) !== index);
  if (repeated !== undefined) throw new InvalidArgumentError(`\`${repeated}\` is listed twice.`);
  return withEntry(previous, name, levels);
}

function readLevels(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(describeSystemError(error, path) ?? `${path}: cannot be read`);
  }
  const levels = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line !== ''); // prettier-ignore
  if (levels.length === 0) throw new UserError(`${path}: the file has no levels`, 'write one in each line');
  return levels;
}

function collectMissing(text: string, previous: ByVariable<MissingRule> | undefined) {
  const [name, value] = splitAssignment(text, 'age=NA,?');
  const words = value === 'none' ? [] : value.split(',').map((word) => word.trim());
  return withEntry<MissingRule>(previous, name, value === 'category' ? 'category' : words);
}

function collectUnknown(text: string, previous: ByVariable<UnknownRule> | undefined) {
  const [name, value] = splitAssignment(text, 'word=ignore');
  if (value !== 'error' && value !== 'ignore' && value !== 'symbol')
    throw new InvalidArgumentError(`\`${value}\` is none of error, ignore, symbol.`);
  return withEntry<UnknownRule>(previous, name, value);
}

function collectSplit(text: string, previous: ByVariable<string> | undefined) {
  const [name, value] = splitAssignment(text, 'word=words');
  return withEntry(previous, name, value);
}

function parseHeader(text: string): boolean {
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new InvalidArgumentError(`\`${text}\` is neither yes nor no.`);
}

/** `1..100`, `101..` or `..100`, both ends in. */
export function parseRows(text: string): RowFilter {
  const [, from = '', to = ''] = /^(\d*)\.\.(\d*)$/.exec(text.trim()) ?? [];
  if (from === '' && to === '') throw new InvalidArgumentError(`\`${text}\` is not of the form 1..100.`);
  const filter = {
    ...(from === '' ? {} : { from: parsePositiveInteger(from) }),
    ...(to === '' ? {} : { to: parsePositiveInteger(to) }),
  };
  if (filter.from !== undefined && filter.to !== undefined && filter.from > filter.to)
    throw new InvalidArgumentError(`\`${text}\` runs backwards.`);
  return filter;
}
