// The observed information: minus the derivative of a gradient, by central differences, at a maximum.
//
// Each coordinate is moved by a small share of its own standard error, which is found on the way: a share of the
// coordinate itself would be nothing for a mean of 1e6 with an sd of 1e-3, and everything for one of 0.

import { at } from '../record.ts';

export interface GradientAt {
  /** Of the objective. */
  readonly gradient: Float64Array;
  /** Whatever else moves with the coordinates: its derivatives are wanted too. */
  readonly values: Float64Array;
}

export interface Coordinate {
  /** Position in the point. */
  readonly index: number;
  /** Without a unit, as logarithms are: moved by no more than `longestStep`. */
  readonly pure: boolean;
}

export type Obstacle = 'edge' | 'silent' | 'noMaximum';

export interface ObservedInformation {
  /** Coordinates that the objective curves in, by their positions in the list given. */
  readonly kept: readonly number[];
  /** Why each of the others was left out. */
  readonly dropped: ReadonlyMap<number, Obstacle>;
  /** Row-major, over the kept ones: information divided by `scale[i] * scale[j]`, 1 on the diagonal. */
  readonly scaled: Float64Array;
  /** Square roots of the diagonal. */
  readonly scale: Float64Array;
  /** For each coordinate of the list given, the derivatives of the values. */
  readonly derivatives: readonly Float64Array[];
}

/** Of the standard error: curvature changes by about its square, and a gradient has some twelve digits to lose. */
const share = 3e-4;
const longestStep = 0.1;
const firstStep = 1e-4;
const mostTries = 8;
/** A coordinate without a unit with less information than this is at the edge of its domain: a millionth of an event. */
const leastPure = 1e-6;

/** `evaluate` may give the same arrays again at each call. */
export function observedInformation(
  point: Float64Array,
  coordinates: readonly Coordinate[],
  evaluate: (point: Float64Array) => GradientAt,
): ObservedInformation {
  const here = Float64Array.from(evaluate(point).gradient);
  const columns = coordinates.map((coordinate) => columnOf(point, coordinate, evaluate));
  const dropped = new Map<number, Obstacle>();
  const largest = Math.max(...columns.map(({ own }) => own).filter(Number.isFinite), 0);
  coordinates.forEach(({ index, pure }, i) => {
    const { own } = at(columns, i);
    // Without a unit the size means something; with one it must only not be nothing.
    const least = pure ? leastPure : largest * 1e-300;
    if (!Number.isFinite(own) || !Number.isFinite(at(here, index))) dropped.set(i, 'edge');
    else if (own < -leastPure && pure) dropped.set(i, 'noMaximum');
    else if (own < 0 && !pure) dropped.set(i, 'noMaximum');
    else if (own <= least) dropped.set(i, pure && own !== 0 ? 'edge' : 'silent');
  });
  const kept = coordinates.map((_, i) => i).filter((i) => !dropped.has(i));
  const scale = Float64Array.from(kept, (i) => Math.sqrt(at(columns, i).own));
  const entry = (i: number, j: number): number =>
    -at(at(columns, at(kept, i)).slope, at(coordinates, at(kept, j)).index) / (at(scale, i) * at(scale, j));
  const size = kept.length;
  const scaled = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    scaled[i * size + i] = 1;
    for (let j = 0; j < i; j++) scaled[i * size + j] = scaled[j * size + i] = (entry(i, j) + entry(j, i)) / 2;
  }
  return { kept, dropped, scaled, scale, derivatives: columns.map(({ derivative }) => derivative) };
}

interface Column {
  /** Information of the coordinate itself. */
  readonly own: number;
  /** Derivatives of the gradient. */
  readonly slope: Float64Array;
  readonly derivative: Float64Array;
}

function columnOf(
  point: Float64Array,
  { index, pure }: Coordinate,
  evaluate: (point: Float64Array) => GradientAt,
): Column {
  let step = firstStep * Math.max(1, Math.abs(at(point, index)));
  if (pure) step = Math.min(step, longestStep);
  for (let attempt = 1; ; attempt++) {
    const column = differences(point, index, step, evaluate);
    if (attempt === mostTries || column.own === 0 || Number.isNaN(column.own)) return column;
    // Not curved downwards: too far away, perhaps.
    let wanted = column.own > 0 ? share / Math.sqrt(column.own) : step / 100;
    if (pure) wanted = Math.min(wanted, longestStep);
    const fits = column.own > 0 && step <= 2 * wanted && wanted <= 2 * step;
    const moved = at(point, index) + wanted !== at(point, index);
    if (fits || !moved) return column;
    step = wanted;
  }
}

function differences(
  point: Float64Array,
  index: number,
  step: number,
  evaluate: (point: Float64Array) => GradientAt,
): Column {
  const moved = Float64Array.from(point);
  const [low, high] = [at(point, index) - step, at(point, index) + step];
  moved[index] = low;
  const below = evaluate(moved);
  const gradient = Float64Array.from(below.gradient);
  const values = Float64Array.from(below.values);
  moved[index] = high;
  const above = evaluate(moved);
  // What was moved in fact: rounding takes its share of a small step from a large number.
  const width = high - low;
  const slope = gradient.map((before, i) => (at(above.gradient, i) - before) / width);
  const derivative = values.map((before, i) => (at(above.values, i) - before) / width);
  return { own: -at(slope, index), slope, derivative };
}
