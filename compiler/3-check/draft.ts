// A model in the making: what its statements add up to.

import type { GuideStatement, Statement, TrainStatement } from '../1-parse/ast.ts';
import type { VariableDefinition } from '../2-resolve/definition.ts';
import type { Checker } from './checker.ts';
import type { CoreExpression, DistributionExpression, Plate, Variable } from './model.ts';
import type { CheckedValue } from './record.ts';
import type { StepName } from './sequences/step-context.ts';
import type { StepPlace } from './sequences/steps.ts';

/** `complete` turns false where something was reported. */
export interface ModelDraft {
  readonly plates: Plate[];
  /** Without those that a sequence indexes, which are put together at the end from their definitions. */
  readonly variables: Variable[];
  /** Names of the params among them. */
  readonly params: Set<string>;
  readonly steppedVariables: SteppedVariable[];
  readonly steppedLets: SteppedLet[];
  readonly guides: WrittenGuide[];
  readonly trains: TrainStatement[];
  complete: boolean;
}

/** One definition of a variable that a sequence indexes. */
export interface SteppedVariable {
  readonly name: StepName;
  readonly place: StepPlace;
  /** All that the definition says, as if it were the only one. */
  readonly variable: Variable;
  /** How many variables stand before it. */
  readonly position: number;
}

/** One definition of a `let` that a sequence indexes. */
export interface SteppedLet {
  readonly name: StepName;
  readonly place: StepPlace;
  readonly plate: string;
  readonly value: CheckedValue;
  readonly statement: Statement & { kind: 'let' };
}

export interface WrittenGuide {
  readonly statement: GuideStatement;
  readonly latent: VariableDefinition;
  /** Null: of a latent that no sequence indexes. */
  readonly place: StepPlace | null;
  readonly distribution: DistributionExpression | null;
}

export function createDraft(): ModelDraft {
  return {
    plates: [],
    variables: [],
    params: new Set(),
    steppedVariables: [],
    steppedLets: [],
    guides: [],
    trains: [],
    complete: true,
  };
}

/** Remembers how far the draft is; calling the result takes away all that was added since. */
export function markDraft(draft: ModelDraft): () => void {
  const lists = [
    draft.plates,
    draft.variables,
    draft.steppedVariables,
    draft.steppedLets,
    draft.guides,
    draft.trains,
  ];
  const lengths = lists.map((list) => list.length);
  const { complete } = draft;
  return () => {
    for (const [index, list] of lists.entries()) list.length = lengths[index] ?? 0;
    draft.complete = complete;
  };
}

/** Gives what the statement defines its meaning. */
export function define(checker: Checker, statement: Statement, value: CheckedValue): void {
  const definition = checker.resolution.definitions.get(statement);
  if (definition !== undefined) checker.values.set(definition, value);
}

/** The expressions of a value: one, or those of a record's fields. */
export function partsOf(value: CheckedValue): readonly CoreExpression[] {
  if (value === null) return [];
  return value.kind === 'record' ? [...value.fields.values()] : [value];
}
