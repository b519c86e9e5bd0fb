// The distributions of the language, one file each. The list is the registry: what is not in it does not exist.

import type { Distribution } from '../distribution.ts';
import { bernoulli } from './bernoulli.ts';
import { betaBinomial } from './beta-binomial.ts';
import { beta } from './beta.ts';
import { binomial } from './binomial.ts';
import { categorical } from './categorical.ts';
import { cauchy } from './cauchy.ts';
import { chiSquared } from './chi-squared.ts';
import { delta } from './delta.ts';
import { dirichletMultinomial } from './dirichlet-multinomial.ts';
import { dirichlet } from './dirichlet.ts';
import { discreteUniform } from './discrete-uniform.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import { geometric } from './geometric.ts';
import { gumbel } from './gumbel.ts';
import { halfCauchy } from './half-cauchy.ts';
import { halfNormal } from './half-normal.ts';
import { inverseGamma } from './inverse-gamma.ts';
import { inverseWishart } from './inverse-wishart.ts';
import { kumaraswamy } from './kumaraswamy.ts';
import { laplace } from './laplace.ts';
import { lkjCholesky } from './lkj-cholesky.ts';
import { logNormal } from './log-normal.ts';
import { logistic } from './logistic.ts';
import { lowRankMvNormal } from './low-rank-mv-normal.ts';
import { multinomial } from './multinomial.ts';
import { mvNormal } from './mv-normal.ts';
import { mvStudentT } from './mv-student-t.ts';
import { negativeBinomial } from './negative-binomial.ts';
import { normal } from './normal.ts';
import { orderedLogistic } from './ordered-logistic.ts';
import { pareto } from './pareto.ts';
import { poisson } from './poisson.ts';
import { relaxedCategorical } from './relaxed-categorical.ts';
import { studentT } from './student-t.ts';
import { uniform } from './uniform.ts';
import { vonMises } from './von-mises.ts';
import { weibull } from './weibull.ts';
import { wishart } from './wishart.ts';
import { zeroInflatedPoisson } from './zero-inflated-poisson.ts';

const list: readonly Distribution[] = [
  normal,
  mvNormal,
  bernoulli,
  categorical,
  poisson,
  gamma,
  exponential,
  dirichlet,
  logNormal,
  studentT,
  cauchy,
  halfNormal,
  halfCauchy,
  laplace,
  logistic,
  gumbel,
  inverseGamma,
  chiSquared,
  beta,
  kumaraswamy,
  uniform,
  weibull,
  pareto,
  vonMises,
  binomial,
  multinomial,
  negativeBinomial,
  geometric,
  betaBinomial,
  dirichletMultinomial,
  zeroInflatedPoisson,
  orderedLogistic,
  discreteUniform,
  delta,
  relaxedCategorical,
  lowRankMvNormal,
  mvStudentT,
  wishart,
  inverseWishart,
  lkjCholesky,
];

/** By name, as specs write it. A map, so that `constructor` is no distribution. */
export const distributions: ReadonlyMap<string, Distribution> = new Map(
  list.map((each) => [each.name, each]),
);

/** The distribution of this name; null if there is none. */
export function findDistribution(name: string): Distribution | null {
  return distributions.get(name) ?? null;
}
