// From a stream of rows to data that training reads chunk by chunk, as often as it likes: the rows are gone over once
// for what must be known of all of them (levels, dims), and once more to be checked, encoded and stored.

import type * as Serializer from 'node:v8';
import { DataError } from '../../errors.ts';
import type { ModelDefinition, PlateDefinition, VariableDefinition } from '../../model/definition.ts';
import type { Levels } from '../../model/model.ts';
import { emptyRecord, lookUp, mergeRecords, required } from '../../record.ts';
import { unknownLevel } from '../cells.ts';
import type { ChunkedData } from '../chunks.ts';
import { createDimTable, type DimTable } from '../dims.ts';
import { createTally, learnedTexts, tallyLevels, type LevelTally } from '../level-tally.ts';
import { outermostPlates, rowsKey } from '../plates.ts';
import { addLevelDim, readVariables, shapeData, type ShapeRequest } from '../shape-data.ts';
import { createColumnStore } from './column-store.ts';
import type { Piece, RowStream } from './row-stream.ts';
import { openScratch } from './scratch.ts';

export interface StoredRows {
  readonly data: ChunkedData;
  /** Lets the temporary files go. */
  release(): void;
}

/** `definition`: with one outermost plate. Errors: `DataError` for the rows, those of reading. */
export async function storeStream(
  definition: ModelDefinition,
  stream: RowStream,
  request: ShapeRequest,
): Promise<StoredRows> {
  const { streamed, plate } = forPieces(definition);
  const replay = createReplay(stream);
  const store = createColumnStore(definition, stream.stored);
  try {
    const facts = await surveyPieces(streamed, replay.record(), stream, request);
    const present = new Set<string>();
    let rows = 0;
    for await (const piece of replay.again(facts.levels)) {
      const shaped = shiftingRows(rows, () =>
        shapeData(streamed, piece.data, {
          ...request,
          sizes: facts.sizes,
          sizesFrom: 'all rows',
          levels: facts.levels,
          learnLevels: false,
          isPart: true,
          origin: piece.origin,
        }),
      );
      store.append(shaped);
      for (const name of shaped.present) present.add(name);
      rows += required(shaped.sizes, rowsKey(plate.name));
    }
    if (rows === 0)
      throw new DataError({ file: stream.file }, 'the stream has no rows', 'give at least one row');
    const sizes = mergeRecords(facts.sizes, sizeOfPlate(definition, plate, facts.sizes, rows, stream.file));
    return {
      data: store.finish({
        sizes,
        levels: facts.levels,
        present,
        file: stream.file,
        chunkRows: stream.chunkRows,
      }),
      release: () => {
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  } finally {
    replay.close();
  }
}

/** The model as a piece sees it: how many rows there are in all is no fact of its. */
function forPieces(definition: ModelDefinition): {
  readonly streamed: ModelDefinition;
  readonly plate: PlateDefinition;
} {
  const [plate] = outermostPlates(definition);
  if (plate === undefined) throw new Error('internal: a stream for a model without plates');
  const plates = definition.plates.map((each) =>
    each === plate ? { ...each, size: null, sizeDim: null } : each,
  );
  return {
    streamed: { ...definition, plates, dims: definition.dims.filter((dim) => dim !== plate.sizeDim) },
    plate,
  };
}

/** The dim that is the number of rows, if one is. Error: `DataError` where the spec says another number. */
function sizeOfPlate(
  definition: ModelDefinition,
  { name, size, sizeDim }: PlateDefinition,
  sizes: Readonly<Record<string, number>>,
  rows: number,
  file: string | null,
): Readonly<Record<string, number>> {
  const due = sizeDim === null ? size?.(sizes) : lookUp(sizes, sizeDim);
  if (due !== undefined && due !== rows)
    throw new DataError(
      { file },
      `has ${String(rows)} rows of plate \`${name}\`, whose size is ${String(due)} in model \`${definition.name}\``,
    );
  return sizeDim === null ? {} : { [sizeDim]: rows };
}

// What must be known of all rows ---------------------------------------------------------------------------

interface Survey {
  readonly sizes: Readonly<Record<string, number>>;
  readonly levels: Levels;
}

async function surveyPieces(
  definition: ModelDefinition,
  pieces: AsyncIterable<Piece>,
  { file, unknownLevels }: RowStream,
  request: ShapeRequest,
): Promise<Survey> {
  const variables = definition.variables.filter(({ role }) => role === 'observe' || role === 'given');
  const dims = createDimTable(definition, request.sizes, request.sizesFrom, file);
  const tallies = new Map<VariableDefinition, LevelTally>();
  for (const variable of variables)
    if (variable.type.element === 'category' && lookUp(request.levels, variable.name) === undefined)
      tallies.set(variable, createTally());
  const texts = new Set<VariableDefinition>();
  let rows = 0;
  for await (const piece of pieces) {
    const present = variables.filter(({ name }) => lookUp(piece.data, name) !== undefined);
    const before = rows;
    const { readings, counts } = shiftingRows(before, () =>
      surveyPiece(definition, piece, present, dims, file),
    );
    for (const { variable, values } of readings) {
      const tally = tallies.get(variable);
      if (tally === undefined) continue;
      tallyLevels(tally, values);
      if (!piece.coded.has(variable.name)) texts.add(variable);
    }
    rows += counts;
  }
  const levels = emptyRecord<readonly string[]>();
  for (const [name, known] of Object.entries(request.levels)) levels[name] = known;
  for (const [variable, tally] of tallies) {
    const learned = learnedTexts(tally);
    // Whole numbers in every cell of a table are codes.
    if (learned !== null && !texts.has(variable)) {
      tallyLevels(tally, learned.map(Number));
      tally.count -= learned.length;
    } else if (learned !== null) levels[variable.name] = learned;
  }
  for (const name of unknownLevels) {
    const known = lookUp(levels, name);
    if (known !== undefined && !known.includes(unknownLevel)) levels[name] = [...known, unknownLevel];
  }
  for (const variable of variables) {
    const dim = variable.type.levelsDim;
    const tally = tallies.get(variable) ?? createTally();
    if (dim === null || (tally.count === 0 && lookUp(levels, variable.name) === undefined)) continue;
    const problem = addLevelDim(definition, variable, dim, levels, tally, dims);
    if (problem !== null)
      throw new DataError({ variable: variable.name, file }, problem.problem, problem.fix);
  }
  return { sizes: dims.sizes, levels };
}

function surveyPiece(
  definition: ModelDefinition,
  { data, origin }: Piece,
  present: readonly VariableDefinition[],
  dims: DimTable,
  file: string | null,
) {
  const { readings, rows } = readVariables(definition, data, present, dims, origin?.file ?? file);
  for (const { name, sizeDim } of definition.plates) {
    const [first] = lookUp(rows.counts, name) ?? [];
    if (sizeDim !== null && first !== undefined)
      dims.add(sizeDim, first, `the rows of plate \`${name}\``, null);
  }
  const [plate] = outermostPlates(definition);
  return { readings, counts: lookUp(rows.counts, plate?.name ?? '')?.[0] ?? 0 };
}

/** Rows of a piece are counted from its first: errors about them name their place among all rows. */
function shiftingRows<T>(before: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const [row, ...inner] = error.place.row ?? [];
    if (row === undefined) throw error;
    throw new DataError({ ...error.place, row: [row + before, ...inner] }, error.problem, error.fix);
  }
}

// A stream that comes once only ----------------------------------------------------------------------------

interface Replay {
  /** The first time. */
  record(): AsyncIterable<Piece>;
  /** The second time. */
  again(levels: Levels): AsyncIterable<Piece> | Iterable<Piece>;
  close(): void;
}

/** Pieces of a stream that cannot be had again are kept in a temporary file meanwhile. */
function createReplay(stream: RowStream): Replay {
  if (stream.replays)
    return {
      record: () => stream.pieces(null),
      again: (levels) => stream.pieces(levels),
      close: () => undefined,
    };
  const file = openScratch();
  const kept: { readonly position: number; readonly length: number; readonly coded: Piece['coded'] }[] = [];
  const { serialize, deserialize } = serializer();
  return {
    async *record() {
      for await (const piece of stream.pieces(null)) {
        const bytes = serialize(piece.data);
        kept.push({ position: file.size(), length: bytes.length, coded: piece.coded });
        file.append(bytes);
        yield piece;
      }
    },
    *again() {
      for (const { position, length, coded } of kept) {
        const bytes = new Uint8Array(length);
        file.read(position, bytes);
        yield { data: deserialize(bytes) as Piece['data'], origin: null, coded };
      }
    },
    close: () => {
      file.close();
    },
  };
}

function serializer(): typeof Serializer {
  return process.getBuiltinModule('node:v8');
}
