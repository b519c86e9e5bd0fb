// Where gradient steps begin that know nothing of the scale of the data: at their climb with all rows as one component.
// A positive param that ran to where nothing changes any more (the df of a Student t on data with light tails) tells
// nothing and would not come back: it begins where it was.

import { mergeRecords, required } from '../record.ts';
import { gradientBlocks, landscapes } from './gradient-block.ts';
import type { ParamArrays, Problem, Statistics } from './problem.ts';

const iterations = 100;

/** Nats for each outermost row that a change by a factor of e has to matter. */
const least = 1e-3;

export function pooledStart(problem: Problem, pooled: Statistics, start: ParamArrays): ParamArrays {
  const climbed = gradientBlocks(problem).reduce(
    (params, improve) => improve(pooled, params, iterations, 0),
    start,
  );
  const result = mergeRecords(climbed);
  for (const { objective, point, slots } of landscapes(problem, pooled, climbed)) {
    const { value } = objective(point);
    let from = 0;
    for (const { name, length } of slots) {
      const to = from + length;
      const moved = (by: number): number =>
        objective(point.map((x, i) => (i >= from && i < to ? x + by : x))).value;
      const matters = [1, -1].some((by) => !(Math.abs(moved(by) - value) < least * problem.rowCount));
      if (isPositive(problem, name) && !matters) result[name] = required(start, name);
      from = to;
    }
  }
  return result;
}

function isPositive({ definition }: Problem, param: string): boolean {
  const type = definition.variables.find(({ name }) => name === param)?.type;
  return type?.structure === null && type.lower !== null && type.upper === null;
}
