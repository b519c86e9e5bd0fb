// The normal form of sizes: equal polynomials have equal keys, and every operation agrees with numbers.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Size, SizeAtom } from '../../../compiler/sizes/size.ts';
import {
  addSizes,
  constantSize,
  constantValue,
  equalSizes,
  evaluateSize,
  floorDivideSize,
  multiplySizes,
  powerOfSize,
  printSize,
  sizeSymbols,
  subtractSizes,
  symbolSize,
  tooLarge,
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
    fc.tuple(tie('sample'), fc.constantFrom(1, 2, 3, 4, 6)).map(([a, divisor]): Sample => ({
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

test('a floor is in its own form: divided once more as it stands, it is the same', () => {
  const atoms = (size: Size): readonly SizeAtom[] =>
    size.terms.flatMap((term) =>
      term.atoms.flatMap((atom) => [atom, ...(atom.kind === 'floor' ? atoms(atom.numerator) : [])]),
    );
  fc.assert(
    fc.property(sample, ({ size }) => {
      for (const atom of atoms(size))
        if (atom.kind === 'floor') {
          expect(atom.divisor).toBeGreaterThan(1);
          expect(floorDivideSize(atom.numerator, atom.divisor).key).toBe(atom.key);
        }
    }),
  );
});

test('laws of sums and products hold by key, whatever the terms are', () => {
  fc.assert(
    fc.property(sample, sample, sample, ({ size: a }, { size: b }, { size: c }) => {
      expect(addSizes(a, b).key).toBe(addSizes(b, a).key);
      expect(multiplySizes(a, b).key).toBe(multiplySizes(b, a).key);
      const product = multiplySizes(a, addSizes(b, c));
      const sum = addSizes(multiplySizes(a, b), multiplySizes(a, c));
      if (product !== tooLarge && sum !== tooLarge) expect(product.key).toBe(sum.key);
      expect(subtractSizes(addSizes(a, b), b).key).toBe(a.key);
    }),
  );
});

test('what is whole leaves a floor by key: floor((divisor * a + b) / divisor) = a + floor(b / divisor)', () => {
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: 1, max: 6 }), ({ size: a }, { size: b }, divisor) => {
      const left = floorDivideSize(addSizes(multiplySizes(constantSize(divisor), a), b), divisor);
      expect(left.key).toBe(addSizes(a, floorDivideSize(b, divisor)).key);
    }),
  );
});

const H = symbolSize('H');
const plus = (size: Size, n: number): Size => addSizes(size, constantSize(n));
const times = (n: number, size: Size): Size => multiplySizes(constantSize(n), size);

test.each<readonly [string, Size, string]>([
  ['a common factor', floorDivideSize(plus(times(2, H), 1), 4), 'floor(H / 2)'],
  [
    'a common factor, the constant rounded down',
    floorDivideSize(plus(times(6, H), 5), 9),
    'floor((2*H + 1) / 3)',
  ],
  ['a whole part', floorDivideSize(plus(times(7, K), 3), 2), '3*K + floor((K + 1) / 2) + 1'],
  ['a negative constant', floorDivideSize(plus(H, -3), 2), 'floor((H + 1) / 2) - 2'],
  ['a negative coefficient', floorDivideSize(times(-1, H), 2), '-H + floor(H / 2)'],
  ['a floor of a floor', floorDivideSize(floorDivideSize(H, 2), 3), 'floor(H / 6)'],
  [
    'a floor of a floor and more',
    floorDivideSize(addSizes(floorDivideSize(H, 2), K), 3),
    'floor((H + 2*K) / 6)',
  ],
  [
    'a common factor, then a floor of a floor',
    floorDivideSize(plus(times(2, floorDivideSize(H, 2)), 1), 4),
    'floor(H / 4)',
  ],
  [
    'two floors stay',
    floorDivideSize(addSizes(floorDivideSize(H, 2), floorDivideSize(K, 2)), 2),
    'floor((floor(H / 2) + floor(K / 2)) / 2)',
  ],
  ['one of two is left', floorDivideSize(floorDivideSize(floorDivideSize(H, 5), 7), 2), 'floor(H / 70)'],
])('%s: %s', (_, size, printed) => {
  expect(printSize(size)).toBe(printed);
});

