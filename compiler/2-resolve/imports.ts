// The names that a file takes from others: what those define themselves, but no models.

import type { UseDeclaration } from '../1-parse/ast.ts';
import { nearNames } from '../diagnostics/did-you-mean.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { ImportDefinition, ImportedName, WrittenDefinition } from './definition.ts';
import { pathKey, resolvePath } from './file-path.ts';
import type { LoadedFile } from './load-files.ts';
import { declare, report, type Resolver } from './resolver.ts';
import { importedModel } from './rules/imported-name.ts';
import type { Scope } from './scope.ts';

/** What a file defines, and what it takes from others, by name. */
export interface FileNames {
  readonly declared: ReadonlyMap<string, WrittenDefinition>;
  readonly imported: ReadonlyMap<
    string,
    { readonly definition: ImportDefinition; readonly use: UseDeclaration }
  >;
}

/** `known`: the names of the files that come before. */
export function declareImports(
  resolver: Resolver,
  scope: Scope,
  file: LoadedFile,
  known: ReadonlyMap<LoadedFile, FileNames>,
): FileNames['imported'] {
  const imported = new Map<string, { definition: ImportDefinition; use: UseDeclaration }>();
  for (const use of file.program.uses) {
    const other = file.used.get(use) ?? null;
    const ofItself = pathKey(resolvePath(file.file.path, use.path)) === pathKey(file.file.path);
    const own = new Set(ofItself ? file.program.declarations.map((each) => each.name.name) : []);
    for (const node of use.names) {
      // A file that uses itself is told that; the names that it defines are its own.
      if (node.name.name === '' || (node.alias === null && own.has(node.name.name))) continue;
      const target = other === null ? null : findTarget(resolver, use, node, other, known.get(other));
      const { name, span: nameSpan } = node.alias ?? node.name;
      const definition: ImportDefinition = { kind: 'import', name, nameSpan, node, target };
      resolver.definitions.set(node, definition);
      if (target !== null) resolver.uses.set(node.name, target);
      declare(resolver, scope, definition);
      if (!imported.has(name)) imported.set(name, { definition, use });
    }
  }
  return imported;
}

/** Null where there is nothing to take, which is reported, some of it when all uses are known. */
function findTarget(
  resolver: Resolver,
  use: UseDeclaration,
  node: ImportedName,
  other: LoadedFile,
  names: FileNames | undefined,
): WrittenDefinition | null {
  const { name, span } = node.name;
  const found = names?.declared.get(name);
  if (found?.kind === 'model') {
    report(resolver, importedModel({ definition: found, span }));
    return null;
  }
  if (found !== undefined) return found;
  // The declaration may be what is broken there.
  if (hasErrors(other.parsed.diagnostics)) return null;
  const passedOn = names?.imported.get(name);
  const elsewhere =
    passedOn === undefined || passedOn.definition.target === null
      ? null
      : { definition: passedOn.definition.target, path: resolvePath(use.path, passedOn.use.path) };
  const near = [...(names?.declared.values() ?? [])].filter(({ kind }) => kind !== 'model');
  const problem = {
    name,
    span,
    path: use.path,
    near: nearNames(
      name,
      near.map((each) => each.name),
    ),
    elsewhere,
  };
  resolver.missing.push({ node, problem });
  resolver.meant = new Set([...resolver.meant, ...problem.near]);
  return null;
}
