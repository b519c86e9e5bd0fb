// Random models within what is derived exactly: a `Recipe` of small numbers, which fast-check makes and shrinks,
// and `buildModel`, which reads any recipe as a `.gen` spec together with params and data for it. Every number
// is taken modulo what is possible at its place, so all recipes are models and simpler recipes simpler models.

import fc from 'fast-check';
import type { NestedValues } from '../../cli/verify/oracle/exact.ts';
import type { Nested } from '../../cli/verify/oracle/nested.ts';
import { itemAtPath, toNumber } from '../../cli/verify/oracle/nested.ts';
import {
  anywhere,
  createRandom,
  randomParam,
  randomValue,
  sizeValue,
  sizeValues,
  withMissing,
  type DataSpec,
  type ParamKind,
  type ParamSpec,
  type Random,
  type Range,
} from './random-values.ts';
import { families, observable, priors } from './random-families.ts';
import type { Group } from './random-families.ts';

export interface Recipe {
  /** 0: no parent; rows: how many rows, by turns; sized: the spec says how many (two). */
  readonly plates: readonly {
    readonly parent: number;
    readonly rows: readonly number[];
    readonly sized: boolean;
  }[];
  readonly latents: readonly LatentRecipe[];
  readonly observations: readonly ObservationRecipe[];
  readonly givens: readonly { readonly plate: number; readonly kind: number }[];
  /** Of params and data. */
  readonly seed: number;
}

interface LatentRecipe {
  /** 0: outside every plate where there is none, else the plate of this number. */
  readonly plate: number;
  readonly outside: boolean;
  readonly levels: number;
  /** An array of two. */
  readonly pair: boolean;
  readonly parents: readonly number[];
  readonly choice: boolean;
  readonly arguments: readonly number[];
}

interface ObservationRecipe {
  readonly plate: number;
  readonly family: number;
  readonly form: number;
  readonly shape: number;
  readonly parents: readonly number[];
  readonly choice: boolean;
  /** Two parts by chance, where there is no choice. */
  readonly mixture: boolean;
  /** The first of two parts is 0 for certain, where it can be. */
  readonly atom: boolean;
  /** It may be missing. */
  readonly optional: boolean;
  readonly arguments: readonly number[];
}

const small = fc.nat({ max: 15 });
const smalls = fc.array(small, { maxLength: 2 });
const numbers = fc.array(small, { minLength: 6, maxLength: 6 });
const rarely = fc.nat({ max: 4 }).map((n) => n === 4);
const sometimes = fc.nat({ max: 2 }).map((n) => n === 2);

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  plates: fc.array(
    fc.record({
      parent: small,
      rows: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 5 }),
      sized: rarely,
    }),
    { maxLength: 3 },
  ),
  latents: fc.array(
    fc.record({
      plate: small,
      outside: rarely,
      levels: small,
      pair: rarely,
      parents: smalls,
      choice: rarely,
      arguments: numbers,
    }),
    { minLength: 1, maxLength: 4 },
  ),
  observations: fc.array(
    fc.record({
      plate: small,
      family: fc.nat({ max: observable.length - 1 }),
      form: small,
      shape: small,
      parents: smalls,
      choice: sometimes,
      mixture: sometimes,
      atom: sometimes,
      optional: sometimes,
      arguments: numbers,
    }),
    { minLength: 1, maxLength: 4 },
  ),
  givens: fc.array(fc.record({ plate: small, kind: small }), { maxLength: 2 }),
  seed: fc.nat({ max: 2 ** 31 - 1 }),
});

export interface RandomModel {
  /** The text of the spec, one model. */
  readonly text: string;
  /** The same, where what a mixture picks is a latent of its own, for the oracle. */
  readonly written: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly hyper: Readonly<Record<string, number>>;
  readonly params: NestedValues;
  readonly data: NestedValues;
}

// Building -------------------------------------------------------------------------------------------------

/** At most this many configurations in one row of an outermost plate. */
const configurationLimit = 300;

/** As the spec says it, and as the oracle reads it. */
interface Statement {
  readonly text: string;
  readonly written: readonly string[];
}

interface BuiltPlate {
  readonly name: string;
  readonly parent: BuiltPlate | null;
  readonly rows: readonly number[];
  sized: boolean;
  readonly statements: Statement[];
  /** Product of the levels of its own latents. */
  configurations: number;
}

