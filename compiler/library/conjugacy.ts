// What can be integrated in closed form: linear and Gaussian factors, and latents whose family is conjugate to every
// factor that reads them. Facts about pairs of families; which latents of a model they serve, planning finds out.
// Source: Gelman and others (2013), Bayesian data analysis, chapters 2 and 3; Fink (1997), A compendium of
// conjugate priors.

/** Families whose density is Gaussian in their value and in this argument. */
const gaussianLocations: ReadonlyMap<string, string> = new Map([
  ['Normal', 'mean'],
  ['MvNormal', 'mean'],
  ['LowRankMvNormal', 'mean'],
]);

/** The argument in which a Gaussian family may be affine; null for other families. */
export function gaussianLocation(family: string): string | null {
  return gaussianLocations.get(family) ?? null;
}

interface Conjugate {
  readonly child: string;
  /** The argument of the child, in the form in which it has it, that the latent is. */
  readonly argument: string;
  /** A known factor may stand beside the latent: `Poisson(exposure * rate)`. */
  readonly scaled: boolean;
}

function scaled(child: string, argument: string): Conjugate {
  return { child, argument, scaled: true };
}

function bare(child: string, argument: string): Conjugate {
  return { child, argument, scaled: false };
}

/** By the family of the latent; all other arguments of the child are known. */
const conjugates: ReadonlyMap<string, readonly Conjugate[]> = new Map([
  [
    'Gamma',
    [
      scaled('Poisson', 'rate'),
      scaled('Exponential', 'rate'),
      scaled('Gamma', 'rate'),
      scaled('InverseGamma', 'scale'),
      scaled('Normal', 'precision'),
      scaled('Pareto', 'shape'),
    ],
  ],
  ['InverseGamma', [scaled('Normal', 'variance'), scaled('Exponential', 'mean'), scaled('Gamma', 'scale')]],
  [
    'Beta',
    [bare('Bernoulli', 'p'), bare('Binomial', 'p'), bare('Geometric', 'p'), bare('NegativeBinomial', 'p')],
  ],
  ['Dirichlet', [bare('Categorical', 'p'), bare('Multinomial', 'p')]],
  ['Wishart', [bare('MvNormal', 'precision')]],
  ['InverseWishart', [bare('MvNormal', 'covariance')]],
]);

/** Special cases of a conjugate family. */
const specialCases: ReadonlyMap<string, string> = new Map([
  ['Exponential', 'Gamma'],
  ['ChiSquared', 'Gamma'],
]);

/** How a latent of this family may enter that argument so that it integrates out in closed form; null: not at all. */
export function conjugateTo(
  family: string,
  child: string,
  argument: string,
): { readonly scaled: boolean } | null {
  const own = conjugates.get(specialCases.get(family) ?? family) ?? [];
  return own.find((each) => each.child === child && each.argument === argument) ?? null;
}

/** Whether the family is a conjugate prior of anything. */
export function isConjugateFamily(family: string): boolean {
  return conjugates.has(specialCases.get(family) ?? family);
}
