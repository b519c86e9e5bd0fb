// Records: several named values, which functions and networks give. They exist only while checking: a record is
// read field by field (`r.mean`) or passed by name (`f(...r)`), and a checked model holds single values alone.

import type { Expression, MemberExpression, RecordLiteral, RecordType } from '../1-parse/ast.ts';
import { askWhetherMeant, nearNames, renamingFix } from '../diagnostics/did-you-mean.ts';
import { defineDiagnostic, type Fix } from '../diagnostics/diagnostic.ts';
import { libraryFunctions } from '../library/functions.ts';
import { spanText, type Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { infer, inferValue } from './infer.ts';
import type { CoreExpression } from './model.ts';
import { describeType, printType } from './type.ts';

export interface RecordValue {
  readonly kind: 'record';
  /** In the order written. */
  readonly fields: ReadonlyMap<string, CoreExpression>;
  readonly span: Span;
}

/** What an expression stands for. Null: something in it was reported. */
export type CheckedValue = CoreExpression | RecordValue | null;

/** An expression that stands for a value found already: what a block of layers gave, a field that is spread. */
export function settle(checker: Checker, value: CheckedValue, span: Span): Expression {
  const name: Expression = { kind: 'name', name: '', span };
  checker.settled.set(name, value);
  return name;
}

interface OfRecord {
  readonly record: RecordValue;
}

export const recordAsValue = defineDiagnostic({
  code: 'E0324',
  name: 'record-as-value',
  severity: 'error',
  message: ({ record }: OfRecord) =>
    `${quoteSpan(record.span)} is a record of several values, and one value is due here`,
  labels: ({ record }) => [{ span: record.span, text: `this is (${fieldNames(record).join(', ')})` }],
  fix: ({ record }) => ({
    description:
      `read one of them: ${fieldNames(record)
        .map((name) => `\`.${name}\``)
        .join(' or ')}` + passedOn(record.span),
    edits: [],
  }),
});

export const unknownField = defineDiagnostic({
  code: 'E0325',
  name: 'unknown-field',
  severity: 'error',
  message: ({ record, name, span }: OfRecord & { name: string; span: Span }) =>
    `${quoteSpan(record.span)} has no field \`${name}\`${askWhetherMeant(nearFields(record, name, span))}`,
  labels: ({ record, span }) => [
    { span, text: 'no field of it' },
    { span: record.span, text: `this is (${fieldNames(record).join(', ')})` },
  ],
  why: ({ record }) => `its fields are ${fieldNames(record).join(', ')}`,
  fix: ({ record, name, span }) => renamingFix(span, nearFields(record, name, span)),
});

export const fieldOfValue = defineDiagnostic({
  code: 'E0326',
  name: 'field-of-single-value',
  severity: 'error',
  message: ({ value, name }: { value: CoreExpression; name: string; span: Span }) =>
    `${quoteSpan(value.span)} is no record, and has no field \`${name}\``,
  labels: ({ value, span }) => [
    { span, text: 'no such field' },
    { span: value.span, text: `this is \`${printType(value.type)}\`` },
  ],
  why: () =>
    'fields are those of records: `(mean: ..., sd: ...)`, and what a network with several results gives',
  fix: ({ value, name }) => callInstead(name, value.span),
});

/** `Normal(...encode(x))`, which is mostly meant where a record stands as an argument. */
function passedOn(span: Span): string {
  const text = spanText(span);
  return /^[^(][^\n]{0,38}$/u.test(text) ? `; as arguments, \`...${text}\` passes them all by name` : '';
}

/** `sum(x)` for `x.sum`, where there is such a function. */
export function callInstead(name: string, operand: Span): Fix | null {
  const text = spanText(operand);
  return libraryFunctions.has(name) && text.length <= 40
    ? { description: `write \`${name}(${text})\``, edits: [] }
    : null;
}

export const fieldTwice = defineDiagnostic({
  code: 'E0327',
  name: 'field-twice',
  severity: 'error',
  message: ({ name }: { name: string; span: Span; before: Span }) => `field \`${name}\` is given twice`,
  labels: ({ span, before }) => [
    { span, text: 'given again' },
    { span: before, text: 'given here' },
  ],
});

export const spreadOfValue = defineDiagnostic({
  code: 'E0328',
  name: 'spread-of-single-value',
  severity: 'error',
  message: ({ value }: { value: CoreExpression }) =>
    `\`...\` passes the fields of a record by name, and ${quoteSpan(value.span)} is no record`,
  labels: ({ value }) => [{ span: value.span, text: `this is \`${printType(value.type)}\`` }],
  fix: ({ value: { span } }) => {
    const dots = { ...span, start: span.start - '...'.length, end: span.start };
    return {
      description: 'leave out the `...`',
      edits: spanText(dots) === '...' ? [{ span: dots, text: '' }] : [],
    };
  },
});

export const otherFields = defineDiagnostic({
  code: 'E0329',
  name: 'other-fields',
  severity: 'error',
  message: ({ name, missing, surplus, near }: FieldsProblem) =>
    missing.length > 0
      ? `the result of \`${name}\` lacks ${missing.map((each) => `\`${each}\``).join(' and ')}`
      : `the result of \`${name}\` has no field \`${surplus ?? ''}\`${askWhetherMeant(near)}`,
  labels: ({ span, declared }) => [
    { span, text: 'returned here' },
    { span: declared, text: 'declared here' },
  ],
  why: () => 'what is returned has exactly the fields that the declaration says',
  fix: ({ missing, surplus }) => ({
    description:
      missing.length > 0
        ? `add ${missing.map((each) => `\`${each}: ...\``).join(' and ')}`
        : `leave out \`${surplus ?? ''}\`, or declare it in the type of the result`,
    edits: [],
  }),
});

