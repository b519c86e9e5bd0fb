// Log densities of continuous families of one number as textbooks write them, in nats.

import { toNumber } from './nested.ts';
import type { Arguments, Textbook } from './textbook-math.ts';
import { logGamma, number } from './textbook-math.ts';

type Density = (x: number, of: (name: string) => number, has: (name: string) => boolean) => number;

function family(names: readonly string[], density: Density): Textbook {
  return {
    eventRank: 0,
    argumentRanks: Object.fromEntries(names.map((name) => [name, 0 as const])),
    logDensity: (x, given: Arguments) =>
      density(
        toNumber(x),
        (name) => number(given, name),
        (name) => name in given,
      ),
  };
}

/** Of `x = location + scale z`, from the log density of z. */
function locationScale(names: readonly [string, string], standard: (z: number) => number): Textbook {
  const [location, scale] = names;
  return family(names, (x, of) => standard((x - of(location)) / of(scale)) - Math.log(of(scale)));
}

/** A density of what is below 0 is none. */
const above = (x: number, density: number): number => (x < 0 ? -Infinity : density);
const within = (x: number, low: number, high: number, density: number): number =>
  x < low || x > high ? -Infinity : density;
const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** log I0(k) by its integral: the mean of exp(k cos t) over a turn; a trapezoid of so many steps is exact. */
function logBesselI0(k: number): number {
  let total = 0;
  for (let i = 0; i < 120; i++) total += Math.exp(k * (Math.cos((Math.PI * i) / 60) - 1));
  return k + Math.log(total / 120);
}

function logStudent(z: number, df: number): number {
  const normaliser = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  return normaliser - ((df + 1) / 2) * Math.log(1 + (z * z) / df);
}

const twoSided = ['location', 'scale'] as const;

export const textbookContinuous: Readonly<Record<string, Textbook>> = {
  LogNormal: family(['mean', 'sd'], (x, of) =>
    x <= 0
      ? -Infinity
      : -Math.log(x * of('sd')) - halfLogTwoPi - 0.5 * ((Math.log(x) - of('mean')) / of('sd')) ** 2,
  ),
  StudentT: family(
    ['df', 'mean', 'scale'],
    (x, of) => logStudent((x - of('mean')) / of('scale'), of('df')) - Math.log(of('scale')),
  ),
  Cauchy: locationScale(twoSided, (z) => -Math.log(Math.PI * (1 + z * z))),
  HalfNormal: family(['scale'], (x, of) =>
    above(x, Math.LN2 - halfLogTwoPi - Math.log(of('scale')) - 0.5 * (x / of('scale')) ** 2),
  ),
  HalfCauchy: family(['scale'], (x, of) =>
    above(x, Math.log(2 / (Math.PI * of('scale') * (1 + (x / of('scale')) ** 2)))),
  ),
  Laplace: locationScale(twoSided, (z) => -Math.LN2 - Math.abs(z)),
  Logistic: locationScale(twoSided, (z) => -Math.abs(z) - 2 * Math.log(1 + Math.exp(-Math.abs(z)))),
  Gumbel: locationScale(twoSided, (z) => -z - Math.exp(-z)),
  InverseGamma: family(['shape', 'scale'], (x, of) =>
    x <= 0
      ? -Infinity
      : of('shape') * Math.log(of('scale')) -
        logGamma(of('shape')) -
        (of('shape') + 1) * Math.log(x) -
        of('scale') / x,
  ),
  ChiSquared: family(['df'], (x, of) =>
    above(x, (of('df') / 2 - 1) * Math.log(x) - x / 2 - (of('df') / 2) * Math.LN2 - logGamma(of('df') / 2)),
  ),
  Beta: family(['alpha', 'beta', 'mean', 'concentration'], (x, of, has) => {
    const a = has('alpha') ? of('alpha') : of('mean') * of('concentration');
    const b = has('beta') ? of('beta') : (1 - of('mean')) * of('concentration');
    return within(x, 0, 1, (a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x) - logBeta(a, b));
  }),
  Kumaraswamy: family(['a', 'b'], (x, of) =>
    within(
      x,
      0,
      1,
      Math.log(of('a') * of('b')) + (of('a') - 1) * Math.log(x) + (of('b') - 1) * Math.log(1 - x ** of('a')),
    ),
  ),
  Uniform: family(['lower', 'upper'], (x, of) =>
    within(x, of('lower'), of('upper'), -Math.log(of('upper') - of('lower'))),
  ),
  Weibull: family(['shape', 'scale'], (x, of) => {
    const [shape, scale] = [of('shape'), of('scale')];
    return above(x, Math.log(shape / scale) + (shape - 1) * Math.log(x / scale) - (x / scale) ** shape);
  }),
  Pareto: family(['scale', 'shape'], (x, of) =>
    x < of('scale')
      ? -Infinity
      : Math.log(of('shape')) + of('shape') * Math.log(of('scale')) - (of('shape') + 1) * Math.log(x),
  ),
  VonMises: family(
    ['mean', 'concentration'],
    (x, of) =>
      of('concentration') * Math.cos(x - of('mean')) -
      Math.log(2 * Math.PI) -
      logBesselI0(of('concentration')),
  ),
};
