// What all builders of the syntax tree share.

import type { IToken } from 'chevrotain';
import type {
  FunctionDeclarationCstNode,
  ModelDeclarationCstNode,
  NameCstNode,
  NetworkDeclarationCstNode,
} from '../../grammar/cst.d.ts';
import * as t from '../../grammar/tokens.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile, Span } from '../source/source.ts';
import type { Identifier } from './ast.ts';
import { tokenSpan, written } from './cst-access.ts';
import type { DocComments } from './doc-comments.ts';
import { reservedWord } from './syntax-diagnostics.ts';

export interface BuildContext {
  readonly file: SourceFile;
  readonly docs: DocComments;
  readonly report: (diagnostic: Diagnostic) => void;
  /** What is declared inside other declarations, gathered on the way. */
  readonly nested: NestedDeclaration[];
  /** Text about which one message says all: nothing in it is told of by itself. */
  readonly skipped: Span[];
}

export type NestedDeclaration =
  FunctionDeclarationCstNode | NetworkDeclarationCstNode | ModelDeclarationCstNode;

export function identifierOf(context: BuildContext, token: IToken): Identifier {
  return { kind: 'identifier', name: token.image.normalize('NFC'), span: tokenSpan(context.file, token) };
}

/** Null where no name is written. A reserved word is reported and stands as the name that it was meant to be. */
export function buildName(context: BuildContext, node: NameCstNode | null): Identifier | null {
  const token = written(node?.children.Identifier) ?? written(node?.children.Keyword);
  if (token === null) return null;
  const identifier = identifierOf(context, token);
  if (token.tokenType.CATEGORIES?.includes(t.Keyword) === true)
    context.report(reservedWord({ span: identifier.span, text: token.image }));
  return identifier;
}

/** A name that does not exist, so that what stands around it can; empty, and already reported. */
export function missingIdentifier(span: Span): Identifier {
  return { kind: 'identifier', name: '', span };
}
