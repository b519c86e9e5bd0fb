// The components of a plate: joint values of the finite latents that its rows depend on.

import { platePath } from '../../../runtime/data/plates.ts';
import type { ModelDefinition, VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyValues, Levels } from '../../../runtime/model/model.ts';
import type { Sizes } from '../../../runtime/model/definition.ts';
import { flatRows, spreadRows } from './flat-rows.ts';

export interface Components {
  readonly latents: readonly { readonly variable: VariableDefinition; readonly levels: number }[];
  /** `kind = 0`, `kind = 1`; empty without latents. */
  readonly names: readonly string[];
}

/** More would not be told apart by colour. */
const mostComponents = 16;

/** Latents of the plate and of those around it, inner ones first, as long as their joint values are few. */
export function componentsOf(definition: ModelDefinition, plate: string, sizes: Sizes): Components {
  const around = platePath(definition, plate).map(({ name }) => name);
  const depth = (variable: VariableDefinition) => around.indexOf(variable.plate ?? '');
  const candidates = definition.latents
    .flatMap((latent) => {
      const variable = definition.variables.find(({ name }) => name === latent.variable);
      if (variable === undefined || variable.type.shape.length > 0 || depth(variable) < 0) return [];
      return [{ variable, levels: latent.levels(sizes) }];
    })
    .sort((a, b) => depth(b.variable) - depth(a.variable));
  const latents: { variable: VariableDefinition; levels: number }[] = [];
  let count = 1;
  for (const latent of candidates) {
    if (count * latent.levels > mostComponents) continue;
    count *= latent.levels;
    latents.push(latent);
  }
  return {
    latents,
    names: latents.length === 0 ? [] : Array.from({ length: count }, (_, index) => nameOf(latents, index)),
  };
}

/** For each row of the plate its component, from values of the latents; null without latents. */
export function componentOfRows(
  definition: ModelDefinition,
  components: Components,
  values: AnyValues,
  levels: Levels,
  counts: readonly (readonly number[])[],
): Int32Array | null {
  if (components.latents.length === 0) return null;
  const rows = counts.at(-1)?.reduce((sum, count) => sum + count, 0) ?? 0;
  const result = new Int32Array(rows);
  let stride = 1;
  for (const { variable, levels: size } of components.latents) {
    const flat = flatRows(definition, variable, values[variable.name], levels);
    const spread = spreadRows(flat.values, flat.counts.length, counts);
    for (let row = 0; row < rows; row++) result[row] = (result[row] ?? 0) + stride * (spread[row] ?? 0);
    stride *= size;
  }
  return result;
}

function nameOf(latents: Components['latents'], index: number): string {
  let rest = index;
  const parts: string[] = [];
  for (const { variable, levels } of latents) {
    const value = rest % levels;
    parts.unshift(
      `${variable.name} = ${variable.type.element === 'bool' ? String(value === 1) : String(value)}`,
    );
    rest = Math.floor(rest / levels);
  }
  return parts.join(', ');
}
