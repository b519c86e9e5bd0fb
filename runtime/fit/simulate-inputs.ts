// Inputs of draws: one value for all rows, or one for each row of their plates. Where they are given row by row they say
// as well how many rows inner plates have, and how many steps sequences.

import { didYouMean } from '../data/nearest-name.ts';
import { isFlatNumbers } from '../data/nesting.ts';
import { dataKey, platePath, totalRows } from '../data/plates.ts';
import { shapeData, type ShapedData } from '../data/shape-data.ts';
import { DataError } from '../errors.ts';
import type {
  ModelDefinition,
  NumericArray,
  PlateDefinition,
  Sizes,
  TypeDefinition,
  VariableDefinition,
} from '../model/definition.ts';
import { at, emptyRecord, lookUp, recordFrom, required } from '../record.ts';
import type { FitState } from './fit-state.ts';
import { fixedSizes } from './queries.ts';
import type { DrawSource } from './simulate-sequences.ts';

export interface DrawInputs {
  /** Rows of a plate in each of these rows of its parent; null where no input says. */
  rowsOf(plate: PlateDefinition, parents: Int32Array | null): readonly number[] | null;
  readonly placesOf: DrawSource['placesOf'];
  readonly valuesOf: DrawSource['input'];
  /** Rows asked for that are others than those of the inputs. */
  refuseOtherRows(asked: Readonly<Record<string, number | readonly number[]>>): void;
}

type Given = Readonly<Record<string, unknown>>;

/** The rows of a plate that inputs are given for. */
interface GivenRows {
  /** Of the first input that says. */
  readonly variable: string;
  /** In each row of the parent. */
  readonly counts: readonly number[];
  /** Where those of each row of the parent begin. */
  readonly starts: readonly number[];
}

/** `n`: rows of outermost plates. Errors: `DataError`. */
export function readInputs(state: FitState, given: Given, sizes: Sizes, n: number): DrawInputs {
  const { definition } = state;
  refuseUnknownInputs(definition, given);
  const rows = new Map<string, GivenRows>();
  const nested = emptyRecord<NumericArray>();
  for (const variable of definition.variables) {
    if (variable.role !== 'given') continue;
    const value = requiredInput(definition, variable, given);
    if (isOneValue(value, variable.type, sizes)) continue;
    const shaped = shapeInput(state, variable, value);
    nested[variable.name] = required(shaped.arrays, dataKey(variable.name));
    noteRows(definition, variable, shaped, n, rows);
  }
  return {
    rowsOf: ({ name }, parents) => {
      const found = rows.get(name);
      if (found === undefined) return null;
      return parents === null
        ? found.counts
        : Array.from(parents, (row) => (row < 0 ? 0 : at(found.counts, row)));
    },
    placesOf: ({ name }, parents, counts, from) => {
      const found = rows.get(name);
      if (found === undefined) return null;
      return Int32Array.from(
        counts.flatMap((count, index) => {
          const parent = parents === null ? 0 : at(parents, index);
          const most = parent < 0 ? 0 : at(found.counts, parent);
          return Array.from({ length: count }, (_, i) =>
            from + i < most ? at(found.starts, parent) + from + i : -1,
          );
        }),
      );
    },
    valuesOf: (variable, { count, places }) => {
      const array = lookUp(nested, variable.name);
      if (array === undefined) return oneForAll(state, variable, given[variable.name], count, sizes);
      return places === null ? array : pickRows(array, places, elementsOf(variable, sizes));
    },
    refuseOtherRows(asked) {
      for (const [plate, wanted] of Object.entries(asked)) {
        const found = rows.get(plate);
        if (found === undefined) continue;
        const { counts, variable } = found;
        const differs = counts.findIndex(
          (count, row) => count !== (typeof wanted === 'number' ? wanted : wanted[row]),
        );
        if (differs >= 0 || (typeof wanted !== 'number' && wanted.length !== counts.length))
          throw new DataError(
            { variable },
            `has ${String(totalRows(counts))} rows of \`${plate}\`, and \`rows\` asks for others`,
            'leave that out: there are as many rows as inputs',
          );
      }
    },
  };
}

