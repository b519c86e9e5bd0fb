// Params, latents, observations and inputs: their types, distributions and first values.

import type {
  GivenStatement,
  Identifier,
  LatentStatement,
  ObserveStatement,
  ParamStatement,
} from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { declaredType } from './declared-type.ts';
import { inferDistribution } from './distribution.ts';
import { define, type ModelDraft } from './draft.ts';
import { fitValue } from './fit.ts';
import { infer } from './infer.ts';
import { distributionParts, subexpressions } from './mentions.ts';
import type { CoreExpression, Role, ValueType, Variable } from './model.ts';
import { optionalElsewhere, optionalImplicit } from './rules/misplaced.ts';
import { checkUnseenTotals } from './rules/unseen-total.ts';
import { checkInitialZeros, checkSupport, splitSupport, supportElsewhere } from './structural-zeros.ts';
import { printType } from './type.ts';

export const paramNotContinuous = defineDiagnostic({
  code: 'E0611',
  name: 'param-not-continuous',
  severity: 'error',
  message: ({ name, type }: { name: string; type: ValueType; span: Span }) =>
    `param \`${name}\` is \`${printType(type)}\`, and only continuous values can be estimated`,
  labels: ({ span }) => [{ span, text: 'not continuous' }],
  why: () =>
    'an unknown label or count is a `latent` with a distribution; a number that you choose is a hyperparameter',
});

export const priorReadsVariable = defineDiagnostic({
  code: 'E0612',
  name: 'param-reads-variable',
  severity: 'error',
  message: ({ name, part, param }: { name: string; part: CoreExpression; param: boolean }) =>
    param
      ? `the first value of \`${name}\` may not depend on ${quoteSpan(part.span)}, which is a param`
      : `param \`${name}\` may not depend on ${quoteSpan(part.span)}, which is random or comes from the data`,
  labels: ({ part, param }) => [
    { span: part.span, text: param ? 'not known before training' : 'not a param' },
  ],
  why: ({ param }) =>
    param
      ? 'training starts from the first values, so they are constants or computed from hyperparameters; what is computed from params is a `let`'
      : 'params come first: priors read constants, hyperparameters and other params, first values only the former',
});

export function checkParam(checker: Checker, draft: ModelDraft, statement: ParamStatement): void {
  const { name } = statement.name;
  const { plain, support: mask } = splitSupport(statement.type);
  const type = declaredType(checker, plain);
  if (statement.type.optional) {
    draft.complete = false;
    checker.report(optionalElsewhere({ word: 'a param', name, span: statement.type.span }));
  }
  if (type === null) {
    if (statement.initial !== null) infer(checker, statement.initial);
    draft.complete = false;
    define(checker, statement, null);
    return;
  }
  if (type.element !== 'real') {
    checker.report(paramNotContinuous({ name, type, span: statement.type.span }));
    draft.complete = false;
    define(checker, statement, null);
    return;
  }
  const target = { name, type, typeSpan: statement.type.span };
  const support = mask === null ? null : checkSupport(checker, mask, type);
  const distribution = statement.prior === null ? null : inferDistribution(checker, statement.prior, target);
  const initialValue = statement.initial === null ? null : infer(checker, statement.initial);
  const initial = initialValue === null ? null : fitValue(checker, initialValue, type, `\`${name}\``, true);
  if (
    (mask !== null && support === null) ||
    (statement.prior !== null && distribution === null) ||
    (statement.initial !== null && initial === null)
  )
    draft.complete = false;
  if (support !== null && initial !== null && !checkInitialZeros(checker, name, support, initial))
    draft.complete = false;
  checkParamReads(checker, draft, name, distribution === null ? [] : distributionParts(distribution), true);
  checkParamReads(checker, draft, name, initial === null ? [] : [initial], false);
  const { lower, upper, structure } = type;
  if (lower === null && upper === null && structure === null && statement.type.name.name === 'real')
    checker.realParams.set(name, statement.type.name.span);
  const made: Variable = {
    ...newVariable(statement.name, 'param', null, type, statement),
    support,
    distribution,
    initial,
  };
  draft.variables.push(made);
  draft.params.add(name);
  define(checker, statement, { kind: 'variable', name, type, span: made.nameSpan });
}

