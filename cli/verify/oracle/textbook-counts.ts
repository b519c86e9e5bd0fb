// Log probabilities of families of whole numbers as textbooks write them, in nats.

import type { Nested } from './nested.ts';
import { toNumber, vectorOf } from './nested.ts';
import type { Arguments, Textbook } from './textbook-math.ts';
import { argument, logFactorial, logGamma, logSumExp, number, sum, vector } from './textbook-math.ts';

type Probability = (x: number, of: (name: string) => number, given: Arguments) => number;

function family(argumentRanks: Textbook['argumentRanks'], probability: Probability): Textbook {
  return {
    eventRank: 0,
    argumentRanks,
    logDensity(x, given) {
      const value = toNumber(x);
      return Number.isInteger(value) ? probability(value, (name) => number(given, name), given) : -Infinity;
    },
  };
}

/** `n log p`, where nothing is counted of what is impossible. */
const times = (n: number, logP: number): number => (n === 0 ? 0 : n * logP);
const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);
const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
const logSigmoid = (x: number): number => -logSumExp([0, -x]);
const outside = (x: number, low: number, high: number): boolean => x < low || x > high;

function logPoisson(x: number, rate: number): number {
  return times(x, Math.log(rate)) - rate - logFactorial(x);
}

/** Counts of a vector event that add up to n, where that is given. */
function countsOf(x: Nested, given: Arguments): { counts: number[]; n: number; possible: boolean } {
  const counts = vectorOf(x);
  const n = sum(counts);
  return { counts, n, possible: !('n' in given) || number(given, 'n') === n };
}

export const textbookCounts: Readonly<Record<string, Textbook>> = {
  Binomial: family({ n: 0, p: 0, logits: 0 }, (x, of, given) => {
    const n = of('n');
    if (outside(x, 0, n)) return -Infinity;
    const [yes, no] =
      'logits' in given
        ? [logSigmoid(of('logits')), logSigmoid(-of('logits'))]
        : [Math.log(of('p')), Math.log(1 - of('p'))];
    return logChoose(n, x) + times(x, yes) + times(n - x, no);
  }),
  NegativeBinomial: family({ mean: 0, dispersion: 0, shape: 0, p: 0 }, (x, of, given) => {
    if (x < 0) return -Infinity;
    const r = 'shape' in given ? of('shape') : of('dispersion');
    const p = 'shape' in given ? of('p') : r / (r + of('mean'));
    return logGamma(x + r) - logGamma(r) - logFactorial(x) + r * Math.log(p) + times(x, Math.log(1 - p));
  }),
  Geometric: family({ p: 0 }, (x, of) =>
    x < 0 ? -Infinity : Math.log(of('p')) + times(x, Math.log(1 - of('p'))),
  ),
  BetaBinomial: family({ n: 0, alpha: 0, beta: 0 }, (x, of) => {
    const [n, a, b] = [of('n'), of('alpha'), of('beta')];
    return outside(x, 0, n) ? -Infinity : logChoose(n, x) + logBeta(x + a, n - x + b) - logBeta(a, b);
  }),
  ZeroInflatedPoisson: family({ zero: 0, rate: 0 }, (x, of) => {
    if (x < 0) return -Infinity;
    const poisson = Math.log(1 - of('zero')) + logPoisson(x, of('rate'));
    return x === 0 ? logSumExp([Math.log(of('zero')), poisson]) : poisson;
  }),
  OrderedLogistic: family({ predictor: 0, cutpoints: 1 }, (x, of, given) => {
    const cutpoints = vectorOf(argument(given, 'cutpoints'));
    if (outside(x, 0, cutpoints.length)) return -Infinity;
    const upTo = (k: number): number =>
      k < 0 ? 0 : k >= cutpoints.length ? 1 : 1 / (1 + Math.exp(of('predictor') - (cutpoints[k] ?? NaN)));
    return Math.log(upTo(x) - upTo(x - 1));
  }),
  DiscreteUniform: family({ lower: 0, upper: 0 }, (x, of) =>
    outside(x, of('lower'), of('upper')) ? -Infinity : -Math.log(of('upper') - of('lower') + 1),
  ),
  Delta: family({ x: 0 }, (x, of) => (x === of('x') ? 0 : -Infinity)),
  Multinomial: {
    eventRank: 1,
    argumentRanks: { n: 0, p: 1 },
    logDensity(x, given) {
      const { counts, n, possible } = countsOf(x, given);
      const p = vectorOf(argument(given, 'p'));
      const terms = counts.map((count, k) => times(count, Math.log(p[k] ?? NaN)) - logFactorial(count));
      return possible ? logFactorial(n) + sum(terms) : -Infinity;
    },
  },
  DirichletMultinomial: {
    eventRank: 1,
    argumentRanks: { n: 0, concentration: 1 },
    logDensity(x, given) {
      const { counts, n, possible } = countsOf(x, given);
      const a = vector(given, 'concentration', counts.length);
      const all = sum(a);
      const terms = counts.map((count, k) => {
        const own = a[k] ?? NaN;
        return logGamma(count + own) - logGamma(own) - logFactorial(count);
      });
      return possible ? logFactorial(n) + logGamma(all) - logGamma(n + all) + sum(terms) : -Infinity;
    },
  },
};
