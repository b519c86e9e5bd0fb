// What the compiler says about a spec, down to planning: names, types, structure, and whether there is a derivation.

import { notDerivableYet } from '../../compiler/4-plan/diagnostics.ts';
import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.ts';
import { analyse, quietHost } from '../../compiler/pipeline.ts';

/** `files`: those that it may use, by their path from it. */
export function diagnose(
  text: string,
  files: ReadonlyMap<string, string> = new Map(),
): readonly Diagnostic[] {
  const read = (
    path: string,
  ): { readonly path: string; readonly text: string } | { readonly problem: string } => {
    const found = files.get(`./${path}`);
    return found === undefined ? { problem: 'there is no such file' } : { path, text: found };
  };
  return analyse({ path: 'model.gen', text }, { ...quietHost, read }).diagnostics;
}

/** A rule that is not built yet, named as such: nothing is wrong with the spec. */
export function isNotDerivable({ code }: Pick<Diagnostic, 'code'>): boolean {
  return code === notDerivableYet.definition.code;
}

/** As the compiler lists them where it meets a type that there is not. */
export function typeNames(): readonly string[] {
  const [unknown] = diagnose('model M { param p: zzzzzzzz }');
  const list = /^types are (?<names>.*)$/.exec(unknown?.why ?? '')?.groups?.['names'];
  if (list === undefined) throw new Error('an unknown type is no longer answered with the list of types');
  return list.split(', ');
}
