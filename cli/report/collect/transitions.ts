// Tables of what follows what: params with a simplex for each level of the variable that a sequence goes through.

import { levelNames } from './level-names.ts';
import { flatRows } from './flat-rows.ts';
import { parentsOf } from '../graph/model-graph.ts';
import type { TransitionView } from '../views.ts';
import type { ReportContext } from './context.ts';

/** Levels shown: of more the most frequent. */
const mostLevels = 40;

/** Found by structure: the variable's distribution reads its own earlier value and the param, whose two axes are both its levels. */
export function transitionViews({ model, fit, data }: ReportContext): TransitionView[] {
  const { definition } = fit;
  return model.variables.flatMap((variable): TransitionView[] => {
    const levels = variable.type.levels;
    const known = definition.variables.find(({ name }) => name === variable.name);
    const reads = parentsOf(variable);
    const readsItself = definition.lags.some(
      ({ name, of, at }) => of === variable.name && at.kind === 'back' && reads.has(name),
    );
    if (levels === null || known === undefined || !readsItself) return [];
    const names = levelNames(fit, known);
    const counts = new Float64Array(names.length);
    if (data[variable.name] !== undefined)
      for (const code of flatRows(definition, known, data[variable.name], fit.levels, fit.sizes).values)
        if (!Number.isNaN(code)) counts[code] = (counts[code] ?? 0) + 1;
    return model.variables.flatMap(({ name, role, type }) => {
      const [from, to] = type.shape;
      const isTable =
        role === 'param' &&
        reads.has(name) &&
        type.structure === 'simplex' &&
        type.shape.length === 2 &&
        from?.key === levels.key &&
        to?.key === levels.key;
      if (!isTable) return [];
      const shown = mostFrequent(counts);
      // Nothing comes after END.
      const rows = shown.filter((code) => names[code] !== 'END' || counts[code] !== 0);
      const values = fit.arrays[name] ?? new Float64Array();
      return [
        {
          param: name,
          variable: variable.name,
          from: rows.map((code) => names[code] ?? ''),
          to: shown.map((code) => names[code] ?? ''),
          probability: Float64Array.from(
            rows.flatMap((row) => shown.map((column) => values[row * names.length + column] ?? NaN)),
          ),
          levels: names.length,
        },
      ];
    });
  });
}

/** Codes in order; of many those with the largest counts. */
function mostFrequent(counts: Float64Array): number[] {
  const codes = Array.from(counts, (_, code) => code);
  if (codes.length <= mostLevels) return codes;
  return codes
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .slice(0, mostLevels)
    .sort((a, b) => a - b);
}
