// Where checking stands in the sequences of a model: which are open, what they index, and which statement reads.

import type { Definition, LetDefinition, VariableDefinition } from '../../2-resolve/definition.ts';
import type { Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { CoreExpression, StepPosition, ValueType, Variable } from '../model.ts';
import type { CheckedValue } from '../record.ts';
import type { StepPlace, StepSet } from './steps.ts';

/** What is defined step by step. */
export type SteppedDefinition = VariableDefinition | LetDefinition;

/** A record that is carried from step to step has a type for each field, by name. */
export type StepType =
  | { readonly kind: 'value'; readonly type: ValueType }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, ValueType> };

export interface StepName {
  readonly name: string;
  readonly definition: SteppedDefinition;
  readonly sequence: string;
  /** Its definitions, in the order written. */
  readonly places: readonly (StepPlace & { readonly span: Span })[];
  readonly backwards: boolean;
  /** What its first definition declares. */
  declared: Variable | null;
  /** A definition was reported: what reads the name says nothing more. */
  broken: boolean;
  /** Null until a definition told it. `span`: of that definition. */
  type: { readonly step: StepType; readonly span: Span } | null;
}

/** The statement being checked, where a sequence is around it. */
export interface Reader {
  readonly kind: 'variable' | 'let' | 'guide';
  /** Of what it defines. */
  readonly name: string;
  /** `y[t]`. */
  readonly span: Span;
  /** How far down it stands: an offset in the text. */
  readonly order: number;
  /** The innermost sequence around it, and where it holds there. Null: a `let` of each step, wherever it is read. */
  readonly sequence: string;
  readonly steps: StepSet | null;
  /** What it reads by steps, by key. */
  readonly reads: Map<string, WrittenRead>;
}

/** `z[t-1]` where it is written. */
export interface WrittenRead {
  readonly name: StepName;
  readonly at: StepPosition;
  readonly span: Span;
}

/** A walk through a sequence, which is repeated until the types of what is carried along hold the next step too. */
export interface Round {
  readonly number: number;
  /** A type was found wider, or was read before it was known. */
  unsettled: boolean;
  /** A type was found at all, or wider: the next round knows more. */
  told: boolean;
}

export interface StepContext {
  readonly names: Map<Definition, StepName>;
  /** The same by name. A field of a record that is carried along stands here as well: `s.h`. */
  readonly byName: Map<string, StepName>;
  /** Of latents: which steps their guides are about. */
  readonly guides: Map<Definition, readonly StepPlace[]>;
  /** Sequences whose block is open, outermost first. */
  readonly open: string[];
  /** Declared sizes of sequences; null where the data decide. */
  readonly sizes: Map<string, Size | null>;
  /** What the `let`s of each step read, by key. */
  readonly inLets: Map<string, WrittenRead>;
  reader: Reader | null;
  round: Round | null;
}

export function createStepContext(): StepContext {
  return {
    names: new Map(),
    byName: new Map(),
    guides: new Map(),
    open: [],
    sizes: new Map(),
    inLets: new Map(),
    reader: null,
    round: null,
  };
}

export function readKey(name: string, at: StepPosition): string {
  switch (at.kind) {
    case 'relative':
      return `${name} ${String(at.offset)}`;
    case 'absolute':
      return `${name} at ${String(at.step)}`;
    case 'last':
    case 'before':
      return `${name} ${at.kind}`;
  }
}

/** The value of a name at a step, or of all steps; of a record, field by field. */
export function stepValue(
  type: StepType,
  name: string,
  span: Span,
  make: (name: string, type: ValueType) => CoreExpression,
): CheckedValue {
  if (type.kind === 'value') return make(name, type.type);
  const fields = new Map<string, CoreExpression>();
  for (const [field, fieldType] of type.fields) fields.set(field, make(`${name}.${field}`, fieldType));
  return { kind: 'record', fields, span };
}
