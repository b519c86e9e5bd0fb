// A model in the making: what its statements add up to.

import type { Statement, TrainStatement } from '../1-parse/ast.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Checker } from './checker.ts';
import type { CoreExpression, Plate, Variable } from './model.ts';

/** `complete` turns false where something was reported or is not served. */
export interface ModelDraft {
  readonly plates: Plate[];
  readonly variables: Variable[];
  readonly trains: TrainStatement[];
  /** Kinds of constructs that were reported as not served. */
  readonly notServed: Set<string>;
  complete: boolean;
}

/** Gives what the statement defines its meaning. */
export function define(checker: Checker, statement: Statement, value: CoreExpression | null): void {
  const definition = checker.resolution.definitions.get(statement);
  if (definition !== undefined) checker.values.set(definition, value);
}

/** Each construct that is not served is told once in a model. */
export function once(checker: Checker, draft: ModelDraft, kind: string, diagnostic: Diagnostic): void {
  draft.complete = false;
  if (draft.notServed.has(kind)) return;
  draft.notServed.add(kind);
  checker.report(diagnostic);
}
