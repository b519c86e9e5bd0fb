// What stays the same through a whole training run: made of constants, hyperparameters and dims alone.

import type { CoreExpression } from '../model.ts';
import { distinctParts } from '../mentions.ts';

const fixedKinds: ReadonlySet<CoreExpression['kind']> = new Set([
  'number',
  'size',
  'hyperparameter',
  'call',
  'if',
]);

export function isFixed(expression: CoreExpression): boolean {
  for (const part of distinctParts([expression])) if (!fixedKinds.has(part.kind)) return false;
  return true;
}
