// An observation that no parameters make possible, or that overflows: found by scoring rows one by one.

import { outermostPlates, platePath, rowPosition, rowsKey } from '../data/plates.ts';
import type { DataOrigin, ShapedData } from '../data/shape-data.ts';
import { DataError } from '../errors.ts';
import { hasOutput, prepareKernel } from '../model/kernel.ts';
import type { Arrays, ModelDefinition, NumericArray } from '../model/definition.ts';
import { at, mergeRecords, required } from '../record.ts';

/**
 * The error for data whose log density is not finite at ordinary parameters: variable, row and value where one
 * row is to blame, the total otherwise. `inputs`: all that kernels read, params among them.
 */
export function impossibleData(
  definition: ModelDefinition,
  shaped: ShapedData,
  inputs: Arrays,
  total: number,
): DataError {
  const kernel = prepareKernel(definition.kernels.score, shaped.sizes);
  kernel.run(mergeRecords<NumericArray>(inputs));
  const origin: DataOrigin | null = shaped.origin;
  for (const { name: plate } of outermostPlates(definition)) {
    if (!hasOutput(definition.kernels.score, `rows.${plate}`)) continue;
    const rows = required(kernel.outputs, `rows.${plate}`);
    const row = rows.findIndex((value: number) => !Number.isFinite(value));
    if (row < 0) continue;
    const inside = definition.variables.filter(
      ({ role, plate: own }) => role === 'observe' && platePath(definition, own)[0]?.name === plate,
    );
    const [only] = inside;
    const values = inside
      .filter((variable) => variable.plate === plate)
      .map(
        ({ name }) =>
          `\`${name}\` = ${describeRow(required(shaped.arrays, `data.${name}`), required(shaped.sizes, rowsKey(plate)), row)}`,
      );
    return new DataError(
      {
        variable: inside.length === 1 ? (only?.name ?? null) : null,
        file: origin?.file ?? null,
        line: only === undefined ? null : (origin?.line?.(only.name, row) ?? null),
        row: rowPosition(definition, shaped.counts, plate, row),
      },
      `an impossible observation: its log density is ${String(at(rows, row))}${values.length === 0 ? '' : ` (${values.join(', ')})`}`,
      'correct the value, leave the row out, or choose a distribution that allows it',
    );
  }
  return new DataError({ file: origin?.file ?? null }, `the log density of the data is ${String(total)}`);
}

function describeRow(values: NumericArray, rowCount: number, row: number): string {
  const size = values.length / rowCount;
  const shown = [...values.subarray(row * size, row * size + Math.min(size, 6))].map(String).join(', ');
  return size === 1 ? shown : `[${shown}${size > 6 ? ', ...' : ''}]`;
}
