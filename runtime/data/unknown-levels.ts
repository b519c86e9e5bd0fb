// Levels and tokens that the known ones do not have among them: refused with their place, left out, or made one level
// that stands for all of them.

import { DataError } from '../errors.ts';
import type { ModelDefinition, VariableDefinition } from '../model/definition.ts';
import type { Levels } from '../model/model.ts';
import { lookUp, mergeRecords } from '../record.ts';
import { unknownLevel } from './cells.ts';
import { didYouMean } from './nearest-name.ts';
import { originOf, rememberOrigin } from './origin.ts';
import { platePath } from './plates.ts';

export type UnknownRule = 'error' | 'ignore' | 'symbol';

export interface UnknownOptions {
  readonly levels?: Levels;
  readonly trained?: boolean;
  readonly unknown?: Readonly<Record<string, UnknownRule>>;
}

type Data = Readonly<Record<string, unknown>>;

export interface LeveledData {
  readonly data: Data;
  /** The levels that were known, and those that a rule settles: with the one for unknown ones. */
  readonly levels: Levels;
}

/** Error: `DataError` naming the text, its row and what to do. */
export function settleUnknown(
  data: Data,
  definition: ModelDefinition,
  { levels = {}, trained = false, unknown = {} }: UnknownOptions,
): LeveledData {
  refuseOthers(definition, unknown);
  const result = mergeRecords<unknown>(data);
  const settled = mergeRecords(levels);
  const origin = originOf(data);
  for (const variable of definition.variables) {
    const value = lookUp(data, variable.name);
    if (value === undefined || variable.type.element !== 'category') continue;
    const rule = lookUp(unknown, variable.name) ?? 'error';
    const known = lookUp(levels, variable.name);
    if (known === undefined) {
      if (rule === 'symbol') settled[variable.name] = [...textsIn(value), unknownLevel];
      continue;
    }
    const depth = platePath(definition, variable.plate).length;
    const canDrop = variable.vocabulary === true && depth > 1 && isAlone(definition, variable, data);
    if (rule === 'symbol' && !known.includes(unknownLevel)) {
      if (trained) throw noSymbol(variable, canDrop || variable.optional);
      settled[variable.name] = [...known, unknownLevel];
    }
    const work: Work = {
      definition,
      variable,
      known: new Set(known),
      rule,
      trained,
      depth,
      canDrop,
      place: (row) => ({
        variable: variable.name,
        file: origin?.file ?? null,
        line: origin?.line?.(variable.name, row) ?? null,
      }),
      next: 0,
    };
    result[variable.name] = replaced(value, work, 0, []);
  }
  if (origin !== null) rememberOrigin(result, origin);
  return { data: result, levels: settled };
}

function refuseOthers(
  { variables, name }: ModelDefinition,
  unknown: NonNullable<UnknownOptions['unknown']>,
): void {
  for (const asked of Object.keys(unknown)) {
    const found = variables.find((variable) => variable.name === asked);
    if (found?.type.element === 'category' && (found.role === 'observe' || found.role === 'given')) continue;
    throw new DataError(
      { variable: asked },
      `--unknown is about levels, and this is no category or token that model \`${name}\` reads`,
      didYouMean(asked, variables.filter(({ type }) => type.element === 'category').map((variable) => variable.name)), // prettier-ignore
    );
  }
}

function isAlone({ variables }: ModelDefinition, { name, plate }: VariableDefinition, data: Data): boolean {
  return !variables.some(
    (other) => other.plate === plate && other.name !== name && lookUp(data, other.name) !== undefined,
  );
}

interface Work {
  readonly definition: ModelDefinition;
  readonly variable: VariableDefinition;
  readonly known: ReadonlySet<string>;
  readonly rule: UnknownRule;
  readonly trained: boolean;
  /** Plates around it. */
  readonly depth: number;
  /** Whether a value can be left out: a token of a list that no other variable goes along with. */
  readonly canDrop: boolean;
  readonly place: (row: number) => {
    readonly variable: string;
    readonly file: string | null;
    readonly line: number | null;
  };
  /** The flat row that comes next. */
  next: number;
}

const dropped = Symbol('dropped');

function replaced(value: unknown, work: Work, depth: number, position: readonly number[]): unknown {
  if (depth === work.depth) {
    const row = work.next++;
    return replacedEvent(value, work, row, position);
  }
  if (!Array.isArray(value)) return value;
  const items = value.map((item: unknown, i) => replaced(item, work, depth + 1, [...position, i + 1]));
  return items.includes(dropped) ? items.filter((item) => item !== dropped) : items;
}

function replacedEvent(value: unknown, work: Work, row: number, position: readonly number[]): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown) => {
      const result = replacedEvent(item, work, row, position);
      if (result === dropped) throw unknownError(String(item), work, row, position);
      return result;
    });
  if (typeof value !== 'string' || work.known.has(value)) return value;
  const { rule, variable } = work;
  if (rule === 'symbol') return unknownLevel;
  if (rule === 'ignore') {
    if (variable.optional) return null;
    if (work.canDrop) return dropped;
  }
  throw unknownError(value, work, row, position);
}

function unknownError(
  text: string,
  { variable, known, rule, trained, canDrop, place }: Work,
  row: number,
  position: readonly number[],
): DataError {
  const { name } = variable;
  const isToken = variable.vocabulary === true;
  const noun = isToken ? 'token' : 'level';
  const whose = trained ? 'the training data did not have' : 'is not among the declared ones';
  const canIgnore = canDrop || variable.optional;
  const shown = [...known].slice(0, 8).map((level) => JSON.stringify(level)).join(', '); // prettier-ignore
  const instead =
    rule === 'ignore'
      ? isToken && trained
        ? `train with --unknown ${name}=symbol: only values that may be missing, and tokens of a list by themselves, can be left out`
        : `only tokens of a list by themselves and values that may be missing can be left out`
      : canIgnore
        ? `leave such ${noun}s out: --unknown ${name}=ignore`
        : known.has(unknownLevel)
          ? `read it as unknown: --unknown ${name}=symbol`
          : isToken
            ? `train with --unknown ${name}=symbol`
            : `the levels are ${shown}${known.size > 8 ? ', ...' : ''}`;
  const near = isToken ? null : didYouMean(text, [...known]);
  return new DataError(
    { ...place(row), row: position },
    trained
      ? `found the ${noun} ${JSON.stringify(text)}, which ${whose}`
      : `found the ${noun} ${JSON.stringify(text)}, which ${whose}`,
    near ?? instead,
  );
}

function noSymbol({ name }: VariableDefinition, canIgnore: boolean): DataError {
  return new DataError(
    { variable: name },
    'the training reserved no level for unknown values',
    `train with --unknown ${name}=symbol${canIgnore ? `, or use --unknown ${name}=ignore` : ''}`,
  );
}

/** The different texts of nested arrays, sorted by code unit. */
function textsIn(value: unknown): readonly string[] {
  const texts = new Set<string>();
  const visit = (item: unknown): void => {
    if (typeof item === 'string') texts.add(item);
    else if (Array.isArray(item)) for (const inner of item) visit(inner);
  };
  visit(value);
  return [...texts].sort();
}
