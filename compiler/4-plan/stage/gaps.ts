// What a stage needs and no later phase serves yet: by far the most of it named by the rule, the rest by construct.
// Later phases rely on this list: whatever they cannot do is here.

import {
  levelsOf,
  type DistributionCall,
  type DistributionExpression,
  type DistributionMixture,
  type Guide,
  type Variable,
} from '../../3-check/model.ts';
import { distributions } from '../../library/distributions/index.ts';
import { constantSize, printSize } from '../../sizes/size.ts';
import { constantValue } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import { cutObstacle } from '../rewrite/cuts.ts';
import { isOneEvent } from '../rewrite/mixtures.ts';
import type { Analysis } from './analysis.ts';
import { boundGaps } from './bound-gaps.ts';
import { sequenceGaps } from './sequence-gaps.ts';
import type { Gap, TakenStage, Treated, Treatment } from './stage.ts';
import { distributionsOf } from './terms.ts';

/** The most important first. */
export function gapsOf(analysis: Analysis, stage: Omit<TakenStage, 'gaps'>): readonly Gap[] {
  const { model } = analysis.structure;
  return [
    ...ruleGaps(analysis, stage),
    ...sequenceGaps(analysis),
    ...model.networks.map(({ name, nameSpan }) =>
      construct(`the network \`${name}\``, 'a network', nameSpan),
    ),
    ...distributionGaps(model.variables, model.guides),
    ...model.variables.flatMap(variableGaps),
    ...model.variables.flatMap((variable) => boundGaps(model, variable)),
    ...model.guides.map(({ latent, nameSpan }) =>
      construct(`the guide of \`${latent}\``, 'a guide', nameSpan),
    ),
  ];
}

function construct(name: string, label: string, span: Span, instead: string | null = null): Gap {
  return { message: `${name} is not derivable yet`, label, span, name, instead };
}

// By the rule -----------------------------------------------------------------------------------------------

const importance: readonly Treatment[] = [
  'boundedWritten',
  'boundedMade',
  'integrated',
  'filtered',
  'eliminated',
  'forward',
  'summed',
  'dropped',
];

function ruleGaps(analysis: Analysis, stage: Omit<TakenStage, 'gaps'>): readonly Gap[] {
  const { implicit, model } = analysis.structure;
  const [first] = implicit;
  if (first !== undefined) {
    const name =
      stage.method === 'adversarial' ? 'adversarial training' : 'fitting by maximum mean discrepancy';
    return [
      {
        message: `\`${first.name}\` has no density: ${name} is not derivable yet`,
        label: 'a function of what is above it',
        span: first.nameSpan,
        name,
        instead: null,
      },
    ];
  }
  if (stage.method === 'posterior') {
    const name = 'drawing from the posterior';
    return [
      {
        message: `${name} is not derivable yet`,
        label: 'asked for here',
        span: model.train?.span ?? model.nameSpan,
        name,
        instead: null,
      },
    ];
  }
  return [...stage.treated]
    .sort((a, b) => importance.indexOf(a.treatment) - importance.indexOf(b.treatment))
    .flatMap((treated) => {
      const gap = gapOfTreated(analysis, treated);
      return gap === null ? [] : [gap];
    });
}

function gapOfTreated(analysis: Analysis, treated: Treated): Gap | null {
  const { structure } = analysis;
  const { variable, treatment, missing, span } = treated;
  const subject = `\`${variable}\``;
  // Of an observation it is the missing values that are treated so.
  const who = missing ? `what is missing of ${subject}` : subject;
  const gap = (message: string, label: string, name: string): Gap => ({
    message: `${who} ${message} not derivable yet`,
    label: missing ? 'may be missing' : label,
    span,
    name,
    instead: null,
  });
  switch (treatment) {
    case 'boundedWritten':
    case 'boundedMade': {
      const component = analysis.componentOf.get(variable);
      const isAsked = component?.gaussian === null || component?.conjugate === null;
      const why = isAsked
        ? 'gets a variational bound, which'
        : `cannot be integrated out exactly: a variational bound for it`;
      return gap(`${why} is`, 'continuous', `the variational bound for ${subject}`);
    }
    case 'integrated': {
      const children = childrenOf(analysis, variable);
      return gap(
        `is conjugate to ${children}: integrating it out is`,
        'conjugate',
        `integrating ${subject} out`,
      );
    }
    case 'filtered':
      return gap(
        `is linear and Gaussian: its Kalman filter is`,
        'linear and Gaussian',
        `the Kalman filter of ${subject}`,
      );
    case 'eliminated':
      return gap(
        `is linear and Gaussian: eliminating it exactly is`,
        'linear and Gaussian',
        `eliminating ${subject} exactly`,
      );
    case 'forward':
    case 'summed':
    case 'dropped':
      break;
    case 'drawn':
    case 'sampled':
      return null;
  }
  const declared = structure.variables.get(variable);
  const isUnsized = declared?.type.shape.some((size) => constantValue(size) === null) === true;
  if (missing && treatment === 'summed' && isUnsized) {
    const name = `missing entries of the array ${subject}, whose size is no constant and which other variables read,`;
    return { message: `${name} are not derivable yet`, label: 'may be missing', span, name, instead: null };
  }
  if (treatment === 'dropped' && missing) return null;
  if (treatment === 'dropped')
    return gap(
      `is latent and feeds nothing: leaving it out is`,
      'nothing depends on it',
      `leaving ${subject} out`,
    );
  const kind = structure.hidden.get(variable)?.kind;
  return kind === 'bounded'
    ? gap('is a whole number between bounds: summing it out is', 'between bounds', `summing ${subject} out`)
    : null;
}

