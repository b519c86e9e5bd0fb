// Settles what a training run is told: hyperparameters and options, from the call, the spec and our defaults.

import { didYouMean } from '../data/nearest-name.ts';
import { describeValue } from '../data/nesting.ts';
import { TrainError } from '../errors.ts';
import type { HyperparameterDefinition, ModelDefinition, Sizes } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import { emptyRecord, lookUp, required } from '../record.ts';

/** Names of options of `train` and `with`; others are hyperparameters. */
const optionNames = [
  'set',
  'restarts',
  'tolerance',
  'iterations',
  'seed',
  'threads',
  'init',
  'levels',
  'signal',
  'onProgress',
];

export interface HyperparameterValues {
  /** Sizes: int hyperparameters, and dims that were said. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Values of the others. */
  readonly hyper: Readonly<Record<string, number>>;
}

/**
 * From the options (`{ K: 3 }`, or `{ set: { K: 3 } }`) and the spec's defaults. `inferred`: sizes known
 * otherwise, used where nothing is said. Error: `TrainError` for unknown names and values out of range.
 */
export function settleHyperparameters(
  definition: ModelDefinition,
  options: Readonly<Record<string, unknown>>,
  inferred: Readonly<Record<string, number>>,
): HyperparameterValues {
  const given = emptyRecord<unknown>();
  for (const name of Object.keys(options)) if (!optionNames.includes(name)) given[name] = options[name];
  const { set } = options;
  if (typeof set === 'object' && set !== null)
    for (const [name, value] of Object.entries(set)) given[name] = value;
  refuseUnknown(definition, Object.keys(given));

  const sizes = emptyRecord<number>();
  const hyper = emptyRecord<number>();
  for (const hyperparameter of definition.hyperparameters) {
    const { name, type, defaultValue } = hyperparameter;
    const isSize = type.element === 'int';
    const value = lookUp(given, name) ?? (isSize ? lookUp(inferred, name) : undefined) ?? defaultValue;
    if (value === null)
      throw new TrainError(
        `hyperparameter \`${name}\` of model \`${definition.name}\` has no value`,
        `give one: { ${name}: ... }`,
      );
    (isSize ? sizes : hyper)[name] = checkHyperparameter(hyperparameter, value);
  }
  for (const dim of definition.dims) {
    const value = lookUp(given, dim) ?? lookUp(inferred, dim);
    if (value === undefined) continue;
    sizes[dim] = positiveInteger(`size \`${dim}\``, value);
  }
  return { sizes, hyper };
}

function refuseUnknown(definition: ModelDefinition, names: readonly string[]): void {
  const known = [...definition.hyperparameters.map(({ name }) => name), ...definition.dims];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const list = known.length === 0 ? 'it has none' : `it has ${known.map((name) => `\`${name}\``).join(', ')}`;
  throw new TrainError(
    `\`${unknown}\` is neither an option nor a hyperparameter of model \`${definition.name}\``,
    didYouMean(unknown, [...known, ...optionNames]) ?? list,
  );
}

function checkHyperparameter({ name, type }: HyperparameterDefinition, given: unknown): number {
  const value = typeof given === 'boolean' && type.element === 'bool' ? Number(given) : given;
  const fail = (expected: string): TrainError =>
    new TrainError(
      `hyperparameter \`${name}\` is ${describeValue(given)}, but \`${type.text}\` is ${expected}`,
    );
  if (typeof value !== 'number' || !Number.isFinite(value)) throw fail('a number');
  if (type.element === 'bool' && value !== 0 && value !== 1) throw fail('true or false');
  if (type.element !== 'real' && !Number.isInteger(value)) throw fail('a whole number');
  const { lower, upper } = type;
  if (lower !== null && (lower.open ? value <= lower.value : value < lower.value))
    throw fail(`${lower.open ? 'greater than' : 'at least'} ${String(lower.value)}`);
  if (upper !== null && (upper.open ? value >= upper.value : value > upper.value))
    throw fail(`${upper.open ? 'less than' : 'at most'} ${String(upper.value)}`);
  return value;
}

/** A whole number from 1 on. */
export function positiveInteger(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw new TrainError(`${what} is ${String(value)}, but must be a whole number from 1 on`);
}

/** How many threads: a whole number from 1 on, or `auto`. */
export function checkThreads(value: unknown): number | 'auto' {
  if (value === 'auto' || (typeof value === 'number' && Number.isInteger(value) && value >= 1)) return value;
  throw new TrainError(`\`threads\` is ${String(value)}, but must be a whole number from 1 on or 'auto'`);
}

/** A seed: any whole number that a double holds exactly. */
export function checkSeed(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new TrainError(`the seed is ${String(value)}, but must be a whole number`);
}

/** The two words of a seed, low first, as keys of random draws. */
export function seedWords(seed: number): readonly [number, number] {
  return [seed | 0, Math.floor(seed / 2 ** 32) | 0];
}

/** Every precondition of the spec at these sizes. */
export function checkPreconditions(
  definition: ModelDefinition,
  sizes: Readonly<Record<string, number>>,
): void {
  for (const { holds, message, place } of definition.preconditions)
    if (!holds(sizes))
      throw new TrainError(`${place}: ${message}`, `change ${nameList(definition, sizes, message)}`);
  for (const { name, role, type } of definition.variables) {
    if (role !== 'param') continue;
    const count = type.shape.reduce((product, size) => product * size(sizes), 1);
    if (count > mostNumbers)
      throw new TrainError(
        `param \`${name}\` (\`${type.text}\`) would have ${String(count)} numbers, more than memory is good for`,
        `change ${nameList(definition, sizes, type.text)}`,
      );
  }
}

/** Of one param: a gigabyte. */
const mostNumbers = 2 ** 27;

/** Refuses level texts of what is no category of the data: the labels of a latent are its codes. */
export function checkLevels(definition: ModelDefinition, levels: Levels): void {
  const categories = definition.variables.filter(
    ({ role, type }) => type.element === 'category' && role !== 'latent',
  );
  const unknown = Object.keys(levels).find((name) => categories.every((category) => category.name !== name));
  if (unknown === undefined) return;
  throw new TrainError(
    `levels are declared for \`${unknown}\`, which is no category in the data of model \`${definition.name}\``,
    didYouMean(
      unknown,
      categories.map(({ name }) => name),
    ),
  );
}

/** `` `K` (now 3) or `D` (now 2) ``: the sizes that the text mentions, all where it mentions none. */
export function nameList(definition: ModelDefinition, sizes: Sizes, text: string): string {
  const known = [...definition.hyperparameters.map(({ name }) => name), ...definition.dims];
  const words = new Set<string>(text.match(/[\p{L}\p{N}_]+/gu) ?? []);
  const named = known.filter((name) => words.has(name));
  const names = (named.length === 0 ? known : named).map((name) => {
    const value = lookUp(sizes, name);
    return value === undefined ? `\`${name}\`` : `\`${name}\` (now ${String(value)})`;
  });
  return names.length === 0 ? 'the spec' : names.join(' or ');
}

/** Values of all hyperparameters, sizes or not, by name. */
export function hyperparameterRecord(
  definition: ModelDefinition,
  values: HyperparameterValues,
): Record<string, number> {
  const record = emptyRecord<number>();
  for (const { name, type } of definition.hyperparameters)
    record[name] = required(type.element === 'int' ? values.sizes : values.hyper, name);
  return record;
}
