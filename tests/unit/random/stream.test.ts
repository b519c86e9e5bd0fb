// Streams: that draws depend on their place alone, and have the distributions they claim.

import { describe, expect, test } from 'vitest';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import { gammaP, normalCdf } from '../../../compiler/library/special/index.ts';
import { philox } from '../../../runtime/random/philox.ts';
import { createStream, type Stream } from '../../../runtime/random/stream.ts';
import { chiSquare, kolmogorovSmirnov } from '../../support/goodness-of-fit.ts';

const count = 100_000;

/** One draw for each row. */
function rows(draw: (stream: Stream) => number, site = 3, n = count): number[] {
  const stream = createStream(2024, 7);
  return Array.from({ length: n }, (_, row) => {
    stream.seek(site, row, 0);
    return draw(stream);
  });
}

describe('place', () => {
  test('the layout of the counter, and 53 bits of it', () => {
    const stream = createStream(11, 13);
    stream.seek(4, 5, 6);
    const words = new Uint32Array(4);
    const expected = (high: number, low: number): number => ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
    for (let block = 0; block < 3; block++) {
      philox(Uint32Array.of(block, 6, 5, 4), 11, 13, words);
      const [a = 0, b = 0, c = 0, d = 0] = words;
      expect([stream.uniform(), stream.uniform()]).toEqual([expected(a, b), expected(c, d)]);
    }
  });

  test('what was drawn before does not matter', () => {
    const draws = (stream: Stream): number[] => [
      stream.normal(),
      stream.gamma(0.4),
      stream.poisson(4),
      stream.poisson(44),
      stream.binomial(30, 0.1),
      stream.binomial(300, 0.4),
      stream.uniform(),
    ];
    const fresh = createStream(1, 2);
    fresh.seek(8, 9, 10);
    const expected = draws(fresh);
    const used = createStream(1, 2);
    used.uniform();
    draws(used);
    used.seek(8, 9, 10);
    expect(draws(used)).toEqual(expected);
  });

  test('keys, sites, rows and elements are apart', () => {
    const first = (key: [number, number], place: [number, number, number]): number => {
      const stream = createStream(...key);
      stream.seek(...place);
      return stream.uniform();
    };
    const all = [
      first([1, 2], [0, 0, 0]),
      first([2, 1], [0, 0, 0]),
      first([1, 3], [0, 0, 0]),
      first([1, 2], [1, 0, 0]),
      first([1, 2], [0, 1, 0]),
      first([1, 2], [0, 0, 1]),
    ];
    expect(new Set(all).size).toBe(all.length);
    // Where nothing was sought: as at 0, 0, 0.
    expect(createStream(1, 2).uniform()).toBe(all[0]);
  });
});

