// What to write where a distribution's values are not of the declared type: families that fit the type, and the type
// that fits the family.

import type { DistributionSignature } from '../library/signature.ts';
import { orList } from '../diagnostics/did-you-mean.ts';
import { printSize } from '../sizes/size.ts';
import { withinClosure, type Interval } from './intervals.ts';
import type { Structure, ValueType } from './model.ts';
import type { Numbers } from './support.ts';
import { intervalOf } from './type.ts';

const ofStructure: Readonly<Record<Structure, readonly string[]>> = {
  simplex: ['Dirichlet'],
  ordered: [],
  unitVector: [],
  covariance: ['Wishart', 'InverseWishart'],
  cholesky: ['LkjCholesky'],
  correlation: [],
};

/** `HalfNormal`, `LogNormal` or a truncation of the family itself; null where nothing gives such values. */
export function familiesFor(
  family: DistributionSignature,
  type: ValueType,
  values: Numbers | null,
): string | null {
  const families = [...typical(type), ...truncation(family, type, values)];
  return families.length === 0 ? null : orList(families);
}

function typical(type: ValueType): readonly string[] {
  if (type.structure !== null) return ofStructure[type.structure];
  const { lower, upper } = intervalOf(type);
  switch (type.element) {
    case 'bool':
      return ['Bernoulli'];
    case 'category':
      return ['Categorical'];
    case 'int':
      if (upper < Infinity) return ['Binomial', 'DiscreteUniform'];
      return lower > 0 ? ['DiscreteUniform'] : ['Poisson', 'NegativeBinomial'];
    case 'real':
      if (lower === -Infinity && upper === Infinity) return ['Normal'];
      if (lower === 0 && upper === Infinity) return ['HalfNormal', 'LogNormal'];
      return lower === 0 && upper === 1 ? ['Beta'] : lower > -Infinity && upper < Infinity ? ['Uniform'] : [];
  }
}

/** The family between the bounds of the type, where that leaves something. */
function truncation(
  { name, eventRank }: DistributionSignature,
  type: ValueType,
  values: Numbers | null,
): readonly string[] {
  const wanted = type.element === 'real' ? false : type.element === 'int' ? true : null;
  if (values === null || eventRank > 0 || type.structure !== null || wanted !== values.whole) return [];
  const allowed = intervalOf(type);
  if (!reaches(values.interval, allowed)) return [];
  const bounds = [
    ...(values.interval.lower < allowed.lower ? [`lower: ${String(allowed.lower)}`] : []),
    ...(values.interval.upper > allowed.upper ? [`upper: ${String(allowed.upper)}`] : []),
  ];
  return [`Truncated(${name}(...), ${bounds.join(', ')})`];
}

/** Whether some values lie inside and some outside. */
function reaches(values: Interval, allowed: Interval): boolean {
  return values.lower < allowed.upper && values.upper > allowed.lower && !withinClosure(values, allowed);
}

/**
 * The type that a distribution's values have, with the sizes of the declared one; null where that depends on its
 * arguments.
 */
export function declarationFor(
  { support, eventRank }: DistributionSignature,
  { shape }: ValueType,
): string | null {
  const written = shape.map(printSize);
  const sizes = written.length > 0 ? `[${written.join(', ')}]` : eventRank === 0 ? '' : '[D]';
  const last = written.at(-1);
  switch (support.kind) {
    case 'real':
      return `real${sizes}`;
    case 'interval':
      return `${support.lower === 0 ? (support.upper === 1 ? 'unit' : 'positive') : 'real'}${sizes}`;
    case 'range':
      return `${support.whole ? (support.lower === 0 ? 'count' : 'int') : 'real'}${sizes}`;
    case 'count':
    case 'bool':
      return `${support.kind}${sizes}`;
    case 'category':
      return `category<K>${sizes}`;
    case 'simplex':
    case 'ordered':
      return `${support.kind}[${last ?? 'K'}]`;
    case 'covariance':
    case 'cholesky':
      return `${support.kind}[${last ?? 'D'}]`;
    case 'correlationCholesky':
      return `cholesky[${last ?? 'D'}]`;
    case 'hull':
    case 'cut':
    case 'value':
      return null;
  }
}
