// Names to definitions: which declaration, statement or library word each name in use stands for.
// In: the syntax tree. Out: maps from tree nodes to definitions, for the checker and for editors.

import type { Declaration, Identifier, NameExpression, Parameter, Program } from '../1-parse/ast.ts';
import type { Outcome } from '../diagnostics/diagnostic.ts';
import type { Definition, WrittenDefinition } from './definition.ts';
import { namesInPlates, resolveBody } from './resolve-body.ts';
import { resolveExpression, resolveType } from './resolve-expression.ts';
import { declare, quietly, type DefiningNode, type Resolver } from './resolver.ts';
import { definitionCycle, orderByDependency } from './rules/definition-cycle.ts';
import { mayWarnUnused, unusedName } from './rules/unused-name.ts';
import { childScope, type Scope } from './scope.ts';

export interface Resolution {
  /** What a name in use stands for. Names without an entry were reported, or stand where nothing is served yet. */
  readonly uses: ReadonlyMap<NameExpression | Identifier, Definition>;
  /** What a statement, declaration, parameter or comprehension defines. */
  readonly definitions: ReadonlyMap<DefiningNode, WrittenDefinition>;
  /** Constants and functions of the file, each after those it needs; the ones that need themselves are left out. */
  readonly order: readonly WrittenDefinition[];
}

export function resolveNames(program: Program): Outcome<Resolution> {
  const resolver: Resolver = {
    uses: new Map(),
    definitions: new Map(),
    read: new Set(),
    diagnostics: [],
    needed: null,
    inPlates: new Map(),
    modelNames: new Map(),
    inSequences: new Set(),
    defining: null,
    quiet: false,
    broken: false,
  };
  const scope = childScope(null);
  for (const use of program.uses)
    for (const { name, alias } of use.names) {
      const local = alias ?? name;
      declare(resolver, scope, { kind: 'import', name: local.name, nameSpan: local.span, node: use });
    }
  // All declarations first: a file's constants and functions may stand in any order.
  for (const declaration of program.declarations) {
    const definition = declarationOf(declaration);
    resolver.definitions.set(declaration, definition);
    declare(resolver, scope, definition);
  }

  const dependencies = new Map<WrittenDefinition, ReadonlySet<WrittenDefinition>>();
  for (const declaration of program.declarations) {
    const needed = new Set<WrittenDefinition>();
    resolver.needed = needed;
    resolveDeclaration(resolver, scope, declaration);
    resolver.needed = null;
    const definition = resolver.definitions.get(declaration);
    if (definition?.kind === 'const' || definition?.kind === 'function')
      dependencies.set(
        definition,
        new Set([...needed].filter((other) => scope.names.get(other.name) === other)),
      );
  }
  const { order, cycles } = orderByDependency(dependencies);
  for (const cycle of cycles) resolver.diagnostics.push(definitionCycle({ cycle }));
  if (!resolver.broken)
    for (const definition of resolver.definitions.values())
      if (mayWarnUnused(definition) && !resolver.read.has(definition))
        resolver.diagnostics.push(unusedName({ definition }));
  return {
    value: { uses: resolver.uses, definitions: resolver.definitions, order },
    diagnostics: resolver.diagnostics.toSorted((a, b) => a.labels[0].span.start - b.labels[0].span.start),
  };
}

function declarationOf(node: Declaration): WrittenDefinition {
  const { name, span: nameSpan } = node.name;
  switch (node.kind) {
    case 'const':
      return { kind: 'const', name, nameSpan, node };
    case 'function':
      return { kind: 'function', name, nameSpan, node };
    case 'network':
      return { kind: 'network', name, nameSpan, node };
    case 'model':
      return { kind: 'model', name, nameSpan, node };
  }
}

function resolveDeclaration(resolver: Resolver, file: Scope, declaration: Declaration): void {
  switch (declaration.kind) {
    case 'const':
      resolveExpression(resolver, file, declaration.value);
      return;
    case 'function': {
      const scope = childScope(file);
      declareParameters(resolver, scope, declaration.parameters, () => 'parameter');
      resolveType(resolver, scope, declaration.result);
      resolveBody(resolver, scope, declaration.body);
      return;
    }
    case 'network':
      quietly(resolver, () => {
        const scope = childScope(file);
        const parameters = [...declaration.hyperparameters, ...declaration.parameters];
        declareParameters(resolver, scope, parameters, () => 'parameter');
        resolveType(resolver, scope, declaration.result);
        resolveBody(resolver, scope, declaration.body);
        // Nothing checks networks yet, so nothing may be said about what they leave unused.
        for (const definition of resolver.definitions.values())
          if (
            declaration.span.start <= definition.nameSpan.start &&
            definition.nameSpan.end <= declaration.span.end
          )
            resolver.read.add(definition);
      });
      return;
    case 'model': {
      const scope = childScope(file);
      declareParameters(resolver, scope, declaration.hyperparameters, (parameter) =>
        parameter.type.name.name === 'dim' ? 'dim' : 'hyperparameter',
      );
      resolver.inPlates = namesInPlates(resolver, declaration.body);
      resolver.modelNames = new Map();
      resolveBody(resolver, scope, declaration.body);
      resolver.inPlates = new Map();
      return;
    }
    default:
      declaration satisfies never;
  }
}

/** In order: a type or default may name the parameters before it. */
function declareParameters(
  resolver: Resolver,
  scope: Scope,
  parameters: readonly Parameter[],
  kindOf: (parameter: Parameter) => 'parameter' | 'hyperparameter' | 'dim',
): void {
  for (const node of parameters) {
    resolveType(resolver, scope, node.type);
    if (node.defaultValue !== null) resolveExpression(resolver, scope, node.defaultValue);
    const definition: WrittenDefinition = {
      kind: kindOf(node),
      name: node.name.name,
      nameSpan: node.name.span,
      node,
    };
    resolver.definitions.set(node, definition);
    declare(resolver, scope, definition);
  }
}
