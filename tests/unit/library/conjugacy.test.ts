// A prior is conjugate when the log likelihood, as a function of the latent, is made of the prior's own statistics:
// then the posterior is of the prior's family. Densities and statistics are written out here, apart from the library.

import { describe, expect, test } from 'vitest';
import { conjugateTo, gaussianLocation, isConjugateFamily } from '../../../compiler/library/conjugacy.ts';
import { signatures } from '../../../compiler/library/signatures/index.ts';

type Likelihood = (latent: number) => number;

const log = Math.log;
const x = 2.3;
const n = 3;

/** Statistics of the prior on the latent; a constant is always there. */
const statistics: Readonly<Record<string, readonly Likelihood[]>> = {
  Gamma: [log, (t) => t],
  InverseGamma: [log, (t) => 1 / t],
  Beta: [log, (t) => log(1 - t)],
};

/** Log likelihoods of an observation, by child and argument; `factor` is 1 unless the latent is scaled. */
const likelihoods: Readonly<Record<string, (t: number) => number>> = {
  'Poisson rate': (t) => n * log(t) - t,
  'Exponential rate': (t) => log(t) - t * x,
  'Exponential mean': (t) => -log(t) - x / t,
  'Gamma rate': (t) => 1.7 * log(t) - t * x,
  'Gamma scale': (t) => -1.7 * log(t) - x / t,
  'Gamma shape': (t) => 0.5 * t - logGamma(t) + (t - 1) * log(x),
  'InverseGamma scale': (t) => 1.7 * log(t) - t / x,
  'Normal precision': (t) => 0.5 * log(t) - (t * x * x) / 2,
  'Normal variance': (t) => -0.5 * log(t) - (x * x) / (2 * t),
  'Normal sd': (t) => -log(t) - (x * x) / (2 * t * t),
  'Pareto shape': (t) => log(t) + t * log(0.5) - (t + 1) * log(x),
  'Weibull scale': (t) => -1.5 * log(t) - (x / t) ** 1.5,
  'Bernoulli p': (t) => 3 * log(t) + 2 * log(1 - t),
  'Binomial p': (t) => 2 * log(t) + 5 * log(1 - t),
  'Geometric p': (t) => log(t) + n * log(1 - t),
  'NegativeBinomial p': (t) => 1.7 * log(t) + n * log(1 - t),
};

/** Stirling's series, from 8 on. */
function logGamma(t: number): number {
  if (t < 8) return logGamma(t + 1) - log(t);
  return (t - 0.5) * log(t) - t + 0.5 * log(2 * Math.PI) + 1 / (12 * t) - 1 / (360 * t ** 3);
}

/** Whether f is a constant plus multiples of the two statistics: at four points the determinant vanishes. */
function isMadeOf(f: Likelihood, [a, b]: readonly Likelihood[], points: readonly number[]): boolean {
  const rows = points.map((t) => [1, a?.(t) ?? 0, b?.(t) ?? 0, f(t)]);
  return Math.abs(determinant(rows)) < 1e-9;
}

function determinant(rows: readonly (readonly number[])[]): number {
  const [first, ...others] = rows;
  if (first === undefined) return 1;
  return first.reduce(
    (sum, value, column) =>
      sum + (column % 2 === 0 ? value : -value) * determinant(others.map((row) => row.toSpliced(column, 1))),
    0,
  );
}

const points = [0.15, 0.4, 0.6, 0.9];

describe.each(Object.keys(statistics))('%s', (prior) => {
  test.each(Object.keys(likelihoods))('and the %s', (pair) => {
    const [child = '', argument = ''] = pair.split(' ');
    const f = likelihoods[pair] ?? log;
    const conjugate = conjugateTo(prior, child, argument);
    const made = isMadeOf(f, statistics[prior] ?? [], points);
    expect(conjugate !== null).toBe(made);
    // Half of the latent in its place.
    const scaled = isMadeOf((t) => f(t / 2), statistics[prior] ?? [], points);
    if (conjugate !== null) expect(conjugate.scaled).toBe(scaled);
  });
});

test('every family named has a signature, every argument is one of its own', () => {
  for (const prior of [
    'Gamma',
    'InverseGamma',
    'Beta',
    'Dirichlet',
    'Wishart',
    'InverseWishart',
    'Exponential',
    'ChiSquared',
  ]) {
    expect(isConjugateFamily(prior)).toBe(true);
    expect(signatures.has(prior)).toBe(true);
  }
  for (const { name, forms } of signatures.values()) {
    const names = forms.flatMap((form) => form.names);
    const location = gaussianLocation(name);
    if (location !== null) expect(names).toContain(location);
  }
  for (const pair of Object.keys(likelihoods)) {
    const [child = '', argument = ''] = pair.split(' ');
    const forms = signatures.get(child)?.forms ?? [];
    if (argument !== 'scale' || child !== 'Weibull')
      expect(forms.flatMap((form) => form.names)).toContain(argument);
  }
});

test('special cases of a family are conjugate where it is', () => {
  expect(conjugateTo('Exponential', 'Poisson', 'rate')).not.toBeNull();
  expect(conjugateTo('ChiSquared', 'Normal', 'precision')).not.toBeNull();
  expect(conjugateTo('Normal', 'Poisson', 'rate')).toBeNull();
});
