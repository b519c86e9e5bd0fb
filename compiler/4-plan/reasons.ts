// Why each part of a derivation is what it is: the rules in the order in which they are tried, and what each
// one that was not taken lacked.

import type { Block, Factor, FiniteLatent, Reason } from './derivation.ts';

export function planReasons(
  latents: readonly FiniteLatent[],
  factors: readonly Factor[],
  blocks: readonly Block[],
): readonly Reason[] {
  const factorsOf = new Map<string, Factor[]>(latents.map(({ name }) => [name, []]));
  for (const factor of factors) for (const name of factor.scope) factorsOf.get(name)?.push(factor);
  return [
    ...latents.map((latent) => latentReason(latent, factorsOf.get(latent.name) ?? [])),
    ...blocks.map((block) => blockReason(block, latents)),
  ];
}

/** `factors`: those that it takes part in. */
function latentReason(latent: FiniteLatent, factors: readonly Factor[]): Reason {
  const seen = factors.map((factor) => `\`${factor.id}\``);
  return {
    subject: latent.name,
    taken: `summed out exactly over its ${latent.levels.key} values (it takes part in ${seen.join(', ')})`,
    notTaken: [{ rule: 'closed form with everything observed', because: `\`${latent.name}\` is latent` }],
  };
}

function blockReason(block: Block, latents: readonly FiniteLatent[]): Reason {
  const expected = latents.length > 0 ? 'expected ' : '';
  if (block.factors.length === 0 && !block.hasPrior)
    return { subject: block.name, taken: 'left where it starts: no observation depends on it', notTaken: [] };
  if (block.solver.kind === 'closedForm')
    return {
      subject: block.name,
      taken: `${block.hasPrior ? 'maximum of the posterior' : 'maximum likelihood'} in closed form from ${expected}sufficient statistics`,
      notTaken: [],
    };
  return {
    subject: block.name,
    taken: `L-BFGS on the ${expected}log joint, from ${
      block.solver.evidence === 'statistics' ? `${expected}sufficient statistics` : 'the rows of the data'
    }`,
    notTaken: [{ rule: 'closed form', because: block.solver.because }],
  };
}
