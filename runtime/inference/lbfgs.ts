// Limited-memory BFGS, maximising. Each step is found by bisection for the weak Wolfe conditions, and only steps
// that go up are taken, so the value never falls.
// Coordinates of very different scales (a mean in metres, the logarithm of an sd) are measured first, group by
// group, by the change of the gradient along a small probe.
// Source: Nocedal and Wright (2006), Numerical Optimization, algorithms 7.4 and 7.5; the line search is that of
// Lewis and Overton (2013), Nonsmooth optimization via quasi-Newton methods, algorithm 2.6.

import { at } from '../record.ts';

/** Value and gradient at a point; the caller owns the gradient. A value that is not finite is out of bounds. */
export type Objective = (point: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

export interface LbfgsOptions {
  readonly iterations: number;
  /** Stops when a step gains less than this, absolute. */
  readonly tolerance: number;
  /** Coordinates that are probed together, `[from, to)`; left out, all are one group. */
  readonly groups?: readonly (readonly [from: number, to: number])[];
}

export interface LbfgsResult {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** No step gained more than the tolerance, or none could be found. */
  readonly converged: boolean;
}

/** Steps remembered to model the curvature: about kinks (a Laplace prior) it takes many, of many coordinates few fit. */
const longestMemory = 300;
const shortestMemory = 10;
const rememberedNumbers = 1e6;

/** Relative lengths of the probes that measure scales: the next where the gradient does not change at all, as between kinks. */
const probeSteps = [1e-5, 1e-3, 1e-1];

/** A step and the change of the gradient along it; `curvature` is minus their product, positive. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

export function maximiseByLbfgs(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions,
): LbfgsResult {
  let point: Float64Array = Float64Array.from(start);
  let { value, gradient } = objective(point);
  const pairs: Pair[] = [];
  let scales = measureScales(objective, point, gradient, options.groups ?? [[0, point.length]]);
  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    let direction = ascentDirection(gradient, pairs, scales);
    if (dot(direction, gradient) <= 0) {
      pairs.length = 0;
      direction = ascentDirection(gradient, pairs, scales);
    }
    const moves = direction.some((x) => x !== 0);
    const next = moves ? searchLine(objective, point, value, gradient, direction) : null;
    if (next === null) {
      // The curvature model may be stale: try once more without it.
      if (pairs.length === 0) return { point, value, iterations: iteration - 1, converged: true };
      pairs.length = 0;
      scales = measureScales(objective, point, gradient, options.groups ?? [[0, point.length]]);
      continue;
    }
    remember(pairs, point, gradient, next);
    const gain = next.value - value;
    ({ point, value, gradient } = next);
    if (gain <= options.tolerance) return { point, value, iterations: iteration, converged: true };
  }
  return { point, value, iterations: options.iterations, converged: false };
}

/** Signs of a probe, without a pattern that a group could share. */
const probeSign = (i: number): number => (Math.imul(i + 1, 0x9e3779b1) & 0x10000 ? 1 : -1);

/**
 * The inverse of how fast the gradient changes along each coordinate, from one probe for each group. Whether the
 * value is convex or concave there does not matter; where the probe says nothing, the scale makes a step of one.
 */
function measureScales(
  objective: Objective,
  point: Float64Array,
  gradient: Float64Array,
  groups: readonly (readonly [from: number, to: number])[],
): Float64Array {
  const scales = gradient.map((g) => 1 / Math.max(1, Math.abs(g)));
  for (const [from, to] of groups) {
    const size = point.subarray(from, to).reduce((largest, x) => Math.max(largest, Math.abs(x)), 1);
    for (const probeStep of probeSteps) {
      const probe = Float64Array.from(point);
      for (let i = from; i < to; i++) probe[i] = at(point, i) + probeSign(i) * probeStep * size;
      const changed = objective(probe).gradient;
      let isFlat = true;
      for (let i = from; i < to; i++) {
        const curvature = Math.abs(at(changed, i) - at(gradient, i)) / (probeStep * size);
        if (!(curvature > 0 && Number.isFinite(1 / curvature))) continue;
        scales[i] = 1 / curvature;
        isFlat = false;
      }
      if (!isFlat) break;
    }
  }
  return scales;
}

interface Evaluated {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A step along the direction that satisfies the weak Wolfe conditions, or the best ascending one; null without any. */
function searchLine(
  objective: Objective,
  point: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
): Evaluated | null {
  const slope = dot(gradient, direction);
  let low = 0;
  let high = Infinity;
  let step = 1;
  let best: Evaluated | null = null;
  for (let trial = 0; trial < 50; trial++) {
    const candidate = point.map((x, i) => x + step * at(direction, i));
    const found = objective(candidate);
    const ascends = Number.isFinite(found.value) && found.value > value;
    if (ascends && (best === null || found.value > best.value)) best = { point: candidate, ...found };
    if (!ascends || found.value < value + 1e-4 * step * slope) high = step;
    else if (dot(found.gradient, direction) > 0.9 * slope) low = step;
    else return { point: candidate, ...found };
    step = high === Infinity ? 2 * low : (low + high) / 2;
    if (high - low < 1e-12 * high) break;
  }
  return best;
}

/** Two-loop recursion: the inverse of the negated Hessian, as scales and pairs model it, times the gradient. */
function ascentDirection(gradient: Float64Array, pairs: readonly Pair[], scales: Float64Array): Float64Array {
  const direction = Float64Array.from(gradient);
  const factors = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, curvature } = at(pairs, i);
    const factor = dot(step, direction) / curvature;
    factors[i] = factor;
    addScaled(direction, change, factor);
  }
  const last = pairs.at(-1);
  const common =
    last === undefined
      ? 1
      : last.curvature /
        dot(
          last.change,
          last.change.map((change, i) => change * at(scales, i)),
        );
  for (let i = 0; i < direction.length; i++) direction[i] = at(direction, i) * common * at(scales, i);
  pairs.forEach(({ step, change, curvature }, i) => {
    // `change` is the change of the gradient, which falls along an ascent: hence the signs.
    addScaled(direction, step, at(factors, i) + dot(change, direction) / curvature);
  });
  return direction;
}

function remember(pairs: Pair[], point: Float64Array, gradient: Float64Array, next: Evaluated): void {
  const step = next.point.map((x, i) => x - at(point, i));
  const change = next.gradient.map((g, i) => g - at(gradient, i));
  const curvature = -dot(step, change);
  // A pair without positive curvature would make the model indefinite.
  if (!(curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  pairs.push({ step, change, curvature });
  const memory = Math.max(shortestMemory, rememberedNumbers / point.length);
  if (pairs.length > Math.min(longestMemory, memory)) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

function addScaled(target: Float64Array, a: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = at(target, i) + factor * at(a, i);
}
