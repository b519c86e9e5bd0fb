// Interval arithmetic with open and closed ends: how constraints flow through expressions. Exact about zero,
// which is what `positive` and `nonnegative` turn on; never narrower than the truth.

import type { Bound, FunctionName } from './model.ts';

/** From `lower` to `upper`; infinite ends are open. */
export interface Interval {
  readonly lower: number;
  readonly lowerOpen: boolean;
  readonly upper: number;
  readonly upperOpen: boolean;
}

export const everything: Interval = { lower: -Infinity, lowerOpen: true, upper: Infinity, upperOpen: true };
export const unitInterval: Interval = { lower: 0, lowerOpen: false, upper: 1, upperOpen: false };

export function point(value: number): Interval {
  return { lower: value, lowerOpen: false, upper: value, upperOpen: false };
}

export function atLeast(lower: number, open = false): Interval {
  return { lower, lowerOpen: open, upper: Infinity, upperOpen: true };
}

export function fromBounds(lower: Bound | null, upper: Bound | null): Interval {
  return {
    lower: lower?.value ?? -Infinity,
    lowerOpen: lower?.open ?? true,
    upper: upper?.value ?? Infinity,
    upperOpen: upper?.open ?? true,
  };
}

export function toBounds(interval: Interval): { readonly lower: Bound | null; readonly upper: Bound | null } {
  const { lower, lowerOpen, upper, upperOpen } = interval;
  return {
    lower: lower === -Infinity ? null : { value: lower, open: lowerOpen },
    upper: upper === Infinity ? null : { value: upper, open: upperOpen },
  };
}

/** Whether every value of `inner` is one of `outer`. */
export function within(inner: Interval, outer: Interval): boolean {
  const below =
    inner.lower < outer.lower || (inner.lower === outer.lower && outer.lowerOpen && !inner.lowerOpen);
  const above =
    inner.upper > outer.upper || (inner.upper === outer.upper && outer.upperOpen && !inner.upperOpen);
  return !below && !above;
}

/** The same without regard to whether ends are open: for continuous distributions an end has no mass. */
export function withinClosure(inner: Interval, outer: Interval): boolean {
  return inner.lower >= outer.lower && inner.upper <= outer.upper;
}

/** The smallest interval that holds both. */
export function hull(a: Interval, b: Interval): Interval {
  return {
    lower: Math.min(a.lower, b.lower),
    lowerOpen: a.lower < b.lower ? a.lowerOpen : b.lower < a.lower ? b.lowerOpen : a.lowerOpen && b.lowerOpen,
    upper: Math.max(a.upper, b.upper),
    upperOpen: a.upper > b.upper ? a.upperOpen : b.upper > a.upper ? b.upperOpen : a.upperOpen && b.upperOpen,
  };
}

/** What lies in both; perhaps nothing (`isEmpty`). */
export function intersect(a: Interval, b: Interval): Interval {
  const lower = Math.max(a.lower, b.lower);
  const upper = Math.min(a.upper, b.upper);
  return {
    lower,
    lowerOpen: (a.lower === lower && a.lowerOpen) || (b.lower === lower && b.lowerOpen),
    upper,
    upperOpen: (a.upper === upper && a.upperOpen) || (b.upper === upper && b.upperOpen),
  };
}

export function isEmpty({ lower, lowerOpen, upper, upperOpen }: Interval): boolean {
  return lower > upper || (lower === upper && (lowerOpen || upperOpen));
}

export function add(a: Interval, b: Interval): Interval {
  return {
    lower: a.lower + b.lower,
    lowerOpen: a.lowerOpen || b.lowerOpen,
    upper: a.upper + b.upper,
    upperOpen: a.upperOpen || b.upperOpen,
  };
}

function negate(a: Interval): Interval {
  return { lower: -a.upper || 0, lowerOpen: a.upperOpen, upper: -a.lower || 0, upperOpen: a.lowerOpen };
}

interface End {
  readonly value: number;
  readonly open: boolean;
}

const lowerEnd = (a: Interval): End => ({ value: a.lower, open: a.lowerOpen });
const upperEnd = (a: Interval): End => ({ value: a.upper, open: a.upperOpen });

export function multiply(a: Interval, b: Interval): Interval {
  const ends: End[] = [];
  for (const x of [lowerEnd(a), upperEnd(a)])
    for (const y of [lowerEnd(b), upperEnd(b)]) ends.push(productEnd(x, y));
  const values = ends.map((end) => end.value);
  const lower = Math.min(...values);
  const upper = Math.max(...values);
  const attained = (value: number): boolean => ends.some((end) => end.value === value && !end.open);
  return { lower, lowerOpen: !attained(lower), upper, upperOpen: !attained(upper) };
}

