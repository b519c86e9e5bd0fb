// Why each part of a derivation is what it is: the rules in the order in which they are tried, and what each
// one that was not taken lacked.

import { gaussianFamily } from '../library/gaussian.ts';
import type { Block, BlockStep, LeastSquaresStep, Factor, FiniteLatent, Reason } from './derivation.ts';

export function planReasons(
  latents: readonly FiniteLatent[],
  factors: readonly Factor[],
  blocks: readonly Block[],
): readonly Reason[] {
  const factorsOf = new Map<string, Factor[]>(latents.map(({ name }) => [name, []]));
  for (const factor of factors) for (const name of factor.scope) factorsOf.get(name)?.push(factor);
  return [
    ...latents.map((latent) => latentReason(latent, factorsOf.get(latent.name) ?? [])),
    ...blocks.flatMap((block) => blockReasons(block, latents, factors)),
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

function blockReasons(block: Block, latents: readonly FiniteLatent[], factors: readonly Factor[]): readonly Reason[] {
  if (block.steps.length === 0)
    return [{ subject: block.name, taken: 'left where it starts: no observation depends on it', notTaken: [] }];
  const expected = latents.length > 0 ? 'expected ' : '';
  // A block that is all in closed form is one thing to a reader.
  if (block.steps.every(isJoint))
    return [{ subject: block.name, taken: closedForm(block, 'statistics', expected), notTaken: [] }];
  return block.steps.map((step) => stepReason(block, step, factors, expected));
}

function isJoint(step: BlockStep): boolean {
  return step.kind === 'closedForm' && step.evidence === 'statistics' && step.holds.length === 0;
}

function stepReason(block: Block, step: BlockStep, factors: readonly Factor[], expected: string): Reason {
  switch (step.kind) {
    case 'closedForm':
      return {
        subject: stepParams(step).join(', '),
        taken: `${closedForm(block, step.evidence, expected)}${holding(step.holds)}`,
        notTaken: [],
      };
    case 'leastSquares':
      return {
        subject: step.params.join(', '),
        taken: `weighted least squares${holding(step.holds)}: ${affineIn(step, factors)}`,
        notTaken: step.because === '' ? [] : [{ rule: 'closed form', because: step.because }],
      };
    case 'gradient':
      return {
        subject: step.params.join(', '),
        taken: `L-BFGS on the ${expected}log joint, from ${
          step.evidence === 'statistics' ? `${expected}sufficient statistics` : 'the rows of the data'
        }`,
        notTaken: [{ rule: 'closed form', because: step.because }],
      };
  }
}

/** The params that a step moves. */
export function stepParams(step: BlockStep): readonly string[] {
  return step.kind === 'closedForm' ? step.estimates.map(({ param }) => param) : step.params;
}

function closedForm(block: Block, evidence: BlockStep['evidence'], expected: string): string {
  const what = block.hasPrior ? 'maximum of the posterior' : 'maximum likelihood';
  const from = evidence === 'statistics' ? `${expected}sufficient statistics` : 'the rows of the data';
  return `${what} in closed form from ${from}`;
}

function holding(params: readonly string[]): string {
  return params.length === 0 ? '' : `, at the current ${list(params)}`;
}

/** "the mean of `y` is affine in `base` and `slope`". */
export function affineIn(step: LeastSquaresStep, factors: readonly Factor[]): string {
  const sites = factors.filter(({ id }) => step.sites.includes(id));
  const locations = [...new Set(sites.map(({ variable, family }) => `the ${gaussianFamily(family)?.location ?? 'mean'} of \`${variable}\``))];
  const priors = step.priors.filter((param) => !step.params.includes(param));
  const all = [...locations, ...priors.map((param) => `the mean of the prior of \`${param}\``)];
  const what = all.length === 0 ? `the prior of ${list(step.params)}` : all.join(' and ');
  return all.length === 0 ? `only ${what} says anything of it` : `${what} ${all.length === 1 ? 'is' : 'are'} affine in ${list(step.params)}`;
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} and ${last}`;
}
