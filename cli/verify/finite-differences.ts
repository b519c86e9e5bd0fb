// Compiled gradients, of the log likelihood with the priors and of what each step climbs, against central differences of
// the objectives themselves.

import { landscapes } from '../../runtime/inference/gradient-block.ts';
import type { NumericArray } from '../../runtime/model/definition.ts';
import { mergeRecords, required } from '../../runtime/record.ts';
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
import { slopesOf } from './slopes.ts';

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
  const { fit, data } = randomFit(subject, rows, 1);
  const slopes = slopesOf(subject.model.definition, fit, data, hyperOf(subject));
  if (slopes === null) return skipped('the model has no params');
  const { problem, free, at, objective } = slopes;
  const found = new Agreement();
  const box = timeBox(seconds);
  let cut = false;
  const here = at(free);
  for (const name of Object.keys(free)) {
    if (!name.startsWith('free.')) continue;
    const param = name.slice('free.'.length);
    const point = Float64Array.from(required(free, name));
    const most = mostCoordinates - found.cases;
    cut ||= point.length > most;
    compareAt(found, box, param, point, required(here, `gradient.${param}`), most, (moved) =>
      objective(mergeRecords<NumericArray>(free, { [name]: moved })),
    );
  }
  const steps = landscapes(problem, problem.evaluate(fit.arrays).statistics, fit.arrays);
  for (const { slots, point, objective: climb } of steps) {
    const label = `the step of ${slots.map(({ name }) => name).join(', ')}`;
    const own = Float64Array.from(climb(point).gradient);
    cut ||= point.length > mostCoordinates;
    compareAt(found, box, label, point, own, mostCoordinates, (moved) => climb(moved).value);
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