/** A finite value that can pick an entry of a table, or decide a choice. */
interface Selector {
  readonly name: string;
  readonly plate: BuiltPlate | null;
  /** Its number of levels as the spec writes it. */
  readonly levels: string;
  readonly bool: boolean;
  readonly latent: boolean;
}

interface BuiltData extends DataSpec {
  readonly name: string;
  readonly plate: BuiltPlate | null;
}

class ModelBuilder {
  readonly plates: BuiltPlate[] = [];
  readonly selectors: Selector[] = [];
  readonly params: ParamSpec[] = [];
  readonly data: BuiltData[] = [];
  readonly globals: Statement[] = [];
  readonly used = new Set<string>();
  globalConfigurations = 1;
  latentCount = 0;
  readonly realGivens: { readonly name: string; readonly plate: BuiltPlate | null }[] = [];

  use(size: string): string {
    this.used.add(size);
    return size;
  }

  plate(index: number): BuiltPlate | null {
    return this.plates.length === 0 ? null : pick(this.plates, index);
  }

  visible(plate: BuiltPlate | null): Selector[] {
    return this.selectors.filter((selector) => contains(selector.plate, plate));
  }

  /** Up to two selectors, each once. */
  parents(plate: BuiltPlate | null, numbers: readonly number[]): Selector[] {
    const visible = this.visible(plate);
    if (visible.length === 0) return [];
    return [
      ...new Set(numbers.map((number) => pick(visible, visible.length - 1 - (number % visible.length)))),
    ];
  }

  add(plate: BuiltPlate | null, text: string, written: readonly string[] = [text]): void {
    (plate === null ? this.globals : plate.statements).push({ text, written });
  }

  /** So many times the configurations of what is enumerated together. */
  multiply(plate: BuiltPlate | null, configurations: number): void {
    if (plate === null) this.globalConfigurations *= configurations;
    else plate.configurations *= configurations;
  }

  /** An entry of a param of this kind, picked by the selectors; `variety` decides whether one is shared. */
  entry(kind: ParamKind, entry: readonly string[], selectors: readonly Selector[], prior: number): string {
    const table = selectors.map((selector) => this.use(selector.levels));
    entry.forEach((size) => this.use(size));
    const known = prior % 3 === 2 ? this.prior(kind, entry, prior) : null;
    const name = `p${String(this.params.length + 1)}`;
    this.params.push({ name, kind, table, entry, prior: known });
    return selectors.length === 0
      ? name
      : `${name}[${selectors.map((selector) => selector.name).join(', ')}]`;
  }

  /** Null where the kind has none. */
  prior(kind: ParamKind, entry: readonly string[], variety: number): string | null {
    const size = entry.at(-1) ?? '';
    const count = /^\d$/.test(size) ? Number(size) : null;
    const usable = (priors[kind] ?? []).filter((text) => count !== null || !/\$(many|scale)/.test(text));
    if (usable.length === 0) return null;
    return pick(usable, Math.floor(variety / 3) + this.params.length).replace(
      /\$(\w+)/,
      (_, word: string) => {
        if (word === 'center') return this.entry('real', [], [], 0);
        const numbers = [1.5, 2.5, 2].slice(0, count ?? 0);
        if (word === 'many') return `[${numbers.join(', ')}]`;
        return `[${numbers.map((x, i) => `[${numbers.map((_each, j) => (i === j ? String(x) : '0.25')).join(', ')}]`).join(', ')}]`;
      },
    );
  }

  /** An entry of a param with one axis more, along which a constant picks. */
  numbered(
    kind: ParamKind,
    entry: readonly string[],
    selectors: readonly Selector[],
    number: number,
  ): string {
    entry.forEach((size) => this.use(size));
    const name = `p${String(this.params.length + 1)}`;
    const table = ['2', ...selectors.map((selector) => this.use(selector.levels))];
    this.params.push({ name, kind, table, entry, prior: null });
    return `${name}[${[String(number % 2), ...selectors.map((selector) => selector.name)].join(', ')}]`;
  }

