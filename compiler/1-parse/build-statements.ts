// Concrete tree -> statements. A statement whose name is missing is left out: nothing could refer to it; a plate or sequence keeps what is inside.

import type {
  BodyCstNode,
  ConstDeclarationCstNode,
  ExpressionCstNode,
  ForeignStatementCstNode,
  GivenStatementCstNode,
  GuideStatementCstNode,
  LatentStatementCstNode,
  LetStatementCstNode,
  ModelDeclarationCstNode,
  NetworkStatementCstNode,
  ObserveStatementCstNode,
  ParamStatementCstNode,
  PlateStatementCstNode,
  ReturnStatementCstNode,
  SequenceStatementCstNode,
  StatementCstNode,
  TargetCstNode,
  TrainStatementCstNode,
  TypeAnnotationCstNode,
} from '../../grammar/cst.d.ts';
import type { CstNode, IToken } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import { spanText } from '../source/source.ts';
import type { Span } from '../source/source.ts';
import type {
  ConstDeclaration,
  GivenStatement,
  GuideStatement,
  LatentStatement,
  LetStatement,
  NetworkStatement,
  ObserveStatement,
  ParamStatement,
  PlateStatement,
  ReturnStatement,
  SequenceStatement,
  Statement,
  Target,
  TrainStatement,
  TypeExpression,
} from './ast.ts';
import { buildArguments, buildExpression, buildOperation } from './build-expressions.ts';
import { buildAnnotation } from './build-types.ts';
import { buildName, missingIdentifier } from './build-context.ts';
import type { BuildContext, NestedDeclaration } from './build-context.ts';
import { endOf, every, first, nodeSpan, startOf, tokenSpan, written } from './cst-access.ts';
import {
  definedGiven,
  foreignStatement,
  nestedDeclaration,
  surplusHead,
  surplusType,
  wrongDefinitionSign,
} from './slip-diagnostics.ts';
import { nearStatements } from './foreign-words.ts';
import { noStatement } from './syntax-diagnostics.ts';

export function buildBody(context: BuildContext, node: BodyCstNode | null): readonly Statement[] {
  return every(node?.children.statement).flatMap((statement) => buildStatement(context, statement) ?? []);
}

function buildStatement(context: BuildContext, node: StatementCstNode): Statement | null {
  const { children } = node;
  return (
    build(context, children.constDeclaration, buildConst) ??
    build(context, children.paramStatement, buildParam) ??
    build(context, children.latentStatement, buildLatent) ??
    build(context, children.observeStatement, buildObserve) ??
    build(context, children.givenStatement, buildGiven) ??
    build(context, children.letStatement, buildLet) ??
    build(context, children.networkStatement, buildInstance) ??
    build(context, children.networkDeclaration, refuseDeclaration) ??
    build(context, children.functionDeclaration, refuseDeclaration) ??
    build(context, children.modelDeclaration, refuseDeclaration) ??
    build(context, children.plateStatement, buildPlate) ??
    build(context, children.sequenceStatement, buildSequence) ??
    build(context, children.guideStatement, buildGuide) ??
    build(context, children.trainStatement, buildTrain) ??
    build(context, children.returnStatement, buildReturn) ??
    build(context, children.foreignStatement, refuseStatement)
  );
}

type Builder<Node, Result> = (context: BuildContext, node: Node, span: Span) => Result | null;

function build<Node extends CstNode, Result>(
  context: BuildContext,
  nodes: readonly Node[] | undefined,
  builder: Builder<Node, Result>,
): Result | null {
  const node = first(nodes);
  const span = node === null ? null : nodeSpan(context.file, node);
  return node === null || span === null ? null : builder(context, node, span);
}

export function buildConst(
  context: BuildContext,
  node: ConstDeclarationCstNode,
  span: Span,
): ConstDeclaration | null {
  const name = buildName(context, first(node.children.name));
  if (name === null) return null;
  refuseType(context, node, 'const', name.name);
  checkSign(context, node.children.DefinitionSign, '=', 'const', name.name);
  return {
    kind: 'const',
    doc: context.docs.claim(span.start),
    name,
    value: valueOf(context, node, span),
    span,
  };
}

