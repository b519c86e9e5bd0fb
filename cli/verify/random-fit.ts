// A fit with random params, and data drawn from it: what the checks compare at.

import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import type {
  ModelDefinition,
  Sizes,
  TypeDefinition,
  VariableDefinition,
} from '../../runtime/model/definition.ts';
import { platePath } from '../../runtime/data/plates.ts';
import { nestParam } from '../../runtime/fit/read-params.ts';
import { symmetricParams } from '../../runtime/inference/start-params.ts';
import { createStream, type Stream } from '../../runtime/random/stream.ts';
import { UserError } from '../errors.ts';
import type { Subject } from './check.ts';

export interface RandomFit {
  readonly fit: AnyFit;
  /** What the model observes and is given; of optional variables some entries are missing. */
  readonly data: AnyValues;
  /** The same without gaps, and with the latents. */
  readonly everything: AnyValues;
}

/** Rows of inner plates in each row around them. */
const innerRows = 2;
/** What the data would decide. */
const dimSize = 3;

/** `rows` of each outermost plate; the same `draw` gives the same fit and data. */
export function randomFit({ model, set, seed }: Subject, rows: number, draw: number): RandomFit {
  const { definition } = model;
  const random = createStream(seed, draw);
  random.seek(0, 0, 0);
  const sizes = sizesOf(definition, set);
  const symmetric = symmetricParams(definition, sizes);
  const params = Object.fromEntries(
    definition.variables
      .filter(({ role }) => role === 'param')
      .map((variable) => {
        const values = perturbed(
          variable.type,
          symmetric[variable.name] ?? new Float64Array(),
          sizes,
          random,
        );
        return [variable.name, nestParam(variable, values, sizes)];
      }),
  );
  const fit = model.with(params, { set: { ...set, ...dimsOf(definition) } });
  const inner = Object.fromEntries(
    definition.plates
      // Where the model says how long a sequence is, it is not said here.
      .filter(
        ({ parent, size, sequence }) =>
          parent !== null && size === null && (sequence?.until ?? null) === null,
      )
      .map(({ name }) => [name, innerRows]),
  );
  const given = Object.fromEntries(
    definition.variables
      .filter(({ role }) => role === 'given')
      .map((variable) => [variable.name, randomInput(definition, variable, rows, sizes, random)]),
  );
  const drawn = fit.simulate(rows, { seed: seed + draw, given, rows: inner });
  const everything = { ...given, ...drawn };
  const data = Object.fromEntries(
    definition.variables
      .filter(({ role }) => role === 'observe' || role === 'given')
      .map(({ name, optional, plate, type, missingTogether }) => {
        const values = everything[name];
        if (!optional || plate === null) return [name, values];
        return [
          name,
          withGaps(values, platePath(definition, plate).length + type.shape.length - missingTogether, random),
        ];
      }),
  );
  return { fit, data, everything };
}

function dimsOf({ dims }: ModelDefinition): Record<string, number> {
  return Object.fromEntries(dims.map((name) => [name, dimSize]));
}

/** Error: `UserError` where a hyperparameter has no default. */
function sizesOf(definition: ModelDefinition, set: Subject['set']): Sizes {
  const sizes: Record<string, number> = dimsOf(definition);
  for (const { name, type, defaultValue } of definition.hyperparameters) {
    if (type.element !== 'int') continue;
    const value = set[name] ?? defaultValue;
    if (value === null) throw new UserError(`\`${name}\` has no default`, `say its value: --set ${name}=3`);
    sizes[name] = Number(value);
  }
  return sizes;
}

/** A value of the type that differs in all its entries. */
function perturbed(type: TypeDefinition, values: Float64Array, sizes: Sizes, random: Stream): Float64Array {
  const last = type.shape.at(-1)?.(sizes) ?? 1;
  switch (type.structure) {
    case 'simplex':
      return eachRow(
        values.map((p) => p * Math.exp(0.6 * random.normal())),
        last,
        (row) => row.reduce((sum, p) => sum + p, 0),
      );
    case 'unitVector':
      return eachRow(
        values.map((x) => x + 0.3 * random.normal()),
        last,
        (row) => Math.hypot(...row),
      );
    case 'ordered':
      return values.map((x, i) => x + 0.3 * (i % last) + 0.4 * random.uniform());
    case 'covariance':
    case 'correlation':
      return products(values, last, type.structure === 'correlation', random);
    case 'cholesky':
      return values.map((x, i) => (i % last > Math.floor(i / last) % last ? 0 : x + 0.3 * random.uniform()));
    case 'correlationCholesky':
      return values;
    case null:
      return values.map((x) => within(type, x, random));
  }
}

function within({ lower, upper }: TypeDefinition, middle: number, random: Stream): number {
  if (lower !== null && upper !== null)
    return lower.value + (upper.value - lower.value) * (0.2 + 0.6 * random.uniform());
  if (lower !== null) return lower.value + Math.exp(0.7 * random.normal());
  if (upper !== null) return upper.value - Math.exp(0.7 * random.normal());
  // Apart from one another, so that components can be told.
  return middle + 2.5 * random.normal();
}

function eachRow(values: Float64Array, size: number, scale: (row: Float64Array) => number): Float64Array {
  for (let start = 0; start < values.length; start += size) {
    const row = values.subarray(start, start + size);
    const by = scale(row);
    row.forEach((value, i) => (row[i] = value / by));
  }
  return values;
}

/** L L' of a random lower triangle, scaled to ones on the diagonal for correlations. */
function products(values: Float64Array, size: number, correlation: boolean, random: Stream): Float64Array {
  const result = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += size * size) {
    const rows = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_unused, j) =>
        j > i ? 0 : j === i ? 1 + 0.4 * random.uniform() : 0.5 * random.normal(),
      ),
    );
    const norms = rows.map((row) => (correlation ? Math.hypot(...row) : 1));
    rows.forEach((row, i) => {
      rows.forEach((other, j) => {
        const product = row.reduce((sum, x, k) => sum + x * (other[k] ?? 0), 0);
        result[start + i * size + j] = product / ((norms[i] ?? 1) * (norms[j] ?? 1));
      });
    });
  }
  return result;
}

function randomInput(
  definition: ModelDefinition,
  { type, plate }: VariableDefinition,
  rows: number,
  sizes: Sizes,
  random: Stream,
): unknown {
  const counts = platePath(definition, plate).map(({ parent, size }) =>
    size !== null ? size(sizes) : parent === null ? rows : innerRows,
  );
  const lengths = [...counts, ...type.shape.map((size) => size(sizes))];
  const nested = (depth: number): unknown => {
    const length = lengths[depth];
    return length === undefined ? one() : Array.from({ length }, () => nested(depth + 1));
  };
  const one = (): unknown => {
    switch (type.element) {
      case 'bool':
        return random.uniform() < 0.5;
      case 'category':
        return Math.floor(random.uniform() * (type.levels?.(sizes) ?? 1));
      case 'int':
        return Math.floor((type.lower?.value ?? 0) + 5 * random.uniform());
      case 'real':
        return within(type, 0, random);
    }
  };
  return nested(0);
}

/** About one value in four becomes null; arrays at this depth are one value. */
function withGaps(values: unknown, depth: number, random: Stream): unknown {
  const visit = (value: unknown, at: number): unknown => {
    if (Array.isArray(value) && at < depth) return value.map((inner) => visit(inner, at + 1));
    return random.uniform() < 0.25 ? null : value;
  };
  return visit(values, 0);
}
