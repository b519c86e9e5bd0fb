// Draws from a fit: n rows of the outermost plate (n whole draws of a model without plates).

import { centerKey, rowsKey } from '../data/plates.ts';
import { TrainError } from '../errors.ts';
import { checkSeed, seedWords } from '../inference/options.ts';
import { hyperArrays, paramInputs } from '../inference/problem.ts';
import type {
  ModelDefinition,
  NumericArray,
  PlateDefinition,
  Sizes,
  VariableDefinition,
} from '../model/definition.ts';
import type { SampleOptions } from '../model/model.ts';
import { emptyRecord, lookUp, mergeRecords, recordFrom, required } from '../record.ts';
import { hyperOf, type FitState } from './fit-state.ts';
import { fixedSizes, nestRows } from './queries.ts';
import { readInputs } from './simulate-inputs.ts';
import { drawModel, type DrawSource } from './simulate-sequences.ts';
import { totalInputs } from './totals.ts';

/** Nested values by variable, rows first, of the roles asked for. */
export function simulate(
  state: FitState,
  n: number,
  options: SampleOptions,
  roles: readonly VariableDefinition['role'][],
): Record<string, unknown> {
  if (!Number.isInteger(n) || n < 1)
    throw new TrainError(`cannot draw ${String(n)} rows: give a whole number from 1 on`);
  const seed = checkSeed(options.seed ?? 1);
  const { definition } = state;
  const hasPlates = definition.plates.some(({ parent, sequence }) => parent === null && sequence === null);
  const draw = (rows: number, word: number): Record<string, unknown> =>
    drawOnce(state, rows, seed, word, options, roles);
  if (hasPlates) return draw(n, 0);
  // Without plates, or in a sequence alone, a draw is the whole model; the draws get keys of their own.
  const draws = Array.from({ length: n }, (_, i) => draw(1, i));
  const names = Object.keys(draws[0] ?? {});
  return recordFrom(names.map((name) => [name, draws.map((values) => values[name])] as const));
}

function drawOnce(
  state: FitState,
  n: number,
  seed: number,
  word: number,
  options: SampleOptions,
  roles: readonly VariableDefinition['role'][],
): Record<string, unknown> {
  const { definition } = state;
  const source = drawSource(state, n, options);
  const [low, high] = seedWords(seed);
  const { counts, values } = drawModel(source, n, [low, high + word]);
  const result = emptyRecord<unknown>();
  for (const variable of definition.variables) {
    const { name, role, type } = variable;
    if (!roles.includes(role)) continue;
    const shape = type.shape.map((size) => size(source.sizes));
    result[name] = nestRows(state, variable, required(values, name), counts, shape, 'value');
  }
  return result;
}

function drawSource(state: FitState, n: number, options: SampleOptions): DrawSource {
  const { definition } = state;
  const asked = options.rows ?? {};
  refuseUnknownRows(definition, asked);
  const sizes = mergeRecords<number>(fixedSizes(state));
  for (const plate of definition.plates) {
    if (plate.parent === null && plate.sequence === null) refuseOtherSize(plate, fixedSizes(state), n);
    if (plate.sizeDim === null) continue;
    const one = lookUp(asked, plate.name);
    const usual = typeof one === 'number' ? one : one?.[0];
    sizes[plate.sizeDim] ??=
      plate.parent === null && plate.sequence === null ? n : (usual ?? usualRows(state, plate));
  }
  const inputs = readInputs(state, options.given ?? {}, sizes, n);
  inputs.refuseOtherRows(asked);
  return {
    definition,
    sizes,
    shared: mergeRecords<NumericArray>(
      centers(definition, sizes),
      hyperArrays(hyperOf(state)),
      paramInputs(state.params),
      totalInputs(definition, sizes, options.totals ?? {}),
    ),
    rowsOf: (plate, parents) =>
      inputs.rowsOf(plate, parents.places) ?? rowsOf(state, plate, parents.count, lookUp(asked, plate.name)),
    stepsOf: (plate, parents) => {
      const steps = inputs.rowsOf(plate, parents.places);
      return steps === null
        ? stepsOf(state, plate, parents.count, lookUp(asked, plate.name))
        : { most: withEnds(plate, steps), cut: true };
    },
    placesOf: inputs.placesOf,
    input: inputs.valuesOf,
    endless: ({ name }) => {
      throw new TrainError(
        `a row of sequence \`${name}\` has not come to its end after ${String(mostSteps)} steps`,
        `say where to cut: { rows: { ${name}: 100 } }`,
      );
    },
  };
}

/** Steps after which a sequence that should end by itself is given up. */
const mostSteps = 10_000;

