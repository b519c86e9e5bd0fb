// What stands after `~`: a distribution whose arguments are settled against the declared type of the variable.
// Whether it is built plays no part here: all of them have signatures.

import type { CallExpression, Expression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type {
  DistributionSignature,
  FormSignature,
  ParameterDefinition,
  Support,
} from '../library/signature.ts';
import { findSignature } from '../library/signatures/index.ts';
import { spanText, type Span } from '../source/source.ts';
import { constantType } from './apply.ts';
import { argumentAxes, fitArgumentShape, type EventTarget } from './argument-shape.ts';
import { sortArguments } from './arguments.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { inferCut, refuseCut } from './cut.ts';
import { emptyRange } from './declared-type.ts';
import { inferDelta } from './delta.ts';
import { matchForm, type FormMatch } from './distribution-form.ts';
import { infer, inferForFaults } from './infer.ts';
import { inferMixture } from './mixture.ts';
import type { CoreExpression, DistributionCall, DistributionExpression, ValueType } from './model.ts';
import { requireConditions } from './operands.ts';
import { fitDomain } from './parameter-domain.ts';
import { pipeAsCall } from './pipe.ts';
import { endOf, fitSupport, type Arguments, type Cut } from './support.ts';
import { describeShape, isNumeric, printType } from './type.ts';

export const notADistribution = defineDiagnostic({
  code: 'E0607',
  name: 'not-a-distribution',
  severity: 'error',
  message: ({ span }: { span: Span; type: ValueType }) => `${quoteSpan(span)} is a value, not a distribution`,
  labels: ({ span, type }) => [{ span, text: `this is \`${printType(type)}\`` }],
  why: () => 'a distribution is written with its name: `Normal(mean, sd)`',
  fix: ({ span, type }) => {
    const text = spanText(span);
    if (!isNumeric(type) || text.length > 40) return null;
    // `if zero then 0 else Poisson(rate)`.
    if (/^\d+$/u.test(text))
      return { description: `for exactly that value write \`Delta(${text})\``, edits: [] };
    return { description: `say how it varies around that value, such as \`Normal(${text}, sd)\``, edits: [] };
  },
});

export const arrayCondition = defineDiagnostic({
  code: 'E0408',
  name: 'array-condition',
  severity: 'error',
  message: ({ condition }: { condition: CoreExpression }) =>
    `${quoteSpan(condition.span)} has several values; a choice between distributions takes one condition`,
  labels: ({ condition }) => [
    { span: condition.span, text: `this is ${describeShape(condition.type.shape)}` },
  ],
  fix: () => ({
    description:
      'choose inside the arguments, `Normal(if c then a else b, 1)`, or make the entries rows of a plate',
    edits: [],
  }),
});

export const eventNeedsAxis = defineDiagnostic({
  code: 'E0409',
  name: 'event-needs-axis',
  severity: 'error',
  message: ({ family, target }: { family: string; target: EventTarget; span: Span }) =>
    `\`${family}\` describes a vector, and \`${target.name}\` is a single value`,
  labels: ({ family, span, target }) => [
    { span, text: `\`${family}\` of a vector` },
    { span: target.typeSpan, text: `\`${printType(target.type)}\`` },
  ],
  fix: ({ target }) => ({
    description: `declare \`${target.name}\` with its size, such as \`${printType(target.type)}[D]\``,
    edits: [],
  }),
});

/** Null where something does not fit, which is reported. */
export function inferDistribution(
  checker: Checker,
  expression: Expression,
  target: EventTarget,
): DistributionExpression | null {
  return inferPart(checker, expression, target, null);
}

/** The same of a part of a distribution; `cut`: the bounds that stand around it. */
export function inferPart(
  checker: Checker,
  expression: Expression,
  target: EventTarget,
  cut: Cut | null,
): DistributionExpression | null {
  switch (expression.kind) {
    case 'error':
      return null;
    case 'if': {
      const condition = infer(checker, expression.condition);
      const then = inferPart(checker, expression.then, target, cut);
      const otherwise = inferPart(checker, expression.else, target, cut);
      if (condition === null || !requireConditions(checker, [condition])) return null;
      if (condition.type.shape.length > 0) {
        checker.report(arrayCondition({ condition }));
        return null;
      }
      if (then === null || otherwise === null) return null;
      return { kind: 'choice', condition, then, else: otherwise, span: expression.span };
    }
    case 'pipe':
      return inferPart(checker, pipeAsCall(checker, expression), target, cut);
    case 'call': {
      const definition =
        expression.callee.kind === 'name' ? checker.resolution.uses.get(expression.callee) : undefined;
      return definition?.kind === 'distribution'
        ? inferNamed(checker, definition.name, expression, target, cut)
        : refuseValue(checker, expression);
    }
    default:
      return refuseValue(checker, expression);
  }
}

function refuseValue(checker: Checker, expression: Expression): null {
  const value = infer(checker, expression);
  if (value !== null) checker.report(notADistribution({ span: expression.span, type: value.type }));
  return null;
}

function inferNamed(
  checker: Checker,
  name: string,
  call: CallExpression,
  target: EventTarget,
  cut: Cut | null,
): DistributionExpression | null {
  const signature = findSignature(name);
  if (signature === null) throw new Error(`internal: no distribution ${name}`);
  const { support } = signature;
  switch (support.kind) {
    case 'hull':
    case 'cut':
    case 'value': {
      const match = matchCall(checker, signature, call);
      if (match === null) return null;
      if (support.kind === 'hull') return inferMixture(checker, signature, support, match, call, target, cut);
      if (support.kind === 'cut') return inferCut(checker, signature, support, match, call, target, cut);
      return inferDelta(checker, signature, support, match, call, target, cut);
    }
    default:
      return inferFamily(checker, signature, support, call, target, cut);
  }
}

function matchCall(
  checker: Checker,
  signature: DistributionSignature,
  call: CallExpression,
): FormMatch | null {
  const written = sortArguments(checker, call.arguments);
  return written === null ? null : matchForm(checker, signature, call.callee.span, written);
}

function inferFamily(
  checker: Checker,
  signature: DistributionSignature,
  support: Support,
  call: CallExpression,
  target: EventTarget,
  cut: Cut | null,
): DistributionCall | null {
  const { name } = signature;
  const { span } = call;
  /** The arguments have their own faults to tell. */
  const refuse = (): null => {
    inferForFaults(checker, call.arguments);
    return null;
  };
  if (cut !== null && refuseCut(checker, signature, cut, span)) return refuse();
  const inRange = support.kind === 'range';
  if (!inRange && !fitSupport(checker, signature, support, {}, target, cut, span)) return refuse();
  if (target.type.shape.length < signature.eventRank) {
    checker.report(eventNeedsAxis({ family: name, target, span }));
    return refuse();
  }
  const match = matchCall(checker, signature, call);
  const settled = match === null ? null : settleArguments(checker, signature, match, target, span);
  if (settled === null) return null;
  if (inRange) {
    if (!requireRange(checker, support, settled, span)) return null;
    if (!fitSupport(checker, signature, support, settled, target, cut, span)) return null;
  }
  return { kind: 'distribution', family: name, arguments: settled, span };
}

/** All arguments of the form, each fitted; null where one does not fit, which is reported. */
function settleArguments(
  checker: Checker,
  signature: DistributionSignature,
  { form, matched }: FormMatch,
  target: EventTarget,
  span: Span,
): Arguments | null {
  const settled: Record<string, CoreExpression> = {};
  let complete = true;
  for (const parameter of form.names) {
    const argument = matched.get(parameter);
    if (argument === undefined && form.optional?.includes(parameter) === true) continue;
    const value =
      argument === undefined ? defaultValue(form, parameter, span) : infer(checker, argument.value);
    const fitted = value === null ? null : fitParameter(checker, signature, form, parameter, value, target);
    if (fitted === null) complete = false;
    else settled[parameter] = fitted;
  }
  return complete ? settled : null;
}

function fitParameter(
  checker: Checker,
  signature: DistributionSignature,
  form: FormSignature,
  parameter: string,
  value: CoreExpression,
  target: EventTarget,
): CoreExpression | null {
  const definition = definitionOf(signature, form, parameter);
  const place = { family: signature.name, parameter };
  const isLabel = value.type.element === 'category';
  const axes = argumentAxes(signature, definition, target.type);
  const shaped = isLabel ? value : fitArgumentShape(checker, value, axes, target, place);
  return shaped === null ? null : fitDomain(checker, shaped, definition.domain, target, place);
}

function definitionOf(
  signature: DistributionSignature,
  form: FormSignature,
  parameter: string,
): ParameterDefinition {
  const definition = form.parameters[parameter] ?? signature.parameters[parameter];
  if (definition === undefined) throw new Error(`internal: ${signature.name} does not define ${parameter}`);
  return definition;
}

/** Ends that are seen to be in the wrong order leave no value between them. */
function requireRange(
  checker: Checker,
  support: Support & { readonly kind: 'range' },
  args: Arguments,
  span: Span,
): boolean {
  const lower = endOf(support.lower, args)?.lower ?? -Infinity;
  const upper = endOf(support.upper, args)?.upper ?? Infinity;
  if (lower < upper || (support.whole && lower === upper)) return true;
  checker.report(emptyRange({ lower, upper, span }));
  return false;
}

function defaultValue(form: FormSignature, parameter: string, span: Span): CoreExpression {
  const value = form.defaults[parameter];
  if (value === undefined) throw new Error(`internal: no value for ${parameter}`);
  return { kind: 'number', value, type: constantType(Number.isInteger(value) ? 'int' : 'real', value), span };
}
