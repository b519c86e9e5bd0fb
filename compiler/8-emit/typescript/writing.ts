// What statements are written with: the variables of the lanes, the arrays that values are kept in.

import type { Node } from '../../ir/ops.ts';
import { rowAxis } from '../schedule/plates.ts';
import { nestOf } from '../schedule/reads.ts';
import type { Size } from '../../sizes/size.ts';
import type { LocalStorage } from '../schedule/storage.ts';
import type { Task } from '../schedule/tasks.ts';
import { assigned, atom, conditional, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import { position } from './places.ts';
import type { Indices, Place } from './places.ts';
import { elementOf, indexAlong, indicesOf } from './values.ts';
import type { Surroundings } from './values.ts';

export interface Writing extends Surroundings {
  readonly storage: (node: Node) => LocalStorage;
  /** Base of the variables for a value; with a suffix, of helpers beside them. */
  readonly variableName: (node: Node, suffix?: string) => string;
  /** The array that outlives the region, for values that the region computes. */
  readonly keptPlace: (node: Node) => Place | null;
  /** Where an output goes. */
  readonly outputPlace: (task: Task) => Place;
  /** Where the rows of a tile are added up. */
  readonly accumulator: (node: Node) => Place;
  /** The value that triangular solves multiply by in place of a division, if there is one. */
  readonly reciprocal: (node: Node) => Node | null;
  readonly stream: () => string;
  /** An array of the kernel's own. */
  readonly buffer: (wish: string, length: Size) => string;
}

/** Lanes 0 and on. */
export function lanesOf(w: Surroundings): readonly number[] {
  return Array.from({ length: w.lanes }, (_, lane) => lane);
}

/** The variable of a lane: `x2`; without lanes `x`. */
export function laneName(w: Surroundings, base: string, lane: number): string {
  return w.lanes === 1 ? base : base + String(lane);
}

/** Gives a value its variables and stores it where it is needed later. */
export function define(w: Writing, node: Node, values: readonly Expression[]): void {
  const places = placesOf(w, node);
  const { variable } = w.storage(node);
  if (!variable && places.length <= 1) {
    const [place] = places;
    if (place !== undefined && place.layout !== 'variable') {
      for (const lane of lanesOf(w))
        store(w, place, lane, values[lane] ?? numberLiteral(NaN), indicesOf(w, lane));
      return;
    }
  }
  const base = w.variableName(node);
  for (const lane of lanesOf(w))
    w.scopes.write(`const ${laneName(w, base, lane)} = ${values[lane]?.text ?? 'NaN'};`);
  keep(w, node, base);
}

/** Stores what the variables hold. */
export function keep(w: Writing, node: Node, base: string): void {
  const variables = lanesOf(w).map((lane) => laneName(w, base, lane));
  w.scopes.remember(node, variables);
  for (const place of placesOf(w, node)) {
    if (place.layout === 'variable') continue;
    for (const lane of lanesOf(w)) store(w, place, lane, atom(variables[lane] ?? ''), indicesOf(w, lane));
  }
}

/** The region's own array and the one that outlives it, where there are such. */
function placesOf(w: Writing, node: Node): readonly Place[] {
  const own = w.scratch.get(node);
  const outer = w.keptPlace(node);
  return [...(own === undefined ? [] : [own]), ...(outer === null || outer === own ? [] : [outer])];
}

export function store(
  w: Surroundings,
  place: Place,
  lane: number,
  value: Expression,
  indices: Indices,
): void {
  const number = place.dtype === 'bool' ? conditional(value, numberLiteral(1), numberLiteral(0)) : value;
  w.scopes.write(`${assigned(elementOf(w, place, indices, lane))} = ${number.text};`);
}

/** Goes to the start of one element's draws. */
export function seek(w: Writing, node: Node<'random' | 'randomIndex' | 'randomCounts'>, lane: number): void {
  const indices = indicesOf(w, lane);
  const rows = rowAxis(node.type.axes);
  const row = rows === null ? numberLiteral(0) : indexAlong(indices, rows);
  const axes = nestOf(node).outer;

  const number = position(axes, indices, w.scopes, w.workspace).text;
  w.scopes.write(`${w.stream()}.seek(${String(node.site)}, ${row.text}, ${number});`);
}
