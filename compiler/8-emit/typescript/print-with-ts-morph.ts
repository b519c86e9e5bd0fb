// Assembles a module with ts-morph and lays it out with prettier. Both are loaded here and nowhere else, at the
// first call: checking a spec must not wait for them. The functions of kernels, nine tenths of the text, are laid
// out as they are written; a comment holds the place of each meanwhile, as to read them again would take longer
// than all the rest of a build.

import type { StatementStructures } from 'ts-morph';
import type { Module, Statement } from './module.ts';

type TsMorph = typeof import('ts-morph');

export async function printWithTsMorph(module: Module): Promise<string> {
  const [tsMorph, prettier, typescriptPlugin, estreePlugin] = await Promise.all([
    import('ts-morph'),
    import('prettier/standalone'),
    import('prettier/plugins/typescript'),
    import('prettier/plugins/estree'),
  ]);
  const project = new tsMorph.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
  });
  const file = project.createSourceFile('module.ts', {
    statements: [
      `// ${module.header}`,
      ...module.imports.map(({ from, typeOnly, names }, index): StatementStructures => ({
        kind: tsMorph.StructureKind.ImportDeclaration,
        leadingTrivia: index === 0 ? '\n' : '',
        moduleSpecifier: from,
        isTypeOnly: typeOnly,
        namedImports: [...names],
      })),
      ...module.statements.map((statement, position) => structureOf(statement, position, tsMorph)),
    ],
  });
  const text = await prettier.format(file.getFullText(), {
    parser: 'typescript',
    plugins: [typescriptPlugin, estreePlugin],
    printWidth: 110,
    singleQuote: true,
  });
  return module.statements.reduce(
    (filled, statement, position) =>
      // A function as replacement: `$` in the code is no pattern.
      statement.kind === 'code' ? filled.replace(placeOf(position), () => statement.text.trimEnd()) : filled,
    text,
  );
}

/** Stands for the code at this position among the statements. */
function placeOf(position: number): string {
  return `// code ${String(position)}.`;
}

/** A blank line between statements, where ts-morph puts none. */
const leadingTrivia = '\n';

function structureOf(
  statement: Statement,
  position: number,
  { StructureKind, VariableDeclarationKind }: TsMorph,
): StatementStructures | string {
  switch (statement.kind) {
    case 'interface':
      return {
        kind: StructureKind.Interface,
        leadingTrivia,
        name: statement.name,
        isExported: true,
        docs: docsOf(statement.doc),
        extends: [...statement.extends],
        properties: statement.properties.map(({ key, optional, type, doc }) => ({
          name: key,
          type,
          isReadonly: true,
          hasQuestionToken: optional,
          docs: docsOf(doc),
        })),
      };
    case 'constant':
      return {
        kind: StructureKind.VariableStatement,
        leadingTrivia,
        declarationKind: VariableDeclarationKind.Const,
        isExported: statement.exported,
        docs: docsOf(statement.doc),
        declarations: [
          {
            name: statement.name,
            initializer: statement.value,
            ...(statement.type === null ? {} : { type: statement.type }),
          },
        ],
      };
    case 'code':
      return `${leadingTrivia}${placeOf(position)}`;
    case 'export':
      return {
        kind: StructureKind.ExportDeclaration,
        leadingTrivia,
        namedExports: [{ name: statement.local, alias: statement.exported }],
      };
  }
}

function docsOf(doc: string | null): string[] {
  return doc === null ? [] : [doc];
}
