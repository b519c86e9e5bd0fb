// Elements of arrays: their addresses, reading and writing them.

import type { Axis } from '../../../ir/ops.ts';
import { constantSize, constantValue, multiplySizes, symbolSize } from '../../../sizes/size.ts';
import type { Size } from '../../../sizes/size.ts';
import { innerAxes, rowAxis } from '../../schedule/plates.ts';
import {
  f64,
  f64x2,
  i32,
  i32x4,
  statements as inOrder,
  v128,
  when,
  type Expr,
  type Statement,
} from '../encoder/index.ts';
import { evenSize } from './chains/layout.ts';
import { laneOf, partOf } from './value.ts';
import type { Index, Value, Vector } from './value.ts';
import type { Indices, Place, Writer } from './writer.ts';

export function sizeOfAxes(axes: readonly Axis[]): Size {
  return axes.reduce((product, axis) => multiplySizes(product, axis.size), constantSize(1));
}

export function indexAlong(indices: Indices, axis: Axis): Index {
  const index = indices.get(axis.name);
  if (index === undefined) throw new Error(`internal: no index along ${axis.name}`);
  return index;
}

export function constantIndex(value: number): Index {
  return { lanes: [i32.const(value)], depth: 0, key: String(value) };
}

export function combine(operator: 'add' | 'sub' | 'mul', left: Index, right: Index): Index {
  const count = Math.max(left.lanes.length, right.lanes.length);
  return {
    lanes: Array.from({ length: count }, (_, lane) => i32[operator](laneOf(left, lane), laneOf(right, lane))),
    depth: Math.max(left.depth, right.depth),
    key: `${operator}(${left.key},${right.key})`,
  };
}

/** The address at which elements lie, and how. */
interface Location {
  /**
   * `same`: one element for all lanes. `vectors`: one vector after the other. `lanes`: an address for each lane, to which
   * the lane's part of `step` is added.
   */
  readonly kind: 'same' | 'vectors' | 'lanes';
  readonly address: Index;
  /** Bytes from one lane to the next, where the address does not say it. */
  readonly step: number;
}

/** Elements of a row, side by side where no axes come before rows; of records, with the one that makes them even. */
export function rowSize(place: Place): Size {
  const { axes } = place;
  const size = sizeOfAxes(axes.slice(axes.findIndex(({ plate }) => plate !== null) + 1));
  return isOfRecords(place) ? evenSize(size) : size;
}

function isOfRecords({ layout }: Place): boolean {
  return layout === 'records' || layout === 'tileRecords';
}

/** Of a row, as `rowSize`. */
export function rowBytes(place: Place): Size {
  return multiplySizes(constantSize(place.bytes), rowSize(place));
}

/** Bytes between elements whose index along the axis differs by one. */
export function strideOf(w: Pick<Writer, 'vectors' | 'rowsInTile'>, place: Place, axis: Axis): Size {
  const following = (axes: readonly Axis[]): readonly Axis[] => {
    const position = axes.findIndex((other) => other.name === axis.name);
    return axes.slice(position + 1);
  };
  const bytes = constantSize(place.layout === 'block' ? place.bytes * 2 * w.vectors : place.bytes);
  const rows = rowAxis(place.axes);
  const rowsOfTile = symbolSize(w.rowsInTile(rows?.plate ?? ''));
  if (isOfRecords(place) && rows !== null) {
    if (axis.plate !== null) return rowBytes(place);
    const inner = following(place.axes);
    if (!inner.includes(rows)) return bytes;
    const count = place.layout === 'tileRecords' ? rowsOfTile : rows.size;
    const others = inner.slice(0, inner.indexOf(rows));
    return [sizeOfAxes(others), count, rowBytes(place)].reduce(multiplySizes);
  }
  if (place.layout !== 'tile') return multiplySizes(bytes, sizeOfAxes(following(place.axes)));
  if (axis.plate !== null) return bytes;
  const width = multiplySizes(bytes, sizeOfAxes(following(innerAxes(place.axes))));
  return multiplySizes(width, rowsOfTile);
}

