// Arguments of a layer: which argument is which parameter, and what is left out.
//
// A word of an option (`relu`, `same`) finds its parameter wherever it stands, so that both `dense(400, relu)`
// and `conv2d(32, kernel: 4, stride: 2, leakyRelu)` read; all else without a name goes by position.

import { activations } from './activations.ts';
import type { LayerOption, LayerOptions, LayerParameter, ParameterKind, SizeArithmetic } from './layer.ts';

/** The words that an option may be; null where it is a value. */
export function wordsOf(kind: ParameterKind): readonly string[] | null {
  if (kind === 'activation') return ['none', ...activations.keys()];
  return kind === 'padding' ? ['same', 'valid'] : null;
}

export interface WrittenOption {
  /** `units` in `dense(units: 4)`. */
  readonly name: string | null;
  /** The name where the value is a bare name: a word of an option, or the name of a size. */
  readonly word: string | null;
}

export interface OptionProblem {
  readonly kind: 'unknown-name' | 'unknown-word' | 'twice' | 'too-many' | 'missing';
  /** Position of the argument at fault; null where one is missing. */
  readonly argument: number | null;
  /** The name or word that is unknown, given twice or missing; empty where there are too many. */
  readonly name: string;
  /** What could stand there, where the name or word is unknown or one too many: parameters, or words. */
  readonly candidates: readonly string[];
}

export interface AssignedOptions {
  /** The parameter of each argument; null where a problem says why there is none. */
  readonly parameters: readonly (LayerParameter | null)[];
  readonly problems: readonly OptionProblem[];
}

export function assignOptions(
  parameters: readonly LayerParameter[],
  written: readonly WrittenOption[],
): AssignedOptions {
  const assigned: (LayerParameter | null)[] = written.map(() => null);
  const problems: OptionProblem[] = [];
  const taken = new Set<string>();
  /** Which argument gives a parameter by its name. */
  const named = new Map<string, number>();
  const take = (argument: number, parameter: LayerParameter): void => {
    if (taken.has(parameter.name))
      problems.push({ kind: 'twice', argument, name: parameter.name, candidates: [] });
    else assigned[argument] = parameter;
    taken.add(parameter.name);
  };
  const free = (): readonly string[] => parameters.map(({ name }) => name).filter((name) => !taken.has(name));

  // Names first, then words: positions are counted among what is left.
  for (const [argument, { name }] of written.entries()) {
    if (name === null) continue;
    const parameter = parameters.find((each) => each.name === name);
    if (parameter === undefined) problems.push({ kind: 'unknown-name', argument, name, candidates: free() });
    else {
      take(argument, parameter);
      named.set(name, argument);
    }
  }
  const byPosition: number[] = [];
  for (const [argument, { name, word }] of written.entries()) {
    if (name !== null) continue;
    const parameter =
      word === null ? undefined : parameters.find(({ kind }) => wordsOf(kind)?.includes(word) === true);
    if (parameter === undefined) byPosition.push(argument);
    else take(argument, parameter);
  }
  for (const argument of byPosition) {
    // Its turn is that of a parameter which is named further on only: that one is given twice.
    const next = parameters.find(
      ({ name, kind }) =>
        wordsOf(kind) === null &&
        (kind === 'sizes' || !taken.has(name) || (named.get(name) ?? -1) > argument),
    );
    const again = next === undefined ? undefined : named.get(next.name);
    const word = written[argument]?.word ?? null;
    const words = parameters.flatMap(({ name, kind }) => (taken.has(name) ? [] : (wordsOf(kind) ?? [])));
    // A bare name is never `true` or `false`: where values are used up it is a misspelt word.
    if (word !== null && words.length > 0 && (next === undefined || next.kind === 'flag'))
      problems.push({ kind: 'unknown-word', argument, name: word, candidates: words });
    else if (next === undefined) problems.push({ kind: 'too-many', argument, name: '', candidates: free() });
    else {
      assigned[argument] = next;
      taken.add(next.name);
      named.delete(next.name);
      if (again !== undefined && again > argument) {
        assigned[again] = null;
        problems.push({ kind: 'twice', argument: again, name: next.name, candidates: [] });
      }
    }
  }
  for (const parameter of parameters)
    if (parameter.default === null && !taken.has(parameter.name))
      problems.push({ kind: 'missing', argument: null, name: parameter.name, candidates: [] });
  return { parameters: assigned, problems };
}

/** What is given, and the defaults of the rest. All parameters without a default are given. */
export function completeOptions<S>(
  m: SizeArithmetic<S>,
  parameters: readonly LayerParameter[],
  given: LayerOptions<S>,
): LayerOptions<S> {
  const options = new Map(given);
  for (const { name, kind, default: without } of parameters) {
    if (options.has(name)) continue;
    if (without === null) throw new Error(`internal: \`${name}\` has no value and no default`);
    if ('sameAs' in without) options.set(name, read(options, without.sameAs));
    else options.set(name, optionOf(m, kind, without.value));
  }
  return options;
}

function optionOf<S>(
  m: SizeArithmetic<S>,
  kind: ParameterKind,
  value: number | boolean | string,
): LayerOption<S> {
  if (kind === 'size' && typeof value === 'number') return { kind, size: m.constant(value) };
  if ((kind === 'constant' || kind === 'rate') && typeof value === 'number') return { kind, value };
  if (kind === 'flag' && typeof value === 'boolean') return { kind, value };
  if ((kind === 'activation' || kind === 'padding') && typeof value === 'string')
    return { kind, name: value };
  throw new Error(`internal: ${String(value)} is no default of kind ${kind}`);
}

/** The option of this name and kind: `take(options, 'units', 'size').size`. */
export function take<S, Kind extends ParameterKind>(
  options: LayerOptions<S>,
  name: string,
  kind: Kind,
): Extract<LayerOption<S>, { readonly kind: Kind }> {
  const option = read(options, name);
  if (!isOfKind(option, kind)) throw new Error(`internal: \`${name}\` is a ${option.kind}, no ${kind}`);
  return option;
}

function isOfKind<S, Kind extends ParameterKind>(
  option: LayerOption<S>,
  kind: Kind,
): option is Extract<LayerOption<S>, { readonly kind: Kind }> {
  return option.kind === kind;
}

function read<S>(options: LayerOptions<S>, name: string): LayerOption<S> {
  const option = options.get(name);
  if (option === undefined) throw new Error(`internal: no option \`${name}\``);
  return option;
}
