// Walks the statements of a model, plate or function from top to bottom: a name is visible from the statement
// after the one that defines it, and what a plate defines only inside it.

import type { Statement } from '../1-parse/ast.ts';
import type { WrittenDefinition } from './definition.ts';
import { resolveArguments, resolveExpression, resolveType } from './resolve-expression.ts';
import { declare, quietly, useValue, type Resolver } from './resolver.ts';
import { childScope, type Scope } from './scope.ts';

export function resolveBody(resolver: Resolver, parent: Scope, body: readonly Statement[]): void {
  const scope = childScope(
    parent,
    body.flatMap((statement) => definedBy(resolver, statement)),
  );
  for (const statement of body) resolveStatement(resolver, scope, statement);
}

/** The definitions that a statement adds to its body, each made once. What a sequence defines may be read after it. */
function definedBy(resolver: Resolver, statement: Statement): readonly WrittenDefinition[] {
  if (statement.kind === 'sequence')
    return [
      ...definition(resolver, statement),
      ...statement.body.flatMap((inner) => definedBy(resolver, inner)),
    ];
  return definition(resolver, statement);
}

function definition(resolver: Resolver, statement: Statement): readonly WrittenDefinition[] {
  const made = resolver.definitions.get(statement) ?? makeDefinition(statement);
  if (made === null) return [];
  resolver.definitions.set(statement, made);
  return [made];
}

function makeDefinition(node: Statement): WrittenDefinition | null {
  switch (node.kind) {
    case 'const':
      return { kind: 'const', name: node.name.name, nameSpan: node.name.span, node };
    case 'param':
      return { kind: 'variable', name: node.name.name, nameSpan: node.name.span, node };
    case 'latent':
    case 'observe':
    case 'given':
      return { kind: 'variable', name: node.target.name.name, nameSpan: node.target.name.span, node };
    case 'let':
      return { kind: 'let', name: node.target.name.name, nameSpan: node.target.name.span, node };
    case 'instance':
      return { kind: 'instance', name: node.name.name, nameSpan: node.name.span, node };
    case 'plate':
      return { kind: 'plate', name: node.name.name, nameSpan: node.name.span, node };
    case 'sequence':
      return { kind: 'sequence', name: node.name.name, nameSpan: node.name.span, node };
    case 'guide':
    case 'train':
    case 'return':
      return null;
  }
}

/** Every name that stands inside a plate of the model, with its innermost plate. */
export function namesInPlates(
  resolver: Resolver,
  body: readonly Statement[],
): Map<string, { readonly definition: WrittenDefinition; readonly plate: string }> {
  const found = new Map<string, { definition: WrittenDefinition; plate: string }>();
  const visit = (statements: readonly Statement[], plate: string | null): void => {
    for (const statement of statements) {
      if (plate !== null && statement.kind !== 'plate')
        for (const defined of definedBy(resolver, statement))
          if (!found.has(defined.name)) found.set(defined.name, { definition: defined, plate });
      if (statement.kind === 'plate') visit(statement.body, statement.name.name);
      if (statement.kind === 'sequence') visit(statement.body, plate);
    }
  };
  visit(body, null);
  return found;
}

function resolveStatement(resolver: Resolver, scope: Scope, statement: Statement): void {
  const own = resolver.definitions.get(statement) ?? null;
  resolver.defining = own;
  switch (statement.kind) {
    case 'const':
      resolveExpression(resolver, scope, statement.value);
      break;
    case 'param':
      resolveType(resolver, scope, statement.type);
      if (statement.prior !== null) resolveExpression(resolver, scope, statement.prior);
      if (statement.initial !== null) resolveExpression(resolver, scope, statement.initial);
      break;
    case 'latent':
    case 'observe':
    case 'given':
      resolveType(resolver, scope, statement.type);
      if (statement.target.index !== null) resolveExpression(resolver, scope, statement.target.index);
      if (statement.kind !== 'given' && statement.distribution !== null)
        resolveExpression(resolver, scope, statement.distribution);
      if (statement.kind === 'observe' && statement.value !== null)
        resolveExpression(resolver, scope, statement.value);
      break;
    case 'let':
      if (statement.target.index !== null) resolveExpression(resolver, scope, statement.target.index);
      resolveExpression(resolver, scope, statement.value);
      break;
    case 'plate':
      if (statement.size !== null) resolveExpression(resolver, scope, statement.size);
      break;
    case 'return':
      resolveExpression(resolver, scope, statement.value);
      break;
    case 'instance':
      quietly(resolver, () => {
        resolveExpression(resolver, scope, statement.value);
      });
      break;
    case 'guide':
      quietly(resolver, () => {
        useValue(resolver, scope, statement.target.name);
        resolveExpression(resolver, scope, statement.distribution);
      });
      break;
    case 'train':
      // Option words resolve in the option's own list first, so an unknown one is the checker's to report.
      quietly(resolver, () => {
        resolveArguments(resolver, scope, statement.options);
      });
      break;
    case 'sequence':
      resolveSequence(resolver, scope, statement);
      return;
    default:
      statement satisfies never;
  }
  if (own !== null) declare(resolver, scope, own);
  if (statement.kind === 'plate') resolveBody(resolver, scope, statement.body);
  resolver.defining = null;
}

/** Names are linked where they can be; the sequence itself is reported by the checker as not served yet. */
function resolveSequence(
  resolver: Resolver,
  scope: Scope,
  statement: Statement & { kind: 'sequence' },
): void {
  if (statement.size !== null) resolveExpression(resolver, scope, statement.size);
  quietly(resolver, () => {
    for (const defined of definedBy(resolver, statement)) {
      declare(resolver, scope, defined);
      resolver.inSequences.add(defined);
      resolver.read.add(defined);
    }
    if (statement.until !== null) useValue(resolver, scope, statement.until);
    for (const inner of statement.body) {
      resolveStatement(resolver, scope, inner);
    }
  });
}
