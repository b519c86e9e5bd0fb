// Options of `train` that the derived way of training does not read. It sees all rows in every step.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { optionWithoutEffect } from '../diagnostics.ts';
import type { TakenStage } from '../stage/stage.ts';

const read: ReadonlySet<string> = new Set(['restarts', 'tolerance', 'iterations']);

export function idleOptions({ model, gaps }: TakenStage): readonly Diagnostic[] {
  const { train } = model;
  // What is not built yet may read them.
  if (train === null || gaps.length > 0) return [];
  return train.options
    .filter(({ name }) => !read.has(name))
    .map(({ name, span }) => optionWithoutEffect({ name, method: train.method, span }));
}
