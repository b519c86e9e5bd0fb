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
  RecordFieldCstNode,
  StageCstNode,
  StagesCstNode,
  SuffixCstNode,
  TypeArgumentCstNode,
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
import { bracedRecord, colonSlice, looseIf, namedByEquals, parenthesisedList } from './slip-diagnostics.ts';
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
    const parts = every(indices.children.index);
    const colons = signsOf(
      context,
      parts.map((index) => first(index.children.sliceSign)?.children.Colon),
    );
    if (colons !== null) context.report(colonSlice({ signs: colons }));
    const built = parts.flatMap((index) => buildIndex(context, index, endOf(span)));
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
  const braced = first(children.braced);
  if (braced !== null) {
    const opener = written(braced.children.LCurly);
    const closer = written(braced.children.RCurly);
    if (opener !== null)
      context.report(
        bracedRecord({
          open: tokenSpan(context.file, opener),
          close: closer === null ? null : tokenSpan(context.file, closer),
        }),
      );
    return buildRecord(context, every(braced.children.recordField), fallback);
  }
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
    const place = spanOf(span.file, inside, inside);
    const [only = null] = every(node.children.expression);
    const comma = written(node.children.Comma);
    if (opener === null || comma === null) return buildExpression(context, only, place);
    const closer = written(node.children.RParen);
    context.report(
      parenthesisedList({
        span: tokenSpan(context.file, comma),
        open: tokenSpan(context.file, opener),
        close: closer === null ? null : tokenSpan(context.file, closer),
      }),
    );
    const elements = every(node.children.expression).map((each) => buildExpression(context, each, place));
    return { kind: 'array', elements, span };
  }
  return buildRecord(context, fields, span);
}

function buildRecord(context: BuildContext, fields: readonly RecordFieldCstNode[], span: Span): Expression {
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
  const parts = every(node.children.argument);
  refuseEquals(context, parts);
  return parts.flatMap((argument) => buildArgument(context, argument));
}

/** Of arguments named with `=`, all in one. */
export function refuseEquals(
  context: BuildContext,
  parts: readonly (ArgumentCstNode | TypeArgumentCstNode)[],
): void {
  const signs = signsOf(
    context,
    parts.map((part) => first(part.children.nameSign)?.children.Equals),
  );
  if (signs !== null) context.report(namedByEquals({ signs }));
}

function signsOf(
  context: BuildContext,
  signs: readonly (readonly IToken[] | undefined)[],
): readonly [Span, ...Span[]] | null {
  const [head, ...rest] = signs.flatMap((sign) => written(sign) ?? []);
  return head === undefined
    ? null
    : [tokenSpan(context.file, head), ...rest.map((sign) => tokenSpan(context.file, sign))];
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

function buildIndex(context: BuildContext, node: IndexCstNode, fallback: Span): Index[] {
  const span = nodeSpan(context.file, node);
  if (span === null) return [{ kind: 'at', value: { kind: 'error', span: fallback }, span: fallback }];
  const parts = every(node.children.expression);
  const sign = first(node.children.sliceSign)?.children;
  const dots = written(sign?.DotDot) ?? written(sign?.Colon);
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
