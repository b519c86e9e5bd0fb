// What is truncated or censored, as textbooks write it: with the probabilities of both tails of the families that random
// models cut, from their closed forms, the incomplete gamma and beta functions, or sums.

import { toNumber } from './nested.ts';
import type { Arguments, Textbook } from './textbook-math.ts';
import { logGamma, number, sum, Uninterpreted } from './textbook-math.ts';

/** P(X <= x) and P(X > x), each with its own digits. */
type Tails = readonly [below: number, above: number];

type Continuous = (x: number, of: (name: string) => number) => Tails;

/** P and Q of the incomplete gamma function: series and continued fraction (Abramowitz and Stegun 6.5.29, 6.5.31). */
function gammaTails(a: number, x: number): Tails {
  if (x <= 0) return [0, 1];
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, total] = [1 / a, 1 / a];
    for (let k = 1; k < 1000 && term > total * 1e-17; k++) total += term *= x / (a + k);
    return [scale * total, 1 - scale * total];
  }
  // Backwards from far out, which needs no care.
  let fraction = 0;
  for (let k = 300; k >= 1; k--) fraction = (k * (k - a)) / (x + 2 * k + 1 - a - fraction);
  const above = scale / (x + 1 - a - fraction);
  return [1 - above, above];
}

/** P(Z <= z) and P(Z > z) of the standard normal, by `erf(z) = P(1/2, z^2)`. */
function normalTails(z: number): Tails {
  const [inner, outer] = gammaTails(0.5, (z * z) / 2);
  const [far, near] = [outer / 2, (1 + inner) / 2];
  return z < 0 ? [far, near] : [near, far];
}

/** P(T > |t|) by its integral over the angle of which t is the tangent, with steps that crowd at both ends (tanh-sinh). */
function studentTails(t: number, df: number): Tails {
  const end = Math.atan2(Math.sqrt(df), Math.abs(t));
  const step = 1 / 16;
  let total = 0;
  for (let u = -3.5; u <= 3.5; u += step) {
    const bend = (Math.PI / 2) * Math.sinh(u);
    const angle = end / (1 + Math.exp(-2 * bend));
    const weight = ((Math.PI / 4) * end * Math.cosh(u)) / Math.cosh(bend) ** 2;
    total += step * weight * Math.sin(angle) ** (df - 1);
  }
  const far = Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(Math.PI)) * total;
  return t < 0 ? [far, 1 - far] : [1 - far, far];
}

const swap = ([below, above]: Tails): Tails => [above, below];
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
/** Of a half-line. */
const decaying = (x: number, exponent: number): Tails =>
  x <= 0 ? [0, 1] : [-Math.expm1(-exponent), Math.exp(-exponent)];

const standard =
  (tails: (z: number) => Tails, location = 'location', scale = 'scale'): Continuous =>
  (x, of) =>
    tails((x - of(location)) / of(scale));

const continuous: Readonly<Record<string, Continuous>> = {
  Normal: standard(normalTails, 'mean', 'sd'),
  LogNormal: (x, of) => (x <= 0 ? [0, 1] : normalTails((Math.log(x) - of('mean')) / of('sd'))),
  HalfNormal: (x, of) => (x <= 0 ? [0, 1] : gammaTails(0.5, (x / of('scale')) ** 2 / 2)),
  StudentT: (x, of) => studentTails((x - of('mean')) / of('scale'), of('df')),
  Cauchy: standard((z) => {
    const far = Math.atan2(1, Math.abs(z)) / Math.PI;
    return z < 0 ? [far, 1 - far] : [1 - far, far];
  }),
  Logistic: standard((z) => [sigmoid(z), sigmoid(-z)]),
  Gumbel: standard((z) => [Math.exp(-Math.exp(-z)), -Math.expm1(-Math.exp(-z))]),
  Laplace: standard((z) => {
    const far = 0.5 * Math.exp(-Math.abs(z));
    return z < 0 ? [far, 1 - far] : [1 - far, far];
  }),
  Exponential: (x, of) => decaying(x, of('rate') * x),
  Weibull: (x, of) => decaying(x, (x / of('scale')) ** of('shape')),
  Gamma: (x, of) => gammaTails(of('shape'), of('rate') * x),
  ChiSquared: (x, of) => gammaTails(of('df') / 2, x / 2),
  Uniform: (x, of) => {
    const share = Math.min(Math.max((x - of('lower')) / (of('upper') - of('lower')), 0), 1);
    return [share, 1 - share];
  },
  HalfCauchy: (x, of) => {
    const far = x <= 0 ? 1 : (2 * Math.atan2(of('scale'), x)) / Math.PI;
    return [1 - far, far];
  },
  Pareto: (x, of) => decaying(x - of('scale'), of('shape') * Math.log(x / of('scale'))),
  Kumaraswamy: (x, of) => decaying(x, -of('b') * Math.log1p(-(Math.min(x, 1) ** of('a')))),
  InverseGamma: (x, of) => (x <= 0 ? [0, 1] : swap(gammaTails(of('shape'), of('scale') / x))),
};

