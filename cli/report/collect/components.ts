// The components of a plate: joint values of the finite variables that its rows depend on, latents and labels.

import { platePath } from '../../../runtime/data/plates.ts';
import type { ModelDefinition, Sizes, VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyValues, Levels } from '../../../runtime/model/model.ts';
import { flatRows, spreadRows } from './flat-rows.ts';
import { isFiniteScalar } from './level-names.ts';

export interface Components {
  readonly variables: readonly { readonly definition: VariableDefinition; readonly levels: number }[];
  /** `Adelie`, `kind = 1`, `species = Adelie, sex = male`; empty without any. */
  readonly names: readonly string[];
}

/** More would not be told apart by colour. */
const mostComponents = 16;

/** Variables of the plate and of those around it, inner ones first, as long as their joint values are few. */
export function componentsOf(
  definition: ModelDefinition,
  plate: string,
  sizes: Sizes,
  levels: Levels = {},
): Components {
  const path = platePath(definition, plate);
  const depth = ({ plate: own }: VariableDefinition) => path.findIndex(({ name }) => name === own);
  const inside = definition.variables.filter((variable) => depth(variable) >= 0);
  const splitting = inside.filter((variable) => splitsRows(definition, variable));
  const candidates = (splitting.length > 0 ? splitting : outcomesOf(inside)).sort(
    (a, b) => depth(b) - depth(a),
  );
  const variables: { definition: VariableDefinition; levels: number }[] = [];
  let count = 1;
  for (const candidate of candidates) {
    const size = candidate.type.levels?.(sizes) ?? 2;
    if (count * size > mostComponents) continue;
    count *= size;
    variables.push({ definition: candidate, levels: size });
  }
  return {
    variables,
    names:
      variables.length === 0
        ? []
        : Array.from({ length: count }, (_, index) => nameOf(variables, index, levels)),
  };
}

/** Where a row depends on nothing but inputs: those that are groups, else what is told from the inputs. */
function outcomesOf(inside: readonly VariableDefinition[]): VariableDefinition[] {
  const finite = inside.filter((variable) => isFiniteScalar(variable) && variable.vocabulary !== true);
  const groups = finite.filter(({ role }) => role === 'given');
  if (groups.length > 0) return groups;
  const hasInputs = inside.some(({ role, type }) => role === 'given' && type.element === 'real');
  return hasInputs ? finite.filter(({ role }) => role === 'observe') : [];
}

/** Latents that are summed out, and labels: observations on which others of their row depend. */
function splitsRows(definition: ModelDefinition, variable: VariableDefinition): boolean {
  if (!isFiniteScalar(variable)) return false;
  if (definition.latents.some((latent) => latent.variable === variable.name)) return !variable.isLeaf;
  const isLabel = variable.role === 'observe' && !variable.isLeaf && variable.vocabulary !== true;
  // What a step of a sequence depends on is the step before it.
  return isLabel && platePath(definition, variable.plate).every(({ sequence }) => sequence === null);
}

/** For each row of the plate its component, from values of the variables; null without components. */
export function componentOfRows(
  definition: ModelDefinition,
  components: Components,
  values: AnyValues,
  levels: Levels,
  counts: readonly (readonly number[])[],
): Int32Array | null {
  if (components.variables.length === 0) return null;
  const rows = counts.at(-1)?.reduce((sum, count) => sum + count, 0) ?? 0;
  const result = new Int32Array(rows);
  let stride = 1;
  for (const { definition: variable, levels: size } of components.variables) {
    const flat = flatRows(definition, variable, values[variable.name], levels);
    const spread = spreadRows(flat.values, flat.counts.length, counts);
    for (let row = 0; row < rows; row++) result[row] = (result[row] ?? 0) + stride * (spread[row] ?? 0);
    stride *= size;
  }
  return result;
}

function nameOf(variables: Components['variables'], index: number, levels: Levels): string {
  let rest = index;
  const parts: string[] = [];
  for (const { definition, levels: size } of variables) {
    const value = rest % size;
    const text = Object.hasOwn(levels, definition.name) ? levels[definition.name]?.[value] : undefined;
    const shown = text ?? (definition.type.element === 'bool' ? String(value === 1) : String(value));
    // The text of a level says enough by itself.
    parts.unshift(text !== undefined && variables.length === 1 ? text : `${definition.name} = ${shown}`);
    rest = Math.floor(rest / size);
  }
  return parts.join(', ');
}
