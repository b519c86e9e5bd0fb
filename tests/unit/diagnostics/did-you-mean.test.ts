// Near names, and the distance that ranks them.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, nearNames } from '../../../compiler/diagnostics/did-you-mean.ts';

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['latnet', 'latent', 1],
    ['Norml', 'Normal', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3], // no letter is edited twice
    ['μean', 'mean', 1],
    ['😀a', 'a😀', 1],
  ])('%s to %s', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test('is symmetric, zero for equal words only, and at most the longer word', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(Array.from(a).length, Array.from(b).length));
      }),
    );
  });

  test('one slip is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }), fc.nat(), (a, seed) => {
        const at = seed % a.length;
        expect(editDistance(a, a.slice(0, at) + a.slice(at + 1))).toBe(1);
        expect(editDistance(a, `${a.slice(0, at)}\u0000${a.slice(at)}`)).toBe(1);
        expect(editDistance(a, `${a.slice(0, at)}\u0000${a.slice(at + 1)}`)).toBe(1);
      }),
    );
  });
});

describe('nearNames', () => {
  const names = [
    'Normal',
    'LogNormal',
    'HalfNormal',
    'MvNormal',
    'Poisson',
    'Gamma',
    'K',
    'D',
    'mean',
    'meanX',
    'men',
  ];

  test.each([
    ['Norml', ['Normal']],
    ['normal', ['Normal', 'MvNormal']],
    ['MvNromal', ['MvNormal']],
    ['Gama', ['Gamma']],
    ['Poison', ['Poisson']],
    ['maen', ['mean', 'men']],
    ['L', []],
    ['k', ['K']],
    ['Weibull', []],
  ])('%s', (name, expected) => {
    expect(nearNames(name, names)).toEqual(expected);
  });

  test('at most three, each once, never the name itself', () => {
    expect(nearNames('aaaa', ['aaab', 'aaac', 'aaad', 'aaae', 'aaab', 'aaaa'])).toEqual([
      'aaab',
      'aaac',
      'aaad',
    ]);
  });
});

test('didYouMean', () => {
  expect(didYouMean('aaaa', ['aaab', 'aaac', 'aaad'])).toBe('did you mean `aaab`, `aaac` or `aaad`?');
  expect(didYouMean('aaaa', ['aaab'])).toBe('did you mean `aaab`?');
  expect(didYouMean('aaaa', ['zzzz'])).toBe(null);
});
