// What `train method(options)` may say: options by name, each with its kind of value. An option whose value is a
// word (`optimizer: adam(1e-3)`) has a list of words of its own, which may have settings in turn.

/** Numbers that are accepted, and how to say so. */
export interface NumberKind {
  readonly kind: 'number';
  /** Follows "must be": `a whole number from 1 on`. */
  readonly wanted: string;
  readonly accepts: (value: number) => boolean;
}

export type OptionKind =
  | NumberKind
  /** `true` or `false`. */
  | { readonly kind: 'bool' }
  | { readonly kind: 'word'; readonly words: readonly OptionWord[] }
  /** The name of a network instance of the model. */
  | { readonly kind: 'network' };

export interface OptionDefinition {
  readonly name: string;
  readonly kind: OptionKind;
  /** One line for hover. */
  readonly summary: string;
  /** What it is when left out; null: decided when training starts, by the data or the model. */
  readonly default: number | boolean | string | null;
  /** May not be left out. */
  readonly required: boolean;
}

/** Something that takes options: a method, or a word among the values of an option. */
export interface OptionTaker {
  readonly name: string;
  readonly summary: string;
  /** In positional order. */
  readonly options: readonly OptionDefinition[];
  /** How many of the first ones may be given without their name. */
  readonly positional: number;
}

export type OptionWord = OptionTaker;
export type TrainingMethod = OptionTaker;

export const wholeFromOne: NumberKind = {
  kind: 'number',
  wanted: 'a whole number from 1 on',
  accepts: (value) => Number.isSafeInteger(value) && value >= 1,
};

export const wholeFromZero: NumberKind = {
  kind: 'number',
  wanted: 'a whole number from 0 on',
  accepts: (value) => Number.isSafeInteger(value) && value >= 0,
};

export const nonnegativeNumber: NumberKind = {
  kind: 'number',
  wanted: 'a number that is not negative',
  accepts: (value) => value >= 0 && value < Infinity,
};

export const positiveNumber: NumberKind = {
  kind: 'number',
  wanted: 'a number above 0',
  accepts: (value) => value > 0 && value < Infinity,
};

/** How much of an average is kept from step to step. */
export const decay: NumberKind = {
  kind: 'number',
  wanted: 'a number from 0 up to and without 1',
  accepts: (value) => value >= 0 && value < 1,
};

/** A part of a whole that leaves some of it. */
export const fraction: NumberKind = {
  kind: 'number',
  wanted: 'a number between 0 and 1',
  accepts: (value) => value > 0 && value < 1,
};

const bool: OptionKind = { kind: 'bool' };

/** An option with a default; `null`: decided when training starts. */
export function number(
  name: string,
  kind: NumberKind,
  without: number | null,
  summary: string,
): OptionDefinition {
  return { name, kind, summary, default: without, required: false };
}

export function flag(name: string, without: boolean, summary: string): OptionDefinition {
  return { name, kind: bool, summary, default: without, required: false };
}

export function word(
  name: string,
  words: readonly OptionWord[],
  without: string | null,
  summary: string,
): OptionDefinition {
  return { name, kind: { kind: 'word', words }, summary, default: without, required: false };
}

export function network(name: string, summary: string): OptionDefinition {
  return { name, kind: { kind: 'network' }, summary, default: null, required: true };
}

/** A word; its first setting may be given without its name. */
export function choice(name: string, summary: string, options: readonly OptionDefinition[] = []): OptionWord {
  return { name, summary, options, positional: Math.min(options.length, 1) };
}
