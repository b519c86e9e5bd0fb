// Tokens of a vocabulary that tell components apart.

import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import { platePath } from '../../../runtime/data/plates.ts';
import type { TokenView } from '../views.ts';
import { componentOfRows, componentsOf } from './components.ts';
import type { ReportContext } from './context.ts';
import { flatRows } from './flat-rows.ts';
import { levelNames } from './level-names.ts';

const mostTokens = 12;

/** Observations whose values are a vocabulary, but for steps of sequences, where what matters is what follows what. */
export function isBag(context: ReportContext, { type, vocabulary, plate }: VariableDefinition): boolean {
  const { definition } = context.fit;
  return (
    vocabulary === true &&
    type.element === 'category' &&
    platePath(definition, plate).every(({ sequence }) => sequence === null)
  );
}

export function tokenViews(context: ReportContext): TokenView[] {
  const bags = context.observed.filter((variable) => isBag(context, variable));
  return bags.flatMap((variable) => {
    const view = tokenView(context, variable);
    return view === null ? [] : [view];
  });
}

function tokenView(context: ReportContext, variable: VariableDefinition): TokenView | null {
  const { fit, data, decoded } = context;
  const { definition, sizes, levels } = fit;
  const { values, counts, elements } = flatRows(definition, variable, data[variable.name], levels, sizes);
  const names = levelNames(fit, variable);
  const components = componentsOf(definition, variable.plate ?? '', sizes, levels);
  const component = componentOfRows(definition, components, decoded, levels, counts);
  const size = Math.max(1, components.names.length);
  const table = Array.from({ length: size }, () => new Float64Array(names.length));
  values.forEach((code, index) => {
    if (Number.isNaN(code)) return;
    const own = table[component?.[Math.floor(index / elements)] ?? 0];
    if (own !== undefined) own[code] = (own[code] ?? 0) + 1;
  });
  const all = names.map((_, code) => table.reduce((sum, own) => sum + (own[code] ?? 0), 0));
  const total = all.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  return {
    variable: variable.name,
    components:
      size === 1
        ? []
        : table.map((own, index) => telling(components.names[index] ?? '', own, all, total, names)),
    frequent: size === 1 ? frequent(all, total, names) : [],
  };
}

/** The tokens with the largest ratio of shares, half a token added to each count: what occurs once says little. */
function telling(
  name: string,
  own: Float64Array,
  all: readonly number[],
  total: number,
  names: readonly string[],
): TokenView['components'][number] {
  const inside = own.reduce((sum, count) => sum + count, 0);
  const half = 0.5;
  const share = (count: number, of: number) => (count + half) / (of + half * names.length);
  return {
    name,
    total: inside,
    tokens: names
      .map((token, code) => {
        const count = own[code] ?? 0;
        const elsewhere = (all[code] ?? 0) - count;
        return { token, count, ratio: share(count, inside) / share(elsewhere, total - inside) };
      })
      .filter(({ count, ratio }) => count > 0 && ratio > 1)
      .sort((a, b) => b.ratio - a.ratio || b.count - a.count)
      .slice(0, mostTokens),
  };
}

function frequent(all: readonly number[], total: number, names: readonly string[]): TokenView['frequent'] {
  return names
    .map((token, code) => ({ token, count: all[code] ?? 0, share: (all[code] ?? 0) / total }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 2 * mostTokens);
}
