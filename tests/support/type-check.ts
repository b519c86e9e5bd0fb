// Type-checks texts as if they were files of this folder's project, as strictly as users may: with the project's
// own compiler options and without `skipLibCheck`.

import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** Errors in the given files, as `name:line: message`. Names are relative to the root. */
export function typeErrors(files: Readonly<Record<string, string>>): readonly string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['generand-source'],
    types: ['node'],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
  };
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(root, name), text]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile(name, version, ...rest) {
      const text = texts.get(name);
      return text === undefined
        ? disk.getSourceFile(name, version, ...rest)
        : ts.createSourceFile(name, text, version);
    },
    fileExists: (name) => texts.has(name) || disk.fileExists(name),
    readFile: (name) => texts.get(name) ?? disk.readFile(name),
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${name.slice(root.length + 1)}:${String(line)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}
