// Loads the text of a generated module. Its types are stripped by Node; what it imports from `generand/runtime` is
// the runtime of this very command, wherever the module lies.

import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { AnyModel } from '../runtime/model/model.ts';
import { UserError } from './errors.ts';

const texts = new Map<string, string>();
let hooked = false;
let count = 0;

/**
 * The model that the module exports under `name`. `path` is where the module lies or will lie; nothing is read
 * from there. Error: `UserError` when the text is no such module.
 */
export async function loadModel(code: string, path: string, name: string): Promise<AnyModel> {
  installHooks();
  // A module is evaluated once for each address.
  const url = `${pathToFileURL(path).href}?generand=${String(count++)}`;
  texts.set(url, code);
  try {
    const module = (await import(url)) as Readonly<Record<string, unknown>>;
    const model = Object.values(module).find((value) => isModel(value) && value.name === name);
    if (!isModel(model)) throw new UserError(`${path}: this module has no model \`${name}\``);
    return model;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UserError(`${path}: this is not a module that gen wrote: ${error.message}`);
    throw error;
  } finally {
    texts.delete(url);
  }
}

function isModel(value: unknown): value is AnyModel {
  return typeof value === 'object' && value !== null && 'definition' in value && 'train' in value;
}

function installHooks(): void {
  if (hooked) return;
  hooked = true;
  const here = import.meta.url;
  const runtime = new URL(here.endsWith('.ts') ? '../runtime/index.ts' : '../runtime/index.js', here).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'generand/runtime') return { url: runtime, shortCircuit: true };
      if (texts.has(specifier)) return { url: specifier, shortCircuit: true };
      return next(specifier, context);
    },
    load(url, context, next) {
      const source = texts.get(url);
      // Whatever the package around it says: this is an ECMAScript module in TypeScript.
      if (source !== undefined) return { format: 'module-typescript', source, shortCircuit: true };
      return next(url, context);
    },
  });
}
