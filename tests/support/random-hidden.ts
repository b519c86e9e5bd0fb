// Random models of hidden sequences: a recipe of small numbers, which fast-check makes and shrinks, read as a `.gen` spec
// with params and tiny data for it. Chains of order 0 to 2, alone or several that read each other, rows and sequences
// around and inside each other, inputs, missing steps, structural zeros, ends, partly observed states, emissions that read
// their own past. Every number is taken modulo what is possible at its place.

import fc from 'fast-check';
import type { NestedValues } from '../../cli/verify/oracle/exact.ts';
import { families, observable, type Group } from './random-families.ts';
import { dataOf, maskedParam } from './random-hidden-data.ts';
import {
  anywhere,
  createRandom,
  sizeValue,
  type DataSpec,
  type ParamKind,
  type ParamSpec,
  type Range,
} from './random-values.ts';

export interface HiddenRecipe {
  /** In a plate, alone, or in a plate within a plate. */
  readonly around: number;
  readonly rows: readonly number[];
  readonly lengths: readonly number[];
  /** As the data say, of a declared size, or until a symbol. */
  readonly end: number;
  readonly rowLatent: boolean;
  readonly globalLatent: boolean;
  readonly chains: readonly ChainRecipe[];
  readonly emissions: readonly EmissionRecipe[];
  /** Of steps and rows, categories and numbers. */
  readonly inputs: readonly number[];
  /** A sequence of its own in the same rows. */
  readonly second: boolean;
  /** After the sequence, from its last step. */
  readonly outcome: boolean;
  /** A plate in each step. */
  readonly inner: boolean;
  /** Of params and data. */
  readonly seed: number;
}

interface ChainRecipe {
  readonly order: number;
  readonly levels: number;
  readonly parents: readonly number[];
  readonly form: number;
  readonly start: number;
  /** Structural zeros. */
  readonly zeros: boolean;
  /** Partly observed. */
  readonly observed: boolean;
  /** Another law at one later step. */
  readonly special: boolean;
  readonly prior: boolean;
}

interface EmissionRecipe {
  readonly family: number;
  readonly form: number;
  readonly shape: number;
  readonly parents: readonly number[];
  /** Reads its own past. */
  readonly autoregressive: boolean;
  readonly choice: boolean;
  readonly optional: boolean;
  readonly special: boolean;
  readonly arguments: readonly number[];
}

const small = fc.nat({ max: 15 });
const rarely = fc.nat({ max: 5 }).map((n) => n === 5);
const sometimes = fc.nat({ max: 2 }).map((n) => n === 2);

