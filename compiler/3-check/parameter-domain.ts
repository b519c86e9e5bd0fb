// Whether an argument of a distribution has only values that the parameter may have.

import { defineDiagnostic, type Fix } from '../diagnostics/diagnostic.ts';
import type { Domain, IntervalDomain } from '../library/signature.ts';
import { signatures } from '../library/signatures/index.ts';
import type { ArgumentPlace, EventTarget } from './argument-shape.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { asVector, constantOf } from './constant-value.ts';
import { fitDegrees } from './degrees.ts';
import { atLeast, everything, within, type Interval } from './intervals.ts';
import type { CoreExpression, Structure } from './model.ts';
import { requireConditions, requireNumbers } from './operands.ts';
import { proveStructure } from './structure.ts';
import { spanText, type Span } from '../source/source.ts';
import { intervalOf, isWhole, printType } from './type.ts';

interface Outside extends ArgumentPlace {
  readonly value: CoreExpression;
  readonly allowed: Interval;
  readonly whole: boolean;
  /** Of the param that the argument is, when it is declared `real`: where `positive` could be written. */
  readonly realSpan: Span | null;
}

export const argumentOutside = defineDiagnostic({
  code: 'E0502',
  name: 'argument-outside-domain',
  severity: 'error',
  message: ({ value, family, parameter, allowed, whole }: Outside) =>
    `${quoteSpan(value.span)} ${whole && !isWhole(value.type) ? 'may not be whole' : excess(intervalOf(value.type), allowed)}` +
    `, and \`${parameter}\` of \`${family}\` must be ${domainText(allowed, whole)}`,
  labels: ({ value }) => [{ span: value.span, text: `this is \`${printType(value.type)}\`` }],
  why: ({ family }) =>
    `outside that range \`${family}\` is no distribution, and a fit that came there would fail`,
  fix: ({ value, family, parameter, realSpan, allowed, whole }): Fix | null => {
    if (value.kind === 'number') return null;
    const type = typeFor(allowed, whole);
    const declare = `declare it as \`${type}\``;
    if (whole) return { description: declare, edits: [] };
    const through = `pass it through ${allowed.upper === 1 ? '`sigmoid`' : '`exp` or `softplus`'}`;
    const free = unboundedForm(family, parameter);
    const given = free === null ? null : `write \`${free}: ${spanText(value.span)}\``;
    return {
      description: (isNamed(value) ? [declare, given, through] : [given, through])
        .filter((each) => each !== null)
        .join(', or '),
      edits: realSpan === null ? [] : [{ span: realSpan, text: type }],
    };
  },
});

export const argumentNotStructured = defineDiagnostic({
  code: 'E0503',
  name: 'argument-not-structured',
  severity: 'error',
  message: ({
    value,
    family,
    parameter,
    structure,
  }: Pick<Outside, 'value' | 'family' | 'parameter'> & { structure: Structure }) =>
    `\`${parameter}\` of \`${family}\` must be ${structureText(structure)}, and ${quoteSpan(value.span)} ${constantOf(value) === null ? 'cannot be shown to be one' : 'is none'}`,
  labels: ({ value, structure }) => {
    const entries = structure === 'simplex' ? asVector(constantOf(value)) : null;
    const total = entries?.reduce((sum, entry) => sum + entry, 0);
    const text =
      total === undefined || Math.abs(total - 1) < 1e-9
        ? `this is \`${printType(value.type)}\``
        : `adds up to ${String(Number(total.toPrecision(12)))}`;
    return [{ span: value.span, text }];
  },
  fix: ({ structure }) => ({ description: advice(structure), edits: [] }),
});

/** What is declared somewhere, or an entry of it. */
function isNamed(value: CoreExpression): boolean {
  return value.kind === 'index' ? isNamed(value.operand) : value.kind === 'variable' || value.kind === 'step';
}

/** The argument in whose place any number may stand: of a regression, mostly. */
function unboundedForm(family: string, parameter: string): string | null {
  const free = parameter === 'p' ? 'logits' : parameter === 'rate' ? 'logRate' : null;
  const forms = signatures.get(family)?.forms ?? [];
  return free !== null && forms.some(({ names }) => names.includes(free)) ? free : null;
}

