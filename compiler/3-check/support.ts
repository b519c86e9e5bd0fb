// Whether a distribution's values lie within the declared type.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Distribution, Domain } from '../library/distribution.ts';
import { distributions } from '../library/distributions/index.ts';
import type { Span } from '../source/source.ts';
import { withinClosure, type Interval } from './intervals.ts';
import { structureRank, type ValueType } from './model.ts';
import { intervalOf, printType } from './type.ts';

interface Unsupported {
  readonly family: string;
  readonly span: Span;
  readonly name: string;
  readonly type: ValueType;
  readonly typeSpan: Span;
  readonly problem: string;
}

export const supportOutsideType = defineDiagnostic({
  code: 'E0501',
  name: 'support-outside-type',
  severity: 'error',
  message: ({ name, type, problem }: Unsupported) => `\`${name}\` is \`${printType(type)}\`, but ${problem}`,
  labels: ({ span, family, typeSpan, type }) => [
    { span, text: `\`${family}\` does not stay within the type` },
    { span: typeSpan, text: `\`${printType(type)}\`` },
  ],
  why: () => 'every value that the distribution may give must be one of the declared type',
  fix: ({ type, family }) => {
    const fitting = fittingFamilies(type);
    const declared = declarationFor(family);
    const other = declared === null ? [] : [`declare it as \`${declared}\``];
    const use = fitting.length === 0 ? [] : [`use ${fitting.map((each) => `\`${each}\``).join(' or ')}`];
    const ways = [...use, ...other];
    return ways.length === 0 ? null : { description: ways.join(', or '), edits: [] };
  },
});

/** What is wrong, to follow "but"; null where every value of the distribution is one of the type. */
export function supportProblem(family: Distribution, type: ValueType): string | null {
  const { name, support } = family;
  if (type.structure !== null)
    return support.kind === type.structure ? null : `\`${name}\` does not give values of that kind`;
  switch (support.kind) {
    case 'category':
      return type.element === 'category' ? null : `\`${name}\` gives labels, which are no numbers`;
    case 'bool':
      return type.element === 'bool' ? null : `\`${name}\` gives true or false`;
    case 'count':
      if (type.element !== 'int') return `\`${name}\` gives whole numbers from 0 on`;
      return (type.lower?.value ?? 0) <= 0 && type.upper === null
        ? null
        : `\`${name}\` gives all whole numbers from 0 on`;
    case 'real':
    case 'interval':
      return numberProblem(name, support, type);
    case 'simplex':
    case 'covariance':
    case 'cholesky':
      return `\`${name}\` gives a ${support.kind}`;
  }
}

function numberProblem(
  name: string,
  support: Domain & { kind: 'real' | 'interval' },
  type: ValueType,
): string | null {
  if (type.element === 'category') return `\`${name}\` gives numbers, not labels`;
  if (type.element === 'bool') return `\`${name}\` gives numbers, not true or false`;
  if (type.element === 'int') return `\`${name}\` gives numbers that are not whole`;
  const values = supportInterval(support);
  const allowed = intervalOf(type);
  // Continuous: an end has no mass, so the half-line counts as positive.
  if (withinClosure(values, allowed)) return null;
  if (values.lower < allowed.lower)
    return `\`${name}\` gives ${allowed.lower === 0 ? 'negative numbers' : `numbers below ${String(allowed.lower)}`} too`;
  return `\`${name}\` gives numbers above ${String(allowed.upper)} too`;
}

function supportInterval(support: Domain & { kind: 'real' | 'interval' }): Interval {
  const [lower, upper] = support.kind === 'real' ? [null, null] : [support.lower, support.upper];
  return { lower: lower ?? -Infinity, lowerOpen: true, upper: upper ?? Infinity, upperOpen: true };
}

function fittingFamilies(type: ValueType): readonly string[] {
  return [...distributions.values()]
    .filter(
      (family) => family.eventRank === structureRank(type.structure) && supportProblem(family, type) === null,
    )
    .map((family) => family.name);
}

/** The type that a distribution's values have. */
function declarationFor(name: string): string | null {
  const family = distributions.get(name);
  switch (family?.support.kind) {
    case 'real':
      return family.eventRank === 1 ? 'real[D]' : 'real';
    case 'interval':
      return family.support.lower === 0 ? (family.support.upper === 1 ? 'unit' : 'positive') : 'real';
    case 'count':
    case 'bool':
      return family.support.kind;
    case 'category':
      return 'category<K>';
    case 'simplex':
      return 'simplex[K]';
    case 'covariance':
    case 'cholesky':
      return `${family.support.kind}[D]`;
    case undefined:
      return null;
  }
}
