// What a stage needs and no later phase serves yet: by far the most of it named by the rule, the rest by construct.
// Later phases rely on this list: whatever they cannot do is here.

import { distributionParts, subexpressions } from '../../3-check/mentions.ts';
import type { CoreExpression, DistributionExpression, Variable } from '../../3-check/model.ts';
import { distributions } from '../../library/distributions/index.ts';
import type { Span } from '../../source/source.ts';
import type { Analysis } from './analysis.ts';
import { recurrenceParts, variableParts } from './reads.ts';
import type { Gap, TakenStage, Treated, Treatment } from './stage.ts';
import { distributionsOf, type Defined } from './terms.ts';

/** The most important first. */
export function gapsOf(analysis: Analysis, stage: Omit<TakenStage, 'gaps'>): readonly Gap[] {
  const { model } = analysis.structure;
  return [
    ...ruleGaps(analysis, stage),
    ...model.plates
      .filter(({ sequence }) => sequence !== null)
      .map(({ name, nameSpan }) => construct(`the sequence \`${name}\``, 'a sequence', nameSpan)),
    ...model.networks.map(({ name, nameSpan }) =>
      construct(`the network \`${name}\``, 'a network', nameSpan),
    ),
    ...distributionGaps(model.variables, model.guides),
    ...model.variables.flatMap(variableGaps),
    ...model.guides.map(({ latent, nameSpan }) =>
      construct(`the guide of \`${latent}\``, 'a guide', nameSpan),
    ),
    ...stationaryGaps(analysis),
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
    case 'forward': {
      const sequence = structure.variables.get(variable)?.steps?.sequence ?? '';
      return gap(
        `is finite: its forward recursion along \`${sequence}\` is`,
        `finite, along \`${sequence}\``,
        `the forward recursion over ${subject}`,
      );
    }
    case 'summed':
    case 'dropped':
      break;
    case 'drawn':
    case 'sampled':
      return null;
  }
  if (missing) {
    const name = `missing values of ${subject}`;
    return { message: `${name} are not derivable yet`, label: 'may be missing', span, name, instead: null };
  }
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
function distributionGaps(...groups: readonly (readonly Defined[])[]): readonly Gap[] {
  const found = new Map<string, Gap>();
  const visit = (distribution: DistributionExpression): void => {
    switch (distribution.kind) {
      case 'distribution': {
        const { family, span } = distribution;
        if (distributions.has(family) || found.has(family)) return;
        const instead = `derivable so far are ${[...distributions.keys()].join(', ')}`;
        found.set(family, construct(`\`${family}\``, 'a distribution', span, instead));
        return;
      }
      case 'choice':
        visit(distribution.then);
        visit(distribution.else);
        return;
      case 'mixture':
        found.set(
          'Mixture',
          found.get('Mixture') ??
            construct(
              '`Mixture`',
              'a mixture',
              distribution.span,
              'a latent that picks the part is derivable: `latent part: category<K> ~ Categorical(...)`',
            ),
        );
        distribution.parts.forEach(visit);
        return;
      case 'truncated':
      case 'censored': {
        const name = distribution.kind === 'truncated' ? 'Truncated' : 'Censored';
        found.set(name, found.get(name) ?? construct(`\`${name}\``, distribution.kind, distribution.span));
        visit(distribution.part);
      }
    }
  };
  for (const defined of groups.flat()) distributionsOf(defined).forEach(visit);
  return [...found.values()];
}

function variableGaps({ name, nameSpan, role, type, support }: Variable): readonly Gap[] {
  const gaps: Gap[] = [];
  if (support !== null)
    gaps.push({
      ...construct(`structural zeros of \`${name}\``, 'entries that stay zero', support.span),
      message: `structural zeros of \`${name}\` are not derivable yet`,
    });
  if (role === 'param' && (type.structure === 'unitVector' || type.structure === 'correlation')) {
    const noun = type.structure === 'correlation' ? 'a correlation' : 'a unit vector';
    gaps.push({
      ...construct(`estimating \`${name}\``, noun, nameSpan),
      message: `\`${name}\` is ${noun}: estimating it is not derivable yet`,
    });
  }
  return gaps;
}

function stationaryGaps({ structure }: Analysis): readonly Gap[] {
  const { model } = structure;
  const parts: readonly CoreExpression[] = [
    ...model.variables.flatMap(variableParts),
    ...model.variables.flatMap(({ initial }) => initial ?? []),
    ...model.recurrences.flatMap(recurrenceParts),
    ...model.guides.flatMap((guide) => distributionsOf(guide).flatMap(distributionParts)),
  ];
  for (const part of parts)
    for (const inner of subexpressions(part))
      if (inner.kind === 'stationary')
        return [construct('`stationary`', 'a stationary distribution', inner.span)];
  return [];
}
