// Coefficients for which the likelihood has no maximum: it rises for ever along some direction, ever more slowly, as a
// logistic regression's does where a combination of its inputs separates the outcomes. A climb stops on the way.
// Source: Albert and Anderson (1984), On the existence of maximum likelihood estimates in logistic regression models.

import { at } from '../record.ts';
import { landscapes, type Landscape } from './gradient-block.ts';
import { maximiseByLbfgs } from './lbfgs.ts';
import { paramVariables, type ParamArrays, type Problem, type Statistics } from './problem.ts';

/** Params without bounds that are on their way to infinity, at the end of a climb. */
export function separatedParams(
  problem: Problem,
  evidence: Statistics,
  params: ParamArrays,
): readonly string[] {
  const unbounded = new Set(
    paramVariables(problem.definition)
      .filter(({ type }) => type.structure === null && type.lower === null && type.upper === null)
      .map(({ name }) => name),
  );
  return landscapes(problem, evidence, params).flatMap((landscape) => {
    const names = landscape.slots.flatMap(({ name, length }) => Array.from({ length }, () => name));
    const movable = names.map((name) => unbounded.has(name));
    if (!movable.includes(true) || names.length > mostCoordinates) return [];
    const away = recedingCoordinates(landscape, movable);
    return [...new Set(away.map((i) => at(names, i)))];
  });
}

const mostCoordinates = 200;

/** What a maximum within reach would lose by the same moves, in nats: much more than what is lost to rounding. */
const clearLoss = 0.1;
const noLoss = 1e-6;

function recedingCoordinates(
  { objective, point, slots }: Landscape,
  movable: readonly boolean[],
): readonly number[] {
  const { value } = objective(point);
  const all = movable.flatMap((isMovable, i) => (isMovable ? [i] : []));
  const lossAt = (chosen: readonly number[], factor: number): number => {
    const moved = Float64Array.from(point);
    for (const i of chosen) moved[i] = factor * at(point, i);
    return value - objective(moved).value;
  };
  // About a maximum, twice as far out loses a quarter of what the other side of 0 does.
  const recedes = (chosen: readonly number[]): boolean =>
    lossAt(chosen, 2) <= noLoss && lossAt(chosen, -1) >= clearLoss;
  if (recedes(all)) return all;
  const alone = all.filter((i) => recedes([i]));
  if (alone.length > 0) return alone;
  // Some combination of them: a further climb from the end still moves, without gaining anything.
  const further = maximiseByLbfgs(objective, point, {
    iterations: 30,
    tolerance: 0,
    groups: groupsOf(slots),
  });
  const ray = further.point.map((x, i) => (movable[i] === true ? x - at(point, i) : 0));
  const reach = further.point.map((x, i) => x + 10 * at(ray, i));
  const gain = further.value - value;
  if (gain > noLoss || further.value - objective(reach).value > noLoss) return [];
  return all.filter((i) => Math.abs(at(ray, i)) > 1e-2 * Math.abs(at(point, i)) && lossAt([i], 1 - 1e-2) > 0);
}

function groupsOf(slots: Landscape['slots']): readonly (readonly [from: number, to: number])[] {
  let from = 0;
  return slots.map(({ length }) => [from, (from += length)] as const);
}
