// An arithmetic that computes at once on small arrays with named axes, by the plainest loops there are: an oracle
// for the library's formulas that shares nothing with the compiler's own arithmetic.

import type { Arithmetic, Event } from '../../compiler/library/arithmetic.ts';
import { numberArithmetic } from '../../compiler/library/number-arithmetic.ts';
import { dirichletConcentration } from '../../compiler/library/special/index.ts';
import type { Stream } from '../../runtime/random/stream.ts';

export interface TestAxis {
  readonly name: string;
  readonly size: number;
}

export interface Tensor {
  readonly axes: readonly TestAxis[];
  /** Row-major. */
  readonly data: readonly number[];
}

/** A position along each axis, by name. */
type Place = Readonly<Record<string, number>>;

export const axis = (name: string, size: number): TestAxis => ({ name, size });

function places(axes: readonly TestAxis[]): Place[] {
  let result: Place[] = [{}];
  for (const { name, size } of axes)
    result = result.flatMap((place) => Array.from({ length: size }, (_, k) => ({ ...place, [name]: k })));
  return result;
}

function build(axes: readonly TestAxis[], value: (place: Place) => number): Tensor {
  return { axes, data: places(axes).map(value) };
}

/** The value at a place that may have more axes. */
function read(tensor: Tensor, place: Place): number {
  let position = 0;
  for (const { name, size } of tensor.axes) position = position * size + (place[name] ?? NaN);
  return tensor.data[position] ?? NaN;
}

function union(...lists: readonly (readonly TestAxis[])[]): TestAxis[] {
  const byName = new Map(lists.flat().map((each) => [each.name, each]));
  return [...byName.values()];
}

const without = (axes: readonly TestAxis[], ...removed: readonly TestAxis[]): TestAxis[] =>
  axes.filter(({ name }) => !removed.some((each) => each.name === name));

/** A tensor from nested arrays over these axes, outermost first. */
export function tensor(axes: readonly TestAxis[], values: unknown): Tensor {
  const data = (Array.isArray(values) ? values.flat(9) : [values]).map(Number);
  return { axes, data };
}

/** The same values stored in another order of axes. */
export const inOrder = (value: Tensor, axes: readonly TestAxis[]): Tensor =>
  build(axes, (place) => read(value, place));

export const scalarOf = (value: number): Tensor => ({ axes: [], data: [value] });

/** The event along an axis `e` of this size; `columns` of a parameter that has its own number of them. */
export function eventOf(size: number, columns: number | null = null): NonNullable<Event<Tensor, TestAxis>> {
  const pairs = Array.from({ length: size }, (_, i) =>
    Array.from({ length: i + 1 }, (_unused, j) => [i, j]),
  ).flat();
  const packed = axis('e.packed', pairs.length);
  return {
    axis: axis('e', size),
    dual: axis('e.dual', size),
    spare: axis('e.spare', size),
    packed,
    packedRow: tensor(
      [packed],
      pairs.map((pair) => pair[0]),
    ),
    packedColumn: tensor(
      [packed],
      pairs.map((pair) => pair[1]),
    ),
    columns:
      columns === null ? null : { axis: axis('e.columns', columns), dual: axis('e.columns.dual', columns) },
  };
}