  /** An entry of a param that is there already and of the same kind, picked by what is visible; null without one. */
  shared(kind: ParamKind, entry: readonly string[], plate: BuiltPlate | null, number: number): string | null {
    const visible = this.visible(plate);
    const found = this.params.flatMap((param) => {
      if (param.kind !== kind || param.entry.join() !== entry.join()) return [];
      const indices = param.table.map((levels) => {
        const constant = number % 5 === 3 ? '0' : undefined;
        return constant ?? visible.filter((selector) => selector.levels === levels).at(-1)?.name;
      });
      if (indices.includes(undefined)) return [];
      return [indices.length === 0 ? param.name : `${param.name}[${indices.join(', ')}]`];
    });
    return found.length === 0 ? null : pick(found, number);
  }

  /** An argument: a table's entry for each event element or for all, a tied or shared one, a constant, a formula. */
  argument(
    kind: 'real' | 'positive' | 'unit',
    event: readonly string[],
    selectors: readonly Selector[],
    plate: BuiltPlate | null,
    variety: number,
  ): string {
    switch (variety % 16) {
      case 0:
      case 2:
        return this.entry(kind, event, selectors, variety);
      case 1:
        return this.shared(kind, event, plate, variety) ?? this.entry(kind, event, selectors, variety);
      case 3:
        return this.numbered(kind, event, selectors, selectors.length);
      case 4:
        return this.entry(kind, [], selectors, variety);
      case 5:
        return this.entry(kind, event, selectors.slice(1), variety);
      case 6:
        return this.entry(kind, [], [], variety);
      case 7:
        return this.shared(kind, event, plate, variety) ?? this.entry(kind, event, selectors, variety);
      case 8:
        // One number for a whole vector, where another variable may have it as a number of its own.
        return this.shared(kind, [], plate, variety) ?? this.entry(kind, event, selectors, variety);
      case 9:
        return this.constant(kind, selectors);
      case 12: {
        // Sorted by the last that picks.
        const last = selectors.at(-1);
        if (kind !== 'real' || last === undefined) break;
        const sorted = this.entry('ordered', [last.levels], selectors.slice(0, -1), 0);
        return sorted.endsWith(']') ? `${sorted.slice(0, -1)}, ${last.name}]` : `${sorted}[${last.name}]`;
      }
      case 13:
        if (kind !== 'real' || event.length === 0) break;
        return `1.5 * ${this.entry('unitVector', event, selectors, 0)}`;
      case 14:
        break;
      default:
        return this.formula(kind, event, selectors, plate, variety);
    }
    return this.entry(kind, event, selectors, variety);
  }

  constant(kind: 'real' | 'positive' | 'unit', selectors: readonly Selector[]): string {
    const picked = selectors.find((selector) => selector.levels === '2');
    if (picked !== undefined) {
      const table = { real: '[-1.0, 1.5]', positive: '[0.5, 2.0]', unit: '[0.2, 0.7]' }[kind];
      return `${table}[${picked.name}]`;
    }
    if (kind === 'positive') return this.use('S');
    return kind === 'real' ? '0.5' : '0.3';
  }

  formula(
    kind: 'real' | 'positive' | 'unit',
    event: readonly string[],
    selectors: readonly Selector[],
    plate: BuiltPlate | null,
    variety: number,
  ): string {
    const inner = this.entry('real', event, selectors, variety);
    if (kind === 'positive')
      return variety % 2 === 0
        ? `exp(0.5 * ${inner})`
        : `2 * ${this.entry('positive', event, [], 0)} * exp(${inner})`;
    if (kind === 'unit') return `sigmoid(${inner})`;
    const given = this.realGivens.find((candidate) => contains(candidate.plate, plate));
    const isEven = variety % 2 === 0;
    if (given === undefined)
      return isEven ? `2 * ${inner} - 1` : `${inner} - ${this.entry('real', [], [], 0)}`;
    // One slope for all, or one for each level of what picks the rest.
    return `${inner} + ${this.entry('real', [], isEven ? selectors : [], variety)} * ${given.name}`;
  }
}