function productEnd(x: End, y: End): End {
  // A zero that is attained makes the product zero whatever the other factor is, an infinite end included.
  if ((x.value === 0 && !x.open) || (y.value === 0 && !y.open)) return { value: 0, open: false };
  if (x.value === 0 || y.value === 0) return { value: 0, open: true };
  return { value: x.value * y.value, open: x.open || y.open };
}

/** 1 / a; a zero inside makes it anything. An end at zero is read as excluded: there 1 / a is no number. */
function reciprocal(a: Interval): Interval {
  if (a.lower >= 0)
    return {
      lower: 1 / a.upper,
      lowerOpen: a.upperOpen,
      upper: a.lower === 0 ? Infinity : 1 / a.lower,
      upperOpen: a.lower === 0 || a.lowerOpen,
    };
  return a.upper <= 0 ? negate(reciprocal(negate(a))) : everything;
}

function power(base: Interval, exponent: Interval): Interval {
  const n = exponent.lower === exponent.upper ? exponent.lower : null;
  if (n !== null && Number.isInteger(n)) {
    if (n < 0) return reciprocal(power(base, point(-n)));
    if (n === 0) return point(1);
    if (n % 2 === 1 || base.lower >= 0) return monotone(base, (x) => x ** n);
    return monotone(absolute(base), (x) => x ** n);
  }
  if (base.lower < 0) return everything;
  if (n !== null) return n > 0 ? monotone(base, (x) => x ** n) : reciprocal(power(base, point(-n)));
  const positive = base.lower > 0 || base.lowerOpen;
  const atMostOne = base.upper <= 1 && exponent.lower >= 0;
  return { lower: 0, lowerOpen: positive, upper: atMostOne ? 1 : Infinity, upperOpen: !atMostOne };
}

function absolute(a: Interval): Interval {
  if (a.lower >= 0) return a;
  if (a.upper <= 0) return negate(a);
  return { ...hull(a, negate(a)), lower: 0, lowerOpen: false };
}

/** Through an increasing function, whose limits are taken at infinite ends. */
function monotone(a: Interval, f: (x: number) => number): Interval {
  return { lower: f(a.lower), lowerOpen: a.lowerOpen, upper: f(a.upper), upperOpen: a.upperOpen };
}

function larger(a: Interval, b: Interval): Interval {
  return {
    lower: Math.max(a.lower, b.lower),
    lowerOpen: a.lower > b.lower ? a.lowerOpen : b.lower > a.lower ? b.lowerOpen : a.lowerOpen || b.lowerOpen,
    upper: Math.max(a.upper, b.upper),
    upperOpen: a.upper > b.upper ? a.upperOpen : b.upper > a.upper ? b.upperOpen : a.upperOpen && b.upperOpen,
  };
}

const open = (lower: number, upper: number): Interval => ({ lower, lowerOpen: true, upper, upperOpen: true });
const closed = (lower: number, upper: number): Interval => ({
  lower,
  lowerOpen: false,
  upper,
  upperOpen: false,
});

type Rule = (a: Interval, b: Interval) => Interval;

/** What each function makes of its operands' intervals; conditions have none. */
const rules: Readonly<Record<FunctionName, Rule>> = {
  neg: negate,
  add,
  sub: (a, b) => add(a, negate(b)),
  mul: multiply,
  div: (a, b) => multiply(a, reciprocal(b)),
  pow: power,
  exp: (a) => monotone(a, Math.exp),
  log: (a) => (a.lower < 0 ? everything : monotone(a, Math.log)),
  log1p: (a) => (a.lower < -1 ? everything : monotone(a, Math.log1p)),
  expm1: (a) => monotone(a, Math.expm1),
  sqrt: (a) => (a.lower < 0 ? atLeast(0) : monotone(a, Math.sqrt)),
  abs: absolute,
  floor: (a) => ({
    ...monotone(a, Math.floor),
    lowerOpen: a.lower === -Infinity,
    upperOpen: a.upper === Infinity,
  }),
  sin: () => closed(-1, 1),
  cos: () => closed(-1, 1),
  tanh: () => open(-1, 1),
  sigmoid: () => open(0, 1),
  softplus: () => open(0, Infinity),
  lgamma: () => everything,
  digamma: () => everything,
  max: larger,
  min: (a, b) => negate(larger(negate(a), negate(b))),
  less: () => everything,
  lessEqual: () => everything,
  equal: () => everything,
  notEqual: () => everything,
  and: () => everything,
  or: () => everything,
  not: () => everything,
};

export function intervalOfCall(name: FunctionName, operands: readonly Interval[]): Interval {
  const [a = everything, b = everything] = operands;
  const result = rules[name](a, b);
  // Infinity - Infinity and the like: nothing is known.
  return Number.isNaN(result.lower) || Number.isNaN(result.upper) ? everything : sealed(result);
}

/** Infinite ends are open. */
function sealed(a: Interval): Interval {
  return {
    ...a,
    lowerOpen: a.lowerOpen || a.lower === -Infinity,
    upperOpen: a.upperOpen || a.upper === Infinity,
  };
}
