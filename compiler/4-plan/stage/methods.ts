// Which training methods apply to a model, and what stands in the way of the others.

import type { Variable } from '../../3-check/model.ts';
import { findDistribution } from '../../library/distributions/index.ts';
import type { Span } from '../../source/source.ts';
import type { Analysis } from './analysis.ts';
import { hasNoDensity } from './gaussian.ts';
import type { Blocker } from './obstacle.ts';
import { guideWithoutDensity } from './smooth.ts';
import type { Method } from './stage.ts';
import type { Structure } from './structure.ts';
import { distributionsOf } from './terms.ts';

export interface MethodObstacle {
  /** Follows "does not apply:". */
  readonly because: string;
  /** The statement in the way; null where the whole model is. */
  readonly place: { readonly span: Span; readonly label: string } | null;
  /** What would make the method apply, or which one does. */
  readonly change: string;
  /** The method to write instead, where one is certain. */
  readonly instead: Method | null;
}

/** Null where the method applies. */
export function methodObstacle(analysis: Analysis, method: Method): MethodObstacle | null {
  switch (method) {
    case 'mle':
      return priorObstacle(analysis, 'maximum likelihood', 'map') ?? inexact(analysis);
    case 'map':
      return missingPrior(analysis) ?? inexact(analysis);
    case 'em':
      return inexact(analysis) ?? nothingToSum(analysis);
    case 'elbo':
    case 'iwae':
      return unbounded(analysis);
    case 'adversarial':
    case 'mmd':
      return hasDensity(analysis) ?? priorObstacle(analysis, `\`${method}\``, null);
    case 'posterior':
      return unsampled(analysis);
  }
}

/** The method where none is named. */
export function defaultMethod(analysis: Analysis): Method {
  const { structure, components } = analysis;
  if (structure.implicit.length > 0) return 'mmd';
  if (components.some(({ gaussian, conjugate }) => gaussian !== null && conjugate !== null)) return 'elbo';
  const summed = [...structure.hidden.values()].some(({ kind, barren }) => kind !== 'continuous' && !barren);
  const integrated = components.some(({ gaussian }) => gaussian !== null);
  if (!integrated && (summed || components.length > 0 || hasOpenVectors(structure))) return 'em';
  return paramWithPrior(analysis) === null ? 'mle' : 'map';
}

/** Whether entries of vectors may be missing that the others tell of: statistics are then expected ones. */
function hasOpenVectors({ hidden }: Structure): boolean {
  return [...hidden.values()].some(
    ({ variable, missing, barren }) =>
      missing &&
      barren &&
      distributionsOf(variable).some(
        (each) => each.kind === 'distribution' && (findDistribution(each.family)?.marginals ?? null) !== null,
      ),
  );
}

function paramWithPrior({ structure }: Analysis): Variable | null {
  return (
    structure.model.variables.find(({ role, distribution }) => role === 'param' && distribution !== null) ??
    null
  );
}

function priorObstacle(analysis: Analysis, subject: string, instead: Method | null): MethodObstacle | null {
  const param = paramWithPrior(analysis);
  if (param === null) return null;
  return {
    because: `${subject} leaves out priors, and \`${param.name}\` has one`,
    place: { span: param.nameSpan, label: 'has a prior' },
    change: instead === null ? 'remove the prior' : `write \`train ${instead}\`, or remove the prior`,
    instead,
  };
}

function missingPrior(analysis: Analysis): MethodObstacle | null {
  return paramWithPrior(analysis) === null
    ? {
        because: 'no param has a prior',
        place: null,
        change: 'give a param a prior with `~`, or write `train mle`',
        instead: 'mle',
      }
    : null;
}

/** Against the exact likelihood. */
function inexact(analysis: Analysis): MethodObstacle | null {
  const implicit = noDensity(analysis);
  if (implicit !== null) return implicit;
  const { components } = analysis;
  const stuck = components.find(({ gaussian, conjugate }) => gaussian !== null && conjugate !== null);
  const obstacle = stuck?.gaussian ?? null;
  if (stuck === undefined || obstacle === null) return null;
  const name = `\`${stuck.members[0]?.variable.name ?? ''}\``;
  // "`z` is continuous and enters ..." rather than "`z` is continuous, and `z` enters ...".
  const rest = obstacle.because.startsWith(`${name} `)
    ? `and ${obstacle.because.slice(name.length + 1)}`
    : `and ${obstacle.because}`;
  return {
    because: `${name} is continuous ${rest}`,
    place: { span: obstacle.span, label: obstacle.label },
    change:
      analysis.smoothness === null
        ? 'write `train elbo`, which climbs a lower bound of the likelihood'
        : 'make it finite, as `category<K>`, or linear and Gaussian',
    instead: analysis.smoothness === null ? 'elbo' : null,
  };
}

