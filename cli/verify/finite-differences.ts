// The compiled gradient of the log likelihood and priors against central differences of the objective itself.

import { computeCenters } from '../../runtime/data/center.ts';
import { shapeData } from '../../runtime/data/shape-data.ts';
import { bindKernel, createProblem, hyperArrays, paramInputs } from '../../runtime/inference/problem.ts';
import { emptyRecord, mergeRecords, required } from '../../runtime/record.ts';
import type { Arrays, NumericArray } from '../../runtime/model/definition.ts';
import { Agreement, skipped, type Check, type Finding, type Subject } from './check.ts';
import { randomFit } from './random-fit.ts';

const rows = 12;
const mostCoordinates = 60;

export const finiteDifferences: Check = {
  name: 'finite differences',
  meaning: 'the gradient is the slope of the objective',
  run: compareSlopes,
};

function compareSlopes(subject: Subject): Finding {
  const { definition } = subject.model;
  const { gradient, unconstrain } = definition.kernels;
  if (gradient === null || unconstrain === null) return skipped('the model has no params');
  const found = new Agreement();
  const { fit, data } = randomFit(subject, rows, 1);
  const shaped = shapeData(definition, data, {
    sizes: Object.fromEntries(Object.entries(fit.sizes).filter(([name]) => !name.startsWith('rows:'))),
    sizesFrom: 'the params',
    levels: emptyRecord(),
    learnLevels: false,
    partial: false,
    origin: null,
  });
  const hyper = hyperOf(subject);
  const problem = createProblem(definition, shaped, computeCenters(definition, shaped), hyper);
  const slopes = bindKernel(gradient, shaped.sizes, problem.inputs);
  const free = mergeRecords<NumericArray>(
    bindKernel(unconstrain, shaped.sizes, hyperArrays(hyper))(paramInputs(fit.arrays)).outputs,
  );
  /** Params and gradient at a point. */
  const at = (point: Arrays): Arrays => {
    const outputs: Record<string, NumericArray> = {};
    const { outputs: kept } = slopes(point);
    for (const name of Object.keys(kept)) outputs[name] = Float64Array.from(required(kept, name));
    return outputs;
  };
  const objective = (point: Arrays): number => {
    const found = at(point);
    const params: Record<string, Float64Array> = {};
    for (const name of Object.keys(found))
      if (name.startsWith('param.'))
        params[name.slice('param.'.length)] = Float64Array.from(required(found, name));
    return problem.evaluate(params).objective;
  };
  const here = at(free);
  let cut = false;
  for (const name of Object.keys(free)) {
    if (!name.startsWith('free.')) continue;
    const values = required(free, name);
    for (let i = 0; i < values.length; i++) {
      if (found.cases >= mostCoordinates) {
        cut = true;
        break;
      }
      const step = 1e-4 * Math.max(1, Math.abs(values[i] ?? 0));
      const moved = (by: number): number => {
        const copy = Float64Array.from(values);
        copy[i] = (copy[i] ?? 0) + by * step;
        return objective(mergeRecords<NumericArray>(free, { [name]: copy }));
      };
      const slope = (moved(-2) - 8 * moved(-1) + 8 * moved(1) - moved(2)) / (12 * step);
      const param = name.slice('free.'.length);
      const own = required(here, `gradient.${param}`)[i] ?? NaN;
      found.compare(own, slope, `${param}, coordinate ${String(i)}`, slope);
    }
  }
  return found.finding(1e-6, cut ? `the first ${String(mostCoordinates)} coordinates` : null);
}

/** Hyperparameters that are no sizes. */
function hyperOf({ model, set }: Subject): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { name, type, defaultValue } of model.definition.hyperparameters)
    if (type.element !== 'int') values[name] = Number(set[name] ?? defaultValue ?? 0);
  return values;
}
