// Links every name in an expression or type to its definition. What is due at a place decides what a name may stand
// for there, and what is proposed for one that does not exist.

import type {
  Argument,
  CallExpression,
  Comprehension,
  Expression,
  Index,
  IndexExpression,
  PipeExpression,
  ResultType,
  Stage,
  TypeExpression,
} from '../1-parse/ast.ts';
import type { Definition, WrittenDefinition } from './definition.ts';
import { lastPosition } from './library-words.ts';
import { reportNoInstance, useCallable, useIndexed, useValue } from './look-up.ts';
import { declare, quietly, type Resolver } from './resolver.ts';
import { childScope, type Scope } from './scope.ts';
import type { Due } from './suggest.ts';

export function resolveExpression(
  resolver: Resolver,
  scope: Scope,
  expression: Expression,
  due: Due = 'value',
): void {
  const visit = (inner: Expression, innerDue: Due): void => {
    resolveExpression(resolver, scope, inner, innerDue);
  };
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'string':
    case 'error':
      return;
    case 'name':
      useValue(resolver, scope, expression, due);
      return;
    case 'unary':
      visit(expression.operand, insideValue(due));
      return;
    case 'binary':
      visit(expression.left, insideValue(due));
      visit(expression.right, insideValue(due));
      return;
    case 'if':
      visit(expression.condition, 'value');
      visit(expression.then, due);
      visit(expression.else, due);
      return;
    case 'call':
      resolveCall(resolver, scope, expression, due);
      return;
    case 'member':
      visit(expression.object, insideValue(due));
      return;
    case 'index':
      resolveIndexed(resolver, scope, expression, due);
      return;
    case 'pipe':
      resolvePipe(resolver, scope, expression, due);
      return;
    case 'array':
      for (const element of expression.elements) visit(element, insideList(due));
      return;
    case 'record':
      for (const field of expression.fields) visit(field.value, insideValue(due));
      return;
    case 'comprehension':
      resolveComprehension(resolver, scope, expression, due);
      return;
    default:
      expression satisfies never;
  }
}

/** Parts of a size are sizes, and words may stand anywhere in an option; all else is made of values. */
function insideValue(due: Due): Due {
  if (due === 'layerArgument') return 'size';
  return due === 'size' || due === 'option' ? due : 'value';
}

/** The distributions of a mixture stand in a list. */
function insideList(due: Due): Due {
  return due === 'argument' ? due : insideValue(due);
}

export function resolveType(resolver: Resolver, scope: Scope, type: ResultType): void {
  if (type.kind === 'recordType')
    for (const field of type.fields) resolveSingleType(resolver, scope, field.type);
  else resolveSingleType(resolver, scope, type);
}

function resolveSingleType(resolver: Resolver, scope: Scope, type: TypeExpression): void {
  for (const { name, value } of type.arguments)
    resolveExpression(resolver, scope, value, name === null ? 'size' : 'value');
  for (const size of type.sizes ?? []) resolveExpression(resolver, scope, size, 'size');
}

export function resolveArguments(
  resolver: Resolver,
  scope: Scope,
  args: readonly Argument[],
  due: Due,
): void {
  for (const argument of args) resolveExpression(resolver, scope, argument.value, due);
}

/** Distributions that are made of others. */
const wrappers: ReadonlySet<string> = new Set(['Mixture', 'Truncated', 'Censored']);

function argumentDue(callee: Definition | null, due: Due): Due {
  if (due === 'option') return due;
  switch (callee?.kind) {
    case 'layer':
      return 'layerArgument';
    case 'distribution':
      return wrappers.has(callee.name) ? 'argument' : 'value';
    // Hyperparameters, for the most part.
    case 'network':
    case 'libraryNetwork':
      return 'size';
    default:
      return 'value';
  }
}

