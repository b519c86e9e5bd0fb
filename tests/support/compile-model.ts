// The one model of a spec, compiled and loaded, ready to train.

import { compile } from '../../compiler/index.ts';
import { renderLine } from '../../compiler/diagnostics/render-line.ts';
import type { AnyModel } from '../../runtime/index.ts';
import { loadModule } from './load-module.ts';

export async function compileModel(text: string): Promise<AnyModel> {
  const { module, diagnostics } = await compile({ path: 'model.gen', text }, { layout: 'plain' });
  if (module === null) throw new Error(diagnostics.map(renderLine).join('\n'));
  const [model] = Object.values(loadModule(module.code));
  if (model === undefined) throw new Error('the spec has no model');
  return model;
}
