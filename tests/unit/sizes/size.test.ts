// The normal form of sizes: equal polynomials have equal keys, and every operation agrees with numbers.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Size } from '../../../compiler/sizes/size.ts';
import {
  addSizes,
  constantSize,
  constantValue,
  equalSizes,
  evaluateSize,
  floorDivideSize,
  multiplySizes,
  printSize,
  sizeSymbols,
  subtractSizes,
  symbolSize,
} from '../../../compiler/sizes/size.ts';

const [K, L, two] = [symbolSize('K'), symbolSize('L'), constantSize(2)];

/** A random size with its value as a function of K and L. */
interface Sample {
  readonly size: Size;
  readonly value: (K: number, L: number) => number;
}

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: 0, max: 5 }).map((n): Sample => ({ size: constantSize(n), value: () => n })),
    fc.constant<Sample>({ size: K, value: (k) => k }),
    fc.constant<Sample>({ size: L, value: (_, l) => l }),
    fc.tuple(fc.constantFrom('+', '-', '*'), tie('sample'), tie('sample')).map(([operator, a, b]): Sample => {
      if (operator === '+')
        return { size: addSizes(a.size, b.size), value: (k, l) => a.value(k, l) + b.value(k, l) };
      if (operator === '-')
        return { size: subtractSizes(a.size, b.size), value: (k, l) => a.value(k, l) - b.value(k, l) };
      return { size: multiplySizes(a.size, b.size), value: (k, l) => a.value(k, l) * b.value(k, l) };
    }),
    fc.tuple(tie('sample'), fc.integer({ min: 1, max: 4 })).map(([a, divisor]): Sample => ({
      size: floorDivideSize(a.size, divisor),
      value: (k, l) => Math.floor(a.value(k, l) / divisor),
    })),
  ),
}));

test('operations agree with numbers', () => {
  fc.assert(
    fc.property(
      sample,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      ({ size, value }, k, l) => {
        const found = evaluateSize(size, (name) => (name === 'K' ? k : l));
        expect(found).toBe(value(k, l) + 0);
      },
    ),
  );
});

test('one polynomial has one key', () => {
  expect(equalSizes(multiplySizes(two, L), addSizes(L, L))).toBe(true);
  expect(
    equalSizes(
      multiplySizes(addSizes(K, L), addSizes(K, L)),
      addSizes(multiplySizes(K, K), addSizes(multiplySizes(multiplySizes(two, K), L), multiplySizes(L, L))),
    ),
  ).toBe(true);
  expect(equalSizes(K, L)).toBe(false);
  expect(equalSizes(subtractSizes(K, K), constantSize(0))).toBe(true);
});

test('what divides exactly leaves the floor', () => {
  expect(printSize(floorDivideSize(multiplySizes(constantSize(4), K), 2))).toBe('2*K');
  expect(printSize(floorDivideSize(addSizes(multiplySizes(two, K), constantSize(1)), 2))).toBe('K');
  expect(printSize(floorDivideSize(K, 2))).toBe('floor(K / 2)');
});

test('constants and symbols are told', () => {
  expect(constantValue(constantSize(0))).toBe(0);
  expect(constantValue(constantSize(-7))).toBe(-7);
  expect(constantValue(addSizes(K, two))).toBeNull();
  expect(sizeSymbols(floorDivideSize(addSizes(L, K), 3))).toEqual(['K', 'L']);
});