/** Priors may read other params, first values may not. */
function checkParamReads(
  checker: Checker,
  draft: ModelDraft,
  name: string,
  expressions: readonly CoreExpression[],
  params: boolean,
): void {
  for (const expression of expressions)
    for (const part of subexpressions(expression))
      if (part.kind === 'variable' && !(params && draft.params.has(part.name))) {
        draft.complete = false;
        checker.report(priorReadsVariable({ name, part, param: draft.params.has(part.name) }));
        return;
      }
}

/** What a `latent`, `observe` or `given` says, as if no other statement defined its name; null without a type. */
export function checkRandom(
  checker: Checker,
  draft: ModelDraft,
  statement: RandomStatement,
  plate: string | null,
): Variable | null {
  const { name } = statement.target.name;
  const { plain, support } = splitSupport(statement.type);
  if (support !== null) {
    draft.complete = false;
    checker.report(supportElsewhere({ name, word: roleText(statement.kind), span: support.span }));
  }
  const type = declaredType(checker, plain);
  if (statement.type.optional) checkOptional(checker, draft, statement);
  if (type === null) {
    draft.complete = false;
    return null;
  }
  const target = { name, type, typeSpan: statement.type.span };
  const written = statement.kind === 'given' ? null : statement.distribution;
  const distribution = written === null ? null : inferDistribution(checker, written, target);
  if (written !== null && distribution === null) draft.complete = false;
  if (statement.kind === 'latent' && distribution !== null && !checkUnseenTotals(checker, name, distribution))
    draft.complete = false;
  const value = statement.kind === 'observe' ? checkImplicit(checker, draft, statement, type) : null;
  // Neither: the text is broken there, which is reported.
  if (statement.kind !== 'given' && written === null && value === null) draft.complete = false;
  return {
    ...newVariable(statement.target.name, statement.kind, plate, type, statement),
    vocabulary: statement.type.name.name === 'token',
    optional: statement.type.optional,
    distribution,
    value,
  };
}

export type RandomStatement = LatentStatement | ObserveStatement | GivenStatement;

/** What is declared before any distribution. */
export type DeclaredVariable = Pick<Variable, 'type' | 'vocabulary' | 'optional'>;

export function declaredVariable(
  checker: Checker,
  { type: written }: RandomStatement,
): DeclaredVariable | null {
  const type = declaredType(checker, splitSupport(written).plain);
  return type === null
    ? null
    : { type, vocabulary: written.name.name === 'token', optional: written.optional };
}

/** `observe x: T = e`: the value; null where there is none, or it does not fit. */
function checkImplicit(
  checker: Checker,
  draft: ModelDraft,
  statement: ObserveStatement,
  type: ValueType,
): CoreExpression | null {
  if (statement.value === null) return null;
  const inferred = infer(checker, statement.value);
  const { name } = statement.target.name;
  const value = inferred === null ? null : fitValue(checker, inferred, type, `\`${name}\``);
  if (value === null) draft.complete = false;
  return value;
}

function checkOptional(checker: Checker, draft: ModelDraft, statement: RandomStatement): void {
  const { name } = statement.target.name;
  const { span } = statement.type;
  if (statement.kind !== 'observe')
    checker.report(optionalElsewhere({ word: roleText(statement.kind), name, span }));
  else if (statement.value !== null) checker.report(optionalImplicit({ name, span }));
  else return;
  draft.complete = false;
}

function roleText(kind: RandomStatement['kind']): string {
  return kind === 'observe' ? 'an observation' : kind === 'given' ? 'an input' : 'a latent';
}

function newVariable(
  { name, span: nameSpan }: Identifier,
  role: Role,
  plate: string | null,
  type: ValueType,
  { doc, span }: { readonly doc: string | null; readonly span: Span },
): Variable {
  return {
    name,
    doc,
    role,
    plate,
    type,
    vocabulary: false,
    support: null,
    steps: null,
    optional: false,
    distribution: null,
    value: null,
    initial: null,
    span,
    nameSpan,
  };
}
