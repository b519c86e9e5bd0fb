// One model: its hyperparameters, its statements, how it is trained, and the rules about the whole of it.

import type { ModelDeclaration } from '../1-parse/ast.ts';
import type { Checker } from './checker.ts';
import { checkHyperparameters } from './hyperparameters.ts';
import type { CheckedModel } from './model.ts';
import { idleParam, idleParams } from './rules/idle-param.ts';
import { undecidedDim, undecidedDims } from './rules/undecided-dim.ts';
import type { ModelDraft } from './draft.ts';
import { checkStatements } from './statements.ts';
import { checkTrain } from './train.ts';

/** Null where anything is at fault or not served: all of it is reported. */
export function checkModel(checker: Checker, node: ModelDeclaration): CheckedModel | null {
  const draft: ModelDraft = { plates: [], variables: [], trains: [], notServed: new Set(), complete: true };
  const { hyperparameters, dims } = checkHyperparameters(checker, node);
  checkStatements(checker, draft, node.body, null);
  const train = checkTrain(checker, draft.trains);
  const { plates, variables } = draft;
  // Of a model with holes it cannot be said what is missing.
  if (!draft.complete) return null;
  for (const { name, span } of undecidedDims({ dims, plates, variables }))
    checker.report(undecidedDim({ name, span }));
  for (const param of idleParams(variables)) checker.report(idleParam({ param }));
  return {
    name: node.name.name,
    doc: node.doc,
    span: node.span,
    nameSpan: node.name.span,
    hyperparameters,
    dims,
    plates,
    variables,
    recurrences: [],
    networks: [],
    guides: [],
    train,
    preconditions: checker.conditions.preconditions,
  };
}
