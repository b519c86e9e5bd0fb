// What is predicted of a finite observation that is left out, against the enumeration of its values, and whether
// labels that are said to be exchangeable are.

import { isFinite } from '../../compiler/3-check/model.ts';
import type { Variable } from '../../compiler/3-check/model.ts';
import { evaluateSize } from '../../compiler/sizes/size.ts';
import type { Size } from '../../compiler/sizes/size.ts';
import { permuteAxis } from '../../runtime/inference/order-labels.ts';
import type { NestedValues, Problem } from './brute-force.ts';
import { bruteForce, pathsOf, platesFromOutside } from './brute-force.ts';
import type { CheckedCase } from './check-random-model.ts';
import { expectClose, nestedParam, output, runKernel } from './check-random-model.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';
import { flatten } from '../../cli/verify/oracle/nested.ts';

/** Configurations that are enumerated for one row of an outermost plate, at most. */
const enumerationLimit = 3000;

/** Each finite observation left out alone, and all of them together. */
export function checkPredictions(it: CheckedCase): void {
  const finite = it.problem.model.variables.filter(
    ({ role, type }) => role === 'observe' && isFinite(type) && type.shape.length === 0,
  );
  for (const absent of [...finite.map((variable) => [variable]), finite])
    if (absent.length > 0) checkAbsent(it, absent);
}

function checkAbsent(it: CheckedCase, absent: readonly Variable[]): void {
  const { problem, params, arrays } = it;
  const hidden: Problem = {
    ...problem,
    model: {
      ...problem.model,
      variables: problem.model.variables.map((variable) =>
        absent.includes(variable) ? { ...variable, optional: true } : variable,
      ),
    },
    data: Object.fromEntries(
      Object.entries(problem.data).map(([name, values]) => [
        name,
        absent.some((variable) => variable.name === name) ? allMissing(values) : values,
      ]),
    ),
  };
  if (configurations(hidden) > enumerationLimit) return;
  const truth = bruteForce(hidden, params).marginals;
  const more = Object.fromEntries(
    problem.model.variables
      .filter(({ role }) => role === 'observe')
      .flatMap((variable) => {
        const left = absent.includes(variable);
        const data = arrays[`data.${variable.name}`];
        if (data === undefined) throw new Error(`no data of ${variable.name}`);
        return [[`data.${variable.name}`, left ? data.map(() => -1) : data] as const];
      }),
  );
  for (const kernels of [it.reference.kernels, it.definition.kernels]) {
    const predicted = [kernels.predictParents, kernels.predictLeaves].reduce(
      (outputs, kernel) => ({ ...outputs, ...(kernel === null ? {} : runKernel(it, kernel, more)) }),
      {},
    );
    for (const { name } of absent)
      expectClose(
        `prediction of ${name} without ${absent.map((variable) => variable.name).join(', ')}`,
        output(predicted, `probability.${name}`),
        flatten(truth[name] ?? []),
      );
  }
}

function allMissing(values: Nested): Nested {
  return typeof values === 'number' ? NaN : values.map(allMissing);
}

/** Of the largest row of an outermost plate, with the latents outside every plate. */
function configurations(problem: Problem): number {
  const { model, sizes } = problem;
  let outside = 1;
  const inside = new Map<string, number>();
  for (const { role, plate, type, optional } of model.variables) {
    if (role !== 'latent' && !(role === 'observe' && optional && isFinite(type))) continue;
    const valueOf = (size: Size): number => evaluateSize(size, (name) => sizes[name] ?? Number.NaN);
    const elements = type.shape.reduce((product, size) => product * valueOf(size), 1);
    const levels = (type.levels === null ? 2 : valueOf(type.levels)) ** elements;
    if (plate === null) outside *= levels;
    for (const path of plate === null ? [] : pathsOf(problem, plate)) {
      const row = `${String(platesFromOutside(model, plate)[0])} ${String(path[0])}`;
      inside.set(row, (inside.get(row) ?? 1) * levels);
    }
  }
  return outside * Math.max(1, ...inside.values());
}

/** Turning the labels of an exchangeable latent, seen nowhere, round leaves the likelihood as it was. */
export function checkLabels(it: CheckedCase): void {
  const { problem, definition, params, sizes } = it;
  for (const { variable, levels, exchangeable } of definition.latents) {
    if (exchangeable === null) continue;
    // Labels that are seen in some row mean something.
    if (it.arrays[`data.${variable}`]?.some((code) => code >= 0) === true) continue;
    const count = levels(sizes);
    const order = Array.from({ length: count }, (_, level) => (level + 1) % count);
    const turned = exchangeable.map(({ param, axes }) => {
      const type = definition.variables.find(({ name }) => name === param)?.type;
      const shape = type?.shape.map((size) => size(sizes)) ?? [];
      const values = axes.reduce<Float64Array>(
        (array, axis) => permuteAxis(array, shape, axis, order),
        Float64Array.from(flatten(params[param] ?? [])),
      );
      return [param, nestedParam(problem, param, values)] as const;
    });
    const changed: NestedValues = { ...params, ...Object.fromEntries(turned) };
    const { logLikelihood, logPrior } = bruteForce(problem, changed);
    expectClose(
      `log posterior with the labels of ${variable} turned`,
      [logLikelihood + logPrior],
      [it.truth.logLikelihood + it.truth.logPrior],
    );
  }
}
