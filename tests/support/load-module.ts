// Runs the text of a generated module in this process: types stripped, imports bound to the runtime's sources.

import { stripTypeScriptTypes } from 'node:module';
import * as runtime from '../../runtime/index.ts';
import type { AnyModel } from '../../runtime/index.ts';

/** The models that a module exports, by name. */
export function loadModule(code: string): Record<string, AnyModel> {
  const exported: string[] = [];
  const script = stripTypeScriptTypes(code, { mode: 'strip' })
    .replace(
      /^import\s+\{([^}]*)\}\s+from\s+'generand\/runtime';$/gm,
      (_, names: string) => `const {${names}} = runtime;`,
    )
    .replace(/^import\s*;?$/gm, '')
    .replace(/^export const ([^\s:=]+)/gmu, (_, name: string) => {
      exported.push(`[${JSON.stringify(name)}]: ${name}`);
      return `const ${name}`;
    })
    .replace(/^export \{ (\S+) as (\S+) \};$/gm, (_, local: string, name: string) => {
      exported.push(`[${JSON.stringify(name)}]: ${local}`);
      return '';
    });
  const run = Function('runtime', `'use strict';\n${script}\nreturn { ${exported.join(', ')} };`) as (
    library: typeof runtime,
  ) => Record<string, AnyModel>;
  return run(runtime);
}