export function buildModel(recipe: Recipe): RandomModel {
  const builder = new ModelBuilder();
  for (const { parent, rows, sized } of recipe.plates) {
    const around = [null, ...builder.plates];
    const name = `plate${String(builder.plates.length + 1)}`;
    builder.plates.push({
      name,
      parent: pick(around, parent),
      rows,
      sized,
      statements: [],
      configurations: 1,
    });
  }
  // The index of a sized plate's row is a selector as well.
  for (const plate of builder.plates)
    if (plate.sized)
      builder.selectors.push({ name: plate.name, plate, levels: '2', bool: false, latent: false });
  for (const { plate, kind } of recipe.givens) addGiven(builder, builder.plate(plate), kind);
  for (const latent of recipe.latents) addLatent(builder, latent);
  for (const observation of recipe.observations) addObservation(builder, observation);
  for (const plate of builder.plates) settlePlate(builder, plate);
  const random = createRandom(recipe.seed);
  return {
    text: printModel(builder, ({ text }) => [text]),
    written: printModel(builder, ({ written }) => written),
    sizes: Object.fromEntries(Object.entries(sizeValues).filter(([name]) => builder.used.has(name))),
    hyper: builder.used.has('S') ? { S: 1.5 } : {},
    params: Object.fromEntries(builder.params.map((param) => [param.name, randomParam(param, random)])),
    data: randomData(builder, random),
  };
}

const input = { shape: [], levels: '', range: anywhere, total: null, missing: null } as const;

function addGiven(builder: ModelBuilder, plate: BuiltPlate | null, kind: number): void {
  const name = `g${String(builder.data.length + 1)}`;
  if (kind % 2 === 0) {
    builder.add(plate, `given ${name}: category<2>`);
    builder.data.push({ ...input, name, plate, kind: 'category', levels: '2' });
    builder.selectors.push({ name, plate, levels: '2', bool: false, latent: false });
  } else {
    builder.add(plate, `given ${name}: real`);
    builder.data.push({ ...input, name, plate, kind: 'real' });
    builder.realGivens.push({ name, plate });
  }
}

function addLatent(builder: ModelBuilder, recipe: LatentRecipe): void {
  const plate = recipe.outside ? null : affordable(builder.plate(recipe.plate));
  const name = `z${String(++builder.latentCount)}`;
  const levels = builder.use(pick(['2', 'K', '3', 'M', '2'], recipe.levels));
  const bool = recipe.levels % 5 === 4;
  const parents = builder.parents(plate, recipe.parents);
  // An array of two is two latents, alike or each with its own share of the arguments.
  const shape = recipe.pair && sizeValue(levels) === 2 ? ['2'] : [];
  const distribution = choose(builder, plate, parents, recipe.choice, (selectors, part) =>
    bool
      ? bernoulli(builder, selectors, plate, shape, recipe.arguments, part)
      : categorical(builder, selectors, plate, levels, recipe.arguments, part, shape),
  );
  const type = `${bool ? 'bool' : `category<${levels}>`}${shape.length > 0 ? '[2]' : ''}`;
  builder.add(plate, `latent ${name}: ${type} ~ ${distribution}`);
  for (const own of shape.length > 0 ? [`${name}[0]`, `${name}[1]`] : [name]) {
    builder.selectors.push({ name: own, plate, levels, bool, latent: true });
    builder.multiply(plate, sizeValue(levels));
  }
}

/** A sized inner plate, whose rows cannot be made fewer, takes one latent; others go to the plate around it. */
function affordable(plate: BuiltPlate | null): BuiltPlate | null {
  return plate?.sized === true && plate.parent !== null && plate.configurations > 1
    ? affordable(plate.parent)
    : plate;
}

/** One distribution, or an `if` between two: on an input, where one is in sight, or on the first parent. */
function choose(
  builder: ModelBuilder,
  plate: BuiltPlate | null,
  parents: readonly Selector[],
  wanted: boolean,
  distribution: (selectors: readonly Selector[], part: number) => string,
): string {
  const [first, ...rest] = parents;
  if (!wanted) return distribution(parents, 0);
  const given = builder.realGivens.find((candidate) => contains(candidate.plate, plate));
  if (given !== undefined)
    return `if ${given.name} > 0.2 then ${distribution(parents, 0)} else ${distribution(parents, 1)}`;
  if (first === undefined) return distribution(parents, 0);
  const condition = first.bool ? first.name : `${first.name} == 1`;
  return `if ${condition} then ${distribution(rest, 0)} else ${distribution(rest, 1)}`;
}