test('one convolution after another is as one of the product of their strides', () => {
  const same = (size: Size, stride: number): Size => floorDivideSize(plus(size, stride - 1), stride);
  expect(same(same(H, 2), 2).key).toBe(same(H, 4).key);
  expect(same(same(same(H, 2), 3), 2).key).toBe(same(H, 12).key);
  // The transposed one gives a stride's multiples back, and only those.
  expect(same(times(4, H), 4).key).toBe(H.key);
  expect(equalSizes(times(2, same(H, 2)), H)).toBe(false);
});

test('equal keys are equal numbers; where keys differ numbers do somewhere, but for identities between floors', () => {
  // All floor((c * H + r) / d) with small c, r, d, and sums of two: as functions of H = 0, 1, ..., 23.
  const sizes: Size[] = [];
  for (const d of [1, 2, 3, 4])
    for (let c = 0; c <= 4; c += 1)
      for (let r = 0; r < 5; r += 1) sizes.push(floorDivideSize(plus(times(c, H), r), d));
  const values = (size: Size): string =>
    Array.from({ length: 24 }, (_, h) => evaluateSize(size, () => h)).join();
  const byValues = new Map<string, Set<string>>();
  for (const size of sizes) {
    const keys = byValues.get(values(size)) ?? new Set();
    byValues.set(values(size), keys.add(size.key));
  }
  // Single floors: no identity is missed.
  expect([...byValues.values()].filter((keys) => keys.size > 1)).toEqual([]);
  const missed = addSizes(floorDivideSize(H, 2), floorDivideSize(plus(H, 1), 2));
  expect(values(missed)).toBe(values(H));
  expect(missed.key).not.toBe(H.key); // FIXME: `H`; refused where it is compared, never taken for another size
});

describe('what is too large', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map(symbolSize).reduce(addSizes);

  test('powers and products of sums end early', () => {
    const started = performance.now();
    expect(powerOfSize(five, 8)).toBe(tooLarge);
    expect(powerOfSize(five, 1e15)).toBe(tooLarge);
    expect(multiplySizes(powerOfSize(five, 3), powerOfSize(five, 4))).toBe(tooLarge);
    expect(powerOfSize(constantSize(1), 1e15).key).toBe('1');
    expect(powerOfSize(K, 40).key).toBe(Array(40).fill('K').join('*'));
    expect(performance.now() - started).toBeLessThan(100);
  });

  test('floors inside floors end early, though each step doubles them', () => {
    let size: Size = K;
    const started = performance.now();
    for (let step = 0; step < 1000; step += 1)
      size = floorDivideSize(plus(times(3, multiplySizes(size, size)), 1), 7);
    expect(size).toBe(tooLarge);
    expect(performance.now() - started).toBeLessThan(200);
  });

  test('whole numbers beyond 2^53 are not rounded', () => {
    const large = constantSize(2 ** 52);
    expect(multiplySizes(large, two)).toBe(tooLarge);
    expect(constantSize(1e20)).toBe(tooLarge);
    // Not even where they cancel.
    expect(subtractSizes(multiplySizes(large, times(3, K)), multiplySizes(large, times(3, K)))).toBe(
      tooLarge,
    );
    expect(floorDivideSize(constantSize(2 ** 53 - 1), 2).key).toBe('4503599627370495');
    expect(floorDivideSize(floorDivideSize(K, 2 ** 40), 2 ** 40)).toBe(tooLarge);
  });

  test('stays too large', () => {
    expect(addSizes(tooLarge, K)).toBe(tooLarge);
    expect(multiplySizes(two, tooLarge)).toBe(tooLarge);
    expect(floorDivideSize(tooLarge, 2)).toBe(tooLarge);
    expect(constantValue(tooLarge)).toBeNull();
    expect(evaluateSize(tooLarge, () => 1)).toBeNaN();
  });
});