function refuseUnknownInputs(definition: ModelDefinition, given: Given): void {
  const names = definition.variables.filter(({ role }) => role === 'given').map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const list = names.length === 0 ? 'it has none' : `it has ${names.map((name) => `\`${name}\``).join(', ')}`;
  throw new DataError(
    { variable: unknown },
    `is given a value, but is no input (\`given\`) of model \`${definition.name}\``,
    didYouMean(unknown, names) ?? list,
  );
}

function requiredInput(
  { name: model }: ModelDefinition,
  { name }: VariableDefinition,
  given: Given,
): unknown {
  const value = lookUp(given, name);
  if (value !== undefined) return value;
  throw new DataError(
    { variable: name },
    `is an input of model \`${model}\`, and has no value`,
    `give it, as \`given: { ${name}: ... }\`, or with --given ${name}=... on the command line`,
  );
}

/** Takes in the rows of every plate around an input. All inputs have the same. */
function noteRows(
  definition: ModelDefinition,
  { name, plate }: VariableDefinition,
  { counts }: ShapedData,
  n: number,
  rows: Map<string, GivenRows>,
): void {
  for (const around of platePath(definition, plate)) {
    const own = required(counts, around.name);
    if (around.parent === null && around.sequence === null && own[0] !== n)
      throw new DataError(
        { variable: name },
        `has ${String(own[0])} rows, but ${String(n)} are drawn`,
        'give a value for each row, or one for all',
      );
    const before = rows.get(around.name);
    if (before === undefined) {
      const starts = [0];
      for (const count of own) starts.push((starts.at(-1) ?? 0) + count);
      rows.set(around.name, { variable: name, counts: own, starts });
    } else if (own.length !== before.counts.length || own.some((count, row) => count !== before.counts[row]))
      throw new DataError(
        { variable: name },
        `has other rows of \`${around.name}\` than \`${before.variable}\``,
        'give both for the same rows',
      );
  }
}

/** Rows that are none of the inputs' get zeros: nothing reads them at END. */
function pickRows(array: NumericArray, rows: Int32Array, width: number): NumericArray {
  const length = rows.length * width;
  const result = array instanceof Float64Array ? new Float64Array(length) : new Int32Array(length);
  rows.forEach((row, index) => {
    if (row >= 0) result.set(array.subarray(row * width, (row + 1) * width), index * width);
  });
  return result;
}

function elementsOf({ type }: VariableDefinition, sizes: Sizes): number {
  return type.shape.reduce((product, size) => product * size(sizes), 1);
}

function oneForAll(
  state: FitState,
  variable: VariableDefinition,
  value: unknown,
  rows: number,
  sizes: Sizes,
): NumericArray {
  const shaped = shapeInput(state, { ...variable, plate: null }, value, sizes);
  const one = required(shaped.arrays, dataKey(variable.name));
  return pickRows(one, new Int32Array(rows), one.length);
}

/** Whether an input's value is nested as deep as its type alone, without the plates around it. */
function isOneValue(value: unknown, { shape }: TypeDefinition, sizes: Sizes): boolean {
  if (isFlatNumbers(value))
    return shape.length > 0 && value.length === shape.reduce((product, size) => product * size(sizes), 1);
  let depth = 0;
  for (let inner = value; Array.isArray(inner) || isFlatNumbers(inner); inner = inner[0]) depth++;
  return depth === shape.length;
}

/** Checks one input by itself, as data of a model that has no other variable. */
function shapeInput(
  state: FitState,
  variable: VariableDefinition,
  value: unknown,
  sizes: Sizes = fixedSizes(state),
): ShapedData {
  const plates = platePath(state.definition, variable.plate);
  const alone: ModelDefinition = {
    ...state.definition,
    variables: [variable],
    lags: [],
    plates: plates.map(withoutEnd),
  };
  const data = recordFrom([[variable.name, value] as const]);
  return shapeData(alone, data, {
    sizes,
    sizesFrom: 'the fit',
    levels: state.levels,
    learnLevels: false,
    partial: false,
    origin: null,
  });
}

/** What is given has no END. */
function withoutEnd(plate: PlateDefinition): PlateDefinition {
  return plate.sequence === null ? plate : { ...plate, sequence: { ...plate.sequence, until: null } };
}
