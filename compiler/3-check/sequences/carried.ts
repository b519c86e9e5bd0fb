// The type of a `let` that is carried from step to step. It holds the values of all its definitions, and since the
// general one reads its own value a step before, it is found by going round: from the type of the first definition,
// wider each time, until the next step fits.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import type { Checker } from '../checker.ts';
import type { ValueType } from '../model.ts';
import type { CheckedValue } from '../record.ts';
import { printType } from '../type.ts';
import type { StepName, StepType } from './step-context.ts';
import { sameType, widen } from './widen.ts';

/** From this round on a bound that moves goes away. */
const farRound = 3;

interface Unlike {
  readonly name: string;
  readonly span: Span;
  readonly type: StepType;
  readonly before: { readonly step: StepType; readonly span: Span };
}

export const carriedChanges = defineDiagnostic({
  code: 'E0656',
  name: 'steps-of-different-types',
  severity: 'error',
  message: ({ name, type, before }: Unlike) =>
    `\`${name}\` is ${printStepType(before.step)} at one step and ${printStepType(type)} at another`,
  labels: ({ span, type, before }) => [
    { span, text: `this is ${printStepType(type)}` },
    { span: before.span, text: `this is ${printStepType(before.step)}` },
  ],
  why: () => 'what is carried from step to step has one kind of element, one shape and one set of fields',
});

export function stepTypeOf(value: CheckedValue): StepType | null {
  if (value === null) return null;
  if (value.kind !== 'record') return { kind: 'value', type: value.type };
  return { kind: 'record', fields: new Map([...value.fields].map(([name, field]) => [name, field.type])) };
}

/** Takes in the type of one more definition; false where it does not go together with the others, which is reported. */
export function settleType(checker: Checker, name: StepName, type: StepType, span: Span): boolean {
  const before = name.type;
  if (before === null) {
    name.type = { step: type, span };
    if (checker.steps.round !== null) checker.steps.round.told = true;
    return true;
  }
  const { round } = checker.steps;
  const wider = widenStep(before.step, type, round !== null && round.number >= farRound);
  if (wider === null) {
    checker.report(carriedChanges({ name: name.name, span, type, before }));
    name.broken = true;
    return false;
  }
  if (sameStep(before.step, wider)) return true;
  name.type = { step: wider, span: before.span };
  if (round !== null) {
    round.unsettled = true;
    round.told = true;
  }
  return true;
}

function widenStep(a: StepType, b: StepType, far: boolean): StepType | null {
  if (a.kind === 'value' || b.kind === 'value') {
    if (a.kind !== 'value' || b.kind !== 'value') return null;
    const type = widen(a.type, b.type, far);
    return type === null ? null : { kind: 'value', type };
  }
  if (a.fields.size !== b.fields.size) return null;
  const fields = new Map<string, ValueType>();
  for (const [name, type] of a.fields) {
    const other = b.fields.get(name);
    const wider = other === undefined ? null : widen(type, other, far);
    if (wider === null) return null;
    fields.set(name, wider);
  }
  return { kind: 'record', fields };
}

function sameStep(a: StepType, b: StepType): boolean {
  if (a.kind === 'value' || b.kind === 'value')
    return a.kind === 'value' && b.kind === 'value' && sameType(a.type, b.type);
  return [...a.fields].every(([name, type]) => {
    const other = b.fields.get(name);
    return other !== undefined && sameType(type, other);
  });
}

function printStepType(type: StepType): string {
  if (type.kind === 'value') return `\`${printType(type.type)}\``;
  return `(${[...type.fields].map(([name, field]) => `${name}: ${printType(field)}`).join(', ')})`;
}
