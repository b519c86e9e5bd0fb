// An observation that no parameters make possible, or that overflows: found by scoring rows one by one.

import type { Chunk } from '../data/chunks.ts';
import { isMissingIn } from '../data/encode-values.ts';
import { outermostPlates, platePath, rowPosition, rowsKey } from '../data/plates.ts';
import { DataError } from '../errors.ts';
import { hasOutput, preparePass } from '../model/kernel.ts';
import type { Arrays, ModelDefinition, NumericArray } from '../model/definition.ts';
import { at, mergeRecords, required } from '../record.ts';
import { impossibleStep } from './impossible-step.ts';
import { paramInputs, type ParamArrays, type Problem } from './problem.ts';

/**
 * The error for data whose log density is not finite at ordinary parameters: variable, row and value where one
 * row is to blame, the total otherwise.
 */
export function impossibleData(
  { definition, data, inputs }: Pick<Problem, 'definition' | 'data' | 'inputs'>,
  params: ParamArrays,
  total: number,
): DataError {
  const { score } = definition.kernels;
  const found: DataError[] = [];
  const given = mergeRecords<NumericArray>(inputs, paramInputs(params));
  if (!data.isStreamed || score.inChunks === true)
    preparePass(score, data, inputs).run(paramInputs(params), (chunk, outputs) => {
      if (found.length > 0) return;
      const error =
        impossibleRow(definition, chunk, outputs, given) ?? impossibleSequence(definition, chunk, given);
      if (error !== null) found.push(error);
    });
  const [first] = found;
  return first ?? new DataError({ file: data.file }, `the log density of the data is ${String(total)}`);
}

/** Of sequences outside every plate, which have no rows apart. */
function impossibleSequence(definition: ModelDefinition, chunk: Chunk, inputs: Arrays): DataError | null {
  const step = impossibleStep(definition, chunk, inputs, null);
  return step === null ? null : errorAt(definition, chunk, step.plate, step.row, -Infinity);
}

function impossibleRow(
  definition: ModelDefinition,
  chunk: Chunk,
  outputs: Arrays,
  inputs: Arrays,
): DataError | null {
  for (const { name: plate } of outermostPlates(definition)) {
    if (!hasOutput(definition.kernels.score, `rows.${plate}`)) continue;
    const rows = required(outputs, `rows.${plate}`);
    const row = rows.findIndex((value: number) => !Number.isFinite(value));
    if (row < 0) continue;
    const step = impossibleStep(definition, chunk, inputs, { plate, row });
    return errorAt(definition, chunk, step?.plate ?? plate, step?.row ?? row, at(rows, row));
  }
  return null;
}

/** `row`: a flat row of the plate, or a step of the sequence, that is to blame. */
function errorAt(
  definition: ModelDefinition,
  chunk: Chunk,
  plate: string,
  row: number,
  logDensity: number,
): DataError {
  const inside = definition.variables.filter(
    ({ role, plate: own }) =>
      role === 'observe' && platePath(definition, own).some(({ name }) => name === plate),
  );
  const [only] = inside;
  const values = inside
    .filter((variable) => variable.plate === plate)
    .flatMap(({ name }) => {
      const all = required(chunk.arrays, `data.${name}`);
      const size = all.length / required(chunk.sizes, rowsKey(plate));
      const own = all.subarray(row * size, (row + 1) * size);
      return own.every((_, index) => isMissingIn(own, index)) ? [] : [`\`${name}\` = ${describeValue(own)}`];
    });
  const [position = 0, ...inner] = rowPosition(definition, chunk.counts, plate, row);
  const isStep = definition.plates.some(({ name, sequence }) => name === plate && sequence !== null);
  const place = placeOf([position + chunk.firstRow, ...inner], isStep);
  const what = !isStep
    ? `an impossible observation: its log density is ${String(logDensity)}`
    : place.step === 1
      ? 'an impossible observation: its probability is 0'
      : 'an impossible observation after those before it: their probability is 0';
  return new DataError(
    {
      variable: inside.length === 1 ? (only?.name ?? null) : null,
      file: chunk.origin?.file ?? null,
      line: only === undefined ? null : (chunk.origin?.line?.(only.name, row) ?? null),
      ...place,
    },
    `${what}${values.length === 0 ? '' : ` (${values.join(', ')})`}`,
    'correct the value, leave the row out, or choose a distribution that allows it',
  );
}

function placeOf(
  position: readonly number[],
  isStep: boolean,
): { readonly row: readonly number[]; readonly step?: number } {
  const step = position.at(-1);
  return isStep && step !== undefined ? { row: position.slice(0, -1), step } : { row: position };
}

function describeValue(values: NumericArray): string {
  const shown = [...values.subarray(0, 6)].map(String).join(', ');
  return values.length === 1 ? shown : `[${shown}${values.length > 6 ? ', ...' : ''}]`;
}
