// Draws of random models of hidden sequences against enumeration: how often each level and each path come, within what chance
// allows. Bounds are six standard errors wide, since there are many.

import { answersOf } from '../../cli/verify/enumeration.ts';
import { configurationCount, infer, readings } from '../../cli/verify/oracle/exact.ts';
import { definitionsOf, platesAround } from '../../cli/verify/oracle/log-joint.ts';
import { flatten, isNumber, itemAtPath, toArray, type Nested } from '../../cli/verify/oracle/nested.ts';
import type { Told } from '../../cli/verify/oracle/world.ts';
import type { Variable } from '../../compiler/3-check/model.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import type { AnyValues } from '../../runtime/model/model.ts';
import type { HiddenCase } from './check-hidden.ts';

const drawCount = 250;
const width = 6;
/** Configurations that are enumerated at most. */
const configurationLimit = 20_000;

/** Draws from the posterior have the values that each term reads, neighbours of a chain say, as often as they are probable. */
export function checkPosteriorDraws({ told, fits, data }: HiddenCase): void {
  const [first, ...others] = fits.map(({ fit }) => fit);
  if (first === undefined) throw new Error('a fit is due');
  if (first.definition.kernels.drawPosterior === null) return;
  const draws = first.samplePosterior(data, { n: drawCount, seed: 5 }).map((draw) => answersOf(told, draw));
  for (const other of others) {
    const again = other.samplePosterior(data, { n: 3, seed: 5 }).map((draw) => answersOf(told, draw));
    if (JSON.stringify(draws.slice(0, 3)) !== JSON.stringify(again))
      throw new Error('backends draw differently');
  }
  for (const { places, probability } of readings(told)) {
    const count = draws.filter((draw) =>
      places.every(({ variable, indices, value }) => itemAtPath(draw[variable] ?? [], indices) === value),
    ).length;
    const what = `posterior draws of ${places.map(({ variable, indices }) => `${variable}[${indices.join(', ')}]`).join(' and ')}`;
    checkFrequency(what, count, drawCount, probability);
  }
}

function checkFrequency(what: string, count: number, draws: number, probability: number): void {
  // Sums of probabilities end just beside 0 and 1.
  const p = probability < 1e-12 ? 0 : probability > 1 - 1e-12 ? 1 : probability;
  const bound = p === 0 || p === 1 ? 0 : width * Math.sqrt((p * (1 - p)) / draws) + (2 * width) / draws;
  if (!(Math.abs(count / draws - p) <= bound))
    throw new Error(`${what}: ${String(count)} of ${String(draws)}, not the share ${String(p)}`);
}

/** The innermost arrays, in order. */
function vectorsIn(value: Nested): readonly (readonly number[])[] {
  const items = toArray(value);
  if (items.length === 0) return [];
  return isNumber(items[0] ?? []) ? [items.map(Number)] : items.flatMap(vectorsIn);
}

/**
 * Draws of all variables have the marginals that enumeration gives where nothing is seen. Asked of sequences of a given length
 * in rows that are apart.
 */
export function checkSimulation({ told, fits }: HiddenCase): void {
  const { model } = told;
  const outermost = model.plates.filter(({ parent }) => parent === null);
  const [row] = outermost;
  const isApart =
    row?.sequence === null && model.plates.every(({ parent }) => parent === null || parent === row.name);
  const isOpen = model.plates.every(
    ({ sequence, size }) => (sequence?.until ?? null) === null && size === null,
  );
  const tied = model.variables.some(({ role, plate }) => role === 'latent' && plate === null);
  if (row === undefined || !isApart || !isOpen || tied) return;
  const length = 3;
  const given = inputsOf(told);
  const nothing = nothingSeen(told, row.name, length, given);
  if (configurationCount(nothing) > configurationLimit) return;
  const { marginals } = infer(nothing);
  const rows = Object.fromEntries(
    model.plates.filter(({ parent }) => parent !== null).map(({ name }) => [name, length]),
  );
  const n = 400;
  const [fit] = fits.map((each) => each.fit);
  if (fit === undefined) throw new Error('a fit is due');
  const drawn: AnyValues = fit.simulate(n, { seed: 9, given, rows, totals: totalsOf(told) });
  const answers = answersOf(told, drawn);
  for (const [name, due] of Object.entries(marginals)) {
    const [levels = []] = toArray(due);
    const values = toArray(answers[name] ?? []).map(flatten);
    vectorsIn(levels).forEach((probabilities, place) => {
      probabilities.forEach((p, level) => {
        const count = values.filter((drawnRow) => drawnRow[place] === level).length;
        checkFrequency(`draws of ${name} at ${String(place)}`, count, n, p);
      });
    });
  }
}

/** What counts add up to where the spec leaves that to the data. */
function totalsOf({ model }: Told): Readonly<Record<string, number>> {
  const isOpen = (variable: Variable): boolean =>
    JSON.stringify(definitionsOf(variable)).includes('"family":"Multinomial","arguments":{"p"');
  return Object.fromEntries(model.variables.filter(isOpen).map(({ name }) => [name, 6]));
}

/** One value for all rows and steps. */
function inputsOf({ model }: Told): Readonly<Record<string, number>> {
  const inputs = model.variables.filter(({ role }) => role === 'given');
  return Object.fromEntries(inputs.map(({ name, type }) => [name, type.element === 'real' ? 0.7 : 1]));
}

/** One row, of which all observations are missing. */
function nothingSeen(told: Told, row: string, length: number, given: Readonly<Record<string, number>>): Told {
  const { model } = told;
  const valuesOf = ({ name, plate, type }: Variable): Nested => {
    const value = given[name] ?? Number.NaN;
    const shape = type.shape.map((size) => evaluateSize(size, (symbol) => told.sizes[symbol] ?? Number.NaN));
    const counts = platesAround(model, plate).map((around) => (around === row ? 1 : length));
    return [...counts, ...shape].reduceRight<Nested>(
      (inner, count) => Array.from({ length: count }, () => inner),
      value,
    );
  };
  const variables = model.variables.map((variable) =>
    variable.role === 'observe' ? { ...variable, optional: true } : variable,
  );
  const seen = variables.filter(({ role }) => role === 'observe' || role === 'given');
  return {
    ...told,
    model: { ...model, variables },
    data: Object.fromEntries(seen.map((variable) => [variable.name, valuesOf(variable)])),
  };
}
