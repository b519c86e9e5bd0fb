// Concrete tree -> expressions.

import type { IToken } from 'chevrotain';
import type {
  ArgumentCstNode,
  ArgumentsCstNode,
  ArithmeticCstNode,
  ArrayCstNode,
  ComprehensionCstNode,
  ConditionalCstNode,
  ExpressionCstNode,
  IndexCstNode,
  OperandCstNode,
  OperationCstNode,
  ParenthesisedCstNode,
  PrimaryCstNode,
  StageCstNode,
  StagesCstNode,
  SuffixCstNode,
} from '../../grammar/cst.d.ts';
import { joinSpans, spanOf } from '../source/source.ts';
import type { Span } from '../source/source.ts';
import type {
  Argument,
  BinaryOperator,
  Comprehension,
  ConditionalExpression,
  Expression,
  Index,
  Stage,
} from './ast.ts';
import { buildName, identifierOf, missingIdentifier } from './build-context.ts';
import type { BuildContext } from './build-context.ts';
import { endOf, every, first, nodeSpan, tokenEnd, tokenSpan, written } from './cst-access.ts';
import { readNumber, readString } from './literals.ts';
import { applyPrecedence } from './precedence.ts';
import type { Operand, Operator } from './precedence.ts';
import { looseIf } from './slip-diagnostics.ts';
import { reservedWord } from './syntax-diagnostics.ts';

/** `fallback` is where an expression was due; where none can be read, an `error` stands there. */
export function buildExpression(
  context: BuildContext,
  node: ExpressionCstNode | null,
  fallback: Span,
): Expression {
  const span = node === null ? null : nodeSpan(context.file, node);
  if (node === null || span === null) return { kind: 'error', span: fallback };
  const operation = first(node.children.operation);
  const value = buildOperation(context, operation, spanOf(span.file, span.start, span.start));
  const stages = every(node.children.stage);
  if (stages.length === 0) return value;
  return { kind: 'pipe', value, stages: buildStages(context, stages), span };
}

/** Operands and operators, in the tree that precedence makes of them; `arithmetic` is the same with fewer. */
export function buildOperation(
  context: BuildContext,
  node: OperationCstNode | ArithmeticCstNode | null,
  fallback: Span,
): Expression {
  const span = node === null ? null : nodeSpan(context.file, node);
  if (node === null || span === null) return { kind: 'error', span: fallback };
  const parts = every(node.children.operand);
  const operators =
    node.name === 'operation'
      ? readOperators(context, every(node.children.BinaryOperator), every(node.children.Equals))
      : readOperators(context, every(node.children.ArithmeticOperator), []);
  const operands = parts.map((operand) => buildOperand(context, operand, endOf(span)));
  // After an error the last operand is missing.
  while (operands.length <= operators.length)
    operands.push({ prefixes: [], value: { kind: 'error', span: endOf(span) }, extent: endOf(span) });
  const [head, ...rest] = operands;
  if (head === undefined) return { kind: 'error', span };
  for (const part of parts) {
    const inFormula = operators.length > 0 || every(part.children.PrefixOperator).length > 0;
    const conditional = first(first(part.children.primary)?.children.conditional);
    const place = conditional === null ? null : nodeSpan(context.file, conditional);
    if (inFormula && place !== null) context.report(looseIf({ span: place }));
  }
  return applyPrecedence(context, [head, ...rest], operators.slice(0, rest.length));
}

function readOperators(
  context: BuildContext,
  tokens: readonly IToken[],
  equals: readonly IToken[],
): readonly Operator[] {
  return tokens.map((token) => {
    const span = tokenSpan(context.file, token);
    const joined = equals.some((sign) => sign.startOffset === span.end);
    // The lexer lets only these through; signs of papers (`≤`) go by what they stand for.
    const text = token.tokenType.PATTERN;
    return {
      operator: (joined ? '>=' : text) as BinaryOperator,
      span: joined ? spanOf(span.file, span.start, span.end + 1) : span,
    };
  });
}

function buildOperand(context: BuildContext, node: OperandCstNode, fallback: Span): Operand {
  const prefixes = every(node.children.PrefixOperator).filter((token) => token.isInsertedInRecovery !== true);
  const whole = nodeSpan(context.file, node) ?? fallback;
  const primary = first(node.children.primary);
  const extent = (primary === null ? null : nodeSpan(context.file, primary)) ?? endOf(whole);
  let operand: Operand = { prefixes, value: buildPrimary(context, primary, extent), extent };
  for (const suffix of every(node.children.suffix)) {
    const span = joinSpans(operand.extent, nodeSpan(context.file, suffix) ?? operand.extent);
    operand = { prefixes, value: buildSuffix(context, operand.value, suffix, span), extent: span };
  }
  return operand;
}

function buildSuffix(
  context: BuildContext,
  object: Expression,
  suffix: SuffixCstNode,
  span: Span,
): Expression {
  const call = first(suffix.children.arguments);
  if (call !== null) return { kind: 'call', callee: object, arguments: buildArguments(context, call), span };
  const indices = first(suffix.children.indices);
  if (indices !== null) {
    const built = every(indices.children.index).flatMap((index) => buildIndex(context, index));
    return { kind: 'index', object, indices: built, span };
  }
  const property = buildName(context, first(suffix.children.name)) ?? missingIdentifier(endOf(span));
  return { kind: 'member', object, property, span };
}

