// Names to definitions: which declaration, statement or library word each name in use stands for.
// In: the syntax trees of files, each after those that it uses. Out: maps from tree nodes to definitions, for the
// checker and for editors.

import type { Declaration, Parameter, Statement } from '../1-parse/ast.ts';
import type { Outcome } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/order.ts';
import type { WrittenDefinition } from './definition.ts';
import { defineNames, type BodyPlace } from './define-names.ts';
import { declareImports, type FileNames } from './imports.ts';
import type { LoadedFile } from './load-files.ts';
import type { Resolution } from './resolution.ts';
import { resolveBody } from './resolve-body.ts';
import { resolveExpression, resolveType } from './resolve-expression.ts';
import { createResolver, declare, type BodyKind, type Resolver } from './resolver.ts';
import { definitionCycle, orderByDependency } from './rules/definition-cycle.ts';
import { nameNotInFile } from './rules/imported-name.ts';
import { mayWarnUnused, unusedName } from './rules/unused-name.ts';
import { childScope, type Scope } from './scope.ts';

export type { Resolution } from './resolution.ts';

export function resolveNames(files: readonly LoadedFile[]): Outcome<Resolution> {
  const resolver = createResolver();
  const known = new Map<LoadedFile, FileNames>();
  const dependencies = new Map<WrittenDefinition, ReadonlySet<WrittenDefinition>>();
  for (const file of files) resolveFile(resolver, file, known, dependencies);

  for (const { node, problem } of resolver.missing) {
    const definition = resolver.definitions.get(node);
    const used = definition !== undefined && resolver.read.has(definition);
    resolver.diagnostics.push(nameNotInFile({ ...problem, used: used && node.alias === null }));
  }
  const { order, cycles } = orderByDependency(dependencies);
  for (const cycle of cycles) resolver.diagnostics.push(definitionCycle({ cycle }));
  for (const definition of new Set(resolver.definitions.values()))
    if (mayWarnUnused(definition, dependencies.has(definition)) && !resolver.read.has(definition))
      resolver.diagnostics.push(unusedName({ definition }));
  const { uses, definitions, positions, rejected } = resolver;
  return {
    value: {
      programs: files.map(({ program }) => program),
      uses,
      definitions,
      positions,
      rejected,
      order,
    },
    diagnostics: sortDiagnostics(resolver.diagnostics),
  };
}

function resolveFile(
  resolver: Resolver,
  file: LoadedFile,
  known: Map<LoadedFile, FileNames>,
  dependencies: Map<WrittenDefinition, ReadonlySet<WrittenDefinition>>,
): void {
  const scope = childScope(null);
  resolver.meant = new Set();
  const imported = declareImports(resolver, scope, file, known);
  // All declarations first: a file's constants, functions and networks may stand in any order.
  const declared = new Map<string, WrittenDefinition>();
  for (const declaration of file.program.declarations) {
    const definition = declarationOf(declaration);
    resolver.definitions.set(declaration, definition);
    declare(resolver, scope, definition);
    if (!declared.has(definition.name)) declared.set(definition.name, definition);
  }
  known.set(file, { declared, imported });
  for (const declaration of file.program.declarations) {
    resolver.needed = new Set();
    resolveDeclaration(resolver, scope, declaration);
    const definition = resolver.definitions.get(declaration);
    if (definition !== undefined && definition.kind !== 'model')
      dependencies.set(definition, resolver.needed);
  }
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
      const scope = declareParameters(resolver, file, declaration.parameters, () => 'parameter');
      resolveType(resolver, scope, declaration.result);
      resolveWhole(resolver, scope, declaration.body, 'function');
      excuseUnused(resolver, declaration.parameters, declaration.body);
      return;
    }
    case 'network': {
      const outer = declareParameters(resolver, file, declaration.hyperparameters, () => 'hyperparameter');
      const scope = declareParameters(resolver, outer, declaration.parameters, () => 'input');
      resolveType(resolver, scope, declaration.result);
      resolveWhole(resolver, scope, declaration.body, 'network');
      excuseUnused(resolver, [...declaration.hyperparameters, ...declaration.parameters], declaration.body);
      return;
    }
    case 'model': {
      const scope = declareParameters(resolver, file, declaration.hyperparameters, (parameter) =>
        parameter.type.name.name === 'dim' ? 'dim' : 'hyperparameter',
      );
      resolveWhole(resolver, scope, declaration.body, 'model');
      return;
    }
    default:
      declaration satisfies never;
  }
}

/** The body of a declaration, with nothing left over of the one before. */
function resolveWhole(
  resolver: Resolver,
  scope: Scope,
  body: readonly Statement[],
  kind: Exclude<BodyKind, 'file'>,
): void {
  const at: BodyPlace = { place: `a ${kind}`, blocks: [] };
  resolver.body = kind;
  resolver.hidden = new Map();
  resolver.modelNames = new Map();
  defineNames(resolver, body, at);
  resolveBody(resolver, scope, body, at);
  resolver.body = 'file';
}

/** A body without `return`, which checking tells: all that is not used may be meant for the result. */
function excuseUnused(
  resolver: Resolver,
  parameters: readonly Parameter[],
  body: readonly Statement[],
): void {
  if (body.some(({ kind }) => kind === 'return')) return;
  for (const node of [...parameters, ...body]) {
    const definition = resolver.definitions.get(node);
    if (definition !== undefined) resolver.read.add(definition);
  }
}

/** In order: a type or default may name the parameters before it. */
function declareParameters(
  resolver: Resolver,
  parent: Scope,
  parameters: readonly Parameter[],
  kindOf: (parameter: Parameter) => 'parameter' | 'input' | 'hyperparameter' | 'dim',
): Scope {
  const definitions = parameters.map((node): WrittenDefinition => {
    const { name, span: nameSpan } = node.name;
    return { kind: kindOf(node), name, nameSpan, node };
  });
  const scope = childScope(parent, definitions);
  for (const [index, node] of parameters.entries()) {
    const definition = definitions[index];
    if (definition === undefined) continue;
    resolver.definitions.set(node, definition);
    resolver.defining = definition;
    resolveType(resolver, scope, node.type);
    if (node.defaultValue !== null) resolveExpression(resolver, scope, node.defaultValue);
    resolver.defining = null;
    declare(resolver, scope, definition);
  }
  return scope;
}
