// `sequence t: T until v { ... }`: its index, the names that it indexes, and what ends it. The outermost sequence is
// walked again and again until the types of what is carried from step to step settle; only the last walk counts.

import type { Identifier, SequenceStatement } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { constantSize, constantValue, printSize, type Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { Checker } from '../checker.ts';
import { requiredSize } from '../declared-type.ts';
import { define, markDraft, type ModelDraft } from '../draft.ts';
import { holdBack } from '../hold-back.ts';
import { atLeast, type Interval } from '../intervals.ts';
import type { CoreExpression, ValueType } from '../model.ts';
import { intType, printType } from '../type.ts';
import { allSteps } from './read-step.ts';
import type { Round, StepName } from './step-context.ts';
import { guidePlaces, registerNames } from './step-names.ts';
import { firstStep, singleSteps, type StepSet } from './steps.ts';

export const untilWithSize = defineDiagnostic({
  code: 'E0658',
  name: 'until-with-size',
  severity: 'error',
  message: ({ index }: { index: string; size: Span; until: Span }) =>
    `sequence \`${index}\` has a declared size, and \`until\` makes its length part of the model`,
  labels: ({ size, until }) => [
    { span: until, text: 'ends it by what is observed' },
    { span: size, text: 'ends it after so many steps' },
  ],
  fix: () => ({ description: 'leave out one of the two', edits: [] }),
});

export const untilWhat = defineDiagnostic({
  code: 'E0659',
  name: 'cannot-end-a-sequence',
  severity: 'error',
  message: ({ name, index, what }: { name: string; index: string; what: string; span: Span }) =>
    `\`${name}\` cannot end sequence \`${index}\`: ${what}`,
  labels: ({ span }) => [{ span, text: 'not a symbol of its steps' }],
  why: () =>
    'a sequence ends after the last symbol of an observation, `observe v[t]: token<V> ~ ...`, which stands for END',
});

export const otherSteps = defineDiagnostic({
  code: 'E0660',
  name: 'sequence-of-other-length',
  severity: 'error',
  message: ({ index }: { index: string; span: Span; before: Span }) =>
    `sequence \`${index}\` has another length here than above`,
  labels: ({ span, before }) => [
    { span, text: 'another length' },
    { span: before, text: 'the same name' },
  ],
  why: () => 'sequences of one name in one row are one: they have the same steps',
  fix: () => ({ description: 'declare the same size, or give one of the two another name', edits: [] }),
});

type WalkBody = (checker: Checker, draft: ModelDraft) => void;

/** `walkBody`: checks the statements inside. */
export function checkSequence(
  checker: Checker,
  draft: ModelDraft,
  statement: SequenceStatement,
  parent: string | null,
  walkBody: WalkBody,
): void {
  const { steps } = checker;
  if (steps.round !== null) {
    walk(checker, draft, statement, parent, walkBody);
    return;
  }
  for (let number = 1; ; number += 1) {
    const held = holdBack(checker);
    const rewind = markDraft(draft);
    const round: Round = { number, unsettled: false, told: false };
    steps.round = round;
    walk(held.checker, draft, statement, parent, walkBody);
    steps.round = null;
    // A type that is still not known is that of something reported.
    if (!round.unsettled || !round.told) {
      held.release();
      return;
    }
    held.discard();
    rewind();
  }
}

function walk(
  checker: Checker,
  draft: ModelDraft,
  statement: SequenceStatement,
  parent: string | null,
  walkBody: WalkBody,
): void {
  const { steps } = checker;
  const { name } = statement.name;
  const size = statement.size === null ? null : requiredSize(checker, statement.size);
  if (statement.size !== null && size === null) draft.complete = false;
  addSequence(checker, draft, statement, parent, size);
  const names = registerNames(checker, statement);
  for (const [latent, places] of guidePlaces(checker, statement)) steps.guides.set(latent, places);
  steps.open.push(name);
  setIndex(checker, statement, null);
  walkBody(checker, draft);
  steps.open.pop();
  setIndex(checker, statement, null);
  for (const each of names) checker.values.set(each.definition, allSteps(checker, each));
  if (statement.until !== null) checkUntil(checker, draft, statement, statement.until, names);
}

/** Sequences of one name in one row are one. */
function addSequence(
  checker: Checker,
  draft: ModelDraft,
  statement: SequenceStatement,
  parent: string | null,
  size: Size | null,
): void {
  const { name, span: nameSpan } = statement.name;
  const until = statement.until?.name ?? null;
  const before = draft.plates.find((plate) => plate.name === name && plate.parent === parent);
  if (before?.sequence === undefined || before.sequence === null) {
    checker.steps.sizes.set(name, size);
    const { doc, span } = statement;
    draft.plates.push({ name, doc, parent, size, sequence: { until }, span, nameSpan });
    return;
  }
  if ((before.size?.key ?? null) === (size?.key ?? null) && before.sequence.until === until) return;
  draft.complete = false;
  checker.report(otherSteps({ index: name, span: nameSpan, before: before.nameSpan }));
}

/** The index of a sequence as a number, where a statement holds. */
export function setIndex(checker: Checker, statement: SequenceStatement, at: StepSet | null): void {
  const { name, span } = statement.name;
  const size = checker.steps.sizes.get(name) ?? null;
  const count = size === null ? null : constantValue(size);
  const lower = at === null ? 0 : firstStep(at);
  const upper = at?.kind === 'one' ? lower : count === null ? Infinity : Math.max(count - 1, lower);
  const interval: Interval = { ...atLeast(lower), upper, upperOpen: upper === Infinity };
  const value: CoreExpression = { kind: 'stepIndex', sequence: name, type: intType([], interval), span };
  define(checker, statement, value);
}

function checkUntil(
  checker: Checker,
  draft: ModelDraft,
  statement: SequenceStatement,
  until: Identifier,
  names: readonly StepName[],
): void {
  const { name: index } = statement.name;
  const { name, span } = until;
  const refuse = (what: string): void => {
    draft.complete = false;
    checker.report(untilWhat({ name, index, what, span }));
  };
  if (statement.size !== null) {
    draft.complete = false;
    checker.report(untilWithSize({ index, size: statement.size.span, until: span }));
    return;
  }
  const definition = checker.resolution.uses.get(until);
  const ending = names.find((each) => each.definition === definition);
  const node = ending?.definition.node;
  // Name resolution saw to it that it is an observation of the steps.
  if (ending === undefined || node?.kind !== 'observe') {
    draft.complete = false;
    return;
  }
  // Without a type, what is wrong with it is reported there.
  if (ending.type?.step.kind !== 'value') return;
  const problem = symbolProblem(ending.type.step.type);
  if (problem !== null) refuse(problem);
  else if (!ending.places.some(({ at }) => at.kind === 'every'))
    refuse(`it is defined at ${stepList(singleSteps(ending.places))} only`);
  else if (node.type.optional) refuse('it may be missing, and then nobody knows where the sequence ends');
  else requireSymbols(checker, name, ending.type.step.type, span);
}

function symbolProblem(type: ValueType): string | null {
  if (type.element !== 'category' || type.levels === null) return `it is \`${printType(type)}\`, no symbol`;
  return type.shape.length > 0 ? `it is \`${printType(type)}\`, several symbols at each step` : null;
}

/** `steps 0 and 2`. */
function stepList(steps: readonly number[]): string {
  const last = String(steps.at(-1));
  return steps.length === 1 ? `step ${last}` : `steps ${steps.slice(0, -1).join(', ')} and ${last}`;
}

/** One symbol at least besides END. */
function requireSymbols(checker: Checker, name: string, type: ValueType, span: Span): void {
  if (type.levels === null) return;
  const message = `\`${name}\` ends its sequence, so it needs a symbol besides END: \`${printSize(type.levels)}\` must be at least 2`;
  checker.conditions.require(constantSize(2), type.levels, message, span);
}
