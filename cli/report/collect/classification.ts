// Labels predicted from the rest of their rows: of which finite observations, and what came of it.

import type { CheckedModel } from '../../../compiler/3-check/model.ts';
import type { AnyFit, AnyValues } from '../../../runtime/model/model.ts';
import { measureCalibration } from '../../measures/calibration.ts';
import { measureClassification } from '../../measures/classification.ts';
import type { ClassificationView } from '../views.ts';
import { componentsOf } from './components.ts';
import { flatRows } from './flat-rows.ts';
import { isFiniteScalar, levelNames } from './level-names.ts';
import { dependsOnInputs, predictedLevels } from './predictions.ts';

/** A table of more is read by nobody. */
const mostLevels = 1000;

/** Finite observations on which others depend, and those that depend on inputs. */
export function classificationViews(model: CheckedModel, fit: AnyFit, data: AnyValues): ClassificationView[] {
  const { definition } = fit;
  return definition.variables.flatMap((variable) => {
    const { name, role, isLeaf, plate } = variable;
    if (role !== 'observe' || !isFiniteScalar(variable) || data[name] === undefined) return [];
    if (plate === null || (isLeaf && !dependsOnInputs(model, fit, name))) return [];
    const levels = levelNames(fit, variable);
    if (levels.length < 2 || levels.length > mostLevels) return [];
    const observed = flatRows(definition, variable, data[name], fit.levels, fit.sizes).values;
    if (observed.every(Number.isNaN)) return [];
    const probability = predictedLevels(fit, data, variable, levels.length);
    if (probability === null) return [];
    return [
      {
        variable: name,
        levels,
        coloured: isColoured(fit, plate, name),
        measures: measureClassification(observed, probability, levels.length),
        calibration: measureCalibration(observed, probability, levels.length),
      },
    ];
  });
}

/** Whether the variable's levels are the components of its plate. */
export function isColoured({ definition, sizes, levels }: AnyFit, plate: string, variable: string): boolean {
  const { variables } = componentsOf(definition, plate, sizes, levels);
  return variables.length === 1 && variables[0]?.definition.name === variable;
}
