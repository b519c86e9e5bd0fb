// Totals of vectors of counts that a spec leaves to the data (`Multinomial(p: w)`): a draw needs one, and takes the mean
// total of the training data unless another is asked for. Kernels that draw such a variable read `total.<variable>`; a fit
// keeps its usual total among the sizes, as `total:<variable>`.

import type { ChunkedData } from '../data/chunks.ts';
import { dataKey } from '../data/plates.ts';
import { TrainError } from '../errors.ts';
import type { ModelDefinition, NumericArray, Sizes } from '../model/definition.ts';
import { at, emptyRecord, lookUp, required } from '../record.ts';

const inputPrefix = 'total.';
const sizeKey = (variable: string): string => `total:${variable}`;

/** Variables whose draws need a total. */
function totalled({ kernels, plates }: ModelDefinition): readonly string[] {
  const drawing = [kernels.simulate, ...plates.flatMap(({ sequence }) => sequence?.simulate ?? [])];
  const names = drawing.flatMap(({ inputs }) => inputs.map(({ name }) => name));
  return [...new Set(names)]
    .filter((name) => name.startsWith(inputPrefix))
    .map((name) => name.slice(inputPrefix.length));
}

/** The sizes of a fit with the usual totals of its training data, rounded; rows with missing entries do not count. */
export function withTotals(definition: ModelDefinition, data: ChunkedData): Sizes {
  const result = { ...data.sizes };
  for (const name of totalled(definition)) {
    const type = definition.variables.find((variable) => variable.name === name)?.type;
    const width = type?.shape.at(-1)?.(data.sizes) ?? 0;
    const usual = meanTotal(data, name, width);
    if (Number.isFinite(usual)) result[sizeKey(name)] = Math.round(usual);
  }
  return result;
}

function meanTotal(data: ChunkedData, name: string, width: number): number {
  let [total, rows] = [0, 0];
  for (const { arrays } of data.chunks()) {
    const values = required(arrays, dataKey(name));
    for (let start = 0; width > 0 && start + width <= values.length; start += width) {
      let sum = 0;
      for (let i = start; i < start + width; i++) sum += at(values, i);
      if (Number.isNaN(sum)) continue;
      total += sum;
      rows++;
    }
  }
  return total / rows;
}

/** `total.<variable>` of every variable that needs one: what was asked for, else the usual one. Error: `TrainError`. */
export function totalInputs(
  definition: ModelDefinition,
  sizes: Sizes,
  asked: Readonly<Record<string, number>>,
): Record<string, NumericArray> {
  const names = totalled(definition);
  const stranger = Object.keys(asked).find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new TrainError(
      `\`totals\` names \`${stranger}\`, whose total model \`${definition.name}\` does not leave to the data`,
    );
  const result = emptyRecord<NumericArray>();
  for (const name of names) {
    const total = lookUp(asked, name) ?? lookUp(sizes, sizeKey(name));
    if (total === undefined)
      throw new TrainError(
        `what \`${name}\` adds up to is not known: the model leaves it to the data, and these params come without any`,
        `say it: { totals: { ${name}: 100 } }, or give the spec a total, as in \`given n: count\` and \`Multinomial(n, ...)\``,
      );
    if (!Number.isInteger(total) || total < 0)
      throw new TrainError(
        `the total of \`${name}\` is ${String(total)}, but must be a whole number from 0 on`,
      );
    result[`${inputPrefix}${name}`] = Float64Array.of(total);
  }
  return result;
}
