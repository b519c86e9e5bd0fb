// Walks the statements of a body from top to bottom: a name is visible from the statement after the one that defines
// it, and what a block defines only inside it. What a sequence indexes is visible in all of its block, by steps, and
// after it in the row around it.

import type { GuideStatement, PlateStatement, SequenceStatement, Statement } from '../1-parse/ast.ts';
import { nearNames } from '../diagnostics/did-you-mean.ts';
import type { LetDefinition, VariableDefinition, WrittenDefinition } from './definition.ts';
import { innermostSequence, insideBlock, type BodyPlace } from './define-names.ts';
import { resolveArguments, resolveExpression, resolveInstance, resolveType } from './resolve-expression.ts';
import { resolveGuideTarget } from './resolve-guide.ts';
import { declare, quietly, report, type Resolver } from './resolver.ts';
import { untilNotObserved } from './rules/sequence-end.ts';
import { childScope, type Scope } from './scope.ts';

/** After `defineNames` of the same body. */
export function resolveBody(
  resolver: Resolver,
  parent: Scope,
  body: readonly Statement[],
  at: BodyPlace,
): void {
  const upcoming = body.flatMap((statement) => definedBy(resolver, statement));
  const scope = childScope(parent, upcoming, at.blocks.at(-1) ?? null);
  for (const statement of body)
    if (!resolver.rejected.has(statement)) resolveStatement(resolver, scope, statement, at);
    else
      quietly(resolver, () => {
        // What it defines is as it was meant: its uses are no news.
        for (const definition of definedBy(resolver, statement)) resolver.read.add(definition);
        resolveStatement(resolver, scope, statement, at);
      });
}

/** The definitions that a statement adds to its body. */
function definedBy(resolver: Resolver, statement: Statement): readonly WrittenDefinition[] {
  const own = resolver.definitions.get(statement);
  return [
    ...(own === undefined ? [] : [own]),
    ...(statement.kind === 'sequence' ? indexedBy(resolver, statement) : []),
  ];
}

/** What a sequence indexes itself, which may be read after it. */
function indexedBy(
  resolver: Resolver,
  statement: SequenceStatement,
): readonly (VariableDefinition | LetDefinition)[] {
  const sequence = resolver.definitions.get(statement);
  const found = new Set<VariableDefinition | LetDefinition>();
  for (const inner of statement.body) {
    const definition = resolver.definitions.get(inner);
    if (definition?.kind !== 'variable' && definition?.kind !== 'let') continue;
    if (definition.sequence !== null && definition.sequence === sequence) found.add(definition);
  }
  return [...found];
}

function resolveStatement(resolver: Resolver, scope: Scope, statement: Statement, at: BodyPlace): void {
  const own = resolver.definitions.get(statement) ?? null;
  resolver.defining = own;
  resolveParts(resolver, scope, statement, at);
  resolver.defining = null;
  if (own !== null) declare(resolver, scope, own);
  if (own !== null && resolver.conflicting.has(own)) resolver.rejected.add(statement);
  if (statement.kind === 'plate' || statement.kind === 'sequence')
    resolveBlock(resolver, scope, statement, at);
}

/** What the statement reads, without the statements inside it. */
function resolveParts(resolver: Resolver, scope: Scope, statement: Statement, at: BodyPlace): void {
  switch (statement.kind) {
    case 'const':
    case 'let':
    case 'return':
      resolveExpression(resolver, scope, statement.value);
      return;
    case 'param':
      resolveType(resolver, scope, statement.type);
      if (statement.prior !== null) resolveExpression(resolver, scope, statement.prior, 'distribution');
      if (statement.initial !== null) resolveExpression(resolver, scope, statement.initial);
      return;
    case 'latent':
      resolveType(resolver, scope, statement.type);
      resolveExpression(resolver, scope, statement.distribution, 'distribution');
      return;
    case 'observe':
      resolveType(resolver, scope, statement.type);
      if (statement.distribution !== null)
        resolveExpression(resolver, scope, statement.distribution, 'distribution');
      if (statement.value !== null) resolveExpression(resolver, scope, statement.value);
      return;
    case 'given':
      resolveType(resolver, scope, statement.type);
      return;
    case 'plate':
    case 'sequence':
      if (statement.size !== null) resolveExpression(resolver, scope, statement.size, 'size');
      return;
    case 'instance':
      resolveInstance(resolver, scope, statement.value);
      return;
    case 'guide':
      resolveGuide(resolver, scope, statement, at);
      return;
    case 'train':
      // Option words resolve in the option's own list first, so an unknown one is the checker's to report.
      resolveArguments(resolver, scope, statement.options, 'option');
      return;
    default:
      statement satisfies never;
  }
}

function resolveGuide(resolver: Resolver, scope: Scope, statement: GuideStatement, at: BodyPlace): void {
  const sound = resolveGuideTarget(resolver, scope, statement.target, at);
  if (!sound) resolver.rejected.add(statement);
  resolveExpression(resolver, scope, statement.distribution, 'distribution');
}

function resolveBlock(
  resolver: Resolver,
  scope: Scope,
  statement: PlateStatement | SequenceStatement,
  at: BodyPlace,
): void {
  const block = resolver.definitions.get(statement);
  if (block?.kind !== 'plate' && block?.kind !== 'sequence') return;
  resolver.open.add(block);
  const inside = insideBlock(at, block);
  if (statement.kind === 'sequence') resolveUntil(resolver, statement);
  resolveBody(resolver, scope, statement.body, inside);
  resolver.open.delete(block);
  if (statement.kind !== 'sequence' || innermostSequence(inside) !== block) return;
  for (const definition of indexedBy(resolver, statement)) {
    scope.upcoming.delete(definition.name);
    if (!scope.names.has(definition.name)) scope.names.set(definition.name, definition);
  }
}

function resolveUntil(resolver: Resolver, statement: SequenceStatement): void {
  const { until } = statement;
  if (until === null || until.name === '') return;
  const indexed = indexedBy(resolver, statement);
  const definition = indexed.find((each) => each.name === until.name) ?? null;
  if (definition?.node.kind === 'observe') {
    resolver.uses.set(until, definition);
    return;
  }
  if (definition !== null) resolver.read.add(definition);
  const known = indexed.filter(({ node }) => node.kind === 'observe').map(({ name }) => name);
  const { name, span } = until;
  const near = definition === null ? nearNames(name, known) : [];
  report(resolver, untilNotObserved({ name, span, sequence: statement.name.name, definition, near, known }));
}