function buildParam(context: BuildContext, node: ParamStatementCstNode, span: Span): ParamStatement | null {
  const { children } = node;
  const name = buildName(context, first(children.name));
  if (name === null) return null;
  const type = buildAnnotation(context, first(children.typeAnnotation), name, name.span, 'real');
  const values = [...every(children.expression)];
  const prior = written(children.Tilde) === null ? null : (values.shift() ?? null);
  const initial = written(children.Equals) === null ? null : (values.shift() ?? null);
  return {
    kind: 'param',
    doc: context.docs.claim(span.start),
    name,
    type,
    prior: written(children.Tilde) === null ? null : buildExpression(context, prior, endOf(span)),
    initial: written(children.Equals) === null ? null : buildExpression(context, initial, endOf(span)),
    span,
  };
}

function buildLatent(
  context: BuildContext,
  node: LatentStatementCstNode,
  span: Span,
): LatentStatement | null {
  const target = buildTarget(context, first(node.children.target));
  if (target === null) return null;
  const type = typeOf(context, node, target);
  checkSign(context, node.children.DefinitionSign, '~', 'latent', target.name.name);
  return {
    kind: 'latent',
    doc: context.docs.claim(span.start),
    target,
    type,
    distribution: valueOf(context, node, span),
    span,
  };
}

function buildObserve(
  context: BuildContext,
  node: ObserveStatementCstNode,
  span: Span,
): ObserveStatement | null {
  const target = buildTarget(context, first(node.children.target));
  if (target === null) return null;
  const type = typeOf(context, node, target);
  const deterministic = written(node.children.DefinitionSign)?.tokenType === t.Equals;
  const value = valueOf(context, node, span);
  return {
    kind: 'observe',
    doc: context.docs.claim(span.start),
    target,
    type,
    distribution: deterministic ? null : value,
    value: deterministic ? value : null,
    span,
  };
}

function buildGiven(context: BuildContext, node: GivenStatementCstNode, span: Span): GivenStatement | null {
  const target = buildTarget(context, first(node.children.target));
  if (target === null) return null;
  const type = typeOf(context, node, target);
  const sign = written(node.children.DefinitionSign);
  if (sign !== null)
    context.report(definedGiven({ span: { ...span, start: sign.startOffset }, name: target.name.name }));
  return { kind: 'given', doc: context.docs.claim(span.start), target, type, span };
}

function buildLet(context: BuildContext, node: LetStatementCstNode, span: Span): LetStatement | null {
  const target = buildTarget(context, first(node.children.target));
  if (target === null) return null;
  refuseType(context, node, 'let', target.name.name);
  checkSign(context, node.children.DefinitionSign, '=', 'let', target.name.name);
  return {
    kind: 'let',
    doc: context.docs.claim(span.start),
    target,
    value: valueOf(context, node, span),
    span,
  };
}

function buildInstance(
  context: BuildContext,
  node: NetworkStatementCstNode,
  span: Span,
): NetworkStatement | null {
  const name = buildName(context, first(node.children.name));
  if (name === null) return null;
  checkSign(context, node.children.DefinitionSign, '=', 'network', name.name);
  return {
    kind: 'instance',
    doc: context.docs.claim(span.start),
    name,
    value: valueOf(context, node, span),
    span,
  };
}

/** What is declared inside a model is no statement of it. */
function refuseDeclaration(context: BuildContext, node: NestedDeclaration, span: Span): null {
  const name = written(first(node.children.name)?.children.Identifier);
  const place = name === null ? span : tokenSpan(context.file, name);
  const [word = ''] = spanText(span).split(/\s/, 1);
  context.report(nestedDeclaration({ span: place, name: name?.image ?? '', word }));
  context.nested.push(node);
  return null;
}

/** A loop, an `if` or an unknown block; what it holds may be anything. */
function refuseStatement(context: BuildContext, node: ForeignStatementCstNode, span: Span): null {
  const word = written(node.children.For) ?? written(node.children.If);
  const unknown = written(node.children.UnknownBlock);
  if (word !== null)
    context.report(foreignStatement({ span: tokenSpan(context.file, word), word: word.image }));
  else if (unknown !== null)
    context.report(
      noStatement({
        span: tokenSpan(context.file, unknown),
        found: `\`${unknown.image}\``,
        near: nearStatements(unknown.image),
        advice: null,
      }),
    );
  context.skipped.push(span);
  return null;
}

