// Concrete tree -> syntax tree of a file: its declarations in the order written, and the comments that document
// nothing.

import type { CstNode } from 'chevrotain';
import type {
  FunctionDeclarationCstNode,
  ModelDeclarationCstNode,
  NetworkDeclarationCstNode,
  ProgramCstNode,
  UseDeclarationCstNode,
} from '../../grammar/cst.d.ts';
import { spanOf } from '../source/source.ts';
import type { Span } from '../source/source.ts';
import type {
  Declaration,
  FunctionDeclaration,
  ModelDeclaration,
  NetworkDeclaration,
  Program,
  UseDeclaration,
} from './ast.ts';
import { buildBlock, buildBody, buildConst } from './build-statements.ts';
import { buildName } from './build-context.ts';
import type { BuildContext, NestedDeclaration } from './build-context.ts';
import { buildParameters, buildResultType } from './build-types.ts';
import { endOf, every, first, nodeSpan, tokenSpan, written } from './cst-access.ts';
import { readPath } from './literals.ts';

export function buildAst(context: BuildContext, node: ProgramCstNode): Program {
  const { children } = node;
  const declarations: Declaration[] = [
    ...buildAll(context, children.constDeclaration, buildConst),
    ...buildAll(context, children.functionDeclaration, buildFunction),
    ...buildAll(context, children.networkDeclaration, buildNetwork),
    ...buildAll(context, children.modelDeclaration, buildModel),
  ];
  // Those inside another declaration are reported, and stand where they should: the list grows while it is walked.
  for (const nested of context.nested) declarations.push(...buildAll(context, [nested], buildNested));
  declarations.sort((a, b) => a.span.start - b.span.start);
  const uses = buildAll(context, children.useDeclaration, buildUse);
  return {
    kind: 'program',
    uses,
    declarations,
    comments: context.docs.rest(),
    span: spanOf(context.file, 0, context.file.text.length),
  };
}

function buildAll<Node extends CstNode, Result extends Declaration | UseDeclaration>(
  context: BuildContext,
  nodes: readonly Node[] | undefined,
  builder: (context: BuildContext, node: Node, span: Span) => Result | null,
): Result[] {
  return every(nodes).flatMap((node) => {
    const span = nodeSpan(context.file, node);
    return (span === null ? null : builder(context, node, span)) ?? [];
  });
}

function buildUse(context: BuildContext, node: UseDeclarationCstNode, span: Span): UseDeclaration {
  const path = written(node.children.StringLiteral);
  return {
    kind: 'use',
    names: every(node.children.useItem).flatMap((item) => {
      const [name = null, alias = null] = every(item.children.name);
      const built = buildName(context, name);
      return built === null ? [] : [{ name: built, alias: buildName(context, alias) }];
    }),
    path: path === null ? '' : readPath(path),
    pathSpan: path === null ? endOf(span) : tokenSpan(context.file, path),
    span,
  };
}

function buildNested(context: BuildContext, node: NestedDeclaration, span: Span): Declaration | null {
  switch (node.name) {
    case 'functionDeclaration':
      return buildFunction(context, node, span);
    case 'networkDeclaration':
      return buildNetwork(context, node, span);
    case 'modelDeclaration':
      return buildModel(context, node, span);
    default:
      return node satisfies never;
  }
}

function buildFunction(
  context: BuildContext,
  node: FunctionDeclarationCstNode,
  span: Span,
): FunctionDeclaration | null {
  const { children } = node;
  const name = buildName(context, first(children.name));
  if (name === null) return null;
  return {
    kind: 'function',
    doc: context.docs.claim(span.start),
    name,
    parameters: buildParameters(context, first(children.parameters), 'real'),
    result: buildResultType(context, first(children.resultType), endOf(name.span)),
    body: buildBody(context, first(children.body)),
    span,
  };
}

function buildNetwork(
  context: BuildContext,
  node: NetworkDeclarationCstNode,
  span: Span,
): NetworkDeclaration | null {
  const { children } = node;
  const name = buildName(context, first(children.name));
  if (name === null) return null;
  // With one list there are no hyperparameters.
  const lists = every(children.parameters);
  const [hyperparameters, parameters] = lists.length > 1 ? lists : [undefined, lists[0]];
  return {
    kind: 'network',
    doc: context.docs.claim(span.start),
    name,
    hyperparameters: buildParameters(context, hyperparameters ?? null, 'int'),
    parameters: buildParameters(context, parameters ?? null, 'real'),
    result: buildResultType(context, first(children.resultType), endOf(name.span)),
    body: buildBody(context, first(children.body)),
    span,
  };
}

function buildModel(
  context: BuildContext,
  node: ModelDeclarationCstNode,
  span: Span,
): ModelDeclaration | null {
  const { children } = node;
  const name = buildName(context, first(children.name));
  if (name === null) return null;
  return {
    kind: 'model',
    doc: context.docs.claim(span.start),
    name,
    hyperparameters: buildParameters(context, first(children.parameters), 'int'),
    body: buildBlock(context, node, 'model', name.name),
    span,
  };
}