function refuseUnknownRows({ name: model, plates }: ModelDefinition, asked: RowsAsked): void {
  for (const name of Object.keys(asked))
    if (!plates.some((plate) => plate.name === name && (plate.parent !== null || plate.sequence !== null)))
      throw new TrainError(`\`rows\` names \`${name}\`, which is no inner plate of model \`${model}\``);
}

/** Where the size is part of the fit, as that of a param over the rows, there is no other. */
function refuseOtherSize({ name, size }: PlateDefinition, sizes: Sizes, n: number): void {
  const declared = size?.(sizes) ?? Number.NaN;
  if (Number.isFinite(declared) && declared !== n)
    throw new TrainError(
      `plate \`${name}\` has ${String(declared)} rows in this fit, so ${String(n)} cannot be drawn`,
      `draw ${String(declared)}`,
    );
}

type RowsAsked = Readonly<Record<string, number | readonly number[]>>;

/** Rows of an inner plate in each row of its parent: as many as declared, asked for, or usual. */
function rowsOf(
  state: FitState,
  plate: PlateDefinition,
  outer: number,
  wanted: number | readonly number[] | undefined,
): readonly number[] {
  const list =
    wanted === undefined || typeof wanted === 'number'
      ? new Array<number>(outer).fill(wanted ?? (outer === 0 ? 0 : usualRows(state, plate)))
      : wanted;
  if (list.length !== outer || !list.every((count) => Number.isInteger(count) && count >= 0))
    throw new TrainError(
      `\`rows\` of ${plate.sequence === null ? 'plate' : 'sequence'} \`${plate.name}\` must be whole numbers, ${String(outer)} of them or one for all`,
    );
  return list;
}

/** Steps of a sequence; of one that ends itself at most so many. */
function stepsOf(
  state: FitState,
  plate: PlateDefinition,
  outer: number,
  wanted: number | readonly number[] | undefined,
): { readonly most: readonly number[]; readonly cut: boolean } {
  const declared = plate.size?.(state.sizes) ?? Number.NaN;
  if (Number.isFinite(declared)) {
    const most = rowsOf(state, plate, outer, wanted ?? declared);
    if (most.every((steps) => steps === declared)) return { most, cut: true };
    throw new TrainError(`sequence \`${plate.name}\` has ${String(declared)} steps in this fit`);
  }
  if (typeof plate.sequence?.until === 'string' && wanted === undefined)
    return { most: new Array<number>(outer).fill(mostSteps), cut: false };
  return { most: withEnds(plate, rowsOf(state, plate, outer, wanted)), cut: true };
}

function withEnds({ sequence }: PlateDefinition, lengths: readonly number[]): readonly number[] {
  return typeof sequence?.until === 'string' ? lengths.map((length) => length + 1) : lengths;
}

/** The declared rows of an inner plate in one row of its parent, or the mean in the training data. */
function usualRows({ definition, sizes }: FitState, plate: PlateDefinition): number {
  if (plate.size !== null) {
    const declared = plate.size(sizes);
    if (Number.isFinite(declared)) return declared;
  }
  const total = lookUp(sizes, rowsKey(plate.name));
  const outer = plate.parent === null ? 1 : rowsWithout(definition, plate.parent, sizes);
  if (total === undefined || outer === undefined)
    throw new TrainError(
      plate.parent === null
        ? `how many steps sequence \`${plate.name}\` has is not known`
        : `how many rows each row of \`${plate.parent}\` has in plate \`${plate.name}\` is not known`,
      `say it: --rows ${plate.name}=10, in a program { rows: { ${plate.name}: 10 } }`,
    );
  return Math.max(1, Math.round(total / Math.max(1, outer)));
}

/** Rows of a plate in training that may have rows inside: steps END have none. */
function rowsWithout({ plates }: ModelDefinition, name: string, sizes: Sizes): number | undefined {
  const rows = lookUp(sizes, rowsKey(name));
  const plate = plates.find((each) => each.name === name);
  if (rows === undefined || typeof plate?.sequence?.until !== 'string') return rows;
  return rows - (plate.parent === null ? 1 : (lookUp(sizes, rowsKey(plate.parent)) ?? 0));
}

/** Nothing is observed, so centres are anywhere. */
function centers(definition: ModelDefinition, sizes: Sizes): Record<string, NumericArray> {
  const result = emptyRecord<NumericArray>();
  for (const { name, type } of definition.variables)
    if (definition.centered.includes(name))
      result[centerKey(name)] = new Float64Array(
        type.shape.reduce((product, size) => product * size(sizes), 1),
      );
  return result;
}