function argumentOf(numbers: readonly number[], index: number): number {
  return numbers[index % numbers.length] ?? 0;
}

function bernoulli(
  builder: ModelBuilder,
  selectors: readonly Selector[],
  plate: BuiltPlate | null,
  event: readonly string[],
  numbers: readonly number[],
  part: number,
): string {
  const variety = argumentOf(numbers, 2 * part);
  if (argumentOf(numbers, 2 * part + 1) % 4 === 3)
    return `Bernoulli(logits: ${builder.argument('real', event, selectors, plate, variety)})`;
  return `Bernoulli(${builder.argument('unit', event, selectors, plate, variety)})`;
}

function categorical(
  builder: ModelBuilder,
  selectors: readonly Selector[],
  plate: BuiltPlate | null,
  levels: string,
  numbers: readonly number[],
  part: number,
  repeats: readonly string[] = [],
): string {
  const variety = argumentOf(numbers, 2 * part);
  switch (variety % 12) {
    case 7:
    case 8: {
      const shared = builder.shared('simplex', [levels], plate, variety);
      if (shared !== null) return `Categorical(${shared})`;
      break;
    }
    case 9:
      if (levels === '2') return 'Categorical([0.25, 0.75])';
      if (levels === '3') return 'Categorical([0.25, 0.25, 0.5])';
      break;
    case 10:
      return `Categorical(logits: ${builder.entry('real', [levels], selectors, variety)})`;
    case 11:
      return `Categorical(weights: ${builder.entry('positive', [levels], selectors, variety)})`;
  }
  const tied = variety % 12 === 5 ? selectors.slice(1) : selectors;
  // Each of an array its own probabilities, where nothing else was chosen.
  const entry = variety % 2 === 0 ? [...repeats, levels] : [levels];
  return `Categorical(${builder.entry('simplex', entry, tied, variety)})`;
}

/** The type of one value, the sizes of one event, and which entries may be missing. */
const groups: Readonly<Record<Group, { type: string; rank: 0 | 1 | 2; whole: boolean }>> = {
  real: { type: 'real', rank: 0, whole: false },
  angle: { type: 'real', rank: 0, whole: false },
  positive: { type: 'positive', rank: 0, whole: false },
  unit: { type: 'unit', rank: 0, whole: false },
  count: { type: 'count', rank: 0, whole: false },
  trials: { type: 'count', rank: 0, whole: false },
  bool: { type: 'bool', rank: 0, whole: false },
  category: { type: 'category', rank: 0, whole: false },
  vector: { type: 'real', rank: 1, whole: false },
  simplex: { type: 'simplex', rank: 1, whole: true },
  counts: { type: 'count', rank: 1, whole: true },
  covariance: { type: 'covariance', rank: 2, whole: true },
  correlationFactor: { type: 'cholesky', rank: 2, whole: true },
};

/** An observation while it is put together. */
class ObservationBuilder {
  readonly builder: ModelBuilder;
  readonly recipe: ObservationRecipe;
  readonly plate: BuiltPlate | null;
  readonly group: Group;
  readonly name: string;
  readonly vector: string;
  readonly levels: string;
  /** Sizes around one event: an array of numbers, or of vectors. */
  readonly repeats: readonly string[];
  readonly total: string | null;
  range: Range = anywhere;

  constructor(builder: ModelBuilder, recipe: ObservationRecipe) {
    this.builder = builder;
    this.recipe = recipe;
    this.plate = builder.plate(recipe.plate);
    const { group } = pick(observable, recipe.family);
    this.group = group;
    const { rank } = groups[group];
    const size = pick(['2', 'D', '3'], recipe.shape);
    const isArray = recipe.shape % 4 >= 2;
    this.vector = rank > 0 || isArray ? builder.use(size) : size;
    this.repeats = !isArray ? [] : rank === 0 ? [size] : group === 'vector' ? ['2'] : [];
    const levels = pick(['2', '3', 'M'], recipe.form);
    this.levels = group === 'category' ? builder.use(levels) : levels;
    this.total = group === 'trials' || group === 'counts' ? this.totalOf() : null;
    // After the input.
    this.name = `x${String(builder.data.length + 1)}`;
  }

