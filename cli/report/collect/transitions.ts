// Tables of what follows what: params with a simplex for each level of the variable that a sequence goes through.

import { chainVariables } from './chains.ts';
import { isColoured } from './classification.ts';
import type { ReportContext } from './context.ts';
import { flatRows } from './flat-rows.ts';
import { levelNames } from './level-names.ts';
import type { TransitionView } from '../views.ts';

/** Levels shown: of more the most frequent. */
const mostLevels = 40;

export function transitionViews({ model, fit, data }: ReportContext): TransitionView[] {
  return chainVariables(model, fit).flatMap(({ definition, tables }): TransitionView[] => {
    const names = levelNames(fit, definition);
    const counts = new Float64Array(names.length);
    if (data[definition.name] !== undefined)
      for (const code of flatRows(fit.definition, definition, data[definition.name], fit.levels, fit.sizes)
        .values)
        if (!Number.isNaN(code)) counts[code] = (counts[code] ?? 0) + 1;
    const shown = mostFrequent(counts);
    // Nothing comes after END.
    const rows = shown.filter((code) => names[code] !== 'END' || counts[code] !== 0);
    return tables.map((param) => {
      const values = fit.arrays[param] ?? new Float64Array();
      return {
        param,
        variable: definition.name,
        from: rows.map((code) => names[code] ?? ''),
        to: shown.map((code) => names[code] ?? ''),
        probability: Float64Array.from(
          rows.flatMap((row) => shown.map((column) => values[row * names.length + column] ?? NaN)),
        ),
        levels: names.length,
        coloured: isColoured(fit, definition.plate ?? '', definition.name),
      };
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
