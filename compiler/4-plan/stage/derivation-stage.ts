// The rules in their order: the first that serves a model is taken, and each before it says what it lacks.

import type { CheckedModel } from '../../3-check/model.ts';
import { sinkCuts } from '../rewrite/cuts.ts';
import { splitMixtures } from '../rewrite/mixtures.ts';
import { analyseModel, type Analysis, type AnalysedComponent } from './analysis.ts';
import { linkedAlong } from './components.ts';
import { gapsOf } from './gaps.ts';
import { hasNoDensity } from './gaussian.ts';
import { defaultMethod, methodObstacle } from './methods.ts';
import type { Blocker, Obstacle } from './obstacle.ts';
import { guideWithoutDensity } from './smooth.ts';
import {
  rules,
  type Method,
  type NotTaken,
  type Rule,
  type Stage,
  type Treated,
  type Treatment,
} from './stage.ts';
import type { Hidden, Structure } from './structure.ts';

const known = new WeakMap<CheckedModel, Planned>();

/** The model with its mixtures split: what the stage is of. */
export function stagedModel(model: CheckedModel): CheckedModel {
  return planned(model).analysis.structure.model;
}

interface Planned {
  readonly analysis: Analysis;
  readonly stage: Stage;
}

/** For every model that checks. A method that `train` names decides where it applies. */
export function derivationStage(model: CheckedModel): Stage {
  return planned(model).stage;
}

/** What the stage was found from. */
export function analysisOf(model: CheckedModel): Analysis {
  return planned(model).analysis;
}

function planned(model: CheckedModel): Planned {
  const before = known.get(model);
  if (before !== undefined) return before;
  // A mixture hides a latent, which the rules see like any other.
  const analysis = analyseModel(splitMixtures(sinkCuts(model)));
  const found = { analysis, stage: findStage(analysis) };
  known.set(model, found);
  return found;
}

function findStage(analysis: Analysis): Stage {
  const { model } = analysis.structure;
  const written = namedMethod(model);
  const named = written !== null && methodObstacle(analysis, written) === null ? written : null;
  const blocker = refuse(analysis, named);
  if (blocker !== null) {
    const notTaken = notTakenBefore(analysis, 'implicit', named);
    return { kind: 'refused', model, obstacle: blocker, notTaken };
  }
  const method = named ?? defaultMethod(analysis);
  const hidden = [...analysis.structure.hidden.values()].map((each) => treat(analysis, each, method));
  const treated = method === 'posterior' ? [...sampledParams(model), ...hidden] : hidden;
  const rule = ruleOf(analysis, treated, method);
  const stage = {
    kind: 'taken',
    model,
    rule,
    method,
    byGradient: analysis.structure.networks.size > 0,
    treated,
    notTaken: notTakenBefore(analysis, rule, named),
  } as const;
  return { ...stage, gaps: gapsOf(analysis, stage) };
}

/** The method that `train` names; checking has let no other words through. */
export function namedMethod(model: CheckedModel): Method | null {
  const name = model.train?.method ?? null;
  switch (name) {
    case null:
      return null;
    case 'mle':
    case 'map':
    case 'em':
    case 'elbo':
    case 'iwae':
    case 'adversarial':
    case 'mmd':
    case 'posterior':
      return name;
    default:
      throw new Error(`internal: there is no method ${name}`);
  }
}

// No rule ---------------------------------------------------------------------------------------------------

function refuse(analysis: Analysis, named: Method | null): Blocker | null {
  const { structure, components, drawing, summing, smoothness } = analysis;
  if (structure.implicit.length > 0) return drawing;
  if (summing !== null) return summing;
  const bounded = named === 'elbo' || named === 'iwae' || named === 'posterior';
  for (const component of components) {
    if (component.gaussian === null || component.conjugate === null) continue;
    if (smoothness !== null) return smoothness;
    const guide = named === 'posterior' ? null : guideWithoutDensity(structure);
    if (guide !== null) return guide;
    if (component.gaussian.exponentialAlong !== null && !bounded && !hasGuide(component, analysis))
      return {
        ...component.gaussian,
        change:
          'write `train elbo` for a lower bound of the likelihood, or make one of the two constant over the steps',
      };
  }
  return null;
}

function hasGuide({ names }: AnalysedComponent, { structure }: Analysis): boolean {
  return [...names].some((name) => structure.guided.has(name));
}

// What becomes of what is hidden ----------------------------------------------------------------------------

