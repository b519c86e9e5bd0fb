// Every distribution of the language, built or not: what checking needs of each. A built one is its own signature.

import { distributions } from '../distributions/index.ts';
import type { DistributionSignature } from '../signature.ts';
import { wrappers } from './wrappers.ts';

/** Without a file in `distributions/` yet. */
const planned: readonly DistributionSignature[] = [...wrappers];

/** By name, as specs write it. */
export const signatures: ReadonlyMap<string, DistributionSignature> = new Map(
  [...distributions.values(), ...planned].map((each) => [each.name, each]),
);

/** The distribution of this name, whether or not it is built; null if there is none. */
export function findSignature(name: string): DistributionSignature | null {
  return signatures.get(name) ?? null;
}
