// Compiled gradients, of the log likelihood with the priors and of what each step climbs, against central differences of
// the objectives themselves.

import { computeCenters } from '../../runtime/data/center.ts';
import { shapeData } from '../../runtime/data/shape-data.ts';
import { landscapes } from '../../runtime/inference/gradient-block.ts';
import {
  bindKernel,
  createProblem,
  hyperArrays,
  paramInputs,
  type Problem,
} from '../../runtime/inference/problem.ts';
import { emptyRecord, mergeRecords, required } from '../../runtime/record.ts';
import type { Arrays, NumericArray } from '../../runtime/model/definition.ts';
import {
  Agreement,
  hyperOf,
  skipped,
  timeBox,
  type Check,
  type Finding,
  type Subject,
  type TimeBox,
} from './check.ts';
import { randomFit } from './random-fit.ts';

const rows = 12;
/** Of each gradient. */
const mostCoordinates = 60;
const seconds = 3;

export const finiteDifferences: Check = {
  name: 'finite differences',
  meaning: 'gradients are the slopes of what is climbed',
  run: compareSlopes,
};

function compareSlopes(subject: Subject): Finding {
  const { definition } = subject.model;
  const { gradient, unconstrain } = definition.kernels;
  if (gradient === null || unconstrain === null) return skipped('the model has no params');
  const found = new Agreement();
  const box = timeBox(seconds);
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
  let cut = false;
  for (const name of Object.keys(free)) {
    if (!name.startsWith('free.')) continue;
    const param = name.slice('free.'.length);
    const at = (point: Float64Array): Arrays =>
      copyOf(slopes(mergeRecords<NumericArray>(free, { [name]: point })).outputs);
    const here = Float64Array.from(required(free, name));
    const own = required(at(here), `gradient.${param}`);
    const most = mostCoordinates - found.cases;
    cut ||= here.length > most;
    compareAt(found, box, param, here, own, most, (point) => objectiveAt(problem, at(point)));
  }
  const { statistics } = problem.evaluate(fit.arrays);
  const steps = landscapes(problem, statistics, fit.arrays);
  for (const { slots, point, objective } of steps) {
    const label = `the step of ${slots.map(({ name }) => name).join(', ')}`;
    const own = Float64Array.from(objective(point).gradient);
    cut ||= point.length > mostCoordinates;
    compareAt(found, box, label, point, own, mostCoordinates, (moved) => objective(moved).value);
  }
  const notes = [
    ...(steps.length === 0 ? [] : [`${String(steps.length)} of single steps among them`]),
    ...(cut ? [`the first ${String(mostCoordinates)} coordinates of each`] : []),
    ...box.notes(),
  ];
  return found.finding(1e-6, notes.length === 0 ? null : notes.join('; '));
}

/** Of one gradient at a point, at most so many coordinates: differences of fourth order. */
function compareAt(
  found: Agreement,
  box: TimeBox,
  label: string,
  point: Float64Array,
  own: ArrayLike<number>,
  most: number,
  objective: (point: Float64Array) => number,
): void {
  for (let i = 0; i < Math.min(point.length, most); i++) {
    if (box.isOver()) return;
    const step = 1e-4 * Math.max(1, Math.abs(point[i] ?? 0));
    const moved = (by: number): number => {
      const copy = Float64Array.from(point);
      copy[i] = (copy[i] ?? 0) + by * step;
      return objective(copy);
    };
    const slope = (moved(-2) - 8 * moved(-1) + 8 * moved(1) - moved(2)) / (12 * step);
    found.compare(own[i] ?? Number.NaN, slope, `${label}, coordinate ${String(i)}`, slope);
  }
}

function objectiveAt(problem: Problem, outputs: Arrays): number {
  const params: Record<string, Float64Array> = {};
  for (const name of Object.keys(outputs))
    if (name.startsWith('param.'))
      params[name.slice('param.'.length)] = Float64Array.from(required(outputs, name));
  return problem.evaluate(params).objective;
}

/** Kernels fill the same arrays again. */
function copyOf(outputs: Arrays): Arrays {
  const copies: Record<string, NumericArray> = {};
  for (const name of Object.keys(outputs)) copies[name] = Float64Array.from(required(outputs, name));
  return copies;
}
