// Data files, by their ending. In Node; `parseData` takes text and runs anywhere.

import { DataError } from '../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import { emptyRecord, lookUp, mergeRecords } from '../record.ts';
import { columnsToData, isSequence, wantedVariables, type NamedData, type ReadOptions } from './columns.ts';
import { readBytes } from './files.ts';
import type { ColumnMap } from './map-columns.ts';
import { didYouMean } from './nearest-name.ts';
import { originOf, rememberOrigin } from './origin.ts';
import { platePath } from './plates.ts';
import { readConllu } from './readers/conllu.ts';
import { readCsv } from './readers/csv.ts';
import { decodeText } from './readers/decode.ts';
import { readFasta } from './readers/fasta.ts';
import { readIdx } from './readers/idx.ts';
import { readJson, readJsonLines } from './readers/json.ts';
import { readNpy } from './readers/npy.ts';
import { tensorToTable } from './readers/tensor-table.ts';
import { readText } from './readers/text.ts';
import { splitter } from './split.ts';
import { filterRows, keptRows, type RowFilter, type Table } from './table.ts';
import { settleUnknown } from './unknown-levels.ts';
import { unpack } from './unpack.ts';

export interface ReadDataOptions extends ReadOptions {
  /** Rows to keep: of a table its rows, of text its lines, of JSON the rows of the outermost plate. */
  readonly rows?: RowFilter;
  /** Whether the first line of a CSV file names its columns; default: decided by its cells. */
  readonly header?: boolean;
  /** The format, where the file's ending does not say it: `csv`, `jsonl`, ... */
  readonly format?: string;
}

/** One file, or one for each variable. */
export type DataPaths = string | Readonly<Record<string, string>>;

export interface DataRead extends NamedData {
  /** Levels that were known, and those that an option settles. */
  readonly levels: Levels;
  /** The files as they were read, for a summary. */
  readonly sources: readonly DataSource[];
}

export interface DataSource {
  readonly file: string;
  /** Null for JSON that holds variables. */
  readonly table: Table | null;
  /** Rows before some were left out. */
  readonly allRows: number | null;
}

/** Errors: `InputError` where a file cannot be read, `DataError` for what is in it. */
export async function readDataFile(
  paths: DataPaths,
  definition: ModelDefinition,
  options: ReadDataOptions = {},
): Promise<DataRead> {
  if (typeof paths === 'string') {
    const content = await readContent(readBytes(paths), paths, options);
    return finish([contentToData(content, paths, definition, options)], definition, options);
  }
  const wanted = wantedVariables(definition, options);
  const parts: Part[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const variable = wanted.find((candidate) => candidate.name === name);
    if (variable === undefined) throw noVariable(name, path, definition, wanted);
    const content = await readContent(readBytes(path), path, options);
    const own = { ...options, map: only(options.map, name) };
    parts.push(contentToData(content, path, definition, own, [variable]));
  }
  return finish(parts, definition, options);
}

/** `file`: the name for messages, whose ending says the format, which is one of text. */
export function parseData(
  text: string,
  file: string,
  definition: ModelDefinition,
  options: ReadDataOptions = {},
): DataRead {
  const format = formatOf(file, options.format);
  const content = readTextContent(text, file, format, options);
  return finish([contentToData(content, file, definition, options)], definition, options);
}

function only(map: ColumnMap | undefined, name: string): ColumnMap {
  const columns = lookUp(map ?? {}, name);
  return columns === undefined ? {} : { [name]: columns };
}

