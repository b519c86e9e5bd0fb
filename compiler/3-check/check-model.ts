// One model: its hyperparameters, its statements, how it is trained, and the rules about the whole of it.

import type { ModelDeclaration } from '../1-parse/ast.ts';
import type { Definition } from '../2-resolve/definition.ts';
import type { Resolution } from '../2-resolve/resolve-names.ts';
import type { Checker } from './checker.ts';
import { createDraft, type ModelDraft } from './draft.ts';
import { assembleGuides, checkGuidesCover } from './guides.ts';
import { checkHyperparameters } from './hyperparameters.ts';
import type { CheckedModel, CoreExpression, TrainMethod } from './model.ts';
import { networkInstances, settleCritic } from './networks/instance.ts';
import { checkBackwards } from './rules/backwards.ts';
import { checkGuideReads } from './rules/guide-reads.ts';
import { idleHyperparameter, idleLatent, idleNetwork, idleParam, idleParts } from './rules/idle.ts';
import { implicitsWithoutChance, implicitWithoutChance } from './rules/implicit-observation.ts';
import { undecidedDim, undecidedDims } from './rules/undecided-dim.ts';
import { undecidedLength, undecidedLengths } from './rules/undecided-length.ts';
import { assembleRecurrences, assembleVariables } from './sequences/assemble.ts';
import { checkStatements } from './statements.ts';
import { checkTrain } from './train.ts';

/** Null where anything is at fault, which is reported. */
export function checkModel(checker: Checker, node: ModelDeclaration): CheckedModel | null {
  const draft = createDraft();
  const { hyperparameters, dims } = checkHyperparameters(checker, node);
  checkStatements(checker, draft, node.body, null);
  const train = checkTrain(checker, draft.trains);
  if (train !== null) checkCriticUse(checker, draft, train);
  const networks = networkInstances(checker);
  // Of a model with holes it cannot be said what is missing.
  if (!draft.complete) return null;
  const model: CheckedModel = {
    name: node.name.name,
    doc: node.doc,
    span: node.span,
    nameSpan: node.name.span,
    hyperparameters,
    dims,
    plates: draft.plates,
    variables: assembleVariables(draft),
    recurrences: assembleRecurrences(draft),
    networks,
    guides: assembleGuides(draft),
    train,
    preconditions: checker.conditions.preconditions,
  };
  // An option that was refused may be what a hyperparameter is for.
  const refused = (train?.options.length ?? 0) < (draft.trains[0]?.options.length ?? 0);
  checkWhole(checker, model, refused);
  return model;
}

/** A critic of series is not looked at further. */
function checkCriticUse(checker: Checker, draft: ModelDraft, { options }: TrainMethod): void {
  const { variables, steppedVariables } = draft;
  if (steppedVariables.length > 0) return;
  const called = [
    ...variables.filter(({ role, value }) => role === 'observe' && value !== null),
    ...variables.filter(({ role }) => role === 'given'),
  ].map(({ name, type, nameSpan: span }): CoreExpression => ({ kind: 'variable', name, type, span }));
  for (const { value, span } of options)
    if (value.kind === 'network') settleCritic(checker, value.instance, called, span);
}

function checkWhole(checker: Checker, model: CheckedModel, someRefused: boolean): void {
  const { report } = checker;
  for (const { name, span } of undecidedDims(model)) report(undecidedDim({ name, span }));
  for (const plate of undecidedLengths(model)) report(undecidedLength({ plate }));
  for (const found of implicitsWithoutChance(model)) report(implicitWithoutChance(found));
  checkBackwards(model, report);
  checkGuidesCover(checker, model.variables, model.guides);
  checkGuideReads(model, report);
  const { read, someUnused } = readNames(checker);
  const idle = idleParts(model, (name) => read.has(name), someUnused || someRefused);
  for (const param of idle.params) report(idleParam(param));
  for (const latent of idle.latents) report(idleLatent(latent));
  for (const network of idle.networks) report(idleNetwork(network));
  for (const hyperparameter of idle.hyperparameters) report(idleHyperparameter(hyperparameter));
}

const everRead = new WeakMap<Resolution, ReadonlySet<Definition>>();

/** The names of the model that are read anywhere, a latent by its guide too; and whether a `let` never is. */
function readNames({ resolution, values, instances }: Checker): {
  readonly read: ReadonlySet<string>;
  readonly someUnused: boolean;
} {
  const everywhere = everRead.get(resolution) ?? new Set(resolution.uses.values());
  everRead.set(resolution, everywhere);
  const read = new Set<string>();
  let someUnused = false;
  for (const definition of [...values.keys(), ...instances.keys()])
    if (everywhere.has(definition)) read.add(definition.name);
    else if (definition.kind === 'let') someUnused = true;
  return { read, someUnused };
}
