// What a sequence indexes, found before its statements are walked: a step may read what stands further down, if it
// is of an earlier step.

import type { GuideStatement, SequenceStatement, Statement, Target } from '../../1-parse/ast.ts';
import type { Definition, TargetPosition } from '../../2-resolve/definition.ts';
import type { Checker } from '../checker.ts';
import { Conditions } from '../conditions.ts';
import { declaredType } from '../declared-type.ts';
import { splitSupport } from '../structural-zeros.ts';
import type { StepName, SteppedDefinition } from './step-context.ts';
import type { StepPlace, StepTarget } from './steps.ts';

/** The steps that a definition or guide is about; null where it is not one of a sequence. */
export function stepTarget(checker: Checker, target: Target): StepTarget | null {
  const position = checker.resolution.positions.get(target);
  return position === undefined ? null : asTarget(position);
}

function asTarget(position: TargetPosition): StepTarget {
  if (typeof position === 'number') return { kind: 'step', step: position };
  return { kind: position === 'each' ? 'every' : 'last' };
}

/** The names that the sequence indexes, in the order of their first definitions; known from here on. */
export function registerNames(checker: Checker, sequence: SequenceStatement): readonly StepName[] {
  const { names } = checker.steps;
  const found = new Set<StepName>();
  for (const statement of ownStatements(sequence.body)) {
    const definition = checker.resolution.definitions.get(statement);
    if (definition?.kind !== 'variable' && definition?.kind !== 'let') continue;
    if (definition.sequence?.name !== sequence.name.name) continue;
    const known = names.get(definition) ?? makeName(checker, definition, sequence.name.name);
    const begins = (known.places[0]?.order ?? 0) >= sequence.span.start;
    if (begins && !found.has(known)) {
      known.declared = null;
      known.broken = false;
    }
    names.set(definition, known);
    checker.steps.byName.set(known.name, known);
    known.broken ||= checker.resolution.rejected.has(statement);
    found.add(known);
  }
  return [...found];
}

function makeName(checker: Checker, definition: SteppedDefinition, sequence: string): StepName {
  const places = definition.statements.flatMap((statement) => {
    if (statement.kind === 'param') return [];
    const at = stepTarget(checker, statement.target);
    return at === null ? [] : [{ at, order: statement.span.start, span: statement.target.span }];
  });
  const backwards = places.some(({ at }) => at.kind === 'last');
  const name: StepName = {
    name: definition.name,
    definition,
    sequence,
    places,
    backwards,
    broken: false,
    declared: null,
    type: null,
  };
  if (definition.kind === 'variable') {
    const { type: written } = definition.node;
    const type = declaredType(silent(checker), splitSupport(written).plain);
    if (type !== null) name.type = { step: { kind: 'value', type }, span: written.span };
  }
  return name;
}

/** Says nothing, and asks for nothing when a fit starts. */
export function silent(checker: Checker): Checker {
  const report = (): undefined => undefined;
  return { ...checker, report, conditions: new Conditions(report) };
}

/** The guides of each latent that stand in the sequence: which steps they are about. */
export function guidePlaces(
  checker: Checker,
  sequence: SequenceStatement,
): ReadonlyMap<Definition, readonly StepPlace[]> {
  const places = new Map<Definition, StepPlace[]>();
  for (const statement of ownStatements(sequence.body)) {
    if (statement.kind !== 'guide') continue;
    const latent = guidedDefinition(checker, statement);
    const at = stepTarget(checker, statement.target);
    if (latent === undefined || at === null) continue;
    const known = places.get(latent) ?? [];
    places.set(latent, known);
    known.push({ at, order: statement.span.start });
  }
  return places;
}

function guidedDefinition(checker: Checker, statement: GuideStatement): Definition | undefined {
  return checker.resolution.uses.get(statement.target.name);
}

/** Those of the sequence and of its plates: what stands in an inner sequence is indexed by that one. */
function ownStatements(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement) =>
    statement.kind === 'plate' ? ownStatements(statement.body) : [statement],
  );
}
