// `Truncated(D, ...)` and `Censored(D, ...)` become calls of families made of D's, whose arguments are D's and the
// bounds: from there on they are families like all others.
//   Truncated(Normal(m, s), lower: 0)  ->  Truncated(Normal, lower)(mean: m, sd: s, lower: 0)
// Before that they are moved to the calls themselves: to the branches of an `if` and, where they censor, to the parts
// of a mixture, whose weights that leaves alone.

import type {
  CheckedModel,
  CoreExpression,
  DistributionCall,
  DistributionCut,
  DistributionExpression,
} from '../../3-check/model.ts';
import { boundNames, cutName, findFamily, type CutKind } from '../../library/derived/index.ts';
import { extreme } from './core.ts';
import { mapDistributions } from './map-distributions.ts';

/** Cuts moved to the calls, where that can be. */
export function sinkCuts(model: CheckedModel): CheckedModel {
  return mapDistributions(model, sink);
}

/** Cuts of calls as families. Those that nothing can be made of are left as they are. */
export function rewriteCuts(model: CheckedModel): CheckedModel {
  return mapDistributions(model, (distribution) => {
    switch (distribution.kind) {
      case 'truncated':
      case 'censored':
        return callOf(distribution) ?? distribution;
      default:
        return distribution;
    }
  });
}

function sink(distribution: DistributionExpression): DistributionExpression {
  if (distribution.kind !== 'truncated' && distribution.kind !== 'censored') return distribution;
  const { part } = distribution;
  const around = (inner: DistributionExpression): DistributionExpression =>
    sink({ ...distribution, part: inner });
  if (part.kind === 'choice') return { ...part, then: around(part.then), else: around(part.else) };
  if (distribution.kind === 'censored') {
    if (part.kind !== 'mixture') return distribution;
    const [first, ...rest] = part.parts;
    return { ...part, parts: [around(first), ...rest.map(around)] };
  }
  // What is truncated twice is truncated once, at the tighter bounds.
  return part.kind === 'truncated'
    ? {
        ...distribution,
        part: part.part,
        lower: tighter('max', distribution.lower, part.lower),
        upper: tighter('min', distribution.upper, part.upper),
      }
    : distribution;
}

function tighter(
  name: 'max' | 'min',
  a: CoreExpression | null,
  b: CoreExpression | null,
): CoreExpression | null {
  if (a === null || b === null) return a ?? b;
  return extreme(name, a, b);
}

/** Why a cut is no family; null where it is one, or where its part has no derivation anyway. */
export function cutObstacle({ kind, part }: DistributionCut): string | null {
  const word = kind === 'truncated' ? 'Truncated' : 'Censored';
  switch (part.kind) {
    case 'distribution': {
      const family = findFamily(part.family);
      if (family === null) return null;
      return findFamily(cutName(word, part.family, { lower: true, upper: false })) === null
        ? `\`${word}\` of \`${part.family}\``
        : null;
    }
    case 'mixture':
      return `\`${word}\` of a mixture`;
    case 'truncated':
      return cutObstacle(part) === null && cutObstacle({ ...part, kind }) === null
        ? null
        : `\`${word}\` of what is truncated`;
    // At the bounds of what is censored there is mass already, which no tail tells.
    case 'censored':
      return `\`${word}\` of what is censored`;
    case 'choice':
      return null;
  }
}

/** Null where nothing can be made of the part. */
function callOf({ kind, part: described, lower, upper, span }: DistributionCut): DistributionCall | null {
  const part = described.kind === 'truncated' ? callOf(described) : described;
  if (part?.kind !== 'distribution') return null;
  const family = findFamily(part.family);
  const word: CutKind = kind === 'truncated' ? 'Truncated' : 'Censored';
  const bounds = { lower: lower !== null, upper: upper !== null };
  const name = cutName(word, part.family, bounds);
  if (family === null || findFamily(name) === null) return null;
  const names = boundNames(family, bounds);
  return {
    kind: 'distribution',
    family: name,
    arguments: {
      ...part.arguments,
      ...(names.lower === null || lower === null ? {} : { [names.lower]: lower }),
      ...(names.upper === null || upper === null ? {} : { [names.upper]: upper }),
    },
    span,
  };
}
