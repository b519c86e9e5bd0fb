// Whether the method that `train` names applies to the model.

import type { CheckedModel } from '../../3-check/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { methodNotApplicable } from '../diagnostics.ts';
import type { Analysis } from '../stage/analysis.ts';
import { namedMethod } from '../stage/derivation-stage.ts';
import { methodObstacle } from '../stage/methods.ts';

export function checkMethod(model: CheckedModel, analysis: Analysis): readonly Diagnostic[] {
  const { train } = model;
  const method = namedMethod(model);
  if (train === null || method === null) return [];
  const obstacle = methodObstacle(analysis, method);
  return obstacle === null ? [] : [methodNotApplicable({ train, obstacle })];
}