/** Families of counts: their tails are sums. */
const counts: ReadonlySet<string> = new Set([
  'Poisson',
  'NegativeBinomial',
  'Geometric',
  'ZeroInflatedPoisson',
]);

/** At an infinite bound nothing is beyond it. */
function tailsAt(name: string, part: Textbook, x: number, given: Arguments): Tails {
  if (!Number.isFinite(x)) return x < 0 ? [0, 1] : [1, 0];
  if (counts.has(name)) {
    const below = sum(
      Array.from({ length: Math.max(0, x + 1) }, (_, k) => Math.exp(part.logDensity(k, given))),
    );
    return [below, 1 - below];
  }
  const tails = continuous[name];
  if (tails === undefined) throw new Uninterpreted(`the tails of ${name}`);
  return tails(x, (argument) => canonical(name, argument, given));
}

/** An argument of the family's first form, whichever form they are given in. */
function canonical(name: string, argument: string, given: Arguments): number {
  if (argument in given) return number(given, argument);
  const from = (other: string, value: (x: number) => number): number | null =>
    other in given ? value(number(given, other)) : null;
  const found =
    argument === 'sd'
      ? (from('variance', Math.sqrt) ?? from('precision', (x) => 1 / Math.sqrt(x)))
      : argument === 'rate'
        ? (from('scale', (x) => 1 / x) ??
          from('mean', (x) => (name === 'Gamma' ? number(given, 'shape') : 1) / x))
        : null;
  if (found === null) throw new Uninterpreted(`the tails of ${name} without \`${argument}\``);
  return found;
}

/** P(from < X <= to), from the side where it keeps its digits. */
function between(from: Tails, to: Tails): number {
  return from[0] > 0.5 ? from[1] - to[1] : to[0] - from[0];
}

/** The bounds are arguments of these names: no family has any such. */
export const cutBounds = { lower: 'cut.lower', upper: 'cut.upper' } as const;

export function cutTextbook(kind: 'truncated' | 'censored', name: string, part: Textbook): Textbook {
  const isWhole = counts.has(name);
  return {
    eventRank: 0,
    argumentRanks: { ...part.argumentRanks, [cutBounds.lower]: 0, [cutBounds.upper]: 0 },
    logDensity(x, given) {
      const value = toNumber(x);
      const bound = (key: string, none: number): number => (key in given ? number(given, key) : none);
      const [lower, upper] = [bound(cutBounds.lower, -Infinity), bound(cutBounds.upper, Infinity)];
      if (value < lower || value > upper) return -Infinity;
      // Of whole numbers the lower bound itself is in.
      const [from, to] = [
        tailsAt(name, part, isWhole ? lower - 1 : lower, given),
        tailsAt(name, part, upper, given),
      ];
      if (kind === 'truncated') return part.logDensity(value, given) - Math.log(between(from, to));
      if (value === lower) return Math.log(tailsAt(name, part, lower, given)[0]);
      if (value === upper) return Math.log(tailsAt(name, part, isWhole ? upper - 1 : upper, given)[1]);
      return part.logDensity(value, given);
    },
  };
}