describe('distributions of 100,000 draws', () => {
  test('uniform, inside (0, 1)', () => {
    const draws = rows((stream) => stream.uniform());
    expect(draws.every((u) => u > 0 && u < 1)).toBe(true);
    expect(kolmogorovSmirnov(draws, (x) => x)).toBeGreaterThan(0.001);
  });

  test('successive uniforms of one place', () => {
    const stream = createStream(5, 5);
    const draws = Array.from({ length: count }, () => stream.uniform());
    expect(kolmogorovSmirnov(draws, (x) => x)).toBeGreaterThan(0.001);
    const lag = draws.slice(1).reduce((sum, u, i) => sum + (u - 0.5) * ((draws[i] ?? NaN) - 0.5), 0);
    expect(Math.abs((12 * lag) / Math.sqrt(count))).toBeLessThan(3.3);
  });

  test('normal', () => {
    expect(
      kolmogorovSmirnov(
        rows((stream) => stream.normal()),
        normalCdf,
      ),
    ).toBeGreaterThan(0.001);
  });

  test.each([0.02, 0.3, 1, 2.7, 150])('gamma of shape %d', (shape) => {
    const draws = rows((stream) => stream.gamma(shape));
    expect(kolmogorovSmirnov(draws, (x) => gammaP(shape, x))).toBeGreaterThan(0.001);
  });

  test('gamma of tiny shapes stays positive', () => {
    expect(rows((stream) => stream.gamma(1e-5), 3, 1000).every((x) => x > 0)).toBe(true);
  });

  test.each([0.01, 0.9, 9.99, 10, 37, 2500])('Poisson of rate %d', (rate) => {
    const draws = rows((stream) => stream.poisson(rate));
    const low = Math.max(0, Math.floor(rate - 8 * Math.sqrt(rate)));
    const high = Math.ceil(rate + 9 * Math.sqrt(rate) + 9);
    const counts = Array<number>(high - low + 1).fill(0);
    for (const k of draws) counts[k - low] = (counts[k - low] ?? NaN) + 1;
    const poisson = findDistribution('Poisson');
    const cdf = (k: number): number => poisson?.quantiles?.cdf(k, { rate }) ?? NaN;
    const probabilities = counts.map((_, i) => cdf(low + i) - cdf(low + i - 1));
    expect(counts.reduce((sum, c) => sum + c, 0)).toBe(count);
    expect(chiSquare(counts, probabilities)).toBeGreaterThan(0.001);
  });

  test('Poisson of an enormous rate, and of none', () => {
    const rate = 1e14;
    const standard = rows((stream) => (stream.poisson(rate) - rate) / Math.sqrt(rate), 3, 20_000);
    expect(kolmogorovSmirnov(standard, normalCdf)).toBeGreaterThan(0.001);
    expect(rows((stream) => stream.poisson(0), 3, 100).every((k) => k === 0)).toBe(true);
  });

  test('an index along a stride, never one of probability 0', () => {
    const probabilities = [0, 0.2, 0, 0.5, 0.3, 0];
    const strided = Float64Array.from([9, ...probabilities.flatMap((p) => [p, 9, 9])]);
    const counts = Array<number>(6).fill(0);
    for (const k of rows((stream) => stream.index(strided, 1, 3, 6))) counts[k] = (counts[k] ?? NaN) + 1;
    expect([counts[0], counts[2], counts[5]]).toEqual([0, 0, 0]);
    expect(chiSquare(counts, probabilities)).toBeGreaterThan(0.001);
    // Probabilities that round to a sum below a draw.
    const short = Float64Array.of(0.1, 0.1, 0);
    expect(new Set(rows((stream) => stream.index(short, 0, 1, 3), 3, 100))).toEqual(new Set([0, 1]));
  });

  test('binomial: rare, likely, of many trials, and certain', () => {
    const cases = [
      [40, 0.05],
      [40, 0.6],
      [3000, 0.2],
    ] as const;
    for (const [n, p] of cases) {
      const { quantiles } = findDistribution('Binomial') ?? {};
      const cdf = (k: number): number => quantiles?.cdf(k, { n, p }) ?? NaN;
      const found = Array<number>(n + 1).fill(0);
      for (const k of rows((stream) => stream.binomial(n, p))) found[k] = (found[k] ?? NaN) + 1;
      const probabilities = found.map((_, k) => cdf(k) - cdf(k - 1));
      expect(chiSquare(found, probabilities)).toBeGreaterThan(0.001);
    }
    const draws = rows((stream) => stream.binomial(1e12, 0.3), 3, 2000);
    const standard = draws.map((k) => (k - 3e11) / Math.sqrt(1e12 * 0.21));
    expect(kolmogorovSmirnov(standard, normalCdf)).toBeGreaterThan(0.001);
    const stream = createStream(1, 2);
    expect([stream.binomial(7, 0), stream.binomial(7, 1), stream.binomial(0, 0.5)]).toEqual([0, 7, 0]);
    expect([stream.binomial(-1, 0.5), stream.binomial(3, 1.5), stream.binomial(NaN, 0.5)]).toEqual([
      NaN,
      NaN,
      NaN,
    ]);
  });

  test('what has no distribution is NaN', () => {
    const stream = createStream(0, 0);
    expect([stream.gamma(0), stream.gamma(NaN), stream.gamma(Infinity)]).toEqual([NaN, NaN, NaN]);
    expect([stream.poisson(-1), stream.poisson(NaN), stream.poisson(Infinity)]).toEqual([NaN, NaN, NaN]);
  });
});