/** What reads a latent, in backticks. */
function childrenOf({ structure }: Analysis, latent: string): string {
  const names = (structure.touching.get(latent) ?? []).map((term) => term.variable.name);
  return [...new Set(names)]
    .filter((name) => name !== latent)
    .map((name) => `\`${name}\``)
    .join(', ');
}

// By construct ----------------------------------------------------------------------------------------------

/** Each family and each way of changing one once, where it stands first. */
function distributionGaps(variables: readonly Variable[], guides: readonly Guide[]): readonly Gap[] {
  const found = new Map<string, Gap>();
  const note = (key: string, gap: Gap): void => {
    if (!found.has(key)) found.set(key, gap);
  };
  const visit = (distribution: DistributionExpression, variable: Variable | null): void => {
    switch (distribution.kind) {
      case 'distribution': {
        const { family, span } = distribution;
        const instead = `derivable so far are ${[...distributions.keys()].join(', ')}`;
        if (!distributions.has(family))
          note(family, construct(`\`${family}\``, 'a distribution', span, instead));
        return;
      }
      case 'choice':
        visit(distribution.then, variable);
        visit(distribution.else, variable);
        return;
      case 'mixture': {
        const gap = mixtureGap(distribution, variable);
        if (gap !== null) note('Mixture', gap);
        for (const part of distribution.parts) visit(part, variable);
        return;
      }
      case 'truncated':
      case 'censored': {
        const obstacle = cutObstacle(distribution);
        if (obstacle !== null) note(obstacle, construct(obstacle, distribution.kind, distribution.span));
        visit(distribution.part, variable);
      }
    }
  };
  for (const variable of variables) for (const each of distributionsOf(variable)) visit(each, variable);
  for (const guide of guides) for (const each of distributionsOf(guide)) visit(each, null);
  return [...found.values()];
}

/** What is left of mixtures once those of finite latents and observations are split. Null: derivable. */
function mixtureGap(mixture: DistributionMixture, variable: Variable | null): Gap | null {
  const { span } = mixture;
  if (variable === null) return construct('`Mixture` in a guide', 'a mixture', span);
  const { name, role, type } = variable;
  const isArray = !isOneEvent(variable, mixture);
  // Of params each entry has its density; a latent array is summed out entry by entry.
  if (role === 'param' || (role === 'latent' && levelsOf(type) !== null)) return null;
  if (role === 'latent') return construct(`a \`Mixture\` for the continuous \`${name}\``, 'a mixture', span);
  return isArray
    ? construct(
        `a \`Mixture\` for each entry of \`${name}\``,
        'a part for each entry',
        span,
        `let the entries be rows of a plate: \`plate entry: ${printSize(type.shape[0] ?? constantSize(1))} { observe ${name}: ... ~ Mixture(...) }\``,
      )
    : construct(`a \`Mixture\` along the steps of \`${name}\``, 'a mixture', span);
}

/** Over the entries that its support leaves a param, a prior has a density of its own: Dirichlet's is known. */
function variableGaps(variable: Variable): readonly Gap[] {
  const { name, support, nameSpan } = variable;
  if (support === null) return [];
  const prior = distributionsOf(variable)
    .flatMap(callsIn)
    .find(({ family }) => family !== 'Dirichlet');
  if (prior === undefined) return [];
  const subject = `a \`${prior.family}\` prior of \`${name}\`, which has structural zeros,`;
  return [
    {
      ...construct(subject, 'entries that stay zero', nameSpan, 'derivable is a Dirichlet prior'),
      message: `${subject} is not derivable yet`,
      span: prior.span,
    },
  ];
}

function callsIn(distribution: DistributionExpression): readonly DistributionCall[] {
  switch (distribution.kind) {
    case 'distribution':
      return [distribution];
    case 'choice':
      return [distribution.then, distribution.else].flatMap(callsIn);
    case 'mixture':
      return distribution.parts.flatMap(callsIn);
    case 'truncated':
    case 'censored':
      return callsIn(distribution.part);
  }
}