/** Whether there is a place beyond the last row, or the last state of a row. */
function hasRoom(place: Place): boolean {
  return place.layout === 'tile' || isOfRecords(place);
}

function locate(w: Writer, place: Place, indices: Indices): Location {
  const { blocks } = w;
  const rows = rowAxis(place.axes);
  let inOrder = place.layout === 'block';
  const terms = place.axes.map((axis) => {
    let index = indexAlong(indices, axis);
    const stride = strideOf(w, place, axis);
    const isCurrent = w.row !== null && index === w.row.rows;
    const isBefore = w.row !== null && index === w.row.before;
    if (w.row !== null && (isCurrent || isBefore) && constantValue(stride) === place.bytes) {
      // Beyond the last row of a tile there is room in the tile's own arrays alone.
      if (w.row.rest === null || hasRoom(place)) {
        index = isBefore ? combine('sub', w.row.first, constantIndex(1)) : w.row.first;
        inOrder = true;
      }
    }
    if (axis === rows && (place.layout === 'tile' || place.layout === 'tileRecords'))
      index = blocks.keepIndex(combine('sub', index, w.firstRow(axis.plate ?? '')));
    return { index, stride };
  });
  let sum = w.address(place.slot);
  for (let depth = 0; depth <= blocks.depth; depth += 1)
    for (const varying of [false, true])
      for (const { index, stride } of terms) {
        if (index.depth !== depth || index.lanes.length > 1 !== varying || index.key === '0') continue;
        if (sum.depth < depth) sum = blocks.keepIndex(sum);
        const bytes = w.size(stride);
        sum = combine('add', sum, bytes.key === '1' ? index : combine('mul', index, bytes));
      }
  const address = blocks.keepIndex(sum);
  const varies = address.lanes.length > 1;
  if (inOrder && !varies) return { kind: 'vectors', address, step: place.bytes };
  // Rows in order are told apart by where they lie, whatever else tells lanes apart.
  if (varies) return { kind: 'lanes', address, step: inOrder ? place.bytes : 0 };
  return { kind: 'same', address, step: 0 };
}

/** The value in an array, to be used where it stands; `depth` says where else it could stand. */
export function loadElement(w: Writer, place: Place, indices: Indices): Value {
  const location = locate(w, place, indices);
  const { address } = location;
  const count = location.kind === 'same' ? 1 : w.vectors;
  const load = place.bytes === 4 ? loadWhole : loadDouble;
  const parts = Array.from({ length: count }, (_, u) => load(location, u));
  return {
    parts:
      place.bytes === 4 && place.dtype === 'bool'
        ? parts.map((part) => f64x2.ne(part, f64x2.const(0)))
        : parts,
    depth: Math.max(address.depth, place.depth),
    key: `load(${location.kind},${address.key})`,
  };
}

function loadDouble({ kind, address, step }: Location, u: number): Vector {
  const at = (lane: number): Expr<'i32'> => laneOf(address, lane);
  if (kind === 'same') return v128.load64_splat(at(0), 0);
  if (kind === 'vectors') return v128.load(at(0), 16 * u);
  const lane = 2 * u;
  return v128.load64_lane(at(lane + 1), v128.load64_zero(at(lane), lane * step), 1, (lane + 1) * step);
}

function loadWhole({ kind, address }: Location, u: number): Vector {
  const number = (lane: number): Expr<'f64'> => f64.convert_i32_s(i32.load(laneOf(address, lane), 0));
  if (kind === 'same') return f64x2.splat(number(0));
  if (kind === 'vectors') return f64x2.convert_low_i32x4_s(v128.load64_zero(laneOf(address, 0), 8 * u));
  return f64x2.replace_lane(f64x2.splat(number(2 * u)), number(2 * u + 1), 1);
}

/** The elements of an array of whole numbers as indices. */
export function loadIndex(w: Writer, place: Place, indices: Indices): Index {
  const { kind, address } = locate(w, place, indices);
  if (place.bytes !== 4) throw new Error('internal: indices are not read from doubles');
  const lanes =
    kind === 'same'
      ? [i32.load(laneOf(address, 0), 0)]
      : Array.from({ length: 2 * w.vectors }, (_, lane) =>
          i32.load(laneOf(address, lane), kind === 'vectors' ? 4 * lane : 0),
        );
  return w.blocks.keepIndex({
    lanes,
    depth: Math.max(address.depth, place.depth),
    key: `index(${address.key})`,
  });
}

