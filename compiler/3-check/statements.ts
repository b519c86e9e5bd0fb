// The statements of a model from top to bottom: variables, plates and sequences, and names for values.

import type { ConstDeclaration, LetStatement, PlateStatement, Statement } from '../1-parse/ast.ts';
import { symbolSize } from '../sizes/size.ts';
import type { Checker } from './checker.ts';
import { requiredSize } from './declared-type.ts';
import { define, type ModelDraft } from './draft.ts';
import { checkGuide } from './guides.ts';
import { infer, inferValue } from './infer.ts';
import { isConstant } from './mentions.ts';
import { checkInstance } from './networks/instance.ts';
import { constNotConstant } from './rules/misplaced.ts';
import { checkSequence } from './sequences/check-sequence.ts';
import type { StepName } from './sequences/step-context.ts';
import { requireShallow } from './rules/depth.ts';
import { checkLetOfEachStep, checkSteppedLet, checkSteppedVariable } from './sequences/stepped-statements.ts';
import { categoryType } from './type.ts';
import { checkParam, checkRandom, type RandomStatement } from './variables.ts';

/** `block`: the innermost plate or sequence around the statements. */
export function checkStatements(
  checker: Checker,
  draft: ModelDraft,
  statements: readonly Statement[],
  block: string | null,
): void {
  for (const statement of statements)
    if (checker.resolution.rejected.has(statement)) draft.complete = false;
    else checkStatement(checker, draft, statement, block);
}

function checkStatement(
  checker: Checker,
  draft: ModelDraft,
  statement: Statement,
  block: string | null,
): void {
  switch (statement.kind) {
    case 'param':
      checkParam(checker, draft, statement);
      return;
    case 'latent':
    case 'observe':
    case 'given':
      checkVariable(checker, draft, statement, block);
      return;
    case 'let':
      checkLet(checker, draft, statement, block);
      return;
    case 'const':
      checkConst(checker, draft, statement);
      return;
    case 'plate':
      checkPlate(checker, draft, statement, block);
      return;
    case 'sequence':
      checkSequence(checker, draft, statement, block, (inner, innerDraft) => {
        checkStatements(inner, innerDraft, statement.body, statement.name.name);
      });
      return;
    case 'instance':
      checkInstance(checker, statement);
      return;
    case 'guide':
      checkGuide(checker, draft, statement);
      return;
    case 'train':
      draft.trains.push(statement);
      return;
    case 'return':
      throw new Error('internal: a `return` in a model');
    default:
      statement satisfies never;
  }
}

/** What the statement defines, where a sequence indexes it. */
function stepName(checker: Checker, statement: Statement): StepName | null {
  const definition = checker.resolution.definitions.get(statement);
  return definition === undefined ? null : (checker.steps.names.get(definition) ?? null);
}

function checkVariable(
  checker: Checker,
  draft: ModelDraft,
  statement: RandomStatement,
  block: string | null,
): void {
  const name = stepName(checker, statement);
  if (name !== null && block !== null) {
    checkSteppedVariable(checker, draft, name, statement, block);
    return;
  }
  const variable = checkRandom(checker, draft, statement, block);
  if (variable !== null) draft.variables.push(variable);
  // What is random is read under its declared type, whether or not its distribution is sound.
  define(
    checker,
    statement,
    variable === null
      ? null
      : { kind: 'variable', name: variable.name, type: variable.type, span: variable.nameSpan },
  );
}

function checkLet(checker: Checker, draft: ModelDraft, statement: LetStatement, block: string | null): void {
  const name = stepName(checker, statement);
  if (name !== null && block !== null) {
    checkSteppedLet(checker, draft, name, statement, block);
    return;
  }
  if (checker.steps.open.length > 0) {
    checkLetOfEachStep(checker, draft, statement);
    return;
  }
  const value = requireShallow(checker, inferValue(checker, statement.value), statement.target.name);
  if (value === null) draft.complete = false;
  define(checker, statement, value);
}

function checkConst(checker: Checker, draft: ModelDraft, statement: ConstDeclaration): void {
  const value = infer(checker, statement.value);
  if (value === null) draft.complete = false;
  else if (!isConstant(value)) {
    const keyword = { ...statement.span, end: statement.span.start + 'const'.length };
    checker.report(constNotConstant({ name: statement.name.name, span: statement.value.span, keyword }));
  }
  define(checker, statement, value);
}

function checkPlate(
  checker: Checker,
  draft: ModelDraft,
  statement: PlateStatement,
  parent: string | null,
): void {
  const { name, span: nameSpan } = statement.name;
  const size = statement.size === null ? null : requiredSize(checker, statement.size);
  if (statement.size !== null && size === null) draft.complete = false;
  const { doc, span } = statement;
  draft.plates.push({ name, doc, parent, size, sequence: null, span, nameSpan });
  const type = categoryType(size ?? symbolSize(`rows:${name}`));
  define(checker, statement, { kind: 'plateIndex', plate: name, type, span: nameSpan });
  checkStatements(checker, draft, statement.body, name);
}
