// Links every name in an expression or type to its definition.

import type {
  Argument,
  Expression,
  Index,
  IndexExpression,
  ResultType,
  Stage,
  TypeExpression,
} from '../1-parse/ast.ts';
import type { WrittenDefinition } from './definition.ts';
import { declare, quietly, useCallable, useValue, type Resolver } from './resolver.ts';
import { childScope, type Scope } from './scope.ts';

export function resolveExpression(resolver: Resolver, scope: Scope, expression: Expression): void {
  const visit = (inner: Expression): void => {
    resolveExpression(resolver, scope, inner);
  };
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'string':
      return;
    case 'error':
      resolver.broken = true;
      return;
    case 'name':
      useValue(resolver, scope, expression);
      return;
    case 'unary':
      visit(expression.operand);
      return;
    case 'binary':
      visit(expression.left);
      visit(expression.right);
      return;
    case 'if':
      visit(expression.condition);
      visit(expression.then);
      visit(expression.else);
      return;
    case 'call':
      resolveCall(resolver, scope, expression);
      return;
    case 'member':
      visit(expression.object);
      return;
    case 'index':
      visit(expression.object);
      resolveIndices(resolver, scope, expression);
      return;
    case 'pipe':
      visit(expression.value);
      for (const stage of expression.stages) resolveStage(resolver, scope, stage);
      return;
    case 'array':
      expression.elements.forEach(visit);
      return;
    case 'record':
      for (const field of expression.fields) visit(field.value);
      return;
    case 'comprehension': {
      visit(expression.from);
      visit(expression.to);
      const { variable } = expression;
      const loop: WrittenDefinition = {
        kind: 'loop',
        name: variable.name,
        nameSpan: variable.span,
        node: expression,
      };
      resolver.definitions.set(expression, loop);
      const inner = childScope(scope);
      declare(resolver, inner, loop);
      resolveExpression(resolver, inner, expression.body);
      return;
    }
    default:
      expression satisfies never;
  }
}

export function resolveType(resolver: Resolver, scope: Scope, type: ResultType): void {
  if (type.kind === 'recordType') {
    for (const field of type.fields) resolveType(resolver, scope, field.type);
    return;
  }
  resolveSimpleType(resolver, scope, type);
}

function resolveSimpleType(resolver: Resolver, scope: Scope, type: TypeExpression): void {
  resolveArguments(resolver, scope, type.arguments);
  for (const size of type.sizes ?? []) resolveExpression(resolver, scope, size);
}

export function resolveArguments(resolver: Resolver, scope: Scope, args: readonly Argument[]): void {
  for (const argument of args) resolveExpression(resolver, scope, argument.value);
}

function resolveCall(
  resolver: Resolver,
  scope: Scope,
  call: { readonly callee: Expression; readonly arguments: readonly Argument[] },
): void {
  if (call.callee.kind === 'name') useCallable(resolver, scope, call.callee);
  else resolveExpression(resolver, scope, call.callee);
  resolveArguments(resolver, scope, call.arguments);
}

function resolveIndices(resolver: Resolver, scope: Scope, { object, indices }: IndexExpression): void {
  const visit = (): void => {
    for (const index of indices) resolveIndex(resolver, scope, index);
  };
  const definition = object.kind === 'name' ? resolver.uses.get(object) : undefined;
  if (definition !== undefined && resolver.inSequences.has(definition)) quietly(resolver, visit);
  else visit();
}

function resolveIndex(resolver: Resolver, scope: Scope, index: Index): void {
  if (index.kind === 'at') resolveExpression(resolver, scope, index.value);
  else for (const end of [index.from, index.to]) if (end !== null) resolveExpression(resolver, scope, end);
}

function resolveStage(resolver: Resolver, scope: Scope, stage: Stage): void {
  if (stage.kind === 'call') {
    resolveCall(resolver, scope, stage);
    return;
  }
  if (stage.kind === 'repeat') resolveExpression(resolver, scope, stage.count);
  for (const inner of stage.stages) resolveStage(resolver, scope, inner);
}