/** What stands between the braces, and nothing but the head before them. */
export function buildBlock(
  context: BuildContext,
  node: PlateStatementCstNode | SequenceStatementCstNode | ModelDeclarationCstNode,
  word: 'plate' | 'sequence' | 'model',
  name: string,
): readonly Statement[] {
  const surplus = first(node.children.surplus);
  const span = surplus === null ? null : nodeSpan(context.file, surplus);
  if (span !== null) context.report(surplusHead({ span, word, name }));
  return buildBody(context, first(node.children.body));
}

function buildPlate(context: BuildContext, node: PlateStatementCstNode, span: Span): PlateStatement {
  // What is inside is worth reading even without a name for the rows.
  const name = buildName(context, first(node.children.name)) ?? missingIdentifier(startOf(span));
  const doc = context.docs.claim(span.start);
  const size = first(node.children.arithmetic);
  return {
    kind: 'plate',
    doc,
    name,
    size: size === null ? null : buildOperation(context, size, endOf(name.span)),
    body: buildBlock(context, node, 'plate', name.name),
    span,
  };
}

function buildSequence(context: BuildContext, node: SequenceStatementCstNode, span: Span): SequenceStatement {
  const [head = null, end = null] = every(node.children.name);
  const name = buildName(context, head) ?? missingIdentifier(startOf(span));
  const doc = context.docs.claim(span.start);
  const size = first(node.children.arithmetic);
  return {
    kind: 'sequence',
    doc,
    name,
    size: size === null ? null : buildOperation(context, size, endOf(name.span)),
    until: buildName(context, end),
    body: buildBlock(context, node, 'sequence', name.name),
    span,
  };
}

function buildGuide(context: BuildContext, node: GuideStatementCstNode, span: Span): GuideStatement | null {
  const target = buildTarget(context, first(node.children.target));
  if (target === null) return null;
  refuseType(context, node, 'guide', target.name.name);
  checkSign(context, node.children.DefinitionSign, '~', 'guide', target.name.name);
  return {
    kind: 'guide',
    doc: context.docs.claim(span.start),
    target,
    distribution: valueOf(context, node, span),
    span,
  };
}

function buildTrain(context: BuildContext, node: TrainStatementCstNode, span: Span): TrainStatement | null {
  const method = buildName(context, first(node.children.name));
  if (method === null) return null;
  const options = first(node.children.arguments);
  return { kind: 'train', method, options: options === null ? [] : buildArguments(context, options), span };
}

function buildReturn(context: BuildContext, node: ReturnStatementCstNode, span: Span): ReturnStatement {
  return { kind: 'return', value: valueOf(context, node, span), span };
}

// Parts --------------------------------------------------------------------------------------------------

function buildTarget(context: BuildContext, node: TargetCstNode | null): Target | null {
  const name = buildName(context, first(node?.children.name));
  const span = node === null ? null : nodeSpan(context.file, node);
  if (node === null || name === null || span === null) return null;
  const index = node.children.LBracket === undefined ? null : first(node.children.expression);
  return { name, index: index === null ? null : buildExpression(context, index, endOf(span)), span };
}

interface Typed {
  readonly children: { readonly typeAnnotation?: TypeAnnotationCstNode[] };
}

function typeOf(context: BuildContext, node: Typed, target: Target): TypeExpression {
  return buildAnnotation(context, first(node.children.typeAnnotation), target.name, target.span, 'real');
}

function refuseType(context: BuildContext, node: Typed, word: string, name: string): void {
  const annotation = first(node.children.typeAnnotation);
  const span = annotation === null ? null : nodeSpan(context.file, annotation);
  if (span !== null) context.report(surplusType({ span, word, name }));
}

function valueOf(
  context: BuildContext,
  node: { readonly children: { readonly expression: ExpressionCstNode[] } },
  span: Span,
) {
  return buildExpression(context, first(node.children.expression), endOf(span));
}

function checkSign(
  context: BuildContext,
  signs: readonly IToken[] | undefined,
  due: '~' | '=',
  word: string,
  name: string,
): void {
  const sign = written(signs);
  if (sign === null) return;
  const found = sign.tokenType === t.Equals ? '=' : '~';
  if (found !== due)
    context.report(wrongDefinitionSign({ span: tokenSpan(context.file, sign), word, name, written: found }));
}
