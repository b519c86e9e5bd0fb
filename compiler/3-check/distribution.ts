// What stands after `~`: a distribution whose arguments are settled against the declared type of the variable.

import type { CallExpression, Expression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Distribution, Form, ParameterDefinition } from '../library/distribution.ts';
import { distributions, findDistribution } from '../library/distributions/index.ts';
import type { Span } from '../source/source.ts';
import { fitArgumentShape, type EventTarget } from './argument-shape.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { constantType } from './apply.ts';
import { matchForm } from './distribution-form.ts';
import { infer, inferAll } from './infer.ts';
import type { CoreExpression, DistributionCall, DistributionExpression, ValueType } from './model.ts';
import { requireConditions } from './operands.ts';
import { fitDomain } from './parameter-domain.ts';
import { pipeAsCall } from './pipe.ts';
import { wordNotServed } from './rules/not-served.ts';
import { supportOutsideType, supportProblem } from './support.ts';
import { describeShape, printType } from './type.ts';

export const notADistribution = defineDiagnostic({
  code: 'E0607',
  name: 'not-a-distribution',
  severity: 'error',
  message: ({ span }: { span: Span; type: ValueType }) => `${quoteSpan(span)} is a value, not a distribution`,
  labels: ({ span, type }) => [{ span, text: `this is \`${printType(type)}\`` }],
  why: () => 'after `~` stands how the variable is distributed: `~ Normal(mean, sd)`',
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
  switch (expression.kind) {
    case 'error':
      return null;
    case 'if': {
      const condition = infer(checker, expression.condition);
      const then = inferDistribution(checker, expression.then, target);
      const otherwise = inferDistribution(checker, expression.else, target);
      if (condition === null || !requireConditions(checker, [condition])) return null;
      if (condition.type.shape.length > 0) {
        checker.report(arrayCondition({ condition }));
        return null;
      }
      if (then === null || otherwise === null) return null;
      return { kind: 'choice', condition, then, else: otherwise, span: expression.span };
    }
    case 'pipe': {
      const call = pipeAsCall(checker, expression);
      return call === null ? null : inferDistribution(checker, call, target);
    }
    case 'call': {
      const definition =
        expression.callee.kind === 'name' ? checker.resolution.uses.get(expression.callee) : undefined;
      if (definition?.kind === 'distribution')
        return inferFamily(checker, definition.name, expression, target);
      return refuseValue(checker, expression);
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

function inferFamily(
  checker: Checker,
  name: string,
  call: CallExpression,
  target: EventTarget,
): DistributionCall | null {
  const family = findDistribution(name);
  if (family === null) {
    const available = [...distributions.keys()];
    checker.report(
      wordNotServed({ span: call.callee.span, word: name, kind: 'the distribution', available }),
    );
    return null;
  }
  const values = call.arguments.map((argument) => argument.value);
  const problem = supportProblem(family, target.type);
  if (problem !== null) {
    inferAll(checker, values);
    checker.report(supportOutsideType({ family: name, span: call.span, ...target, problem }));
    return null;
  }
  if (target.type.shape.length < family.eventRank) {
    inferAll(checker, values);
    checker.report(eventNeedsAxis({ family: name, target, span: call.span }));
    return null;
  }
  const match = matchForm(checker, family, call);
  if (match === null) return null;
  const settled: Record<string, CoreExpression> = {};
  let complete = true;
  for (const parameter of match.form.names) {
    const argument = match.matched.get(parameter);
    const value =
      argument === undefined
        ? defaultValue(match.form, parameter, call.span)
        : infer(checker, argument.value);
    const fitted =
      value === null ? null : fitParameter(checker, family, match.form, parameter, value, target);
    if (fitted === null) complete = false;
    else settled[parameter] = fitted;
  }
  return complete ? { kind: 'distribution', family: name, arguments: settled, span: call.span } : null;
}

function fitParameter(
  checker: Checker,
  family: Distribution,
  form: Form,
  parameter: string,
  value: CoreExpression,
  target: EventTarget,
): CoreExpression | null {
  const definition = parameterDefinition(family, form, parameter);
  const place = { family: family.name, parameter };
  const isLabel = value.type.element === 'category';
  const shaped = isLabel ? value : fitArgumentShape(checker, family, definition.rank, value, target, place);
  return shaped === null ? null : fitDomain(checker, shaped, definition.domain, place);
}

function parameterDefinition(family: Distribution, form: Form, parameter: string): ParameterDefinition {
  const definition = form.parameters[parameter] ?? family.parameters[parameter];
  if (definition === undefined) throw new Error(`internal: ${family.name} does not define ${parameter}`);
  return definition;
}

function defaultValue(form: Form, parameter: string, span: Span): CoreExpression {
  const value = form.defaults[parameter];
  if (value === undefined) throw new Error(`internal: no value for ${parameter}`);
  return { kind: 'number', value, type: constantType(Number.isInteger(value) ? 'int' : 'real', value), span };
}