function treat(analysis: Analysis, { variable, kind, barren, missing }: Hidden, method: Method): Treated {
  const place = { variable: variable.name, missing, span: variable.nameSpan };
  const by = (treatment: Treatment): Treated => ({ ...place, treatment });
  if (method === 'adversarial' || method === 'mmd') return by('drawn');
  if (barren) return by('dropped');
  const { structure } = analysis;
  if (kind !== 'continuous') return by(isChained(structure, variable.name) ? 'forward' : 'summed');
  if (method === 'posterior') return by('sampled');
  const component = analysis.componentOf.get(variable.name);
  const bounded = method === 'elbo' || method === 'iwae';
  const exact = component !== undefined && !(bounded && isAsked(analysis));
  if (exact && component.gaussian === null)
    return by(component.linkedAlong.size > 0 ? 'filtered' : 'eliminated');
  if (exact && component.conjugate === null) return by('integrated');
  const isWritten = structure.guided.has(variable.name);
  return by(isWritten ? 'boundedWritten' : 'boundedMade');
}

function sampledParams(model: CheckedModel): readonly Treated[] {
  return model.variables
    .filter(({ role }) => role === 'param')
    .map(({ name, nameSpan }) => ({
      variable: name,
      treatment: 'sampled',
      missing: false,
      span: nameSpan,
    }));
}

/** Whether a step of it depends on another. */
function isChained(structure: Structure, name: string): boolean {
  return linkedAlong(structure, new Set([name]), structure.touching.get(name) ?? []).size > 0;
}

/** Whether the spec asks for the bound, so that even what has an exact rule is bounded. */
function isAsked({ structure }: Analysis): boolean {
  const method = structure.model.train?.method;
  return method === 'elbo' || method === 'iwae';
}

export const ruleOfTreatment: Readonly<Record<Treatment, Rule>> = {
  dropped: 'observed',
  summed: 'finite',
  forward: 'finite',
  eliminated: 'gaussian',
  filtered: 'gaussian',
  integrated: 'conjugate',
  boundedWritten: 'bound',
  boundedMade: 'bound',
  drawn: 'implicit',
  sampled: 'posterior',
};

/** The last one that is needed for anything. */
function ruleOf({ structure }: Analysis, treated: readonly Treated[], method: Method): Rule {
  if (structure.implicit.length > 0) return 'implicit';
  if (method === 'posterior') return 'posterior';
  const needed = new Set(treated.map(({ treatment }) => ruleOfTreatment[treatment]));
  return rules.findLast((rule) => needed.has(rule)) ?? 'observed';
}

// Why not earlier -------------------------------------------------------------------------------------------

function notTakenBefore(analysis: Analysis, taken: Rule, named: Method | null): readonly NotTaken[] {
  return rules
    .slice(0, rules.indexOf(taken))
    .map((rule) => ({ rule, obstacle: obstacleTo(analysis, rule, named) }))
    .flatMap(({ rule, obstacle }) => (obstacle === null ? [] : [{ rule, obstacle }]));
}

function obstacleTo(analysis: Analysis, rule: Rule, named: Method | null): Obstacle | null {
  const { structure, components } = analysis;
  const [implicit] = structure.implicit;
  if (implicit !== undefined && rule !== 'implicit') return hasNoDensity(implicit.name, implicit.nameSpan);
  const asked = askedFor(analysis, named);
  switch (rule) {
    case 'observed': {
      const first = [...structure.hidden.values()].find(({ barren }) => !barren);
      return first === undefined ? asked : isHidden(first);
    }
    case 'finite': {
      const first = [...structure.hidden.values()].find(
        ({ kind, barren }) => kind === 'continuous' && !barren,
      );
      return first === undefined ? (analysis.summing ?? asked) : isContinuous(first);
    }
    case 'gaussian':
      return components.find(({ gaussian }) => gaussian !== null)?.gaussian ?? asked;
    case 'conjugate':
      return (
        components.find(({ gaussian, conjugate }) => gaussian !== null && conjugate !== null)?.conjugate ??
        asked
      );
    case 'bound':
      return analysis.smoothness ?? asked;
    case 'implicit':
    case 'posterior':
      return asked;
  }
}

function isHidden({ variable, missing }: Hidden): Obstacle {
  const property = missing ? 'may be missing' : 'is latent';
  return { because: `\`${variable.name}\` ${property}`, span: variable.nameSpan, label: property };
}

function isContinuous({ variable, missing }: Hidden): Obstacle {
  const because = `\`${variable.name}\` is continuous${missing ? ' and may be missing' : ''}`;
  return { because, span: variable.nameSpan, label: 'continuous' };
}

/** The rule would serve, and the spec asks for another. */
function askedFor({ structure }: Analysis, named: Method | null): Obstacle | null {
  const { train } = structure.model;
  if (train === null || named === null) return null;
  if (named !== 'posterior' && named !== 'elbo' && named !== 'iwae') return null;
  const what = named === 'posterior' ? 'draws from the posterior' : 'a bound';
  return { because: `\`train ${named}\` asks for ${what}`, span: train.span, label: 'asked for here' };
}
