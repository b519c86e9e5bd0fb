// What sizes and hyperparameters may make impossible: tables that no memory holds, and priors of params whose density would
// grow without bound. Refused before anything is computed.

import { FitError, TrainError } from '../errors.ts';
import { prepareKernel } from '../model/kernel.ts';
import type { Arrays, ModelDefinition, Sizes, TableDefinition } from '../model/definition.ts';
import { required } from '../record.ts';
import { nameList } from './options.ts';

/** `inputs`: hyperparameters among them. Error: `TrainError`. */
export function checkLimits({ limits }: ModelDefinition, sizes: Sizes, inputs: Arrays): void {
  if (limits === undefined) return;
  const kernel = prepareKernel(limits.kernel, sizes);
  kernel.run(inputs);
  for (const { output, least, message, place } of limits.conditions) {
    const smallest = Math.min(...required(kernel.outputs, output));
    if (smallest < least)
      throw new TrainError(
        `${place}: ${message}; it is ${String(smallest)}`,
        'set the hyperparameters that make it so to other values',
      );
  }
}

/** Those that a fit needs. Where a size is not known yet, it is left to the data. Error: `TrainError`. */
export function checkTables(definition: ModelDefinition, sizes: Sizes): void {
  const found = tooLarge(definition.tables?.training ?? [], sizes);
  if (found !== null) throw new TrainError(tableMessage(found, sizes), tableFix(definition, found, sizes));
}

/** Those that predictions need beyond that. Error: `FitError`. */
export function checkPredictionTables(definition: ModelDefinition, sizes: Sizes): void {
  const found = tooLarge(definition.tables?.prediction ?? [], sizes);
  if (found !== null) throw new FitError(`predictions: ${tableMessage(found, sizes)}`);
}

function tooLarge(tables: readonly TableDefinition[], sizes: Sizes): TableDefinition | null {
  return tables.find(({ entries, most }) => entries(sizes) > most) ?? null;
}

function tableMessage({ place, what, entries, most }: TableDefinition, sizes: Sizes): string {
  const text = (count: number): string => count.toLocaleString('en', { maximumSignificantDigits: 7 });
  return `${place}: summing out ${what}, here ${text(entries(sizes))}; the most is ${text(most)}`;
}

function tableFix(definition: ModelDefinition, { what }: TableDefinition, sizes: Sizes): string {
  return `change ${nameList(definition, sizes, what)}`;
}