export const hiddenRecipes: fc.Arbitrary<HiddenRecipe> = fc.record({
  around: small,
  rows: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }),
  lengths: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 5 }),
  end: small,
  rowLatent: sometimes,
  globalLatent: rarely,
  chains: fc.array(
    fc.record({
      order: fc.nat({ max: 5 }),
      levels: small,
      parents: fc.array(small, { maxLength: 2 }),
      form: small,
      start: small,
      zeros: sometimes,
      observed: rarely,
      special: rarely,
      prior: sometimes,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  emissions: fc.array(
    fc.record({
      family: fc.nat({ max: observable.length - 1 }),
      form: small,
      shape: small,
      parents: fc.array(small, { minLength: 1, maxLength: 2 }),
      autoregressive: sometimes,
      choice: rarely,
      optional: sometimes,
      special: rarely,
      arguments: fc.array(small, { minLength: 4, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  inputs: fc.array(small, { maxLength: 2 }),
  second: rarely,
  outcome: rarely,
  inner: rarely,
  seed: fc.nat({ max: 2 ** 31 - 1 }),
});

export interface HiddenModel {
  readonly text: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly params: NestedValues;
  readonly data: NestedValues;
}

// Building -------------------------------------------------------------------------------------------------

/** Where data stand: rows around, steps, rows in a step. */
type Depth = 'row' | 'step' | 'second' | 'inner';

export interface BuiltData extends DataSpec {
  readonly name: string;
  readonly depth: Depth;
  /** Steps of a chain whose values follow these moves. */
  readonly moves: readonly (readonly boolean[])[] | null;
}

/** Something finite that can pick an entry of a table at a step. */
interface Selector {
  /** A name that steps index: `z1`. Null: `text` is what stands there. */
  readonly stepped: string | null;
  readonly text: string;
  readonly lag: number;
  /** Its number of levels as the spec writes it. */
  readonly levels: string;
  readonly bool: boolean;
}

/** What a statement is written for: one step, or all from some step on. */
type Step = number | 't';

export class Builder {
  readonly params: (ParamSpec & { readonly support: string | null })[] = [];
  readonly data: BuiltData[] = [];
  readonly masks = new Map<string, readonly (readonly boolean[])[]>();
  readonly used = new Set<string>();
  readonly lines: Record<'global' | 'row' | 'step' | 'second' | 'inner' | 'after', string[]> = {
    global: [],
    row: [],
    step: [],
    second: [],
    inner: [],
    after: [],
  };
  /** Product of levels of what is hidden. */
  readonly configurations = { global: 1, row: 1, step: 1, second: 1, inner: 1 };
  readonly rowSelectors: Selector[] = [];
  readonly stepSelectors: Selector[] = [];
  readonly stepNumbers: string[] = [];
  count = 0;

  use(size: string): string {
    this.used.add(size);
    return size;
  }

  /** A param, or its entry that the indices pick. */
  entry(
    kind: ParamKind,
    entry: readonly string[],
    table: readonly { readonly text: string; readonly levels: string }[],
    options: { readonly prior?: string | null; readonly support?: string | null } = {},
  ): string {
    const { prior = null, support = null } = options;
    const sizes = table.map(({ levels }) => this.use(levels));
    entry.forEach((size) => this.use(size));
    const name = `p${String(this.params.length + 1)}`;
    this.params.push({ name, kind, table: sizes, entry, prior, support });
    return picked(name, table);
  }
}

function picked(name: string, table: readonly { readonly text: string }[]): string {
  return table.length === 0 ? name : `${name}[${table.map(({ text }) => text).join(', ')}]`;
}

/** `z[t-1]` at a step; null before the first. */
function indexed(name: string, step: Step, lag: number): string | null {
  if (step === 't') return `${name}[t${lag === 0 ? '' : `-${String(lag)}`}]`;
  return step < lag ? null : `${name}[${String(step - lag)}]`;
}

/** Selectors as a statement for this step reads them; those before the first step are left out. */
function readAt(
  selectors: readonly Selector[],
  step: Step,
): { text: string; levels: string; bool: boolean }[] {
  return selectors.flatMap(({ stepped, text, lag, levels, bool }) => {
    const read = stepped === null ? text : indexed(stepped, step, lag);
    return read === null ? [] : [{ text: read, levels, bool }];
  });
}

const orders = [1, 1, 1, 2, 0, 1] as const;

export function buildHidden(recipe: HiddenRecipe): HiddenModel {
  const builder = new Builder();
  const isAlone = recipe.around % 6 === 4;
  const ends = recipe.end % 5 === 4;
  const isSized = !ends && recipe.end % 5 === 3;
  const random = createRandom(recipe.seed);
  if (recipe.globalLatent) {
    builder.lines.global.push(
      `latent all: category<2> ~ Categorical(${builder.entry('simplex', ['2'], [])})`,
    );
    builder.rowSelectors.push({ stepped: null, text: 'all', lag: 0, levels: '2', bool: false });
    builder.configurations.global *= 2;
  }
  if (recipe.rowLatent && !isAlone) addRowLatent(builder);
  recipe.inputs.forEach((number, position) => {
    addInput(builder, `u${String(position + 1)}`, number, isAlone);
  });
  recipe.chains.forEach((chain, position) => {
    addChain(builder, chain, `z${String(position + 1)}`, ends);
  });
  if (ends) addEnd(builder, recipe.emissions[0]);
  recipe.emissions.forEach((emission, position) => {
    addEmission(builder, emission, `x${String(position + 1)}`);
  });
  if (recipe.inner && !ends) addInner(builder, recipe);
  if (recipe.second && !isAlone) addSecond(builder);
  const outcome = recipe.outcome && !isAlone && !ends;
  if (outcome) addOutcome(builder, recipe);
  const layout: Layout = { isAlone, isNested: recipe.around % 6 === 5, ends, isSized, outcome };
  const { data, sizes } = dataOf(builder, recipe, layout, random);
  return {
    text: printModel(builder, layout),
    sizes,
    params: Object.fromEntries(
      builder.params.map((param) => [param.name, maskedParam(builder, param, random)]),
    ),
    data,
  };
}

export interface Layout {
  readonly isAlone: boolean;
  readonly isNested: boolean;
  readonly ends: boolean;
  readonly isSized: boolean;
  readonly outcome: boolean;
}

function addRowLatent(builder: Builder): void {
  const around = readAt(builder.rowSelectors, 't');
  builder.lines.row.push(
    `latent kind: category<K> ~ Categorical(${builder.entry('simplex', [builder.use('K')], around)})`,
  );
  builder.rowSelectors.push({ stepped: null, text: 'kind', lag: 0, levels: 'K', bool: false });
  builder.configurations.row *= 2;
}

const plain = { shape: [], levels: '', range: anywhere, total: null, missing: null, moves: null } as const;

function addInput(builder: Builder, name: string, number: number, isAlone: boolean): void {
  const ofRow = number % 4 === 3 && !isAlone;
  const isNumber = number % 2 === 1 && !ofRow;
  const [lines, depth] = ofRow
    ? ([builder.lines.row, 'row'] as const)
    : ([builder.lines.step, 'step'] as const);
  const index = ofRow ? '' : '[t]';
  lines.push(`given ${name}${index}: ${isNumber ? 'real' : 'category<2>'}`);
  if (isNumber) {
    builder.data.push({ ...plain, name, depth, kind: 'real' });
    builder.stepNumbers.push(`${name}[t]`);
  } else {
    builder.data.push({ ...plain, name, depth, kind: 'category', levels: '2' });
    const selector = { text: name, lag: 0, levels: '2', bool: false };
    if (ofRow) builder.rowSelectors.push({ ...selector, stepped: null });
    else builder.stepSelectors.push({ ...selector, stepped: name });
  }
}

// Chains ---------------------------------------------------------------------------------------------------

function addChain(builder: Builder, recipe: ChainRecipe, name: string, ends: boolean): void {
  const order = pick(orders, recipe.order);
  // At END there is no such value.
  const isObserved = recipe.observed && !ends;
  const isBool = recipe.levels % 6 === 5;
  const levels = isBool ? '2' : builder.use(pick(['2', '2', '3', 'K', 'M'], recipe.levels));
  const parents = parentsOf(builder, recipe.parents, ends);
  const skips = order === 2 && recipe.form % 4 === 3;
  const own = Array.from({ length: order }, (_, k) => order - k)
    .filter((lag) => !skips || lag === 2)
    .map((lag): Selector => ({ stepped: name, text: name, lag, levels, bool: isBool }));
  const type = `${isBool ? 'bool' : `category<${levels}>`}${isObserved ? '?' : ''}`;
  const role = isObserved ? 'observe' : 'latent';
  const hasZeros = recipe.zeros && order === 1 && !isBool && (levels === '2' || levels === '3');
  const mask = hasZeros ? maskOf(builder, levels, recipe.form) : null;
  const bases = Math.max(order, ...parents.map(({ lag }) => lag));
  const law = (step: Step, fresh: boolean): string => {
    const reads = readAt([...parents, ...(fresh ? [] : own)], step);
    const support = step === 't' ? mask : null;
    const number = ends || step !== 't' ? undefined : builder.stepNumbers[0];
    return isBool
      ? boolLaw(builder, recipe, reads)
      : chainLaw(builder, recipe, levels, reads, support, number);
  };
  // The law of later steps first, since the start may be its stationary distribution.
  const general = law('t', false);
  const move = /^Categorical\((p\d+)\[(?:(.*), )?[^,]*\]\)$/u.exec(general);
  const isTied =
    recipe.start % 4 === 3 &&
    order === 1 &&
    mask === null &&
    parents.every(({ stepped }) => stepped === null);
  for (let step = 0; step < bases; step++) {
    const start =
      isTied && move?.[1] !== undefined
        ? `Categorical(stationary(${move[2] === undefined ? move[1] : `${move[1]}[${move[2]}]`}))`
        : law(step, false);
    builder.lines.step.push(`${role} ${name}[${String(step)}]: ${type} ~ ${start}`);
  }
  builder.lines.step.push(`${role} ${name}[t]: ${type} ~ ${general}`);
  if (recipe.special) builder.lines.step.push(`${role} ${name}[3]: ${type} ~ ${law(3, true)}`);
  builder.configurations.step *= sizeValue(levels);
  for (const lag of [0, 1])
    builder.stepSelectors.push({ stepped: name, text: name, lag, levels, bool: isBool });
  if (isObserved) {
    const moves = mask === null ? null : (builder.masks.get(mask) ?? null);
    const kind = isBool ? 'bool' : 'category';
    builder.data.push({ ...plain, name, depth: 'step', kind, levels, missing: 0, moves });
  }
}

/** Up to two, each once. At END there is no input. */
function parentsOf(builder: Builder, numbers: readonly number[], ends: boolean): readonly Selector[] {
  const inputs = new Set(builder.data.map(({ name }) => name));
  const visible = [...builder.rowSelectors, ...builder.stepSelectors].filter(
    ({ stepped }) => !ends || stepped === null || !inputs.has(stepped),
  );
  if (visible.length === 0) return [];
  const found = numbers.map((number) => pick(visible, visible.length - 1 - (number % visible.length)));
  return [...new Set(found)];
}

function maskOf(builder: Builder, levels: string, form: number): string {
  const size = sizeValue(levels);
  const isForward = form % 2 === 0;
  const name = `${isForward ? 'forward' : 'around'}${levels}`;
  const allowed = (from: number, to: number): boolean =>
    isForward ? to >= from : to === from || to === (from + 1) % size;
  builder.masks.set(
    name,
    Array.from({ length: size }, (_, from) => Array.from({ length: size }, (_each, to) => allowed(from, to))),
  );
  return name;
}

type Reads = readonly { readonly text: string; readonly levels: string }[];

function boolLaw(builder: Builder, { form }: ChainRecipe, reads: Reads): string {
  if (form % 3 === 2) return `Bernoulli(logits: ${builder.entry('real', [], reads)})`;
  return `Bernoulli(${builder.entry('unit', [], reads)})`;
}

function chainLaw(
  builder: Builder,
  { form, prior, start }: ChainRecipe,
  levels: string,
  reads: Reads,
  support: string | null,
  number: string | undefined,
): string {
  const options = { prior: prior ? 'Dirichlet(1.7)' : null, support };
  const simplex = (): string => `Categorical(${builder.entry('simplex', [levels], reads, options)})`;
  if (support !== null) return simplex();
  switch (form % 12) {
    case 5:
      return `Categorical(logits: ${builder.entry('real', [levels], reads)})`;
    case 7:
      return `Categorical(weights: ${builder.entry('positive', [levels], reads)})`;
    case 9:
      if (number === undefined) return simplex();
      return `if ${number} > 0.2 then ${simplex()} else ${simplex()}`;
    case 11:
      if (number === undefined) return simplex();
      return `Categorical(logits: ${builder.entry('real', [levels], reads)} + ${builder.entry('real', [levels], [])} * ${number})`;
    case 10:
      return levels === '2' && reads.length === 0 && start % 2 === 0
        ? 'Categorical([0.25, 0.75])'
        : simplex();
    default:
      return simplex();
  }
}

// Observations ---------------------------------------------------------------------------------------------

/** What ends the sequence: the last of three symbols is END. */
function addEnd(builder: Builder, recipe: EmissionRecipe | undefined): void {
  const chains = builder.stepSelectors.filter(
    ({ stepped, lag }) => lag === 0 && stepped?.startsWith('z') === true,
  );
  const reads = (step: Step, lags: number): Reads => [
    ...readAt(chains.slice(0, 2), step),
    ...readAt([{ stepped: 'w', text: 'w', lag: lags, levels: '3', bool: false }].slice(0, lags), step),
  ];
  const law = (step: Step, lags: number): string =>
    `Categorical(${builder.entry('simplex', ['3'], reads(step, lags))})`;
  const lags = recipe?.autoregressive === true ? 1 : 0;
  if (lags > 0) builder.lines.step.push(`observe w[0]: category<3> ~ ${law(0, 0)}`);
  builder.lines.step.push(`observe w[t]: category<3> ~ ${law('t', lags)}`);
  // The data leave END out.
  builder.data.push({ ...plain, name: 'w', depth: 'step', kind: 'category', levels: '2' });
}

/** Groups that may read their own past, and the types of one value of each group. */
const groups: Readonly<
  Record<Group, { type: string; rank: 0 | 1 | 2; whole: boolean; past: 'adds' | 'picks' | null }>
> = {
  real: { type: 'real', rank: 0, whole: false, past: 'adds' },
  angle: { type: 'real', rank: 0, whole: false, past: null },
  positive: { type: 'positive', rank: 0, whole: false, past: null },
  unit: { type: 'unit', rank: 0, whole: false, past: null },
  count: { type: 'count', rank: 0, whole: false, past: null },
  trials: { type: 'count', rank: 0, whole: false, past: null },
  bool: { type: 'bool', rank: 0, whole: false, past: 'picks' },
  category: { type: 'category', rank: 0, whole: false, past: 'picks' },
  vector: { type: 'real', rank: 1, whole: false, past: 'adds' },
  simplex: { type: 'simplex', rank: 1, whole: true, past: null },
  counts: { type: 'count', rank: 1, whole: true, past: null },
  covariance: { type: 'covariance', rank: 2, whole: true, past: null },
  correlationFactor: { type: 'cholesky', rank: 2, whole: true, past: null },
};

/** An emission while it is put together. */
class Emission {
  readonly builder: Builder;
  readonly recipe: EmissionRecipe;
  readonly group: Group;
  readonly levels: string;
  readonly size: string;
  readonly repeats: readonly string[];
  range: Range = anywhere;

  constructor(builder: Builder, recipe: EmissionRecipe) {
    this.builder = builder;
    this.recipe = recipe;
    this.group = pick(observable, recipe.family).group;
    // Levels between cutpoints are counted.
    const counts =
      pick(observable, recipe.family).family === 'OrderedLogistic' ? ['2', '3'] : ['2', '3', 'M'];
    this.levels = this.group === 'bool' ? '2' : pick(counts, recipe.form);
    this.size = pick(['2', '3'], recipe.shape);
    const { rank, past } = groups[this.group];
    const isArray = rank === 0 && past !== 'picks' && recipe.shape % 5 === 4;
    this.repeats = isArray ? [this.size] : [];
  }

  /** `past`: the value before, where it adds to what is due. */
  law(reads: Reads, part: number, past: string | null): string {
    const { builder, recipe, group, levels } = this;
    const { family } = pick(observable, recipe.family);
    if (family === 'Bernoulli')
      return recipe.form % 3 === 2
        ? `Bernoulli(logits: ${builder.entry('real', [], reads)})`
        : `Bernoulli(${builder.entry('unit', [], reads)})`;
    if (family === 'Categorical')
      return `Categorical(${builder.entry('simplex', [builder.use(levels)], reads, {
        prior: recipe.form % 4 === 3 ? 'Dirichlet(1.5)' : null,
      })})`;
    const forms = families[group][family] ?? [];
    const form = pick(forms, recipe.form);
    this.narrow(form);
    let position = part;
    return form.replace(/\$(\w+)/gu, (_, word: string) =>
      this.argument(word, reads, argumentOf(recipe.arguments, position++), past),
    );
  }

  /** What the bounds of a cut leave. */
  narrow(form: string): void {
    const bound = (name: string, none: number): number =>
      Number(new RegExp(`(?:Truncated|Censored)\\(.*${name}: (-?[\\d.]+)`, 'u').exec(form)?.[1] ?? none);
    const [lower, upper] = this.range;
    this.range = [Math.max(lower, bound('lower', -Infinity)), Math.min(upper, bound('upper', Infinity))];
  }

  argument(word: string, reads: Reads, variety: number, past: string | null): string {
    const { builder, size, repeats } = this;
    // Shared by all states, or by those of all but the first that picks.
    const table = variety % 5 === 4 ? [] : variety % 5 === 3 ? reads.slice(1) : reads;
    const [number] = builder.stepNumbers;
    const formula = (base: string): string => {
      const terms = [
        base,
        ...(past === null ? [] : [`0.4 * ${past}`]),
        ...(number === undefined || variety % 3 !== 1
          ? []
          : [`${builder.entry('real', [], variety % 2 === 0 ? reads : [])} * ${number}`]),
        ...(variety % 7 === 6 ? ['0.1 * t'] : []),
      ];
      return terms.length === 1 ? base : `(${terms.join(' + ')})`;
    };
    switch (word) {
      case 'real':
        return formula(
          builder.entry('real', repeats, table, { prior: variety % 8 === 7 ? 'Normal(0.2, 3)' : null }),
        );
      case 'vector':
        return formula(builder.entry('real', [size], table));
      case 'positive':
      case 'unit':
        return builder.entry(word, repeats, table);
      case 'rate':
        return builder.entry('positive', [], table);
      case 'positives':
        return builder.entry('positive', [size], table);
      case 'simplex':
      case 'covariance':
      case 'cholesky':
      case 'correlation':
        return builder.entry(word, [size], table);
      case 'factor':
        return builder.entry('real', [size, '1'], table);
      case 'ordered':
        return builder.entry('ordered', [String(sizeValue(this.levels) - 1)], table);
      case 'size':
        return size;
      case 'n':
        return '6';
      default:
        throw new Error(`no argument ${word}`);
    }
  }
}

function argumentOf(numbers: readonly number[], index: number): number {
  return numbers[index % numbers.length] ?? 0;
}

function addEmission(builder: Builder, recipe: EmissionRecipe, name: string): void {
  const emission = new Emission(builder, recipe);
  const { group, levels, size, repeats } = emission;
  const { type, rank, whole, past } = groups[group];
  const isFinite = group === 'bool' || group === 'category';
  const selectors = emissionParents(builder, recipe.parents);
  // A number that is missing and read is no finite latent.
  const isOptional = recipe.optional && !(recipe.autoregressive && past === 'adds');
  const lag = recipe.autoregressive && past !== null ? 1 : 0;
  const bases = Math.max(lag, ...selectors.map((selector) => selector.lag));
  const own: readonly Selector[] =
    lag === 1 && past === 'picks' ? [{ stepped: name, text: name, lag, levels, bool: group === 'bool' }] : [];
  const declared = [
    ...repeats,
    ...(rank === 0
      ? []
      : group === 'covariance' || group === 'correlationFactor'
        ? [size]
        : Array.from({ length: rank }, () => size)),
  ];
  const brackets = declared.length === 0 ? '' : `[${declared.join(', ')}]`;
  const head = (step: Step): string =>
    `observe ${name}[${String(step)}]: ${type}${group === 'category' ? `<${builder.use(levels)}>` : ''}${brackets}${isOptional ? '?' : ''}`;
  const law = (step: Step): string => {
    const reads = readAt([...selectors, ...own], step);
    const before = past === 'adds' && lag === 1 ? indexed(name, step, 1) : null;
    const [first, ...rest] = reads;
    if (!recipe.choice || first === undefined) return emission.law(reads, 0, before);
    const condition = first.bool ? first.text : `${first.text} == 1`;
    return `if ${condition} then ${emission.law(rest, 0, before)} else ${emission.law(rest, 1, null)}`;
  };
  for (let step = 0; step < bases; step++) builder.lines.step.push(`${head(step)} ~ ${law(step)}`);
  builder.lines.step.push(`${head('t')} ~ ${law('t')}`);
  if (recipe.special && bases < 2) builder.lines.step.push(`${head(2)} ~ ${law(2)}`);
  const shape = [...repeats, ...Array.from({ length: rank }, () => size)];
  builder.data.push({
    name,
    depth: 'step',
    shape,
    kind: group,
    levels: isFinite ? levels : '',
    range: emission.range,
    total: group === 'trials' || group === 'counts' ? '6' : null,
    missing: !isOptional ? null : whole ? 1 : 0,
    moves: null,
  });
  if (isFinite && isOptional) builder.configurations.step *= sizeValue(levels);
}

/** A chain at this step, and what else picks. */
function emissionParents(builder: Builder, numbers: readonly number[]): readonly Selector[] {
  const chains = builder.stepSelectors.filter(
    ({ stepped, lag }) => lag === 0 && stepped?.startsWith('z') === true,
  );
  const visible = [...builder.rowSelectors, ...builder.stepSelectors];
  const [first = 0, ...rest] = numbers;
  return [...new Set([pick(chains, first), ...rest.map((number) => pick(visible, number))])];
}

/** Rows in each step, with a latent of their own. */
function addInner(builder: Builder, { seed }: HiddenRecipe): void {
  const chain = builder.stepSelectors.filter(
    ({ lag, stepped }) => lag === 0 && stepped?.startsWith('z') === true,
  );
  const reads = readAt(chain.slice(0, 1), 't');
  const hasLatent = seed % 2 === 0;
  if (hasLatent) {
    builder.lines.inner.push(
      `latent topic[t]: category<2> ~ Categorical(${builder.entry('simplex', ['2'], reads)})`,
    );
    builder.configurations.inner *= 2;
  }
  const picks = hasLatent ? [{ text: 'topic[t]', levels: '2' }, ...reads] : reads;
  builder.lines.inner.push(
    `observe word[t]: category<3> ~ Categorical(${builder.entry('simplex', ['3'], picks)})`,
  );
  builder.data.push({ ...plain, name: 'word', depth: 'inner', kind: 'category', levels: '3' });
}

/** Another chain of the same rows, over steps of its own. */
function addSecond(builder: Builder): void {
  const rows = readAt(builder.rowSelectors.slice(-1), 't');
  const before = { text: 'y[s-1]', levels: '2' };
  builder.lines.second.push(
    `latent y[0]: category<2> ~ Categorical(${builder.entry('simplex', ['2'], rows)})`,
    `latent y[s]: category<2> ~ Categorical(${builder.entry('simplex', ['2'], [...rows, before])})`,
    `observe v[s]: real ~ Normal(${builder.entry('real', [], [{ text: 'y[s]', levels: '2' }])}, 1.5)`,
  );
  builder.configurations.second *= 2;
  builder.data.push({ ...plain, name: 'v', depth: 'second', kind: 'real' });
}

function addOutcome(builder: Builder, { seed }: HiddenRecipe): void {
  const chains = builder.stepSelectors.filter(
    ({ stepped, lag }) => lag === 0 && stepped?.startsWith('z') === true,
  );
  const { stepped, levels } = pick(chains, seed);
  const reads = [
    { text: `${stepped ?? ''}[last]`, levels },
    ...readAt(builder.rowSelectors.slice(0, 1), 't'),
  ];
  builder.lines.after.push(`observe won: bool ~ Bernoulli(${builder.entry('unit', [], reads)})`);
  builder.data.push({ ...plain, name: 'won', depth: 'row', kind: 'bool' });
}

// Text -----------------------------------------------------------------------------------------------------

function printModel(builder: Builder, { isAlone, isNested, ends, isSized }: Layout): string {
  const { lines, used } = builder;
  const head = [
    ...(used.has('K') ? ['K: int = 2'] : []),
    ...(used.has('M') ? ['M: int = 3'] : []),
    ...(isSized ? ['T: dim'] : []),
  ];
  const block = (title: string, inner: readonly string[]): string[] =>
    inner.length === 0 ? [] : [`${title} {`, ...inner.map((line) => `  ${line}`), '}'];
  const steps = block(`sequence t${isSized ? ': T' : ''}${ends ? ' until w' : ''}`, [
    ...lines.step,
    ...block('plate part', lines.inner),
  ]);
  const row = [...lines.row, ...steps, ...block('sequence s', lines.second), ...lines.after];
  const rows = isAlone ? row : block('plate row', row);
  const body = [
    ...builder.params.map(printParam),
    ...lines.global,
    ...(isNested ? block('plate group', rows) : rows),
  ];
  const masks = [...builder.masks].map(
    ([name, rowsOf]) => `const ${name} = [${rowsOf.map((each) => `[${each.join(', ')}]`).join(', ')}]`,
  );
  return [
    ...masks,
    ...block(`model Random${head.length === 0 ? '' : `(${head.join(', ')})`}`, body),
    '',
  ].join('\n');
}

function printParam({ name, kind, table, entry, prior, support }: Builder['params'][number]): string {
  const sizes = [...table, ...entry];
  const brackets = sizes.length === 0 ? '' : `[${sizes.join(', ')}]`;
  const zeros = support === null ? '' : `<support: ${support}>`;
  return `param ${name}: ${kind}${zeros}${brackets}${prior === null ? '' : ` ~ ${prior}`}`;
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
