// Whether a distribution's values lie within the declared type. Continuous values may leave out an end of the type
// or touch it, since an end has no mass; whole numbers may not. A category takes labels, and whole numbers that are
// shown to be labels, 0 to K-1 (`label-range.ts`).

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { DistributionSignature, RangeEnd, RangeSupport, Support } from '../library/signature.ts';
import type { Span } from '../source/source.ts';
import type { EventTarget } from './argument-shape.ts';
import { quoteSpan, type Checker } from './checker.ts';
import {
  atLeast,
  everything,
  intersect,
  isEmpty,
  within,
  withinClosure,
  type Interval,
} from './intervals.ts';
import { requireLabels } from './label-range.ts';
import type { CoreExpression, Structure, ValueType } from './model.ts';
import { domainInterval } from './parameter-domain.ts';
import { declarationFor, familiesFor } from './support-advice.ts';
import { intervalOf, printType } from './type.ts';

/** What bounds around a distribution leave of its values. */
export interface Cut {
  /** `Truncated` or `Censored`. */
  readonly word: string;
  readonly interval: Interval;
}

export type Arguments = Readonly<Record<string, CoreExpression>>;

interface Unsupported extends EventTarget {
  readonly signature: DistributionSignature;
  readonly span: Span;
  readonly problem: string;
  /** Where its values lie, of a family of numbers. */
  readonly values: Numbers | null;
  /** The type to declare, where it is not that of the family. */
  readonly declare?: string | null;
}

export const supportOutsideType = defineDiagnostic({
  code: 'E0501',
  name: 'support-outside-type',
  severity: 'error',
  message: ({ name, type, problem }: Unsupported) => `\`${name}\` is \`${printType(type)}\`, but ${problem}`,
  labels: ({ span, signature, typeSpan, type }) => [
    { span, text: `\`${signature.name}\` does not stay within the type` },
    { span: typeSpan, text: `\`${printType(type)}\`` },
  ],
  why: () => 'every value that the distribution may give must be one of the declared type',
  fix: ({ signature, type, values, declare }) => {
    const families = declare === undefined ? familiesFor(signature, type, values) : null;
    const declared = declare === undefined ? declarationFor(signature, type) : declare;
    const ways = [
      ...(families === null ? [] : [`use ${families}`]),
      ...(declared === null ? [] : [`declare it as \`${declared}\``]),
    ];
    return ways.length === 0 ? null : { description: ways.join(', or '), edits: [] };
  },
});

export const nothingLeft = defineDiagnostic({
  code: 'E0506',
  name: 'nothing-left',
  severity: 'error',
  message: ({ family, cut }: { family: string; cut: Cut; span: Span }) =>
    `\`${family}\` gives no value within the bounds of \`${cut.word}\``,
  labels: ({ span, cut }) => [{ span, text: `has no value ${boundsText(cut.interval)}` }],
});

function boundsText({ lower, upper }: Interval): string {
  if (upper === Infinity) return `from ${String(lower)} on`;
  return lower === -Infinity ? `up to ${String(upper)}` : `from ${String(lower)} to ${String(upper)}`;
}

/** Numbers that a family gives. */
export interface Numbers {
  readonly interval: Interval;
  readonly whole: boolean;
}

/** Of a support that arguments decide, without them: everything that they may make of it. */
export function numbersOf(support: Support, args: Arguments): Numbers | null {
  switch (support.kind) {
    case 'real':
      return { interval: everything, whole: false };
    case 'interval':
      return { interval: domainInterval(support), whole: false };
    case 'count':
      return { interval: atLeast(0), whole: true };
    case 'range':
      return { interval: rangeOf(support, args), whole: support.whole };
    default:
      return null;
  }
}

function rangeOf({ lower, upper }: RangeSupport, args: Arguments): Interval {
  const least = endOf(lower, args);
  const most = endOf(upper, args);
  return {
    lower: least?.lower ?? -Infinity,
    lowerOpen: least?.lowerOpen ?? true,
    upper: most?.upper ?? Infinity,
    upperOpen: most?.upperOpen ?? true,
  };
}

/** Where an end lies; null where there is none, or nothing says so. */
export function endOf(end: RangeEnd | null, args: Arguments): Interval | null {
  if (end === null) return null;
  if (typeof end === 'number') return { lower: end, lowerOpen: false, upper: end, upperOpen: false };
  const argument = args[end.parameter];
  return argument === undefined ? null : intervalOf(argument.type);
}

