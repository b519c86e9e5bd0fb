// What is predicted of a finite observation that is left out, against the enumeration of its values, and whether
// labels that are said to be exchangeable are.

import { isFinite } from '../../compiler/3-check/model.ts';
import type { Variable } from '../../compiler/3-check/model.ts';
import { permuteAxis } from '../../runtime/inference/order-labels.ts';
import type { CheckedCase } from './check-random-model.ts';
import { output, runKernel } from './check-random-model.ts';
import { nestedParam } from './check-step.ts';
import { expectClose } from './expect-close.ts';
import {
  configurationCount,
  infer,
  logPosteriorOf,
  type NestedValues,
} from '../../cli/verify/oracle/exact.ts';
import { flatten, type Nested } from '../../cli/verify/oracle/nested.ts';
import type { Told } from '../../cli/verify/oracle/world.ts';

/** Configurations that are enumerated at most. */
const enumerationLimit = 20_000;

/** Each finite observation left out alone, and all of them together. */
export function checkPredictions(it: CheckedCase): void {
  const finite = it.told.model.variables.filter(
    ({ role, type }) => role === 'observe' && isFinite(type) && type.shape.length === 0,
  );
  for (const absent of [...finite.map((variable) => [variable]), finite])
    if (absent.length > 0) checkAbsent(it, absent);
}

function checkAbsent(it: CheckedCase, absent: readonly Variable[]): void {
  const { told, arrays } = it;
  const hidden: Told = {
    ...told,
    model: {
      ...told.model,
      variables: told.model.variables.map((variable) =>
        absent.includes(variable) ? { ...variable, optional: true } : variable,
      ),
    },
    data: Object.fromEntries(
      Object.entries(told.data).map(([name, values]) => [
        name,
        absent.some((variable) => variable.name === name) ? allMissing(values) : values,
      ]),
    ),
  };
  if (configurationCount(hidden) > enumerationLimit) return;
  const truth = infer(hidden).marginals;
  const more = Object.fromEntries(
    told.model.variables
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

/** Turning the labels of an exchangeable latent, seen nowhere, round leaves the likelihood as it was. */
export function checkLabels(it: CheckedCase): void {
  const { told, definition, sizes } = it;
  const { params } = told;
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
      return [param, nestedParam(told, param, values)] as const;
    });
    const changed: NestedValues = { ...params, ...Object.fromEntries(turned) };
    expectClose(
      `log posterior with the labels of ${variable} turned`,
      [logPosteriorOf({ ...told, params: changed })],
      [it.truth.logLikelihood + it.truth.logPrior],
    );
  }
}
