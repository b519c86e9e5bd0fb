// Params and tiny data for random models of hidden sequences: lengths from 0, so that everything hidden can be enumerated.

import type { NestedValues } from '../../cli/verify/oracle/exact.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';
import type { BuiltData, Builder, HiddenRecipe, Layout } from './random-hidden.ts';
import { randomParam, randomValue, sizeValues, withMissing, type Random } from './random-values.ts';

/** At most this many configurations in one row around the sequences. */
const configurationLimit = 1000;

export function maskedParam(builder: Builder, param: Builder['params'][number], random: Random): Nested {
  const value = randomParam(param, random);
  const mask = param.support === null ? undefined : builder.masks.get(param.support);
  return mask === undefined ? value : withZeros(value, mask);
}

/** Of `[..., K, K]`, each row again a simplex. */
function withZeros(value: Nested, mask: readonly (readonly boolean[])[]): Nested {
  if (typeof value === 'number') return value;
  const isMatrix = typeof value[0] === 'object' && typeof value[0][0] === 'number';
  if (!isMatrix) return value.map((inner) => withZeros(inner, mask));
  return value.map((row, i) => {
    const kept = (row as readonly number[]).map((p, j) => (mask[i]?.[j] === true ? p : 0));
    const total = kept.reduce((sum, p) => sum + p, 0);
    return kept.map((p) => p / total);
  });
}

export function dataOf(
  builder: Builder,
  recipe: HiddenRecipe,
  { isAlone, isNested, isSized, outcome }: Layout,
  random: Random,
): { readonly data: NestedValues; readonly sizes: Readonly<Record<string, number>> } {
  const { configurations } = builder;
  const around = configurations.row * configurations.global;
  // Of one row: all its steps, and those of its other sequence.
  const longest = (levels: number, limit: number): number =>
    levels === 1 ? 6 : Math.floor(Math.log(limit) / Math.log(levels) + 1e-9);
  const limit = (isAlone ? 4 : 1) * configurationLimit;
  const steps = Math.min(6, Math.max(1, longest(configurations.step, limit / around)));
  const ended = builder.data.some(({ name }) => name === 'w');
  const least = outcome ? 1 : 0;
  const lengthOf = (row: number): number => {
    const wanted = isAlone ? Math.max(2, turn(recipe.lengths, row)) : turn(recipe.lengths, row);
    return Math.max(least, Math.min(steps - (ended ? 1 : 0), wanted));
  };
  const size = Math.max(1, Math.min(steps, turn(recipe.lengths, 0)));
  const groupsOf = isNested ? Math.max(1, turn(recipe.rows, 0)) : 1;
  const counts = Array.from({ length: groupsOf }, (_, group) => {
    if (isAlone) return 1;
    return isNested ? (group === 0 ? 1 : 0) + turn(recipe.rows, group + 1) : 2 + turn(recipe.rows, 0);
  });
  const rowCount = counts.reduce((sum, count) => sum + count, 0);
  let row = 0;
  const tree: Record<string, Nested[]> = {};
  const nextRow = (): Readonly<Record<string, Nested>> => {
    row++;
    // Data without any step are refused.
    const fewest = row === rowCount ? 1 : 0;
    const length = isSized ? size : Math.max(fewest, lengthOf(row));
    const second = Math.max(fewest, Math.min(3, turn(recipe.lengths, row + 2)));
    return rowData(builder, { length, second, fewest }, random);
  };
  const nested = counts.map((count) => Array.from({ length: count }, nextRow));
  for (const { name } of builder.data) {
    const byGroup = nested.map((rows) => rows.map((values) => values[name] ?? []));
    tree[name] = isNested ? byGroup : (byGroup[0] ?? []);
  }
  const data = Object.fromEntries(
    Object.entries(tree).map(([name, values]) => [name, isAlone ? (values[0] ?? []) : values]),
  );
  const named = Object.entries(sizeValues).filter(([name]) => builder.used.has(name));
  return { data, sizes: { ...Object.fromEntries(named), ...(isSized ? { T: size } : {}) } };
}

/** The data of one row. */
function rowData(
  builder: Builder,
  { length, second, fewest }: { readonly length: number; readonly second: number; readonly fewest: number },
  random: Random,
): Readonly<Record<string, Nested>> {
  const parts = Array.from({ length }, () => Math.max(fewest, Math.floor(3 * random.uniform())));
  const values = builder.data.map((item): readonly [string, Nested] => {
    const total = item.total === null ? null : Number(item.total);
    const one = (): Nested => withMissing(item, randomValue(item, total, random), random);
    switch (item.depth) {
      case 'row':
        return [item.name, one()];
      case 'step':
        return [
          item.name,
          item.moves === null ? Array.from({ length }, one) : walk(item, item.moves, length, random),
        ];
      case 'second':
        return [item.name, Array.from({ length: second }, one)];
      case 'inner':
        return [item.name, parts.map((count) => Array.from({ length: count }, one))];
    }
  });
  return Object.fromEntries(values);
}

/** A path that the moves allow, partly missing. */
function walk(
  item: BuiltData,
  moves: readonly (readonly boolean[])[],
  length: number,
  random: Random,
): Nested {
  let state = 0;
  return Array.from({ length }, () => {
    const next = Math.floor(moves.length * random.uniform());
    if (moves[state]?.[next] === true) state = next;
    return withMissing(item, state, random);
  });
}

function turn(numbers: readonly number[], index: number): number {
  return numbers[index % numbers.length] ?? 0;
}
