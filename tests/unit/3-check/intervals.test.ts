import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atLeast,
  everything,
  hull,
  intervalOfCall,
  point,
  unitInterval,
  within,
  withinClosure,
  type Interval,
} from '../../../compiler/3-check/intervals.ts';
import type { FunctionName } from '../../../compiler/3-check/model.ts';

const functions: Readonly<Partial<Record<FunctionName, (a: number, b: number) => number>>> = {
  neg: (a) => -a,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  softplus: (a) => Math.log1p(Math.exp(a)),
  max: Math.max,
  min: Math.min,
};

const end = fc.constantFrom(-Infinity, -3, -1, -0.5, 0, 0.5, 1, 2, 3, Infinity);
/** An interval and a number in it, all of them short binary fractions: sums and products are exact. */
const inhabited = fc
  .tuple(end, end, fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 64 }))
  .map(([a, b, lowerOpen, upperOpen, at]) => {
    const [lower, upper] = a < b ? [a, b] : [b, a];
    const low = Math.max(lower, -20);
    const high = Math.min(upper, 20);
    const interval: Interval = {
      lower,
      upper,
      lowerOpen: lower === -Infinity || lowerOpen,
      upperOpen: upper === Infinity || upperOpen,
    };
    return { interval, x: low + (at / 64) * (high - low) };
  })
  .filter(({ interval, x }) => within(point(x), interval));

describe('intervals', () => {
  test('what a function gives lies in the interval it is said to', () => {
    const names = Object.keys(functions).filter((name): name is FunctionName => name in functions);
    fc.assert(
      fc.property(fc.constantFrom(...names), inhabited, inhabited, (name, a, b) => {
        const value = functions[name]?.(a.x, b.x) ?? NaN;
        // Outside its domain a function is no number; functions that round may meet an open end.
        fc.pre(Number.isFinite(value));
        const result = intervalOfCall(name, [a.interval, b.interval]);
        expect(
          withinClosure(point(value), { ...result, lower: result.lower - 1e-9, upper: result.upper + 1e-9 }),
        ).toBe(true);
        const exact =
          name === 'add' ||
          name === 'mul' ||
          name === 'neg' ||
          name === 'max' ||
          name === 'min' ||
          name === 'abs';
        if (exact) expect(within(point(value), result)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('a hull holds both, and the smaller lies within the larger', () => {
    fc.assert(
      fc.property(inhabited, inhabited, (a, b) => {
        const both = hull(a.interval, b.interval);
        expect(within(a.interval, both) && within(b.interval, both) && within(a.interval, everything)).toBe(
          true,
        );
      }),
    );
  });

  const positive = atLeast(0, true);
  const inside: Interval = { lower: -1, lowerOpen: true, upper: 1, upperOpen: true };
  test.each<[string, FunctionName, readonly Interval[], Interval]>([
    ['exp of anything is positive', 'exp', [everything], positive],
    ['softplus too', 'softplus', [everything], positive],
    ['positive times positive', 'mul', [positive, positive], positive],
    ['nonnegative times anything nonnegative', 'mul', [atLeast(0), atLeast(0)], atLeast(0)],
    ['1 over positive', 'div', [point(1), positive], positive],
    ['positive plus nonnegative', 'add', [positive, atLeast(0)], positive],
    ['1 - unit', 'sub', [point(1), unitInterval], unitInterval],
    ['unit times unit', 'mul', [unitInterval, unitInterval], unitInterval],
    ['square', 'pow', [everything, point(2)], atLeast(0)],
    [
      '1 - k^2 of an open interval',
      'sub',
      [point(1), intervalOfCall('pow', [inside, point(2)])],
      { lower: 0, lowerOpen: true, upper: 1, upperOpen: false },
    ],
    ['max with 0', 'max', [everything, point(0)], atLeast(0)],
    ['x / 0-crossing is anything', 'div', [point(1), inside], everything],
  ])('%s', (_, name, operands, expected) => {
    expect(intervalOfCall(name, operands)).toEqual(expected);
  });
});