  /** A constant, or an input beside the observation; of counts that add up it may be left open. */
  totalOf(): string | null {
    const { builder, plate, recipe } = this;
    if (this.group === 'counts' && recipe.form % 3 === 1) return null;
    if (recipe.form % 2 === 0) return '6';
    const name = `n${String(builder.data.length + 1)}`;
    builder.add(plate, `given ${name}: count`);
    builder.data.push({ ...input, name, plate, kind: 'total' });
    return name;
  }

  /** The family of the recipe; of the second of two parts sometimes another one. */
  part(selectors: readonly Selector[], part: number, atom: boolean): string {
    const { builder, recipe, group } = this;
    if (atom && part === 0) return 'Delta(0)';
    const names = Object.keys(families[group]);
    const { family } = pick(observable, recipe.family);
    const name =
      part === 0 || recipe.form % 2 === 0 ? family : pick(names, names.indexOf(family) + recipe.form);
    if (name === 'Bernoulli')
      return bernoulli(builder, selectors, this.plate, this.repeats, recipe.arguments, part);
    if (name === 'Categorical' || this.levels === 'M')
      if (group === 'category')
        return categorical(builder, selectors, this.plate, this.levels, recipe.arguments, part);
    // What adds up to anything has a form of its own.
    const forms = (families[group][name] ?? []).filter(
      (form) => this.total !== null || group !== 'counts' || !form.includes('$n'),
    );
    const form = forms.length === 0 ? 'Multinomial(p: $simplex)' : pick(forms, recipe.form + part);
    this.narrow(form);
    let position = 3 * part;
    return form.replace(/\$(\w+)/g, (_, word: string) =>
      this.argument(word, selectors, argumentOf(recipe.arguments, position++)),
    );
  }

  /** What the bounds of a cut leave. */
  narrow(form: string): void {
    const bound = (name: string, none: number): number =>
      Number(new RegExp(`(?:Truncated|Censored)\\(.*${name}: (-?[\\d.]+)`).exec(form)?.[1] ?? none);
    const [lower, upper] = this.range;
    this.range = [Math.max(lower, bound('lower', -Infinity)), Math.min(upper, bound('upper', Infinity))];
  }

  argument(word: string, selectors: readonly Selector[], variety: number): string {
    const { builder, plate, vector, recipe } = this;
    const make = (kind: 'real' | 'positive' | 'unit', event: readonly string[]): string =>
      wrapped(builder.argument(kind, event, selectors, plate, variety));
    const tied = variety % 4 === 1 ? [] : selectors;
    const matrix = (kind: 'covariance' | 'cholesky' | 'correlation'): string =>
      (variety % 4 === 3 ? builder.shared(kind, [vector], plate, variety) : null) ??
      builder.entry(kind, [vector], tied, variety);
    switch (word) {
      case 'real':
      case 'positive':
      case 'unit':
        return make(word, this.repeats);
      case 'rate':
        return make('positive', []);
      case 'vector':
        return make('real', [vector]);
      case 'positives':
        return make('positive', recipe.form % 3 === 2 && this.group !== 'vector' ? [] : [vector]);
      case 'simplex':
        return (
          (variety % 4 === 3 ? builder.shared('simplex', [vector], plate, variety) : null) ??
          builder.entry('simplex', [vector], tied, variety)
        );
      case 'covariance':
      case 'cholesky':
      case 'correlation':
        return matrix(word);
      case 'factor':
        return builder.entry('real', [vector, '1'], tied, variety);
      case 'ordered': {
        const size = String(sizeValue(this.levels) - 1);
        if (variety % 4 === 3) return size === '1' ? '[0.2]' : '[-0.5, 1]';
        return builder.entry('ordered', [size], tied, 0);
      }
      case 'size':
        return vector;
      case 'n':
        return this.total ?? '6';
      default:
        throw new Error(`no argument ${word}`);
    }
  }
}

/** A formula may stand in a product. */
function wrapped(expression: string): string {
  return /^[\w.]+(\[[^\]]*\])?$/.test(expression) ? expression : `(${expression})`;
}

