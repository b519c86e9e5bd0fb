// The distributions of the language, one file each. The list is the registry: what is not in it does not exist.

import type { Distribution } from '../distribution.ts';
import { bernoulli } from './bernoulli.ts';
import { categorical } from './categorical.ts';
import { dirichlet } from './dirichlet.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import { mvNormal } from './mv-normal.ts';
import { normal } from './normal.ts';
import { poisson } from './poisson.ts';

const list: readonly Distribution[] = [
  normal,
  mvNormal,
  bernoulli,
  categorical,
  poisson,
  gamma,
  exponential,
  dirichlet,
];

/** By name, as specs write it. A map, so that `constructor` is no distribution. */
export const distributions: ReadonlyMap<string, Distribution> = new Map(
  list.map((each) => [each.name, each]),
);

/** The distribution of this name; null if there is none. */
export function findDistribution(name: string): Distribution | null {
  return distributions.get(name) ?? null;
}
