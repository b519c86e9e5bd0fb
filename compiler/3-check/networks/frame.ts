// The inside of a network while its body is walked: how its layers are numbered, and the weights that they own.

import type { Definition } from '../../2-resolve/definition.ts';
import type { Weight as LayerWeight } from '../../library/layer.ts';
import { sizeSymbols, type Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import type { CoreExpression, Weight } from '../model.ts';
import { distinctParts } from '../mentions.ts';
import type { InnerInstance } from './inner.ts';

/** A network; those inside it have frames of their own. */
export interface NetworkFrame {
  /** As its declaration names it. */
  readonly name: string;
  /** Stands in front of the paths of its layers. */
  readonly prefix: readonly string[];
  /** How many layers of each kind there are so far. */
  readonly counts: Map<string, number>;
  /** What layers may not be called: the instances of this body, which stand in paths too. */
  readonly taken: Set<string>;
  /** Instances that this body defines. Null: reported. */
  readonly inner: Map<Definition, InnerInstance | null>;
  /** Sizes of the enclosing `repeat`s whose number is not known yet: leading axes of the weights. */
  readonly repeats: readonly Size[];
  /** False in a second use of an instance, whose weights are there already. */
  readonly ownsWeights: boolean;
  /** Declarations being walked, this one last: a network that contains itself is refused. */
  readonly open: readonly Definition[];
  readonly build: Build;
}

/** What all frames of one walk share. */
export interface Build {
  readonly weights: Weight[];
  /**
   * Symbols that stand in for sizes and settings which only an instance tells, while a declaration is looked at on
   * its own: what turns on them is left to the instances. Empty for an instance.
   */
  readonly standIns: ReadonlySet<string>;
  /** Layers and repetitions so far. */
  steps: number;
}

/** More are refused: what is unrolled to such a size is a slip of the pen. */
export const maxSteps = 2048;
/** Networks inside networks: the walk calls itself for each. */
export const maxWithin = 100;

export function newBuild(standIns: ReadonlySet<string> = new Set()): Build {
  return { weights: [], standIns, steps: 0 };
}

export function outerFrame(name: string, definition: Definition | null, build: Build): NetworkFrame {
  return {
    name,
    prefix: [],
    counts: new Map(),
    taken: new Set(),
    inner: new Map(),
    repeats: [],
    ownsWeights: true,
    open: definition === null ? [] : [definition],
    build,
  };
}

/** Of a network inside another one, under `label`. */
export function innerFrame(
  frame: NetworkFrame,
  name: string,
  definition: Definition | null,
  label: string,
  place: Pick<NetworkFrame, 'repeats' | 'ownsWeights'> = frame,
): NetworkFrame {
  return {
    ...outerFrame(name, definition, frame.build),
    prefix: [...frame.prefix, label],
    repeats: place.repeats,
    ownsWeights: place.ownsWeights,
    open: definition === null ? frame.open : [...frame.open, definition],
  };
}

/** `dense2` for the second layer of this kind. */
export function nextLabel(frame: NetworkFrame, kind: string): string {
  const word = kind.slice(0, 1).toLowerCase() + kind.slice(1);
  let count = frame.counts.get(word) ?? 0;
  let label: string;
  do {
    count += 1;
    label = `${word}${String(count)}`;
  } while (frame.taken.has(label));
  frame.counts.set(word, count);
  frame.taken.add(label);
  return label;
}

/** The path of a layer, whose weights are the network's from now on. */
export function addLayer(
  frame: NetworkFrame,
  kind: string,
  weights: readonly LayerWeight<Size>[],
): readonly string[] {
  const path = [...frame.prefix, nextLabel(frame, kind)];
  if (frame.ownsWeights)
    for (const { name, shape, initial, trained } of weights)
      frame.build.weights.push({
        path: [...path, name],
        shape: [...frame.repeats, ...shape],
        initial,
        trained,
      });
  return path;
}

/** Whether a size turns on what only an instance tells. */
export function isOpen(frame: NetworkFrame | null, ...sizes: readonly Size[]): boolean {
  const standIns = frame?.build.standIns;
  return (
    standIns !== undefined &&
    standIns.size > 0 &&
    sizes.some((size) => sizeSymbols(size).some((name) => standIns.has(name)))
  );
}

/**
 * Ends the symbols that stand in for what only an instance tells. No text of a spec holds it, so that a message which
 * shows such a symbol is known by it; `unmarked` makes it readable.
 */
const standInMark = '\u{E000}';

export function standInName(name: string): string {
  return name + standInMark;
}

/** Whether a message is about what only an instance tells. */
export function speaksOfOpen(...texts: readonly (string | null)[]): boolean {
  return texts.some((text) => text?.includes(standInMark) === true);
}

/** As it is shown: with the names that the spec has. */
export function unmarked(text: string): string {
  return text.replaceAll(standInMark, '');
}

export function isOpenValue(frame: NetworkFrame | null, value: CoreExpression): boolean {
  const standIns = frame?.build.standIns;
  if (standIns === undefined || standIns.size === 0) return false;
  for (const part of distinctParts([value]))
    if (
      part.kind === 'size'
        ? isOpen(frame, part.size)
        : part.kind === 'hyperparameter' && standIns.has(part.name)
    )
      return true;
  return false;
}

/** Where the name of the callee begins to where its arguments end: in a pipe, the stage. */
export function callPlace(call: { readonly callee: { readonly span: Span }; readonly span: Span }): Span {
  return { ...call.span, start: call.callee.span.start };
}
