// The activations: functions of one value (softmax: of one vector) that stand in layers, as stages and as
// functions.

import type { Interval } from './layer.ts';
import { normalCdf } from './special/normal-cdf.ts';

export interface Activation {
  readonly name: string;
  /** One line for hover, with the formula. */
  readonly summary: string;
  /** The result is a simplex along the last axis, which there has to be; otherwise element by element. */
  readonly simplex: boolean;
  /** Of a number: element by element; null for softmax. */
  readonly value: ((x: number) => number) | null;
  /** Where the results lie when the input lies there; never narrower than the truth. */
  range(input: Interval): Interval;
  /** Null to the left of 0 or nearly so: weights before it begin wider (`heNormal`). */
  readonly rectifies: boolean;
}

/** Slope to the left of 0 of `leakyRelu`. Radford, Metz and Chintala (2016), section 3. */
const leakySlope = 0.2;

const sigmoid = (x: number): number => {
  // Of the two forms the one whose exponential is small: the other is Infinity / Infinity far out.
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
};
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const silu = (x: number): number => (x === -Infinity ? 0 : x * sigmoid(x));
const gelu = (x: number): number => (x === -Infinity ? 0 : x * normalCdf(x));

/** Where x * sigmoid(x) is least: 1 + x * (1 - sigmoid(x)) = 0. The value is rounded down, so that rounding stays above. */
const leastOfSilu = { at: -1.278464542761074, value: -0.278464542762 };
/** Where x * Phi(x) is least: Phi(x) + x * phi(x) = 0. The value is rounded down, so that rounding stays above. */
const leastOfGelu = { at: -0.7517915246935645, value: -0.16997120748 };

const list: readonly Activation[] = [
  {
    name: 'relu',
    summary: 'max(x, 0)',
    simplex: false,
    value: (x) => Math.max(x, 0),
    range: (a) => ({
      lower: Math.max(a.lower, 0),
      lowerOpen: a.lower >= 0 && a.lowerOpen,
      upper: Math.max(a.upper, 0),
      upperOpen: a.upper > 0 && a.upperOpen,
    }),
    rectifies: true,
  },
  {
    name: 'leakyRelu',
    summary: `max(x, ${String(leakySlope)} * x)`,
    simplex: false,
    ...increasing((x) => Math.max(x, leakySlope * x)),
    rectifies: true,
  },
  {
    name: 'elu',
    summary: 'x above 0, exp(x) - 1 below', // Clevert, Unterthiner and Hochreiter (2016), equation 15, alpha 1
    simplex: false,
    ...increasing((x) => (x > 0 ? x : Math.expm1(x))),
    rectifies: true,
  },
  {
    name: 'gelu',
    summary: 'x * Phi(x), Phi the normal distribution function', // Hendrycks and Gimpel (2016), equation 1
    simplex: false,
    ...fallingThenRising(gelu, leastOfGelu),
    rectifies: true,
  },
  {
    name: 'silu',
    summary: 'x * sigmoid(x)', // Elfwing, Uchibe and Doya (2018), equation 4
    simplex: false,
    ...fallingThenRising(silu, leastOfSilu),
    rectifies: true,
  },
  {
    name: 'tanh',
    summary: 'hyperbolic tangent, between -1 and 1',
    simplex: false,
    ...increasing(Math.tanh),
    rectifies: false,
  },
  {
    name: 'sigmoid',
    summary: '1 / (1 + exp(-x)), between 0 and 1',
    simplex: false,
    ...increasing(sigmoid),
    rectifies: false,
  },
  {
    name: 'softplus',
    summary: 'log(1 + exp(x)), positive',
    simplex: false,
    ...increasing(softplus),
    rectifies: false,
  },
  {
    name: 'softmax',
    summary: 'exp(x) / sum(exp(x)) along the last axis, a simplex',
    simplex: true,
    value: null,
    // Closed above: of a single entry it is 1.
    range: () => ({ lower: 0, lowerOpen: true, upper: 1, upperOpen: false }),
    rectifies: false,
  },
];

/** By name, as specs write it. */
export const activations: ReadonlyMap<string, Activation> = new Map(list.map((each) => [each.name, each]));

/** The activation of this name; null if there is none, as of `none`. */
export function findActivation(name: string): Activation | null {
  return activations.get(name) ?? null;
}

type Shape = Pick<Activation, 'value' | 'range'>;

/** Strictly increasing: ends map to ends; rounding alone makes an end that is never reached look reached. */
function increasing(value: (x: number) => number): Shape {
  return {
    value,
    range: (a) => ({
      lower: value(a.lower),
      lowerOpen: a.lowerOpen,
      upper: value(a.upper),
      upperOpen: a.upperOpen,
    }),
  };
}

/** Falls from 0 at -Infinity to the least value, then rises. */
function fallingThenRising(
  value: (x: number) => number,
  least: { readonly at: number; readonly value: number },
): Shape {
  const end = (
    x: number,
    open: boolean,
  ): { readonly x: number; readonly y: number; readonly open: boolean } => ({
    x,
    y: value(x),
    open: open || x === -Infinity,
  });
  return {
    value,
    range(a) {
      const left = end(a.lower, a.lowerOpen);
      const right = end(a.upper, a.upperOpen);
      const upper = left.y > right.y || (left.y === right.y && !left.open) ? left : right;
      if (a.lower < least.at && least.at < a.upper)
        return { lower: least.value, lowerOpen: false, upper: upper.y, upperOpen: upper.open };
      const lower = upper === left ? right : left;
      return { lower: lower.y, lowerOpen: lower.open, upper: upper.y, upperOpen: upper.open };
    },
  };
}
