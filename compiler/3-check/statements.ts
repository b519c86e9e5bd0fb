// The statements of a model from top to bottom: variables, plates and names for values.

import type {
  Expression,
  GivenStatement,
  LatentStatement,
  ObserveStatement,
  ParamStatement,
  PlateStatement,
  Statement,
  Target,
  TrainStatement,
} from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { symbolSize } from '../sizes/size.ts';
import { spanText, type Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { declaredType, requiredSize } from './declared-type.ts';
import { inferDistribution } from './distribution.ts';
import { fitValue } from './fit.ts';
import { infer } from './infer.ts';
import { distributionParts, isConstant, subexpressions } from './mentions.ts';
import type { CoreExpression, Plate, Role, ValueType, Variable } from './model.ts';
import { constNotConstant, indexedTarget, misplacedStatement, optionalElsewhere } from './rules/misplaced.ts';
import {
  guideNotServed, implicitNotServed, networkNotServed, optionalNotServed, sequenceNotServed,
} from './rules/not-served.ts';
import { categoryType, printType } from './type.ts';

export const paramNotContinuous = defineDiagnostic({
  code: 'E0611',
  name: 'param-not-continuous',
  severity: 'error',
  message: ({ name, type }: { name: string; type: ValueType; span: Span }) =>
    `param \`${name}\` is \`${printType(type)}\`, and only continuous values can be estimated`,
  labels: ({ span }) => [{ span, text: 'not continuous' }],
  why: () => 'an unknown label or count is a `latent` with a distribution; a number that you choose is a hyperparameter',
});

export const priorReadsVariable = defineDiagnostic({
  code: 'E0612',
  name: 'param-reads-variable',
  severity: 'error',
  message: ({ name, part }: { name: string; part: CoreExpression }) =>
    `param \`${name}\` may not depend on ${quoteSpan(part.span)}, which is random or comes from the data`,
  labels: ({ part }) => [{ span: part.span, text: 'not a param' }],
  why: () => 'params come first: priors and first values read constants, hyperparameters and other params only',
});

/** What the statements add up to. `complete` turns false where something was reported or is not served. */
export interface ModelDraft {
  readonly plates: Plate[];
  readonly variables: Variable[];
  readonly trains: TrainStatement[];
  readonly notServed: Set<string>;
  complete: boolean;
}

export function checkStatements(
  checker: Checker,
  draft: ModelDraft,
  statements: readonly Statement[],
  plate: string | null,
): void {
  for (const statement of statements) checkStatement(checker, draft, statement, plate);
}

function checkStatement(checker: Checker, draft: ModelDraft, statement: Statement, plate: string | null): void {
  switch (statement.kind) {
    case 'param':
      if (plate !== null) misplaced(checker, draft, 'param', statement.span, 'a plate');
      else checkParam(checker, draft, statement);
      return;
    case 'latent':
    case 'observe':
    case 'given':
      checkTarget(checker, draft, statement.target);
      checkRandom(checker, draft, statement, plate);
      return;
    case 'let':
    case 'const': {
      if (statement.kind === 'let') checkTarget(checker, draft, statement.target);
      const value = infer(checker, statement.value);
      if (value === null) draft.complete = false;
      const name = statement.kind === 'const' ? statement.name : statement.target.name;
      if (statement.kind === 'const' && value !== null && !isConstant(value)) {
        const keyword = { ...statement.span, end: statement.span.start + 'const'.length };
        checker.report(constNotConstant({ name: name.name, span: statement.value.span, keyword }));
      }
      define(checker, statement, value);
      return;
    }
    case 'plate':
      checkPlate(checker, draft, statement, plate);
      return;
    case 'train':
      if (plate !== null) misplaced(checker, draft, 'train', statement.span, 'a plate');
      else draft.trains.push(statement);
      return;
    case 'return':
      misplaced(checker, draft, 'return', statement.span, 'a model');
      return;
    case 'instance':
      // An instance of a network of this file: told once, where that is declared.
      if (!namesReported(checker, statement.value)) once(checker, draft, 'network', networkNotServed({ span: head(statement.span, 'network') }));
      draft.complete = false;
      return;
    case 'sequence':
      once(checker, draft, 'sequence', sequenceNotServed({ span: head(statement.span, 'sequence') }));
      return;
    case 'guide':
      once(checker, draft, 'guide', guideNotServed({ span: head(statement.span, 'guide') }));
      return;
    default:
      statement satisfies never;
  }
}

/** The first word of a statement, rather than all its lines. */
function head(span: Span, word: string): Span {
  const at = spanText(span).indexOf(word);
  return at < 0 ? span : { ...span, start: span.start + at, end: span.start + at + word.length };
}

/** Each construct that is not served is told once in a model. */
function once(checker: Checker, draft: ModelDraft, kind: string, diagnostic: Parameters<Checker['report']>[0]): void {
  draft.complete = false;
  if (draft.notServed.has(kind)) return;
  draft.notServed.add(kind);
  checker.report(diagnostic);
}

function namesReported(checker: Checker, value: Expression): boolean {
  const callee = value.kind === 'call' ? value.callee : value;
  const definition = callee.kind === 'name' ? checker.resolution.uses.get(callee) : undefined;
  return definition?.kind === 'network' || definition?.kind === 'import';
}

function misplaced(checker: Checker, draft: ModelDraft, word: string, span: Span, place: string): void {
  draft.complete = false;
  checker.report(misplacedStatement({ word, span, place }));
}

function define(checker: Checker, statement: Statement, value: CoreExpression | null): void {
  const definition = checker.resolution.definitions.get(statement);
  if (definition !== undefined) checker.values.set(definition, value);
}

function checkTarget(checker: Checker, draft: ModelDraft, target: Target): void {
  if (target.index === null) return;
  draft.complete = false;
  checker.report(indexedTarget({ name: target.name.name, span: target.index.span }));
}

function checkPlate(checker: Checker, draft: ModelDraft, statement: PlateStatement, parent: string | null): void {
  const { name, span: nameSpan } = statement.name;
  const size = statement.size === null ? null : requiredSize(checker, statement.size);
  if (statement.size !== null && size === null) draft.complete = false;
  draft.plates.push({ name, doc: statement.doc, parent, size, span: statement.span, nameSpan });
  const type = categoryType(size ?? symbolSize(`rows:${name}`));
  define(checker, statement, { kind: 'plateIndex', plate: name, type, span: nameSpan });
  checkStatements(checker, draft, statement.body, name);
}

function checkParam(checker: Checker, draft: ModelDraft, statement: ParamStatement): void {
  const { name, span: nameSpan } = statement.name;
  const type = declaredType(checker, statement.type);
  if (statement.type.optional) checker.report(optionalElsewhere({ word: 'param', name, span: statement.type.span }));
  if (type === null) {
    if (statement.initial !== null) infer(checker, statement.initial);
    refuse(checker, draft, statement);
    return;
  }
  if (type.element !== 'real') {
    checker.report(paramNotContinuous({ name, type, span: statement.type.span }));
    refuse(checker, draft, statement);
    return;
  }
  const target = { name, type, typeSpan: statement.type.span };
  const distribution = statement.prior === null ? null : inferDistribution(checker, statement.prior, target);
  const initialValue = statement.initial === null ? null : infer(checker, statement.initial);
  const initial = initialValue === null ? null : fitValue(checker, initialValue, type, `\`${name}\``, true);
  if ((statement.prior !== null && distribution === null) || (statement.initial !== null && initial === null))
    draft.complete = false;
  checkParamReads(checker, draft, name, distribution === null ? [] : distributionParts(distribution), true);
  checkParamReads(checker, draft, name, initial === null ? [] : [initial], false);
  const { lower, upper, structure } = type;
  if (lower === null && upper === null && structure === null && statement.type.name.name === 'real')
    checker.realParams.set(name, statement.type.name.span);
  add(checker, draft, statement, {
    ...variable(name, nameSpan, 'param', null, type, statement), distribution, initial,
  });
}

/** Priors may read other params, first values may not. */
function checkParamReads(
  checker: Checker,
  draft: ModelDraft,
  name: string,
  expressions: readonly CoreExpression[],
  params: boolean,
): void {
  const allowed = new Set(params ? draft.variables.filter((each) => each.role === 'param').map((each) => each.name) : []);
  for (const expression of expressions)
    for (const part of subexpressions(expression))
      if (part.kind === 'variable' && !allowed.has(part.name)) {
        checker.report(priorReadsVariable({ name, part }));
        return;
      }
}

function checkRandom(
  checker: Checker,
  draft: ModelDraft,
  statement: LatentStatement | ObserveStatement | GivenStatement,
  plate: string | null,
): void {
  const { name, span: nameSpan } = statement.target.name;
  const type = declaredType(checker, statement.type);
  checkOptional(checker, draft, statement);
  if (type === null) {
    refuse(checker, draft, statement);
    return;
  }
  const written = statement.kind === 'given' ? null : statement.distribution;
  const target = { name, type, typeSpan: statement.type.span };
  const distribution = written === null ? null : inferDistribution(checker, written, target);
  if (written !== null && distribution === null) draft.complete = false;
  let value: CoreExpression | null = null;
  if (statement.kind === 'observe' && statement.value !== null) {
    const inferred = infer(checker, statement.value);
    value = inferred === null ? null : fitValue(checker, inferred, type, `\`${name}\``);
    if (inferred !== null) once(checker, draft, 'implicit', implicitNotServed({ name, span: statement.value.span }));
    draft.complete = false;
  } else if (statement.kind !== 'given' && written === null) draft.complete = false;
  add(checker, draft, statement, {
    ...variable(name, nameSpan, statement.kind, plate, type, statement), distribution, value,
    optional: statement.type.optional,
  });
}

function checkOptional(
  checker: Checker,
  draft: ModelDraft,
  statement: LatentStatement | ObserveStatement | GivenStatement,
): void {
  if (!statement.type.optional) return;
  const { name } = statement.target.name;
  const { span } = statement.type;
  if (statement.kind === 'observe') {
    once(checker, draft, 'optional', optionalNotServed({ name, span }));
    return;
  }
  draft.complete = false;
  checker.report(optionalElsewhere({ word: statement.kind, name, span }));
}

function variable(
  name: string,
  nameSpan: Span,
  role: Role,
  plate: string | null,
  type: ValueType,
  statement: { readonly doc: string | null; readonly span: Span },
): Variable {
  const { doc, span } = statement;
  return { name, doc, role, plate, type, optional: false, distribution: null, value: null, initial: null, span, nameSpan };
}

/** What is random is read under its declared type, whether or not its distribution is sound. */
function add(checker: Checker, draft: ModelDraft, statement: Statement, made: Variable): void {
  draft.variables.push(made);
  define(checker, statement, { kind: 'variable', name: made.name, type: made.type, span: made.nameSpan });
}

function refuse(checker: Checker, draft: ModelDraft, statement: Statement): void {
  draft.complete = false;
  define(checker, statement, null);
}