export const singleForRecord = defineDiagnostic({
  code: 'E0330',
  name: 'single-value-for-record',
  severity: 'error',
  message: ({
    name,
    value,
    fields,
  }: {
    name: string;
    value: CoreExpression;
    fields: readonly string[];
    declared: Span;
  }) =>
    `the result of \`${name}\` has the fields ${fields.join(', ')}, and ${quoteSpan(value.span)} is one value`,
  labels: ({ value, declared }) => [
    { span: value.span, text: `this is \`${printType(value.type)}\`` },
    { span: declared, text: 'declared here' },
  ],
  fix: ({ fields }) => ({
    description: `write \`return (${fields.map((field) => `${field}: ...`).join(', ')})\``,
    edits: [],
  }),
});

interface FieldsProblem {
  readonly name: string;
  readonly missing: readonly string[];
  readonly surplus: string | null;
  readonly near: readonly string[];
  readonly span: Span;
  readonly declared: Span;
}

function fieldNames(record: RecordValue): readonly string[] {
  return [...record.fields.keys()];
}

function nearFields(record: RecordValue, name: string, span: Span): readonly string[] {
  return span.end > span.start ? nearNames(name, record.fields.keys()) : [];
}

/** The one value that is due; null for a record, which is reported. */
export function requireSingle(checker: Checker, value: CheckedValue): CoreExpression | null {
  if (value?.kind !== 'record') return value;
  checker.report(recordAsValue({ record: value }));
  return null;
}

/** `(mean: h, sd: exp(s))`. */
export function inferRecord(checker: Checker, literal: RecordLiteral): RecordValue | null {
  const fields = new Map<string, CoreExpression>();
  const seen = new Map<string, Span>();
  let complete = true;
  for (const { name, value } of literal.fields) {
    const inferred = infer(checker, value);
    const before = seen.get(name.name);
    if (before !== undefined) checker.report(fieldTwice({ name: name.name, span: name.span, before }));
    if (inferred === null || before !== undefined) complete = false;
    else fields.set(name.name, inferred);
    seen.set(name.name, name.span);
  }
  return complete ? { kind: 'record', fields, span: literal.span } : null;
}

/** `r.mean`. */
export function inferMember(checker: Checker, member: MemberExpression): CoreExpression | null {
  const value = inferValue(checker, member.object);
  const { name, span } = member.property;
  // A name that is missing from the text was reported.
  if (value === null || name === '') return null;
  if (value.kind !== 'record') {
    checker.report(fieldOfValue({ value, name, span }));
    return null;
  }
  const field = value.fields.get(name);
  if (field === undefined) {
    checker.report(unknownField({ record: value, name, span }));
    return null;
  }
  return { ...field, span: member.span };
}

/** The fields of what is spread, each at the place of the spread; null where it is no record, which is reported. */
export function spreadFields(
  checker: Checker,
  operand: Expression,
): ReadonlyMap<string, CoreExpression> | null {
  const value = inferValue(checker, operand);
  if (value === null) return null;
  if (value.kind === 'record')
    return new Map([...value.fields].map(([name, field]) => [name, { ...field, span: value.span }]));
  checker.report(spreadOfValue({ value }));
  return null;
}

/** The record with its fields as they are declared, in that order; null where they are others, which is reported. */
export function fitFields(
  checker: Checker,
  name: string,
  declared: RecordType,
  value: RecordValue,
  fitField: (field: RecordType['fields'][number], value: CoreExpression) => CoreExpression | null,
): RecordValue | null {
  const names = declared.fields.map((field) => field.name.name);
  const missing = names.filter((each) => !value.fields.has(each));
  const surplus = fieldNames(value).find((each) => !names.includes(each)) ?? null;
  if (missing.length > 0 || surplus !== null) {
    const near = surplus === null ? [] : nearNames(surplus, names);
    checker.report(otherFields({ name, missing, surplus, near, span: value.span, declared: declared.span }));
    return null;
  }
  const fields = new Map<string, CoreExpression>();
  let complete = true;
  for (const field of declared.fields) {
    const found = value.fields.get(field.name.name);
    const fitted = found === undefined ? null : fitField(field, found);
    if (fitted === null) complete = false;
    else fields.set(field.name.name, fitted);
  }
  return complete ? { kind: 'record', fields, span: value.span } : null;
}

/** Reports fields that a record type names twice. */
export function checkRecordType(checker: Checker, type: RecordType): boolean {
  const seen = new Map<string, Span>();
  for (const { name } of type.fields) {
    const before = seen.get(name.name);
    if (before !== undefined) {
      checker.report(fieldTwice({ name: name.name, span: name.span, before }));
      return false;
    }
    seen.set(name.name, name.span);
  }
  return true;
}

/** The fields of two records by name, where they have the same ones. */
export function pairFields(
  a: RecordValue,
  b: RecordValue,
): ReadonlyMap<string, readonly [CoreExpression, CoreExpression]> | null {
  if (a.fields.size !== b.fields.size) return null;
  const pairs = new Map<string, readonly [CoreExpression, CoreExpression]>();
  for (const [name, left] of a.fields) {
    const right = b.fields.get(name);
    if (right === undefined) return null;
    pairs.set(name, [left, right]);
  }
  return pairs;
}

/** `real[L]`, `(mean: real[L], sd: positive[L])`. */
export function printValueType(value: CoreExpression | RecordValue): string {
  if (value.kind !== 'record') return describeType(value.type);
  return `(${[...value.fields].map(([name, field]) => `${name}: ${describeType(field.type)}`).join(', ')})`;
}