function addObservation(builder: ModelBuilder, recipe: ObservationRecipe): void {
  const observation = new ObservationBuilder(builder, recipe);
  const { plate, group, name, levels, vector, repeats } = observation;
  const { optional } = recipe;
  const isFinite = group === 'bool' || group === 'category';
  const parents = builder.parents(plate, recipe.parents);
  const isMixed = recipe.mixture && !recipe.choice && !isFinite && repeats.length === 0;
  const isChosen = !builder.realGivens.some((given) => contains(given.plate, plate));
  // Where what decides is seen, a value other than 0 would be impossible.
  const atom =
    recipe.atom &&
    (group === 'count' || group === 'trials') &&
    (isMixed || (recipe.choice && isChosen && parents[0]?.latent === true));
  const make = (selectors: readonly Selector[], part: number): string =>
    observation.part(selectors, part, atom);
  const { type, rank, whole } = groups[group];
  const shape = [...repeats, ...Array.from({ length: rank }, () => vector)];
  const declared = group === 'covariance' || group === 'correlationFactor' ? [...repeats, vector] : shape;
  const brackets = declared.length === 0 ? '' : `[${declared.join(', ')}]`;
  const head = `observe ${name}: ${type}${group === 'category' ? `<${levels}>` : ''}${brackets}${optional ? '?' : ''} ~ `;
  if (isMixed) {
    const parts = [make(parents, 0), make(parents, 1)];
    const weights = mixtureWeights(builder, parents, recipe);
    const picked = `part${name}`;
    builder.add(plate, `${head}Mixture(${weights}, [${parts.join(', ')}])`, [
      `latent ${picked}: category<2> ~ Categorical(${weights.startsWith('[0.5,') ? 'weights: ' : ''}${weights})`,
      `${head}if ${picked} == 0 then ${parts.join(' else ')}`,
    ]);
    builder.multiply(plate, 2);
  } else builder.add(plate, head + choose(builder, plate, parents, recipe.choice, make));
  const { range, total } = observation;
  const missing = !optional ? null : whole ? 1 : 0;
  builder.data.push({
    name,
    plate,
    shape,
    kind: group,
    levels: isFinite ? levels : '',
    range,
    total,
    missing,
  });
  if (!isFinite) return;
  const count = repeats.reduce((product, size) => product * sizeValue(size), 1);
  const levelCount = group === 'bool' ? '2' : levels;
  // Missing values of a finite variable are enumerated.
  if (optional) builder.multiply(plate, sizeValue(levelCount) ** count);
  // Entries of an array pick as well where they may be missing, if the spec says how many there are.
  const entries =
    repeats.length === 0 ? [name] : optional && vector !== 'D' ? [`${name}[0]`, `${name}[1]`] : [];
  for (const entry of entries)
    builder.selectors.push({ name: entry, plate, levels: levelCount, bool: group === 'bool', latent: false });
}

function mixtureWeights(
  builder: ModelBuilder,
  parents: readonly Selector[],
  { arguments: numbers }: ObservationRecipe,
): string {
  const variety = argumentOf(numbers, 5);
  switch (variety % 4) {
    case 0:
      return '[0.3, 0.7]';
    case 1:
      return '[0.5, 1.5]';
    default:
      return builder.entry('simplex', ['2'], parents, variety);
  }
}

/** Something must say how many rows a plate has: the spec, or data in it. */
function settlePlate(builder: ModelBuilder, plate: BuiltPlate): void {
  const seen = builder.data.some((item) => contains(plate, item.plate));
  const holds =
    plate.statements.length > 0 || builder.plates.some((inner) => inner !== plate && contains(plate, inner));
  if (!seen && !plate.sized && holds) addGiven(builder, plate, 1);
}

// Text -----------------------------------------------------------------------------------------------------

type Print = (statement: Statement) => readonly string[];

function printModel(builder: ModelBuilder, print: Print): string {
  const head = [
    ...(builder.used.has('K') ? ['K: int = 2'] : []),
    ...(builder.used.has('M') ? ['M: int = 3'] : []),
    ...(builder.used.has('S') ? ['S: positive = 1.5'] : []),
    ...(builder.used.has('D') && builder.data.some((item) => item.shape.includes('D')) ? ['D: dim'] : []),
  ];
  const body = [
    ...builder.params.map(printParam),
    ...builder.globals.flatMap(print),
    ...printPlates(builder, null, print),
  ];
  return [
    `model Random${head.length === 0 ? '' : `(${head.join(', ')})`} {`,
    ...indented(body),
    '}',
    '',
  ].join('\n');
}