function typeFor(allowed: Interval, whole: boolean): string {
  if (whole) return allowed.lower === 0 ? 'count' : 'int';
  // The ends of real<...> are open.
  if (allowed.upper === 1) return allowed.lowerOpen ? 'real<lower: 0, upper: 1>' : 'unit';
  return allowed.lowerOpen ? 'positive' : 'nonnegative';
}

function excess(value: Interval, allowed: Interval): string {
  if (value.lower === value.upper) return 'is outside the range';
  if (value.lower < allowed.lower)
    return allowed.lower === 0 ? 'may be negative' : `may be below ${String(allowed.lower)}`;
  if (value.lower === allowed.lower && allowed.lowerOpen && !value.lowerOpen)
    return `may be ${String(allowed.lower)}`;
  return `may be ${value.upper === allowed.upper ? '' : 'above '}${String(allowed.upper)}`;
}

function domainText(allowed: Interval, whole: boolean): string {
  const { lower, lowerOpen, upper, upperOpen } = allowed;
  if (whole) return lower === 0 ? 'a whole number at least 0' : 'a whole number';
  if (upper === Infinity && lower === 0) return lowerOpen ? 'positive' : 'at least 0';
  return lowerOpen && upperOpen
    ? `above ${String(lower)} and below ${String(upper)}`
    : `between ${String(lower)} and ${String(upper)}`;
}

function structureText(structure: Structure): string {
  switch (structure) {
    case 'simplex':
      return 'a simplex (probabilities that add up to 1)';
    case 'covariance':
      return 'a covariance matrix';
    case 'ordered':
      return 'a vector whose entries increase';
    case 'cholesky':
      return 'a lower triangular matrix with a positive diagonal';
    default:
      return `\`${structure}\``;
  }
}

function advice(structure: Structure): string {
  switch (structure) {
    case 'simplex':
      return 'declare it as `simplex`, pass it through `softmax`, or write `[p, 1 - p]` with `p: unit`';
    case 'covariance':
      return 'declare it as `covariance[D]`, or give a `cholesky` factor; for independent entries use `Normal` with an `sd` for each';
    default:
      return `declare it as \`${structure}\``;
  }
}

/** The argument, its type saying what was shown of it; null where it does not fit, which is reported. */
export function fitDomain(
  checker: Checker,
  value: CoreExpression,
  domain: Domain,
  target: EventTarget,
  place: ArgumentPlace,
): CoreExpression | null {
  if (domain.kind === 'any') return value;
  if (domain.kind === 'bool') return requireConditions(checker, [value]) ? value : null;
  if (!requireNumbers(checker, [value])) return null;
  switch (domain.kind) {
    case 'real':
      return value;
    case 'interval':
    case 'count':
    case 'whole': {
      const whole = domain.kind !== 'interval';
      const allowed = allowedInterval(domain);
      if (within(intervalOf(value.type), allowed) && (!whole || isWhole(value.type))) return value;
      reportOutside(checker, { ...place, value, allowed, whole });
      return null;
    }
    case 'degrees':
      return fitDegrees(checker, value, target, place);
    case 'simplex':
    case 'ordered':
    case 'covariance':
    case 'cholesky': {
      const proven = proveStructure(value, domain.kind);
      if (proven === null) checker.report(argumentNotStructured({ ...place, value, structure: domain.kind }));
      return proven;
    }
  }
}

function allowedInterval(domain: Domain & { kind: 'interval' | 'count' | 'whole' }): Interval {
  if (domain.kind === 'interval') return domainInterval(domain);
  return domain.kind === 'count' ? atLeast(0) : everything;
}

export function domainInterval(domain: IntervalDomain): Interval {
  return {
    lower: domain.lower ?? -Infinity,
    lowerOpen: domain.openLower,
    upper: domain.upper ?? Infinity,
    upperOpen: domain.openUpper,
  };
}

/** A param declared plainly `real` is one mistake, however often it is used. */
function reportOutside(checker: Checker, found: Omit<Outside, 'realSpan'>): void {
  const { value, whole } = found;
  const variable = value.kind === 'index' ? value.operand : value;
  const name = variable.kind === 'variable' ? variable.name : null;
  const realSpan = name === null || whole ? null : (checker.realParams.get(name) ?? null);
  if (name !== null && realSpan !== null) {
    if (checker.blamedParams.has(name)) return;
    checker.blamedParams.add(name);
  }
  checker.report(argumentOutside({ ...found, realSpan }));
}