function buildPrimary(context: BuildContext, node: PrimaryCstNode | null, fallback: Span): Expression {
  if (node === null) return { kind: 'error', span: fallback };
  const { children } = node;
  const name = written(children.Identifier) ?? written(children.Keyword);
  if (name !== null) {
    const { name: text, span } = identifierOf(context, name);
    if (children.Keyword !== undefined) context.report(reservedWord({ span, text: name.image }));
    return { kind: 'name', name: text, span };
  }
  const number = written(children.NumberLiteral);
  if (number !== null) return readNumber(context, number);
  const text = written(children.StringLiteral);
  if (text !== null) return { kind: 'string', value: readString(text), span: tokenSpan(context.file, text) };
  const truth = written(children.True) ?? written(children.False);
  if (truth !== null)
    return { kind: 'boolean', value: children.True !== undefined, span: tokenSpan(context.file, truth) };
  const parenthesised = first(children.parenthesised);
  if (parenthesised !== null) return buildParenthesised(context, parenthesised, fallback);
  const array = first(children.array);
  if (array !== null) return buildArray(context, array, fallback);
  const conditional = first(children.conditional);
  if (conditional !== null) return buildConditional(context, conditional, fallback);
  return { kind: 'error', span: fallback };
}

function buildParenthesised(context: BuildContext, node: ParenthesisedCstNode, span: Span): Expression {
  const fields = every(node.children.recordField);
  if (fields.length === 0) {
    const opener = written(node.children.LParen);
    const inside = opener === null ? span.end : tokenEnd(opener);
    return buildExpression(context, first(node.children.expression), spanOf(span.file, inside, inside));
  }
  return {
    kind: 'record',
    fields: fields.flatMap((field) => {
      const name = buildName(context, first(field.children.name));
      if (name === null) return [];
      const end = endOf(nodeSpan(context.file, field) ?? name.span);
      return [{ name, value: buildExpression(context, first(field.children.expression), end) }];
    }),
    span,
  };
}

function buildArray(context: BuildContext, node: ArrayCstNode, span: Span): Expression {
  const comprehension = first(node.children.comprehension);
  if (comprehension !== null) return buildComprehension(context, comprehension, span);
  const elements = every(node.children.expression).map((element) =>
    buildExpression(context, element, endOf(span)),
  );
  return { kind: 'array', elements, span };
}

/** `span` is that of the brackets. */
function buildComprehension(context: BuildContext, node: ComprehensionCstNode, span: Span): Comprehension {
  const end = endOf(nodeSpan(context.file, node) ?? span);
  const [from = null, to = null, body = null] = every(node.children.expression);
  return {
    kind: 'comprehension',
    variable: buildName(context, first(node.children.name)) ?? missingIdentifier(end),
    from: buildExpression(context, from, end),
    to: buildExpression(context, to, end),
    body: buildExpression(context, body, end),
    span,
  };
}

function buildConditional(
  context: BuildContext,
  node: ConditionalCstNode,
  span: Span,
): ConditionalExpression {
  const [condition = null, then = null, otherwise = null] = every(node.children.expression);
  return {
    kind: 'if',
    condition: buildExpression(context, condition, endOf(span)),
    then: buildExpression(context, then, endOf(span)),
    else: buildExpression(context, otherwise, endOf(span)),
    span,
  };
}

export function buildArguments(context: BuildContext, node: ArgumentsCstNode): readonly Argument[] {
  return every(node.children.argument).flatMap((argument) => buildArgument(context, argument));
}

function buildArgument(context: BuildContext, node: ArgumentCstNode): Argument[] {
  const span = nodeSpan(context.file, node);
  if (span === null) return [];
  return [
    {
      name: buildName(context, first(node.children.name)),
      spread: written(node.children.Ellipsis) !== null,
      value: buildExpression(context, first(node.children.expression), endOf(span)),
      span,
    },
  ];
}

function buildIndex(context: BuildContext, node: IndexCstNode): Index[] {
  const span = nodeSpan(context.file, node);
  if (span === null) return [];
  const parts = every(node.children.expression);
  const dots = written(node.children.DotDot);
  if (dots === null)
    return [{ kind: 'at', value: buildExpression(context, first(parts), endOf(span)), span }];
  const side = (before: boolean): Expression | null => {
    const part = parts.find((each) => {
      const place = nodeSpan(context.file, each);
      return place !== null && place.start < dots.startOffset === before;
    });
    return part === undefined ? null : buildExpression(context, part, endOf(span));
  };
  return [{ kind: 'slice', from: side(true), to: side(false), span }];
}

// Pipes --------------------------------------------------------------------------------------------------

function buildStages(context: BuildContext, nodes: readonly StageCstNode[]): readonly Stage[] {
  return nodes.flatMap((node) => buildStage(context, node));
}

function buildStage(context: BuildContext, node: StageCstNode): Stage[] {
  const span = nodeSpan(context.file, node);
  if (span === null) return [];
  const inner = first(node.children.stages);
  if (written(node.children.Residual) !== null)
    return [{ kind: 'residual', stages: stagesOf(context, inner), span }];
  if (written(node.children.Repeat) !== null) {
    const primary = first(node.children.primary);
    const place = (primary === null ? null : nodeSpan(context.file, primary)) ?? endOf(span);
    return [
      {
        kind: 'repeat',
        count: buildPrimary(context, primary, place),
        stages: stagesOf(context, inner),
        span,
      },
    ];
  }
  const head = written(node.children.Identifier);
  if (head === null) return [];
  const name = identifierOf(context, head);
  let callee: Expression = { kind: 'name', name: name.name, span: name.span };
  for (const part of every(node.children.name)) {
    const property = buildName(context, part);
    if (property !== null)
      callee = { kind: 'member', object: callee, property, span: joinSpans(callee.span, property.span) };
  }
  const call = first(node.children.arguments);
  return [{ kind: 'call', callee, arguments: call === null ? [] : buildArguments(context, call), span }];
}

function stagesOf(context: BuildContext, node: StagesCstNode | null): readonly Stage[] {
  return node === null ? [] : buildStages(context, every(node.children.stage));
}