export function eagerArithmetic(stream: Stream | null = null): Arithmetic<Tensor, TestAxis> {
  const numbers = numberArithmetic(stream);
  type Name1 =
    'neg' | 'exp' | 'log' | 'log1p' | 'expm1' | 'sqrt' | 'abs' | 'sin' | 'cos' | 'tanh' | 'sigmoid' | 'softplus' | 'lgamma' | 'digamma' | 'inverseLogMinusDigamma' | 'floor'; // prettier-ignore
  type Name2 =
    'add' | 'sub' | 'mul' | 'div' | 'pow' | 'max' | 'min' | 'weighted' | 'less' | 'lessEqual' | 'equal';
  const map1 = (name: Name1) => (a: Tensor) => build(a.axes, (place) => numbers[name](read(a, place)));
  const map2 = (name: Name2) => (a: Tensor, b: Tensor) =>
    build(union(a.axes, b.axes), (place) => numbers[name](read(a, place), read(b, place)));
  const along = (a: Tensor, over: TestAxis, f: (values: number[]) => number): Tensor =>
    build(without(a.axes, over), (place) =>
      f(Array.from({ length: over.size }, (_, k) => read(a, { ...place, [over.name]: k }))),
    );
  const draws = (axes: readonly TestAxis[], draw: (place: Place) => number): Tensor =>
    build(union(axes), draw);

  return {
    num: scalarOf,
    add: map2('add'),
    sub: map2('sub'),
    mul: map2('mul'),
    div: map2('div'),
    neg: map1('neg'),
    exp: map1('exp'),
    log: map1('log'),
    log1p: map1('log1p'),
    sqrt: map1('sqrt'),
    max: map2('max'),
    expm1: map1('expm1'),
    abs: map1('abs'),
    sin: map1('sin'),
    cos: map1('cos'),
    tanh: map1('tanh'),
    sigmoid: map1('sigmoid'),
    softplus: map1('softplus'),
    pow: map2('pow'),
    min: map2('min'),
    special: (name, ...args) =>
      build(union(...args.map(({ axes }) => axes)), (place) =>
        numbers.special(name, ...args.map((arg) => read(arg, place))),
      ),
    lgamma: map1('lgamma'),
    digamma: map1('digamma'),
    inverseLogMinusDigamma: map1('inverseLogMinusDigamma'),
    weighted: map2('weighted'),
    less: map2('less'),
    lessEqual: map2('lessEqual'),
    equal: map2('equal'),
    floor: map1('floor'),
    select: (condition, a, b) =>
      build(union(condition.axes, a.axes, b.axes), (place) =>
        read(condition, place) === 0 ? read(b, place) : read(a, place),
      ),

    sum: (a, over) => along(a, over, (values) => values.reduce((sum, value) => sum + value, 0)),
    maximum: (a, over) => along(a, over, (values) => Math.max(...values)),
    positions: (over) => build([over], (place) => place[over.name] ?? NaN),
    length: (over) => scalarOf(over.size),
    rename: (a, from, to) => ({ ...a, axes: a.axes.map((each) => (each.name === from.name ? to : each)) }),
    at: (a, over, index) =>
      build(union(without(a.axes, over), index.axes), (place) =>
        read(a, { ...place, [over.name]: read(index, place) }),
      ),
    cholesky(a, row, column) {
      const batch = without(a.axes, row, column);
      const entries = new Map<string, number>();
      const key = (place: Place, i: number, j: number): string => JSON.stringify([place, i, j]);
      for (const place of places(batch)) {
        for (let i = 0; i < row.size; i++) {
          for (let j = 0; j <= i; j++) {
            let value = read(a, { ...place, [row.name]: i, [column.name]: j });
            for (let k = 0; k < j; k++)
              value -= (entries.get(key(place, i, k)) ?? NaN) * (entries.get(key(place, j, k)) ?? NaN);
            entries.set(
              key(place, i, j),
              i === j ? Math.sqrt(value) : value / (entries.get(key(place, j, j)) ?? NaN),
            );
          }
        }
      }
      return build([...batch, row, column], (place) => {
        const { [row.name]: i = NaN, [column.name]: j = NaN, ...rest } = place;
        return j > i ? 0 : (entries.get(key(rest, i, j)) ?? NaN);
      });
    },
    solveLower: (lower, b, row, column) => substitute(lower, b, row, column, false),
    solveLowerTransposed: (lower, b, row, column) => substitute(lower, b, column, row, true),
    dirichletConcentration(meanLog, over) {
      const batch = without(meanLog.axes, over);
      const rows = places(batch).map((place) => {
        const source = Float64Array.from({ length: over.size }, (_, k) =>
          read(meanLog, { ...place, [over.name]: k }),
        );
        const result = new Float64Array(over.size);
        dirichletConcentration(source, 0, 1, result, 0, 1, over.size);
        return [...result];
      });
      return { axes: [...batch, over], data: rows.flat() };
    },

    randomUniform: (shape) => draws(shape, () => numbers.randomUniform([])),
    randomNormal: (shape) => draws(shape, () => numbers.randomNormal([])),
    randomGamma: (a, shape) =>
      draws([...shape, ...a.axes], (place) => numbers.randomGamma(read(a, place), [])),
    randomPoisson: (a, shape) =>
      draws([...shape, ...a.axes], (place) => numbers.randomPoisson(read(a, place), [])),
    randomBinomial: (n, p, shape) =>
      draws([...shape, ...n.axes, ...p.axes], (place) =>
        numbers.randomBinomial(read(n, place), read(p, place), []),
      ),
    randomCounts(n, p, over, shape) {
      const batch = union(shape, without(n.axes, over), without(p.axes, over));
      const rows = places(batch).map((place) => {
        const probabilities = Float64Array.from({ length: over.size }, (_, k) =>
          read(p, { ...place, [over.name]: k }),
        );
        const counts = new Float64Array(over.size);
        stream?.counts(read(n, place), probabilities, counts, over.size);
        return [...counts];
      });
      return { axes: [...batch, over], data: rows.flat() };
    },
    randomIndex: (p, over, shape) =>
      draws([...shape, ...without(p.axes, over)], (place) => {
        const values = Float64Array.from({ length: over.size }, (_, k) =>
          read(p, { ...place, [over.name]: k }),
        );
        return stream === null ? NaN : stream.index(values, 0, 1, over.size);
      }),
  };

  /** Solves for y over `into` from b over `from`, forwards (lower) or backwards (its transpose). */
  function substitute(lower: Tensor, b: Tensor, from: TestAxis, into: TestAxis, transposed: boolean): Tensor {
    const batch = union(without(lower.axes, from, into), without(b.axes, from));
    const solved = new Map<string, number[]>();
    const entry = (place: Place, i: number, j: number): number =>
      read(lower, { ...place, [from.name]: i, [into.name]: j });
    for (const place of places(batch)) {
      const y = Array<number>(from.size).fill(0);
      for (let step = 0; step < from.size; step++) {
        const i = transposed ? from.size - 1 - step : step;
        let value = read(b, { ...place, [from.name]: i });
        for (let j = 0; j < from.size; j++) if (j !== i) value -= entry(place, i, j) * (y[j] ?? NaN);
        y[i] = value / entry(place, i, i);
      }
      solved.set(JSON.stringify(place), y);
    }
    return build([...batch, into], (place) => {
      const { [into.name]: k = NaN, ...rest } = place;
      return solved.get(JSON.stringify(rest))?.[k] ?? NaN;
    });
  }
}
