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

function gapOfTreated({ structure }: Analysis, { variable, treatment, missing, span }: Treated): Gap | null {
  const subject = `\`${variable}\``;
  const where = missing ? ' and may be missing' : '';
  const gap = (is: string, name: string, label = is): Gap => ({
    message: `${subject} is ${is}${where}: ${name} is not derivable yet`,
    label: missing ? 'may be missing' : label,
    span,
    name,
    instead: null,
  });
  switch (treatment) {
    case 'boundedWritten':
    case 'boundedMade':
      return gap(
        'continuous and cannot be integrated out',
        `a variational bound for ${subject}`,
        'continuous',
      );
    case 'integrated':
      return gap('conjugate to what it feeds', `integrating ${subject} out`, 'conjugate');
    case 'filtered':
      return gap('linear and Gaussian', `the Kalman filter of ${subject}`);
    case 'eliminated':
      return gap('linear and Gaussian', `eliminating ${subject} exactly`);
    case 'forward':
      return gap('finite and depends on earlier steps', `the forward recursion over ${subject}`, 'finite');
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
  if (treatment === 'dropped') return gap('latent and nothing depends on it', `leaving ${subject} out`);
  const { variable: declared, kind } = structure.hidden.find((each) => each.variable.name === variable) ?? {};
  return kind === 'bounded' && declared !== undefined
    ? gap('a whole number between bounds', `summing ${subject} out`)
    : null;
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
    ...model.recurrences.flatMap(recurrenceParts),
    ...model.guides.flatMap((guide) => distributionsOf(guide).flatMap(distributionParts)),
  ];
  for (const part of parts)
    for (const inner of subexpressions(part))
      if (inner.kind === 'stationary')
        return [construct('`stationary`', 'a stationary distribution', inner.span)];
  return [];
}