/** Reports a value of the distribution that the type does not have; whether there is none. */
export function fitSupport(
  checker: Checker,
  signature: DistributionSignature,
  support: Support,
  args: Arguments,
  target: EventTarget,
  cut: Cut | null,
  span: Span,
): boolean {
  const whole = numbersOf(support, args);
  const interval = whole === null || cut === null ? null : intersect(whole.interval, cut.interval);
  if (cut !== null && interval !== null && leavesNothing(interval, whole?.whole ?? false)) {
    checker.report(nothingLeft({ family: signature.name, cut, span }));
    return false;
  }
  const values = whole === null || interval === null ? whole : { ...whole, interval };
  // Bounds mean nothing to labels.
  if (target.type.element === 'category' && support.kind === 'range' && support.whole && cut === null)
    return requireLabels(checker, signature, support, args, target, span);
  const problem = problemOf(signature.name, support, args, values, target.type);
  if (problem === null) return true;
  checker.report(supportOutsideType({ signature, span, ...target, problem, values: whole }));
  return false;
}

/** A single value has no mass, of continuous ones. */
function leavesNothing(interval: Interval, whole: boolean): boolean {
  return isEmpty(interval) || (!whole && interval.lower === interval.upper);
}

/** What is wrong, to follow "but"; null where every value of the distribution is one of the type. */
function problemOf(
  name: string,
  support: Support,
  args: Arguments,
  values: Numbers | null,
  type: ValueType,
): string | null {
  if (type.structure !== null)
    return structureOf(support) === type.structure ? null : `\`${name}\` ${lacks(type.structure)}`;
  if (values !== null) return numbersProblem(name, support, args, values, type);
  switch (support.kind) {
    case 'category':
      return type.element === 'category' ? null : `\`${name}\` gives labels, which are no numbers`;
    case 'bool':
      return type.element === 'bool' ? null : `\`${name}\` gives true or false`;
    case 'simplex':
      return `\`${name}\` gives vectors of probabilities that add up to 1`;
    default:
      return `\`${name}\` gives ${printStructure(structureOf(support))}`;
  }
}

function structureOf(support: Support): Structure | null {
  switch (support.kind) {
    case 'simplex':
    case 'ordered':
    case 'covariance':
    case 'cholesky':
      return support.kind;
    case 'correlationCholesky':
      return 'cholesky';
    default:
      return null;
  }
}

function printStructure(structure: Structure | null): string {
  return structure === 'covariance' ? 'covariance matrices' : 'values of another kind';
}

/** What values that are of no such structure miss. */
function lacks(structure: Structure): string {
  switch (structure) {
    case 'simplex':
      return 'gives values that need not add up to 1';
    case 'ordered':
      return 'gives values that need not increase';
    case 'unitVector':
      return 'gives values whose length need not be 1';
    case 'covariance':
      return 'gives values that need not form a covariance matrix';
    case 'correlation':
      return 'gives values that need not form a correlation matrix';
    case 'cholesky':
      return 'gives values that need not form a lower triangle with a positive diagonal';
  }
}

function numbersProblem(
  name: string,
  support: Support,
  args: Arguments,
  { interval, whole }: Numbers,
  type: ValueType,
): string | null {
  const kind = whole ? 'whole numbers' : 'numbers';
  if (type.element === 'category') return `\`${name}\` gives ${kind}, not labels`;
  if (type.element === 'bool') return `\`${name}\` gives ${kind}, not true or false`;
  if (type.element === 'int' && !whole) return `\`${name}\` gives numbers that are not whole`;
  if (type.element === 'real' && whole) return `\`${name}\` gives whole numbers`;
  const allowed = intervalOf(type);
  if (whole ? within(interval, allowed) : withinClosure(interval, allowed)) return null;
  const below =
    interval.lower < allowed.lower || (whole && interval.lower === allowed.lower && allowed.lowerOpen);
  const side = below ? 'lower' : 'upper';
  const end = support.kind === 'range' ? support[side] : null;
  const argument = end === null || typeof end === 'number' ? undefined : args[end.parameter];
  if (argument !== undefined && intervalOf(argument.type)[side] === interval[side])
    return `\`${name}\` gives numbers ${below ? 'from' : 'up to'} ${quoteSpan(argument.span)}${mayLie(argument, allowed, below)}`;
  if (!below) return `\`${name}\` gives numbers above ${String(allowed.upper)} too`;
  if (allowed.lower !== 0) return `\`${name}\` gives numbers below ${String(allowed.lower)} too`;
  return `\`${name}\` gives ${interval.lower < 0 ? 'negative numbers' : '0'} too`;
}

/** Of an end that an argument gives: where it may lie. */
function mayLie(argument: CoreExpression, allowed: Interval, below: boolean): string {
  if (argument.kind === 'number') return '';
  if (below)
    return allowed.lower === 0 ? ', which may be negative' : `, which may be below ${String(allowed.lower)}`;
  return `, which may be above ${String(allowed.upper)}`;
}