function noVariable(
  name: string,
  path: string,
  definition: ModelDefinition,
  wanted: readonly VariableDefinition[],
): DataError {
  const names = wanted.map((variable) => variable.name);
  return new DataError(
    { variable: name },
    `${path} is given for it, but it is no data of model \`${definition.name}\``,
    didYouMean(name, names) ?? `its data are ${names.map((known) => `\`${known}\``).join(', ')}`,
  );
}

// What is in a file ----------------------------------------------------------------------------------------

type Content =
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'variables'; readonly values: Readonly<Record<string, unknown>> };

const formats: Readonly<Record<string, string>> = {
  csv: 'csv', tsv: 'tsv', tab: 'tsv', json: 'json', jsonl: 'jsonl', ndjson: 'jsonl', npy: 'npy', parquet: 'parquet', pq: 'parquet',
  txt: 'text', text: 'text', smi: 'text', fa: 'fasta', fasta: 'fasta', fna: 'fasta', conllu: 'conllu', idx: 'idx',
}; // prettier-ignore

/** By the last ending, `.gz` apart; `train-images-idx3-ubyte` has none. Error: `DataError`. */
export function formatOf(file: string, told: string | undefined): string {
  if (told !== undefined) {
    const known = lookUp(formats, told.toLowerCase());
    if (known !== undefined) return known;
    throw new DataError(
      { file },
      `\`${told}\` is no format`,
      `the formats are ${Object.keys(formats).join(', ')}`,
    );
  }
  const name = file.replace(/\.gz$/i, '');
  if (/[-.]idx\d-ubyte$/i.test(name)) return 'idx';
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const format = lookUp(formats, ending);
  if (format !== undefined) return format;
  const isSheet = ['xlsx', 'xls', 'ods'].includes(ending);
  throw new DataError(
    { file },
    `data are read from .csv, .tsv, .json, .jsonl, .npy, .parquet, .txt, .smi, .fasta, .conllu and IDX files, each also as .gz`,
    isSheet ? 'export the sheet as CSV' : 'say what it is with --format csv, or convert the file',
  );
}

async function readContent(packed: Uint8Array, file: string, options: ReadDataOptions): Promise<Content> {
  const format = formatOf(file, options.format);
  const bytes = unpack(packed, file);
  switch (format) {
    case 'npy':
      return { kind: 'table', table: tensorToTable(readNpy(bytes, file), file) };
    case 'idx':
      return { kind: 'table', table: tensorToTable(readIdx(bytes, file), file) };
    case 'parquet': {
      const { readParquet } = await import('./readers/parquet.ts');
      return { kind: 'table', table: await readParquet(bytes, file) };
    }
    default:
      return readTextContent(decodeText(bytes, file), file, format, options);
  }
}

function readTextContent(text: string, file: string, format: string, { header }: ReadDataOptions): Content {
  const csv = header === undefined ? {} : { header };
  switch (format) {
    case 'csv':
      return { kind: 'table', table: readCsv(text, file, false, csv) };
    case 'tsv':
      return { kind: 'table', table: readCsv(text, file, true, csv) };
    case 'json':
      return readJson(text, file);
    case 'jsonl':
      return { kind: 'table', table: readJsonLines(text, file) };
    case 'text':
      return { kind: 'table', table: readText(text, file) };
    case 'fasta':
      return { kind: 'table', table: readFasta(text, file) };
    case 'conllu':
      return { kind: 'table', table: readConllu(text, file) };
    default:
      throw new DataError({ file }, `a file of this kind is bytes, not text`);
  }
}

// From there to variables ----------------------------------------------------------------------------------

interface Part extends NamedData {
  readonly source: DataSource;
}

function contentToData(
  content: Content,
  file: string,
  definition: ModelDefinition,
  options: ReadDataOptions,
  wanted = wantedVariables(definition, options),
): Part {
  if (content.kind === 'table') {
    const table = keepRows(content.table, options.rows);
    const read = columnsToData(table, definition, options, wanted);
    return { ...read, source: { file, table, allRows: content.table.rowCount } };
  }
  const data = splitTexts(chooseVariables(content.values, definition, options, wanted), definition, options);
  const kept = options.rows === undefined ? data : keepOuterRows(data, definition, options.rows, file);
  rememberOrigin(kept, { file, line: null });
  return { data: kept, columns: {}, grouped: [], source: { file, table: null, allRows: null } };
}

