// What the names of a spec stand for while an expression is lowered. Programs differ in this alone: where
// likelihoods are computed a latent is the positions along its axis, where samples are drawn it is the draw, and
// where params are estimated from statistics an observed category is an axis of cells.

import type { Variable } from '../3-check/model.ts';
import { isFinite } from '../3-check/model.ts';
import { isSummed } from '../4-plan/arguments.ts';
import type { Node } from '../ir/ops.ts';
import type { Context, Value } from './context.ts';
import {
  cellAxis,
  dataInput,
  latentValues,
  paramInput,
  rowIndex,
  spread,
  valueAxes,
  variable,
} from './context.ts';
import { constantSize } from '../sizes/size.ts';

/** What it answers stays the same as long as it is used: expressions are lowered once in each. */
export interface Environment {
  readonly context: Context;
  variable(name: string): Value;
  plateIndex(plate: string): Node;
}

/** Values that differ from the usual: draws, transformed params. Null: the usual one. */
export type Override = (declared: Variable) => Node | null;

const noOverride: Override = () => null;

/** Names as the rows of `plate` see them: data from the inputs, latents along their axes. */
export function rowEnvironment(
  context: Context,
  plate: string | null,
  override: Override = noOverride,
): Environment {
  return {
    context,
    variable: (name) => {
      const declared = variable(context, name);
      const given = override(declared);
      return {
        node: spread(context, given ?? usualValue(context, declared), declared.plate, plate),
        axes: valueAxes(declared),
      };
    },
    plateIndex: (name) => spread(context, rowIndex(context, name), name, plate),
  };
}

function usualValue(context: Context, declared: Variable): Node {
  if (isSummed(context.index, declared)) return latentValues(context, declared);
  switch (declared.role) {
    case 'param':
      return paramInput(context, declared);
    case 'latent':
      throw new Error(`internal: the latent ${declared.name} is not summed out`);
    case 'observe':
    case 'given':
      return dataInput(context, declared);
  }
}

/** Names as the cells of a factor's statistics see them: every finite variable is an axis. */
export function cellEnvironment(context: Context, override: Override = noOverride): Environment {
  return {
    context,
    variable: (name) => {
      const declared = variable(context, name);
      const node = override(declared) ?? cellValue(context, declared);
      return { node, axes: valueAxes(declared) };
    },
    plateIndex: (name) => {
      const size = context.derivation.model.plates.find((plate) => plate.name === name)?.size ?? null;
      if (size === null) throw new Error(`internal: plate ${name} has no cells`);
      return context.m.iota(cellAxis(context, { kind: 'plate', name, levels: size }));
    },
  };
}

function cellValue(context: Context, declared: Variable): Node {
  if (declared.role === 'param') return paramInput(context, declared);
  if (isSummed(context.index, declared)) return latentValues(context, declared);
  if (!isFinite(declared.type)) throw new Error(`internal: ${declared.name} has no cells`);
  const levels = declared.type.levels ?? constantSize(2);
  return context.m.iota(cellAxis(context, { kind: 'observed', name: declared.name, levels }));
}
