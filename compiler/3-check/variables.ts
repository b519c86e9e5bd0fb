// Params, latents, observations and inputs: their types, distributions and first values.

import type {
  GivenStatement,
  LatentStatement,
  ObserveStatement,
  ParamStatement,
  Statement,
} from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { declaredType } from './declared-type.ts';
import { inferDistribution } from './distribution.ts';
import { define, once, type ModelDraft } from './draft.ts';
import { fitValue } from './fit.ts';
import { infer } from './infer.ts';
import { distributionParts, subexpressions } from './mentions.ts';
import type { CoreExpression, Role, ValueType, Variable } from './model.ts';
import { optionalElsewhere } from './rules/misplaced.ts';
import { implicitNotServed, optionalNotServed } from './rules/not-served.ts';
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
  message: ({ name, part }: { name: string; part: CoreExpression }) =>
    `param \`${name}\` may not depend on ${quoteSpan(part.span)}, which is random or comes from the data`,
  labels: ({ part }) => [{ span: part.span, text: 'not a param' }],
  why: () =>
    'params come first: priors and first values read constants, hyperparameters and other params only',
});

export function checkParam(checker: Checker, draft: ModelDraft, statement: ParamStatement): void {
  const { name, span: nameSpan } = statement.name;
  const type = declaredType(checker, statement.type);
  if (statement.type.optional)
    checker.report(optionalElsewhere({ word: 'param', name, span: statement.type.span }));
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
    ...variable(name, nameSpan, 'param', null, type, statement),
    distribution,
    initial,
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
  const allowed = new Set(
    params ? draft.variables.filter((each) => each.role === 'param').map((each) => each.name) : [],
  );
  for (const expression of expressions)
    for (const part of subexpressions(expression))
      if (part.kind === 'variable' && !allowed.has(part.name)) {
        checker.report(priorReadsVariable({ name, part }));
        return;
      }
}

export function checkRandom(
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
    if (inferred !== null)
      once(checker, draft, 'implicit', implicitNotServed({ name, span: statement.value.span }));
    draft.complete = false;
  } else if (statement.kind !== 'given' && written === null) draft.complete = false;
  add(checker, draft, statement, {
    ...variable(name, nameSpan, statement.kind, plate, type, statement),
    distribution,
    value,
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

/** What is random is read under its declared type, whether or not its distribution is sound. */
function add(checker: Checker, draft: ModelDraft, statement: Statement, made: Variable): void {
  draft.variables.push(made);
  define(checker, statement, { kind: 'variable', name: made.name, type: made.type, span: made.nameSpan });
}

function refuse(checker: Checker, draft: ModelDraft, statement: Statement): void {
  draft.complete = false;
  define(checker, statement, null);
}