/** Writes elements; of lanes beyond the last row only where nobody reads them. */
export function storeElement(w: Writer, place: Place, indices: Indices, value: Value): void {
  const { blocks } = w;
  const { kind, address, step } = locate(w, place, indices);
  const part = (u: number): Vector => {
    const vector = partOf(value, u);
    if (place.bytes !== 4) return vector;
    const number = place.dtype === 'bool' ? v128.and(vector, f64x2.const(1)) : vector;
    return i32x4.trunc_sat_f64x2_s_zero(number);
  };
  const storeLane = (to: Expr<'i32'>, vector: Vector, lane: 0 | 1, offset: number): Statement =>
    place.bytes === 4
      ? v128.store32_lane(to, vector, lane, offset)
      : v128.store64_lane(to, vector, lane, offset);
  if (kind === 'same') {
    blocks.add(storeLane(laneOf(address, 0), part(0), 0, 0));
    return;
  }
  for (let u = 0; u < w.vectors; u += 1) {
    if (kind === 'vectors' && place.bytes !== 4) {
      blocks.add(v128.store(laneOf(address, 0), part(u), 16 * u));
      continue;
    }
    const kept = partOf(blocks.here({ parts: [part(u)], depth: blocks.depth, key: '' }), 0);
    for (const half of [0, 1] as const) {
      const lane = 2 * u + half;
      const statement =
        kind === 'vectors'
          ? storeLane(laneOf(address, 0), kept, half, 4 * lane)
          : storeLane(laneOf(address, lane), kept, half, lane * step);
      blocks.add(onlyRow(w, lane, [statement]));
    }
  }
}

/** What is done for a lane only where it has a row of its own. */
export function onlyRow(w: Writer, lane: number, statements: readonly Statement[]): Statement {
  const has = w.row?.rest?.lanes[lane] ?? null;
  return has === null ? inOrder(...statements) : when(has, statements);
}

/** Adds a value's lanes, one by one, to elements that may be the same for several of them. */
export function addToElements(w: Writer, place: Place, indices: Indices, value: Value): void {
  const { blocks } = w;
  const { kind, address, step } = locate(w, place, indices);
  const bytes = kind === 'vectors' ? 8 : step;
  const kept = blocks.here(value);
  const addAt = (to: Expr<'i32'>, u: number, half: number, offset: number): Statement =>
    f64.store(to, f64.add(f64.load(to, offset), f64x2.extract_lane(partOf(kept, u), half)), offset);
  if (kind === 'same' && w.row === null) {
    blocks.add(addAt(laneOf(address, 0), 0, 0, 0));
    return;
  }
  for (let lane = 0; lane < 2 * w.vectors; lane += 1) {
    const to = laneOf(address, lane);
    blocks.add(onlyRow(w, lane, [addAt(to, lane >> 1, lane & 1, lane * bytes)]));
  }
}

/** Adds to elements that lie one after the other for the lanes: before, and after. */
export function addToLanes(
  w: Writer,
  place: Place,
  indices: Indices,
  add: (before: Vector, u: number) => Vector,
  value: () => Value,
): void {
  const { kind, address } = locate(w, place, indices);
  if (kind !== 'vectors') {
    addToElements(w, place, indices, value());
    return;
  }
  const to = laneOf(address, 0);
  for (let u = 0; u < w.vectors; u += 1) w.blocks.add(v128.store(to, add(v128.load(to, 16 * u), u), 16 * u));
}

/** Changes elements of which each lane of a vector has its own. */
export function updatePairs(
  w: Writer,
  place: Place,
  indices: Indices,
  update: (before: Vector) => Vector,
): void {
  const { address } = locate(w, place, indices);
  const to = laneOf(address, 0);
  w.blocks.add(v128.store(to, update(v128.load(to, 0)), 0));
}
