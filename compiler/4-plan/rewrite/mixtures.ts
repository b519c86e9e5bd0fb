// `x ~ Mixture(weights, [D1, D2])` is a hidden category that picks the part:
//   latent  x.part: category<2> ~ Categorical(weights)
//   observe x ~ if x.part == 0 then D1 else D2
// so that whatever is derived for finite latents holds for mixtures. No written name holds a dot, so these names
// collide with none. A mixture inside another, or in a branch of an `if`, counts only where that is taken: elsewhere
// its category is 0 for certain.

import {
  levelsOf,
  type CheckedModel,
  type CoreExpression,
  type DistributionCall,
  type DistributionExpression,
  type DistributionMixture,
  type Variable,
} from '../../3-check/model.ts';
import { findFamily } from '../../library/derived/index.ts';
import { findSignature } from '../../library/signatures/index.ts';
import { categoryType, certainFirst, equals } from './core.ts';

const known = new WeakMap<CheckedModel, CheckedModel>();

/** The same model for the same model. Mixtures that no single category picks from are left as they are. */
export function splitMixtures(model: CheckedModel): CheckedModel {
  const before = known.get(model);
  if (before !== undefined) return before;
  const isPlain = model.variables.every((variable) => !isSplit(variable));
  const split = isPlain ? model : { ...model, variables: model.variables.flatMap(splitVariable) };
  known.set(model, split);
  known.set(split, split);
  return split;
}

function isSplit(variable: Variable): boolean {
  const { role, distribution, steps, type } = variable;
  if (distribution === null || steps !== null || role === 'param' || role === 'given') return false;
  if (role === 'latent' && (levelsOf(type) === null || type.shape.length > 0)) return false;
  const mixtures = mixturesIn(distribution);
  return mixtures.length > 0 && mixtures.every((mixture) => isOneEvent(variable, mixture));
}

/** Whether the variable is one event of the mixture, rather than several with a part for each. */
export function isOneEvent({ type }: Variable, mixture: DistributionMixture): boolean {
  const rank = eventRankOf(mixture);
  return rank === null || rank === type.shape.length;
}

export function mixturesIn(distribution: DistributionExpression): readonly DistributionMixture[] {
  switch (distribution.kind) {
    case 'distribution':
      return [];
    case 'choice':
      return [distribution.then, distribution.else].flatMap(mixturesIn);
    case 'mixture':
      return [distribution, ...distribution.parts.flatMap(mixturesIn)];
    // The mixture of a truncation is not split: its weights are others. Of a censoring the parts are censored.
    case 'truncated':
    case 'censored':
      return [];
  }
}

/** How many last axes are one event; null where that is as the variable has it (`Delta`). */
function eventRankOf(distribution: DistributionExpression): number | null {
  switch (distribution.kind) {
    case 'distribution': {
      const signature = findSignature(distribution.family);
      if (signature?.support.kind === 'value') return null;
      return signature?.eventRank ?? findFamily(distribution.family)?.eventRank ?? null;
    }
    case 'choice':
      return eventRankOf(distribution.then) ?? eventRankOf(distribution.else);
    case 'mixture':
      return distribution.parts.map(eventRankOf).find((rank) => rank !== null) ?? null;
    case 'truncated':
    case 'censored':
      return 0;
  }
}

/** A condition on the way to a distribution, as in `Factor.guard`. */
interface Guard {
  readonly condition: CoreExpression;
  readonly holds: boolean;
}

function splitVariable(variable: Variable): readonly Variable[] {
  if (variable.distribution === null || !isSplit(variable)) return [variable];
  const latents: Variable[] = [];
  const distribution = split(variable.distribution, []);
  return [...latents, { ...variable, distribution }];

  function split(described: DistributionExpression, guards: readonly Guard[]): DistributionExpression {
    switch (described.kind) {
      case 'distribution':
      case 'truncated':
      case 'censored':
        return described;
      case 'choice': {
        const { condition } = described;
        return {
          ...described,
          then: split(described.then, [...guards, { condition, holds: true }]),
          else: split(described.else, [...guards, { condition, holds: false }]),
        };
      }
      case 'mixture': {
        const name = `${variable.name}.part${latents.length === 0 ? '' : String(latents.length + 1)}`;
        latents.push(partLatent(variable, name, described, guards));
        const levels = described.parts.length;
        const [first, ...rest] = described.parts;
        const inside = (part: DistributionExpression, level: number): DistributionExpression => {
          const condition = equals(name, levels, level, described.span);
          return split(part, [...guards, { condition, holds: true }]);
        };
        const split0 = inside(first, 0);
        const others = rest.map((part, position) => inside(part, position + 1));
        const [last = split0, ...middle] = [split0, ...others].reverse();
        return middle.reduce<DistributionExpression>((otherwise, then, position) => {
          const condition = equals(name, levels, levels - 2 - position, described.span);
          return { kind: 'choice', condition, then, else: otherwise, span: described.span };
        }, last);
      }
    }
  }
}

function partLatent(
  { name: mixed, plate }: Variable,
  name: string,
  { weights, parts, span }: DistributionMixture,
  guards: readonly Guard[],
): Variable {
  const levels = parts.length;
  const isSimplex = weights.type.structure === 'simplex';
  const categorical = (argument: 'p' | 'weights', value: CoreExpression): DistributionCall => ({
    kind: 'distribution',
    family: 'Categorical',
    arguments: { [argument]: value },
    span,
  });
  const idle = categorical('p', certainFirst(levels, span));
  const distribution = guards.reduceRight<DistributionExpression>(
    (picked, { condition, holds }) => ({
      kind: 'choice',
      condition,
      then: holds ? picked : idle,
      else: holds ? idle : picked,
      span,
    }),
    categorical(isSimplex ? 'p' : 'weights', weights),
  );
  return {
    name,
    doc: `Which part \`${mixed}\` comes from.`,
    role: 'latent',
    plate,
    type: categoryType(levels),
    vocabulary: false,
    support: null,
    optional: false,
    distribution,
    value: null,
    initial: null,
    steps: null,
    span,
    nameSpan: span,
  };
}