function resolveCall(
  resolver: Resolver,
  scope: Scope,
  { callee, arguments: args }: Pick<CallExpression, 'callee' | 'arguments'>,
  due: Due,
): void {
  if (callee.kind === 'name')
    resolveArguments(resolver, scope, args, argumentDue(useCallable(resolver, scope, callee, due), due));
  else {
    resolveExpression(resolver, scope, callee);
    resolveArguments(resolver, scope, args, due === 'option' ? due : 'value');
  }
}

/** `network f = Net(args)`. */
export function resolveInstance(resolver: Resolver, scope: Scope, value: Expression): void {
  if (value.kind === 'call' && value.callee.kind === 'name') {
    resolveCall(resolver, scope, value, 'network');
    return;
  }
  reportNoInstance(resolver, scope, value);
  quietly(resolver, () => {
    resolveExpression(resolver, scope, value);
  });
}

/** In the brackets of what a sequence indexes `last` is its last step, whatever else is called so. */
function resolveIndexed(
  resolver: Resolver,
  scope: Scope,
  { object, indices }: IndexExpression,
  due: Due,
): void {
  const [first, ...rest] = indices;
  if (object.kind === 'name') {
    const definition = useIndexed(resolver, scope, object, due === 'option' ? due : 'value');
    // Of a name that was reported it is not known whether it has steps.
    const isStepped = definition === null || (isTarget(definition) && definition.sequence !== null);
    if (first !== undefined) resolveIndex(resolver, scope, first, isStepped);
  } else {
    resolveExpression(resolver, scope, object, insideValue(due));
    if (first !== undefined) resolveIndex(resolver, scope, first, false);
  }
  for (const index of rest) resolveIndex(resolver, scope, index, false);
}

function isTarget(definition: Definition): definition is WrittenDefinition & { kind: 'variable' | 'let' } {
  return definition.kind === 'variable' || definition.kind === 'let';
}

function resolveIndex(resolver: Resolver, scope: Scope, index: Index, isStep: boolean): void {
  for (const value of index.kind === 'at' ? [index.value] : [index.from, index.to])
    if (value !== null) resolvePosition(resolver, scope, value, isStep);
}

/** `last`, and for a message that says what is wrong with it, `last - 1`. */
function resolvePosition(resolver: Resolver, scope: Scope, value: Expression, isStep: boolean): void {
  if (isStep && value.kind === 'name' && value.name === 'last') resolver.uses.set(value, lastPosition);
  else if (isStep && value.kind === 'binary') {
    resolvePosition(resolver, scope, value.left, isStep);
    resolvePosition(resolver, scope, value.right, isStep);
  } else resolveExpression(resolver, scope, value);
}

function resolvePipe(resolver: Resolver, scope: Scope, { value, stages }: PipeExpression, due: Due): void {
  resolveExpression(resolver, scope, value, due === 'option' ? due : 'value');
  for (const [index, stage] of stages.entries()) {
    const isLast = index === stages.length - 1;
    resolveStage(resolver, scope, stage, isLast && due === 'distribution' ? due : stageDue(resolver));
  }
}

/** Layers are proposed where they may stand. */
function stageDue(resolver: Resolver): Due {
  return resolver.body === 'network' ? 'stage' : 'value';
}

function resolveStage(resolver: Resolver, scope: Scope, stage: Stage, due: Due): void {
  if (stage.kind === 'call') {
    resolveCall(resolver, scope, stage, due);
    return;
  }
  if (stage.kind === 'repeat') resolveExpression(resolver, scope, stage.count, 'size');
  for (const inner of stage.stages) resolveStage(resolver, scope, inner, stageDue(resolver));
}

function resolveComprehension(resolver: Resolver, scope: Scope, node: Comprehension, due: Due): void {
  resolveExpression(resolver, scope, node.from, 'size');
  resolveExpression(resolver, scope, node.to, 'size');
  const { name, span: nameSpan } = node.variable;
  const loop: WrittenDefinition = { kind: 'loop', name, nameSpan, node };
  resolver.definitions.set(node, loop);
  const inner = childScope(scope);
  declare(resolver, inner, loop);
  resolveExpression(resolver, inner, node.body, insideList(due));
}