function printParam({ name, kind, table, entry, prior }: ParamSpec): string {
  const sizes = [...table, ...entry];
  const brackets = sizes.length === 0 ? '' : `[${sizes.join(', ')}]`;
  return `param ${name}: ${kind}${brackets}${prior === null ? '' : ` ~ ${prior}`}`;
}

function printPlates(builder: ModelBuilder, parent: BuiltPlate | null, print: Print): string[] {
  return builder.plates
    .filter((plate) => plate.parent === parent)
    .flatMap((plate) => {
      const inner = [...plate.statements.flatMap(print), ...printPlates(builder, plate, print)];
      return inner.length === 0
        ? []
        : [`plate ${plate.name}${plate.sized ? ': 2' : ''} {`, ...indented(inner), '}'];
    });
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

// Values -----------------------------------------------------------------------------------------------------------

function randomData(builder: ModelBuilder, random: Random): NestedValues {
  const counts = new Map<string, number>();
  for (const plate of builder.plates) if (plate.parent === null) countRows(builder, plate, [], counts);
  const data: Record<string, Nested> = {};
  for (const item of builder.data) {
    const around = platesAround(item.plate);
    const totalAt = (path: readonly number[]): number | null => {
      if (item.total === null) return null;
      const known = data[item.total];
      return known === undefined ? Number(item.total) : toNumber(itemAtPath(known, path));
    };
    const build = (path: readonly number[]): Nested => {
      const plate = around[path.length];
      if (plate === undefined) return withMissing(item, randomValue(item, totalAt(path), random), random);
      return Array.from({ length: counts.get(rowKey(plate, path)) ?? 0 }, (_, row) => build([...path, row]));
    };
    data[item.name] = build([]);
  }
  return data;
}

function rowKey(plate: BuiltPlate, parentPath: readonly number[]): string {
  return [plate.name, ...parentPath].join('/');
}

/**
 * Decides how many rows each plate has in each row of its parent, so that the configurations of one row of an
 * outermost plate stay few.
 */
function countRows(
  builder: ModelBuilder,
  outermost: BuiltPlate,
  path: readonly number[],
  counts: Map<string, number>,
): void {
  const outerRows = outermost.sized ? 2 : 3 + turn(outermost.rows, 0);
  counts.set(rowKey(outermost, path), outerRows);
  for (let row = 0; row < outerRows; row++) {
    let budget = configurationLimit / builder.globalConfigurations / rowConfigurations(builder, outermost);
    const descend = (parent: BuiltPlate, parentPath: readonly number[]): void => {
      for (const plate of builder.plates.filter((candidate) => candidate.parent === parent)) {
        const wanted = plate.sized
          ? 2
          : turn(
              plate.rows,
              parentPath.reduce((sum, index) => sum + index, 0),
            );
        let count = 0;
        const cost = rowConfigurations(builder, plate);
        for (; count < wanted && (plate.sized || budget >= cost); count++) budget /= plate.sized ? 1 : cost;
        counts.set(rowKey(plate, parentPath), count);
        for (let inner = 0; inner < count; inner++) descend(plate, [...parentPath, inner]);
      }
    };
    descend(outermost, [row]);
  }
}

/** Configurations of one row, with the rows of the sized plates in it. */
function rowConfigurations(builder: ModelBuilder, plate: BuiltPlate): number {
  return builder.plates
    .filter((inner) => inner.parent === plate && inner.sized)
    .reduce((product, inner) => product * rowConfigurations(builder, inner) ** 2, plate.configurations);
}

function turn(rows: readonly number[], index: number): number {
  return rows[index % rows.length] ?? 0;
}

// Plates ---------------------------------------------------------------------------------------------------

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** Whether `outer` is `inner` or around it; null is around everything. */
function contains(outer: BuiltPlate | null, inner: BuiltPlate | null): boolean {
  return outer === null || outer === inner || (inner !== null && contains(outer, inner.parent));
}

function platesAround(plate: BuiltPlate | null): BuiltPlate[] {
  return plate === null ? [] : [...platesAround(plate.parent), plate];
}
