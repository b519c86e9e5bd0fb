// Filtered probabilities against enumeration: at each step those of a sequence that ends there, of which nothing is known that
// comes later. Rows share nothing that is hidden, so all of them are cut at once.

import type { Plate, Variable } from '../../compiler/3-check/model.ts';
import { answersOf } from '../../cli/verify/enumeration.ts';
import { infer, type NestedValues } from '../../cli/verify/oracle/exact.ts';
import { platesAround } from '../../cli/verify/oracle/log-joint.ts';
import { flatten, toArray, type Nested } from '../../cli/verify/oracle/nested.ts';
import type { Told } from '../../cli/verify/oracle/world.ts';
import type { HiddenCase } from './check-hidden.ts';
import { expectClose } from './expect-close.ts';

/** What stood in the way; null: nothing. */
export function checkFilter({ told, truth, fits, data }: HiddenCase): string | null {
  const hidden = Object.keys(truth.marginals);
  const due = Object.fromEntries(
    told.model.plates.flatMap((plate) =>
      plate.sequence === null ? [] : dueAlong(told, plate, truth.marginals),
    ),
  );
  for (const { source, fit } of fits) {
    const { kernels, filterObstacle } = fit.definition;
    if (kernels.filter === null) {
      if (filterObstacle === null) throw new Error(`${source}: no filter, and no reason`);
      return filterObstacle;
    }
    const filtered = answersOf(told, fit.filter(data));
    const answered = Object.keys(filtered).filter((name) => hidden.includes(name));
    if (answered.sort().join() !== Object.keys(due).sort().join())
      throw new Error(`${source}: filtered ${answered.join()}, not ${Object.keys(due).join()}`);
    for (const [name, values] of Object.entries(due))
      expectClose(`${source} filter of ${name}`, flatten(filtered[name] ?? []), flatten(values));
  }
  return null;
}

/** Of the unknowns of one sequence. */
function dueAlong(
  told: Told,
  sequence: Plate,
  marginals: NestedValues,
): readonly (readonly [string, Nested])[] {
  const before = withoutReaders(told, sequence);
  const depth = platesAround(told.model, sequence.name).length - 1;
  const own = told.model.variables.filter(
    ({ name, plate }) => name in marginals && platesAround(told.model, plate).includes(sequence.name),
  );
  if (own.length === 0) return [];
  const full = infer(before).marginals;
  const longest = Math.max(0, ...own.flatMap(({ name }) => lengthsOf(marginals[name] ?? [], depth)));
  const cuts = Array.from(
    { length: longest },
    (_, step) => infer(cutAfter(before, sequence, step)).marginals,
  );
  return own.map(({ name }) => [
    name,
    atEachStep(
      full[name] ?? [],
      cuts.map((cut) => cut[name] ?? []),
      depth,
    ),
  ]);
}

function lengthsOf(value: Nested, depth: number): readonly number[] {
  const items = toArray(value);
  return depth === 0 ? [items.length] : items.flatMap((item) => lengthsOf(item, depth - 1));
}

/** Step t of cut t; where a cut does not reach it, which is END, of the whole. */
function atEachStep(full: Nested, cuts: readonly Nested[], depth: number): Nested {
  const items = toArray(full);
  if (depth === 0) return items.map((item, step) => toArray(cuts[step] ?? [])[step] ?? item);
  return items.map((item, row) =>
    atEachStep(
      item,
      cuts.map((cut) => toArray(cut)[row] ?? []),
      depth - 1,
    ),
  );
}

/** No more steps than up to this one; that a sequence goes on or ends is not said. */
function cutAfter(told: Told, sequence: Plate, step: number): Told {
  const around = platesAround(told.model, sequence.name);
  const cut = (value: Nested, depth: number): Nested =>
    depth === 0 ? toArray(value).slice(0, step + 1) : toArray(value).map((item) => cut(item, depth - 1));
  return {
    ...told,
    model: {
      ...told.model,
      plates: told.model.plates.map((plate) =>
        plate.name === sequence.name ? { ...plate, sequence: { until: null } } : plate,
      ),
    },
    sizes: sequence.size === null ? told.sizes : { ...told.sizes, T: step + 1 },
    data: Object.fromEntries(
      told.model.variables.flatMap(({ name, plate }) => {
        const values = told.data[name];
        if (values === undefined) return [];
        const isCut = platesAround(told.model, plate).includes(sequence.name);
        return [[name, isCut ? cut(values, around.length - 1) : values] as const];
      }),
    ),
  };
}

/** Without what is made from the sequence as a whole, or from that. */
function withoutReaders(told: Told, sequence: Plate): Told {
  const { variables } = told.model;
  const isInside = ({ plate }: Variable): boolean => platesAround(told.model, plate).includes(sequence.name);
  const dropped = new Set<string>();
  const reads = (reader: Variable, name: string): boolean =>
    JSON.stringify([reader.distribution, reader.steps]).includes(`"name":"${name}"`);
  const inside = variables.filter((variable) => isInside(variable) && variable.role !== 'given');
  for (let before = -1; before < dropped.size;) {
    before = dropped.size;
    for (const variable of variables)
      if (
        !isInside(variable) &&
        [...inside.map(({ name }) => name), ...dropped].some((name) => reads(variable, name))
      )
        dropped.add(variable.name);
  }
  return { ...told, model: { ...told.model, variables: variables.filter(({ name }) => !dropped.has(name)) } };
}
