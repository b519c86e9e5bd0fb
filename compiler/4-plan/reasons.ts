// Why each part of a derivation is what it is: the rules in the order in which they are tried, and what each
// one that was not taken lacked.

import { gaussianFamily } from '../library/gaussian.ts';
import { isConditional } from './factor-graph.ts';
import type { Block, BlockStep, LeastSquaresStep, Factor, FiniteLatent, Reason } from './derivation.ts';

export function planReasons(
  latents: readonly FiniteLatent[],
  factors: readonly Factor[],
  blocks: readonly Block[],
  hasPrior: (param: string) => boolean,
): readonly Reason[] {
  const factorsOf = new Map<string, Factor[]>(latents.map(({ name }) => [name, []]));
  for (const factor of factors) for (const name of factor.scope) factorsOf.get(name)?.push(factor);
  return [
    // Values of other steps are summed out with those of their own.
    ...latents
      .filter(({ lagOf }) => lagOf === null)
      .map((latent) => latentReason(latent, factorsOf.get(latent.name) ?? [])),
    ...factors.filter(isConditional).map(conditionalReason),
    ...blocks.flatMap((block) => blockReasons(block, { latents, factors, hasPrior })),
  ];
}

/** Of vectors of which entries may be missing. */
function conditionalReason({ id, variable, family }: Factor): Reason {
  return {
    subject: id,
    taken: `entries that are missing are integrated out of ${family}; its statistics are expectations given the entries that are there`,
    notTaken: [
      { rule: 'closed form with everything observed', because: `entries of \`${variable}\` may be missing` },
    ],
  };
}

/** `factors`: those that it takes part in. */
function latentReason(latent: FiniteLatent, factors: readonly Factor[]): Reason {
  const seen = factors.map((factor) => `\`${factor.id}\``);
  return {
    subject: latent.name,
    taken: `summed out exactly over its ${latent.levels.key} values${latent.hasEvidence ? ' where it is missing' : ''} (it takes part in ${seen.join(', ')})`,
    notTaken: [
      {
        rule: 'closed form with everything observed',
        because: `\`${latent.name}\` ${latent.hasEvidence ? 'may be missing' : 'is latent'}`,
      },
    ],
  };
}

interface Told {
  readonly latents: readonly FiniteLatent[];
  readonly factors: readonly Factor[];
  readonly hasPrior: (param: string) => boolean;
}

function blockReasons(block: Block, told: Told): readonly Reason[] {
  if (block.steps.length === 0)
    return [
      { subject: block.name, taken: 'left where it starts: no observation depends on it', notTaken: [] },
    ];
  // A block that is all in closed form is one thing to a reader.
  if (block.steps.every(isJoint))
    return [{ subject: block.name, taken: closedForm(told, block.params, 'statistics'), notTaken: [] }];
  return block.steps.map((step) => stepReason(step, told));
}

function isJoint(step: BlockStep): boolean {
  return step.kind === 'closedForm' && step.evidence === 'statistics' && step.holds.length === 0;
}

function stepReason(step: BlockStep, told: Told): Reason {
  const params = stepParams(step);
  const subject = params.join(', ');
  switch (step.kind) {
    case 'closedForm':
      return {
        subject,
        taken: `${closedForm(told, params, step.evidence)}${holding(step.holds)}`,
        notTaken: [],
      };
    case 'leastSquares':
      return {
        subject,
        taken: `weighted least squares${holding(step.holds)}: ${affineIn(step, told.factors)}`,
        notTaken: step.because === '' ? [] : [{ rule: 'closed form', because: step.because }],
      };
    case 'gradient':
      return {
        subject,
        taken: `L-BFGS on the ${expected(told)}log joint, from ${source(told, step.evidence)}`,
        notTaken: [{ rule: 'closed form', because: step.because }],
      };
  }
}

/** The params that a step moves. */
export function stepParams(step: BlockStep): readonly string[] {
  return step.kind === 'closedForm' ? step.estimates.map(({ param }) => param) : step.params;
}

function closedForm(told: Told, params: readonly string[], evidence: BlockStep['evidence']): string {
  const what = params.some(told.hasPrior) ? 'maximum of the posterior' : 'maximum likelihood';
  return `${what} in closed form from ${source(told, evidence)}`;
}

function source(told: Told, evidence: BlockStep['evidence']): string {
  return evidence === 'statistics' ? `${expected(told)}sufficient statistics` : 'the rows of the data';
}

function expected({ latents }: Told): string {
  return latents.length > 0 ? 'expected ' : '';
}

function holding(params: readonly string[]): string {
  return params.length === 0 ? '' : `, at the current ${list(params)}`;
}

/** "the mean of `y` is affine in `base` and `slope`". */
export function affineIn(step: LeastSquaresStep, factors: readonly Factor[]): string {
  const sites = factors.filter(({ id }) => step.sites.includes(id));
  const locations = [
    ...new Set(
      sites.map(
        ({ variable, family }) => `the ${gaussianFamily(family)?.location ?? 'mean'} of \`${variable}\``,
      ),
    ),
  ];
  const priors = step.priors.filter((param) => !step.params.includes(param));
  const all = [...locations, ...priors.map((param) => `the mean of the prior of \`${param}\``)];
  const what = all.length === 0 ? `the prior of ${list(step.params)}` : all.join(' and ');
  return all.length === 0
    ? `only ${what} says anything of it`
    : `${what} ${all.length === 1 ? 'is' : 'are'} affine in ${list(step.params)}`;
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} and ${last}`;
}
