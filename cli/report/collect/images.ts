// Long arrays that are pictures: their means by component, in the data and under the fit, and a few of them.

import type { VariableDefinition } from '../../../runtime/model/definition.ts';
import type { AnyValues } from '../../../runtime/model/model.ts';
import type { ImageView } from '../views.ts';
import { columnLabels } from './columns.ts';
import { componentOfRows, componentsOf, type Components } from './components.ts';
import type { ReportContext } from './context.ts';
import { flatRows } from './flat-rows.ts';

/** Sides of a picture. */
const leastSide = 5;
const mostSide = 128;
const mostGroups = 16;
const examples = 3;

interface Frame {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export function imageViews(context: ReportContext): ImageView[] {
  return context.observed.flatMap((variable) => {
    const frame = frameOf(context, variable);
    return frame === null ? [] : [imageView(context, variable, frame)];
  });
}

/**
 * A picture by its shape, `[H, W]` or `[H, W, C]`; a vector if its length is a square and its columns are numbered
 * through rather than named, as pixels in files are.
 */
export function frameOf({ fit, columns }: ReportContext, variable: VariableDefinition): Frame | null {
  const { name, type } = variable;
  // Categories that have no names but numbers are grey values.
  const isNamed = variable.vocabulary === true || Object.hasOwn(fit.levels, name);
  if (type.structure !== null || (type.element === 'category' && isNamed)) return null;
  const shape = type.shape.map((size) => size(fit.sizes));
  const known = Object.hasOwn(columns, name) ? columns[name] : undefined;
  const [first = 0, second = 0, third = 1] = shape;
  const side = Math.round(Math.sqrt(first));
  const isSquare = side * side === first && areNumbered(columnLabels(name, shape, known));
  const frame =
    shape.length === 1 && isSquare
      ? { height: side, width: side, channels: 1 }
      : (shape.length === 2 || shape.length === 3) && (third === 1 || third === 3)
        ? { height: first, width: second, channels: third }
        : null;
  if (frame === null || Math.min(frame.height, frame.width) < leastSide) return null;
  return Math.max(frame.height, frame.width) > mostSide ? null : frame;
}

/** `x[0]` to `x[63]`, `pixel1` to `pixel784`: names that count, and say nothing else. */
function areNumbered(labels: readonly string[]): boolean {
  const [first = '', ...rest] = labels;
  const start = /^(.*?)(\d+)\]?$/.exec(first);
  if (start === null) return false;
  return rest.every((label, index) => {
    const parts = /^(.*?)(\d+)\]?$/.exec(label);
    return parts?.[1] === start[1] && Number(parts?.[2]) === Number(start[2]) + index + 1;
  });
}

function imageView(context: ReportContext, variable: VariableDefinition, frame: Frame): ImageView {
  const { fit, data, decoded, draws } = context;
  const found = componentsOf(fit.definition, variable.plate ?? '', fit.sizes, fit.levels);
  const components = found.names.length <= mostGroups ? found : { variables: [], names: [] };
  const pixels = frame.height * frame.width * frame.channels;
  const groups = Math.max(1, components.names.length);
  const seen = gather(context, variable, components, [data], [decoded], pixels, groups);
  const drawn = gather(context, variable, components, draws, draws, pixels, groups);
  const [low, high] = rangeOf(context, variable, seen);
  return {
    variable: variable.name,
    ...frame,
    low,
    high,
    groups: Array.from({ length: groups }, (_, group) => ({
      component: components.names.length === 0 ? null : group,
      name: components.names[group] ?? null,
      rows: seen[group]?.rows ?? 0,
      dataMean: meanOf(seen[group]),
      fittedMean: meanOf(drawn[group]),
      data: seen[group]?.examples ?? [],
      draws: drawn[group]?.examples ?? [],
    })),
  };
}

interface Group {
  rows: number;
  low: number;
  high: number;
  /** By pixel, over rows where it is there. */
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly examples: Float64Array[];
}

function gather(
  { fit }: ReportContext,
  variable: VariableDefinition,
  components: Components,
  sources: readonly AnyValues[],
  labels: readonly AnyValues[],
  pixels: number,
  size: number,
): readonly Group[] {
  const groups = Array.from({ length: size }, (): Group => ({
    rows: 0,
    low: Infinity,
    high: -Infinity,
    sums: new Float64Array(pixels),
    counts: new Float64Array(pixels),
    examples: [],
  }));
  sources.forEach((source, batch) => {
    const flat = flatRows(fit.definition, variable, source[variable.name], fit.levels, fit.sizes);
    const own = componentOfRows(fit.definition, components, labels[batch] ?? {}, fit.levels, flat.counts);
    for (let row = 0; row < flat.rows; row++) {
      const group = groups[own?.[row] ?? 0];
      if (group !== undefined) add(group, flat.values.subarray(row * pixels, (row + 1) * pixels));
    }
  });
  return groups;
}

function add(group: Group, picture: Float64Array): void {
  group.rows++;
  if (group.examples.length < examples) group.examples.push(picture);
  for (let pixel = 0; pixel < picture.length; pixel++) {
    const value = picture[pixel] ?? NaN;
    if (Number.isNaN(value)) continue;
    group.sums[pixel] = (group.sums[pixel] ?? 0) + value;
    group.counts[pixel] = (group.counts[pixel] ?? 0) + 1;
    if (value < group.low) group.low = value;
    if (value > group.high) group.high = value;
  }
}

function meanOf(group: Group | undefined): Float64Array | null {
  if (group === undefined || group.rows === 0) return null;
  return group.sums.map((sum, pixel) => sum / (group.counts[pixel] ?? 0));
}

/** The declared range where the type has one, else that of the data. */
function rangeOf(
  { fit }: ReportContext,
  { type }: VariableDefinition,
  groups: readonly Group[],
): readonly [number, number] {
  if (type.element === 'bool') return [0, 1];
  if (type.levels !== null) return [0, type.levels(fit.sizes) - 1];
  const low = Math.min(...groups.map((group) => group.low));
  const high = Math.max(...groups.map((group) => group.high));
  return [type.lower?.value ?? low, type.upper?.value ?? high];
}
