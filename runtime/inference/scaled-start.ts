// The symmetric params at the scale of the data. Positive params begin at 1 for want of better knowledge; closed forms forget
// that after one step, but gradients that begin where densities are of the order of exp(500), or flat, climb for long
// and somewhere else, by rounding.

import { mergeRecords, required } from '../record.ts';
import { paramVariables, type ParamArrays, type Problem } from './problem.ts';
import { symmetricParams } from './start-params.ts';

/** Tried one after the other where a density of 1 and its like is too small to be told from 0 (a Gumbel at -1e6). */
const otherScales = [1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9, 1e12, 1e-12];

/** From one scale to the next; a climb finds its way from less far. */
const stride = 1e3;
const mostStrides = 6;

/** Nats that another scale must gain for each outermost row: a start that is near enough stays as it is. */
const leastGain = 1;

export function scaledStart(problem: Problem): ParamArrays {
  const climbed = climbedParams(problem);
  return positiveParams(problem)
    .filter((name) => climbed.has(name))
    .reduce((params, name) => atBestScale(problem, params, name), finiteStart(problem));
}

/** The symmetric params, the positive ones at another scale where it takes that; as they are where nothing helps. */
function finiteStart(problem: Problem): ParamArrays {
  const symmetric = symmetricParams(problem.definition, problem.sizes);
  const scaled = (scale: number): ParamArrays =>
    positiveParams(problem).reduce((params, name) => timesScale(params, name, scale), symmetric);
  const scale = [1, ...otherScales].find((by) => Number.isFinite(logLikelihood(problem, scaled(by))));
  return scale === undefined ? symmetric : scaled(scale);
}

/** One param larger or smaller, as long as it gains. */
function atBestScale(problem: Problem, start: ParamArrays, name: string): ParamArrays {
  let best = { params: start, value: logLikelihood(problem, start) };
  for (const by of [stride, 1 / stride]) {
    for (let strides = 0; strides < mostStrides; strides++) {
      const params = timesScale(best.params, name, by);
      const value = logLikelihood(problem, params);
      if (!(value - best.value > leastGain * problem.rowCount)) break;
      best = { params, value };
    }
    if (best.params !== start) break;
  }
  return best.params;
}

function timesScale(params: ParamArrays, name: string, scale: number): ParamArrays {
  return mergeRecords(params, { [name]: required(params, name).map((value) => value * scale) });
}

function logLikelihood(problem: Problem, params: ParamArrays): number {
  return problem.evaluate(params).logLikelihood;
}

function climbedParams({ definition }: Problem): ReadonlySet<string> {
  return new Set(
    definition.blocks.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === 'gradient' ? step.params : [])),
    ),
  );
}

function positiveParams({ definition }: Problem): readonly string[] {
  return paramVariables(definition)
    .filter(({ type }) => type.structure === null && type.lower?.value === 0 && type.upper === null)
    .map(({ name }) => name);
}