function noDensity({ structure }: Analysis): MethodObstacle | null {
  const [first] = structure.implicit;
  if (first === undefined) return null;
  return {
    because: hasNoDensity(first.name, first.nameSpan).because,
    place: { span: first.nameSpan, label: 'has no density' },
    change: `write \`train adversarial(critic: ...)\` or \`train mmd\`, or give \`${first.name}\` a distribution with \`~\``,
    instead: 'mmd',
  };
}

function nothingToSum(analysis: Analysis): MethodObstacle | null {
  const { structure, components } = analysis;
  const summed = [...structure.hidden.values()].some(({ kind }) => kind === 'finite' || kind === 'bounded');
  if (summed || hasOpenVectors(structure) || components.some(({ gaussian }) => gaussian === null))
    return null;
  const instead = paramWithPrior(analysis) === null ? 'mle' : 'map';
  const [integrated] = components;
  return {
    because:
      integrated === undefined
        ? 'the model has no latent to sum out'
        : `\`${integrated.members[0]?.variable.name ?? ''}\` is integrated out, and nothing is left to sum over`,
    place: null,
    change: `write \`train ${instead}\`, or leave it out`,
    instead,
  };
}

function unbounded(analysis: Analysis): MethodObstacle | null {
  const implicit = noDensity(analysis);
  if (implicit !== null) return implicit;
  const { smoothness, components, structure } = analysis;
  if (components.length === 0) {
    const [first] = structure.hidden.values();
    return {
      because:
        first === undefined
          ? 'the model has no latent, and its likelihood needs no bound'
          : `\`${first.variable.name}\` is ${first.barren ? 'left out where it is missing' : 'summed out exactly'}, and no bound is needed`,
      place: first === undefined ? null : { span: first.variable.nameSpan, label: 'not continuous' },
      change: `write \`train ${defaultMethod(analysis)}\`, or leave it out`,
      instead: defaultMethod(analysis),
    };
  }
  const blocker = smoothness ?? guideWithoutDensity(structure);
  return blocker === null ? null : jagged(blocker);
}

function jagged({ because, span, label, change }: Blocker): MethodObstacle {
  return { because, place: { span, label }, change, instead: null };
}

function hasDensity(analysis: Analysis): MethodObstacle | null {
  const { model, implicit } = analysis.structure;
  const dense = model.variables.find(
    (variable) => variable.role === 'observe' && !implicit.includes(variable),
  );
  if (implicit.length > 0 || dense === undefined) return null;
  const instead = defaultMethod(analysis);
  return {
    because: `\`${dense.name}\` has a density, which says more than samples do`,
    place: { span: dense.nameSpan, label: 'has a distribution' },
    change: `write \`train ${instead}\`, or define \`${dense.name}\` with \`=\` as a function of latents`,
    instead,
  };
}

function unsampled(analysis: Analysis): MethodObstacle | null {
  const { structure, smoothness, components } = analysis;
  const implicit = noDensity(analysis);
  if (implicit !== null) return implicit;
  const flat = structure.model.variables.find(
    ({ role, distribution }) => role === 'param' && distribution === null,
  );
  if (flat !== undefined)
    return {
      because: `\`${flat.name}\` has no prior, and so no posterior`,
      place: { span: flat.nameSpan, label: 'no prior' },
      change: `give it one: \`param ${flat.name}: ... ~ ...\``,
      instead: null,
    };
  const network = structure.model.networks.find(({ name }) => structure.networks.has(name));
  if (network !== undefined)
    return {
      because: `the weights of \`${network.name}\` have no prior, and so no posterior`,
      place: { span: network.nameSpan, label: 'weights without a prior' },
      change: `write \`train ${defaultMethod(analysis)}\`, which finds single values of the weights`,
      instead: defaultMethod(analysis),
    };
  if (smoothness !== null) return jagged(smoothness);
  const unknown = components.length > 0 || paramWithPrior(analysis) !== null;
  return unknown
    ? null
    : {
        because: 'nothing continuous is unknown, and the sampler moves along gradients',
        place: null,
        change: `write \`train ${defaultMethod(analysis)}\`, or leave it out`,
        instead: defaultMethod(analysis),
      };
}