function keepRows(table: Table, filter: RowFilter | undefined): Table {
  const kept = filter === undefined ? table : filterRows(table, filter);
  if (kept.rowCount === 0)
    throw new DataError(
      { file: table.file },
      `no rows are left to read of ${String(table.rowCount)}`,
      filter === undefined ? null : 'choose others with --rows, --every or --not-every',
    );
  return kept;
}

/** Of JSON data the rows of the outermost plates. */
function keepOuterRows(
  data: Readonly<Record<string, unknown>>,
  definition: ModelDefinition,
  filter: RowFilter,
  file: string,
): Readonly<Record<string, unknown>> {
  const result = mergeRecords<unknown>(data);
  for (const { name, plate } of definition.variables) {
    const value = lookUp(data, name);
    if (plate === null || !Array.isArray(value)) continue;
    const kept = Array.from(keptRows(value.length, filter), (row): unknown => value[row]);
    if (kept.length === 0)
      throw new DataError({ file, variable: name }, `no rows are left to read of ${String(value.length)}`);
    result[name] = kept;
  }
  return result;
}

/** Of JSON data those variables that are asked for; names that the model lacks stay, to be refused. */
function chooseVariables(
  values: Readonly<Record<string, unknown>>,
  { variables }: ModelDefinition,
  { roles }: ReadDataOptions,
  wanted: readonly VariableDefinition[],
): Readonly<Record<string, unknown>> {
  const chosen = emptyRecord<unknown>();
  for (const name of Object.keys(values)) {
    const found = variables.find((variable) => variable.name === name);
    const isData = found?.role === 'observe' || found?.role === 'given';
    if (
      roles === undefined
        ? found === undefined || !isData || wanted.includes(found)
        : !isData || wanted.includes(found)
    )
      chosen[name] = lookUp(values, name);
  }
  return chosen;
}

/** Texts that stand where JSON has a list of tokens are split into them. */
function splitTexts(
  data: Readonly<Record<string, unknown>>,
  definition: ModelDefinition,
  { split = {} }: ReadDataOptions,
): Readonly<Record<string, unknown>> {
  const result = mergeRecords<unknown>(data);
  for (const variable of definition.variables) {
    const value = lookUp(data, variable.name);
    if (variable.vocabulary !== true || value === undefined) continue;
    const rule = lookUp(split, variable.name) ?? (isSequence(definition, variable) ? 'characters' : 'words');
    const cut = splitter(rule);
    const depth = platePath(definition, variable.plate).length;
    const visit = (item: unknown, level: number): unknown => {
      if (typeof item === 'string') return level === depth - 1 ? cut(item) : item;
      return Array.isArray(item) && level < depth
        ? item.map((inner: unknown) => visit(inner, level + 1))
        : item;
    };
    result[variable.name] = visit(value, 0);
  }
  return result;
}

function finish(parts: readonly Part[], definition: ModelDefinition, options: ReadDataOptions): DataRead {
  const [first] = parts;
  const data =
    parts.length === 1 && first !== undefined ? first.data : mergeRecords(...parts.map((part) => part.data));
  if (parts.length > 1) {
    const of = (variable: string) => parts.find((part) => Object.hasOwn(part.data, variable));
    rememberOrigin(data, {
      file: parts.map(({ source }) => source.file).join(' and '),
      line: (variable, row) => {
        const part = of(variable);
        return part === undefined ? null : (originOf(part.data)?.line?.(variable, row) ?? null);
      },
    });
  }
  const settled = settleUnknown(data, definition, options);
  return {
    data: settled.data,
    columns: mergeRecords(...parts.map(({ columns }) => columns)),
    levels: settled.levels,
    grouped: parts.flatMap(({ grouped }) => grouped),
    sources: parts.map(({ source }) => source),
  };
}
