// The statements that a sequence indexes: variables and `let`s, one definition at a time, and the `let`s of each
// step, which stand for their values.

import type { LetStatement } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import type { Checker } from '../checker.ts';
import { define, partsOf, type ModelDraft } from '../draft.ts';
import { inferValue } from '../infer.ts';
import type { Variable } from '../model.ts';
import type { CheckedValue } from '../record.ts';
import { variableParts } from '../rules/reads.ts';
import { printType } from '../type.ts';
import { checkRandom, declaredVariable, type DeclaredVariable, type RandomStatement } from '../variables.ts';
import { requireShallow } from '../rules/depth.ts';
import { settleType, stepTypeOf } from './carried.ts';
import { checkReads } from './check-reads.ts';
import { setIndex } from './check-sequence.ts';
import type { Reader, StepName } from './step-context.ts';
import { silent, stepTarget } from './step-names.ts';
import { stepsOf, type StepTarget } from './steps.ts';
import { sameType } from './widen.ts';

export const unlikeDefinitions = defineDiagnostic({
  code: 'E0661',
  name: 'steps-declared-differently',
  severity: 'error',
  message: ({ name }: { name: string; before: string; after: string; span: Span; first: Span }) =>
    `\`${name}\` is declared differently for different steps`,
  labels: ({ before, after, span, first }) => [
    { span, text: `\`${after}\` here` },
    { span: first, text: `declared \`${before}\`` },
  ],
  why: () => 'all definitions of one name have one type, whichever step they are for',
  fix: ({ before, span }) => ({ description: `write \`${before}\``, edits: [{ span, text: before }] }),
});

/** One definition of a `latent`, `observe` or `given`. */
export function checkSteppedVariable(
  checker: Checker,
  draft: ModelDraft,
  name: StepName,
  statement: RandomStatement,
  plate: string,
): void {
  const at = stepTarget(checker, statement.target);
  if (at === null) throw new Error(`internal: no steps of ${name.name}`);
  const first = name.declared;
  if (first !== null && !isDeclaredLike(checker, first, statement)) {
    name.broken = true;
    draft.complete = false;
    return;
  }
  const reader = readerOf(name, 'variable', statement, at);
  reading(checker, name, reader, () => {
    const variable = checkRandom(checker, draft, statement, plate);
    const read = checkReads(checker, reader, variable === null ? [] : variableParts(variable));
    if (!read) draft.complete = false;
    if (variable === null) return;
    name.declared ??= variable;
    tellType(checker, name, variable);
    const place = { at, order: reader.order };
    draft.steppedVariables.push({ name, place, variable, position: draft.variables.length });
  });
}

/** Declared as the definition above is: reported otherwise. What is wrong with the type itself is told later. */
function isDeclaredLike(checker: Checker, first: Variable, statement: RandomStatement): boolean {
  const declared = declaredVariable(silent(checker), statement);
  if (
    declared === null ||
    (sameType(first.type, declared.type) &&
      first.optional === declared.optional &&
      first.vocabulary === declared.vocabulary)
  )
    return true;
  const [before, after] = [printDeclared(first), printDeclared(declared)];
  const { name } = statement.target.name;
  checker.report(
    unlikeDefinitions({ name, before, after, span: statement.type.span, first: first.nameSpan }),
  );
  return false;
}

function printDeclared({ type, vocabulary, optional }: DeclaredVariable): string {
  const printed = printType(type);
  return `${vocabulary ? printed.replace(/^category/, 'token') : printed}${optional ? '?' : ''}`;
}

/** Where the type could not be told before its statement was reached. */
function tellType(checker: Checker, name: StepName, { type, nameSpan: span }: Variable): void {
  const before = name.type?.step;
  if (before?.kind === 'value' && sameType(before.type, type)) return;
  name.type = { step: { kind: 'value', type }, span };
  const { round } = checker.steps;
  if (round === null) return;
  round.told = true;
  if (before !== undefined) round.unsettled = true;
}

/** One definition of an indexed `let`. */
export function checkSteppedLet(
  checker: Checker,
  draft: ModelDraft,
  name: StepName,
  statement: LetStatement,
  plate: string,
): void {
  const at = stepTarget(checker, statement.target);
  if (at === null) throw new Error(`internal: no steps of ${name.name}`);
  const reader = readerOf(name, 'let', statement, at);
  reading(checker, name, reader, () => {
    let faults = 0;
    const report: Checker['report'] = (diagnostic) => {
      if (diagnostic.severity === 'error') faults += 1;
      checker.report(diagnostic);
    };
    const value = inferValue({ ...checker, report }, statement.value);
    const type = stepTypeOf(value);
    const read = checkReads(checker, reader, partsOf(value));
    if (value === null || type === null) {
      draft.complete = false;
      // What its other definitions say of its type may be what is wrong here.
      if (faults > 0) name.broken = true;
      return;
    }
    if (value.kind === 'record')
      for (const field of value.fields.keys()) checker.steps.byName.set(`${name.name}.${field}`, name);
    if (!settleType(checker, name, type, statement.value.span) || !read) draft.complete = false;
    draft.steppedLets.push({ name, place: { at, order: reader.order }, plate, value, statement });
  });
}

/** A `let` of each step: looked at where it is read, and here for what is wrong wherever that is. */
export function checkLetOfEachStep(
  checker: Checker,
  draft: ModelDraft,
  statement: LetStatement,
): CheckedValue {
  const sequence = checker.steps.open.at(-1) ?? '';
  const { name, span } = statement.target.name;
  const order = statement.span.start;
  const reader: Reader = { kind: 'let', name, span, order, sequence, steps: null, reads: new Map() };
  const inferred = withReader(checker, reader, () => inferValue(checker, statement.value));
  const value = requireShallow(checker, inferred, statement.target.name);
  for (const [key, read] of reader.reads) checker.steps.inLets.set(key, read);
  if (!checkReads(checker, reader, partsOf(value)) || value === null) draft.complete = false;
  define(checker, statement, value);
  return value;
}

function readerOf(
  name: StepName,
  kind: Reader['kind'],
  statement: RandomStatement | LetStatement,
  at: StepTarget,
): Reader {
  return {
    kind,
    name: name.name,
    span: statement.target.span,
    order: statement.span.start,
    sequence: name.sequence,
    steps: stepsOf(name.places, at),
    reads: new Map(),
  };
}

/** With the index of the sequence as it is where the statement holds. */
function reading(checker: Checker, name: StepName, reader: Reader, check: () => void): void {
  const sequence = name.definition.sequence?.node;
  if (sequence !== undefined) setIndex(checker, sequence, reader.steps);
  withReader(checker, reader, check);
  if (sequence !== undefined) setIndex(checker, sequence, null);
}

export function withReader<Result>(checker: Checker, reader: Reader, check: () => Result): Result {
  const { steps } = checker;
  const before = steps.reader;
  steps.reader = reader;
  const result = check();
  steps.reader = before;
  return result;
}
