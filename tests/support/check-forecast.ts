// Forecasts against enumeration: the distribution of observations at steps more than the data have, of which nothing is known.

import type { Variable } from '../../compiler/3-check/model.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import { configurationCount, infer } from '../../cli/verify/oracle/exact.ts';
import { platesAround } from '../../cli/verify/oracle/log-joint.ts';
import { flatten, toArray, type Nested } from '../../cli/verify/oracle/nested.ts';
import type { Told } from '../../cli/verify/oracle/world.ts';
import { DataError } from '../../runtime/errors.ts';
import { forecastObstacle } from '../../runtime/fit/forecast.ts';
import type { HiddenCase } from './check-hidden.ts';
import { expectClose } from './expect-close.ts';
import { predictedMoments } from './predicted-moments.ts';

const configurationLimit = 20_000;
const steps = 2;

/** How many variables were compared, or what stood in the way. */
export function checkForecast({ told, fits, data }: HiddenCase): number | string {
  const [first] = fits;
  if (first === undefined) throw new Error('a fit is due');
  const obstacle = forecastObstacle(first.fit.definition);
  if (obstacle !== null) return obstacle;
  const longer = extended(told);
  if (configurationCount(longer) > configurationLimit) return 'too many configurations';
  const stepped = longer.model.variables.filter(
    (variable) => variable.role === 'observe' && depthOf(longer, variable) >= 0,
  );
  const inputs = told.model.variables.filter(({ role }) => role === 'given');
  const known = {
    ...data,
    ...Object.fromEntries(inputs.map(({ name }) => [name, longer.data[name]])),
  };
  const { marginals } = infer(longer);
  const moments = predictedMoments(longer, new Set(stepped.map(({ name }) => name)));
  let compared = 0;
  for (const { source, fit } of fits) {
    let found;
    try {
      found = fit.forecast(known, { steps });
    } catch (error) {
      if (error instanceof DataError && error.message.includes('not derivable yet'))
        return 'not derivable yet';
      throw error;
    }
    for (const variable of stepped) {
      const { name } = variable;
      const prediction = found[name] as Readonly<Record<string, Nested>> | undefined;
      if (prediction === undefined) continue;
      const depth = depthOf(longer, variable);
      const due = marginals[name];
      if (due !== undefined && prediction['probability'] !== undefined)
        expectClose(
          `${source} forecast of ${name}`,
          flatten(prediction['probability']),
          flatten(lastOf(due, depth)),
        );
      const numeric = moments.get(name);
      if (prediction['mean'] !== undefined && numeric !== undefined) {
        const mean = shapedAs(longer.data[name] ?? [], [...numeric.mean], depth);
        expectClose(
          `${source} forecast of ${name}, mean`,
          flatten(prediction['mean']),
          flatten(lastOf(mean, depth)),
        );
        const sd = shapedAs(longer.data[name] ?? [], [...numeric.sd], depth);
        expectClose(
          `${source} forecast of ${name}, sd`,
          flatten(prediction['sd'] ?? []),
          flatten(lastOf(sd, depth)),
        );
      }
      compared++;
    }
  }
  return compared;
}

/** Rows around the steps; -1: it is of no sequence. */
function depthOf({ model }: Told, { plate }: Variable): number {
  return platesAround(model, plate).findIndex((name) =>
    model.plates.some((each) => each.name === name && each.sequence !== null),
  );
}

function lastOf(value: Nested, depth: number): Nested {
  return depth === 0 ? toArray(value).slice(-steps) : toArray(value).map((item) => lastOf(item, depth - 1));
}

/** Numbers in order, nested as the steps are. */
function shapedAs(value: Nested, numbers: number[], depth: number): Nested {
  if (depth < 0) return numbers.shift() ?? Number.NaN;
  return toArray(value).map((item) => shapedAs(item, numbers, depth - 1));
}

/** Two steps more, of which only the inputs are known. */
function extended(told: Told): Told {
  const longer = (variable: Variable, value: Nested, depth: number): Nested => {
    if (depth > 0) return toArray(value).map((item) => longer(variable, item, depth - 1));
    const items = toArray(value);
    const last = items.at(-1);
    const more = variable.role === 'given' ? (last ?? inputLike(variable)) : missing(variable, told);
    return [...items, ...Array.from({ length: steps }, () => more)];
  };
  const variables = told.model.variables.map((variable) =>
    variable.role === 'observe' ? { ...variable, optional: true } : variable,
  );
  const length = told.sizes['T'];
  return {
    ...told,
    model: { ...told.model, variables },
    sizes: length === undefined ? told.sizes : { ...told.sizes, T: length + steps },
    data: Object.fromEntries(
      variables.flatMap((variable) => {
        const value = told.data[variable.name];
        if (value === undefined) return [];
        const depth = depthOf(told, variable);
        return [[variable.name, depth < 0 ? value : longer(variable, value, depth)]];
      }),
    ),
  };
}

/** An input where there is none to repeat. */
function inputLike({ type }: Variable): Nested {
  return type.shape.length === 0 ? 0 : [0, 0];
}

function missing({ type }: Variable, { sizes }: Told): Nested {
  const blank = (axis: number): Nested => {
    const size = type.shape[axis];
    if (size === undefined) return Number.NaN;
    const length = evaluateSize(size, (name) => sizes[name] ?? Number.NaN);
    return Array.from({ length }, () => blank(axis + 1));
  };
  return blank(0);
}
