// Types as a spec writes them to value types: `covariance[K, D]`, `category<K>`, `real<lower: 0>[N]`, `positive`.

import type { Argument, Expression, TypeExpression } from '../1-parse/ast.ts';
import { askWhetherMeant, renamingFix } from '../diagnostics/did-you-mean.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { constantSize, constantValue, printSize, type Size } from '../sizes/size.ts';
import type { Span } from '../source/source.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { constantNumber } from './constant-value.ts';
import { infer } from './infer.ts';
import { atLeast, everything, unitInterval, type Interval } from './intervals.ts';
import type { Structure, ValueType } from './model.ts';
import { meansLabels, typesLike } from './other-words.ts';
import { inferSize } from './size-expression.ts';
import { boolType, categoryType, intType, realType, structuredType } from './type.ts';

export const unknownType = defineDiagnostic({
  code: 'E0318',
  name: 'unknown-type',
  severity: 'error',
  message: ({ name, near }: { name: string; span: Span; near: readonly string[] }) =>
    `there is no type \`${name}\`${askWhetherMeant(near)}`,
  labels: ({ span }) => [{ span, text: 'not a type' }],
  why: ({ name, near }) =>
    meansLabels(name)
      ? 'text in the data is read as labels: `category<K>`, where K is how many there are'
      : near.length > 0
        ? null
        : `types are ${typeNames.join(', ')}`,
  fix: ({ span, near }) => renamingFix(span, near),
});

export const wrongTypeForm = defineDiagnostic({
  code: 'E0319',
  name: 'wrong-type-form',
  severity: 'error',
  message: ({ message }: { message: string; span: Span; text: string }) => message,
  labels: ({ span, text }) => [{ span, text }],
});

export const boundNotConstant = defineDiagnostic({
  code: 'E0320',
  name: 'bound-not-constant',
  severity: 'error',
  message: ({ span }: { span: Span }) => `the bound ${quoteSpan(span)} is not a constant`,
  labels: ({ span }) => [{ span, text: 'not known when compiling' }],
  why: () => 'a bound decides how a value is estimated, which is settled when compiling',
  fix: () => ({
    description:
      'write a number or a `const`; for a bound that is unknown, shift a bounded value: `lower + excess` with `excess: positive`',
    edits: [],
  }),
});

export const emptyRange = defineDiagnostic({
  code: 'E0321',
  name: 'empty-range',
  severity: 'error',
  message: ({ lower, upper }: { lower: number; upper: number; span: Span }) =>
    `no value lies between ${String(lower)} and ${String(upper)}`,
  labels: ({ span }) => [{ span, text: 'empty range' }],
  why: () => 'the ends of a `real` do not belong to it, those of an `int` do',
});

const realIntervals: ReadonlyMap<string, Interval> = new Map([
  ['real', everything],
  ['positive', atLeast(0, true)],
  ['nonnegative', atLeast(0)],
  ['unit', unitInterval],
  ['image', unitInterval],
]);

const intIntervals: ReadonlyMap<string, Interval> = new Map([
  ['int', everything],
  ['count', atLeast(0)],
]);

const structures: ReadonlyMap<string, Structure> = new Map(
  (['simplex', 'ordered', 'unitVector', 'covariance', 'cholesky', 'correlation'] as const).map((name) => [
    name,
    name,
  ]),
);

const typeNames: readonly string[] = [
  ...realIntervals.keys(),
  ...intIntervals.keys(),
  'bool',
  'category',
  'token',
  ...structures.keys(),
];

/** What `_` as a size stands for, by its axis in the brackets; null where sizes may not be left open. */
export type OpenSizes = ((axis: number) => Size) | null;

/** Null where the type has a fault, which is reported. */
export function declaredType(
  checker: Checker,
  type: TypeExpression,
  openSizes: OpenSizes = null,
): ValueType | null {
  const { name } = type.name;
  if (name === '') return null;
  if (name === 'dim') {
    checker.report(
      wrongTypeForm({
        message: '`dim` is a size that the data decide, declared among the hyperparameters of a model',
        span: type.span,
        text: 'not a type of values',
      }),
    );
    return null;
  }
  if (!typeNames.includes(name)) {
    checker.report(unknownType({ name, span: type.name.span, near: typesLike(name, typeNames) }));
    return null;
  }
  const shape = declaredShape(checker, type, openSizes);
  const scalar = declaredElement(checker, type);
  if (shape === null || scalar === null) return null;
  const structure = structures.get(name);
  if (structure !== undefined) return structured(checker, type, structure, shape);
  if (name === 'image' && shape.length !== 3) {
    const message = '`image` has three sizes: height, width and channels';
    checker.report(wrongTypeForm({ message, span: type.span, text: 'write `image[H, W, C]`' }));
    return null;
  }
  return { ...scalar, shape };
}

function declaredShape(checker: Checker, type: TypeExpression, openSizes: OpenSizes): readonly Size[] | null {
  const sizes = (type.sizes ?? []).map((expression, axis) =>
    openSizes !== null && expression.kind === 'name' && expression.name === '_'
      ? openSizes(axis)
      : requiredSize(checker, expression),
  );
  const found = sizes.filter((size) => size !== null);
  return found.length === sizes.length ? found : null;
}

/** A size that has at least one element. */
export function requiredSize(checker: Checker, expression: Expression): Size | null {
  const size = inferSize(checker, expression)?.size ?? null;
  if (size === null) return null;
  const constant = constantValue(size);
  const message =
    constant === null
      ? `the size \`${printSize(size)}\` must be at least 1`
      : `a size must be at least 1, and this is ${String(constant)}`;
  checker.conditions.require(constantSize(1), size, message, expression.span);
  return size;
}

function structured(
  checker: Checker,
  type: TypeExpression,
  structure: Structure,
  shape: readonly Size[],
): ValueType | null {
  const last = shape.at(-1);
  if (last === undefined) {
    const size = structure === 'simplex' || structure === 'ordered' || structure === 'unitVector' ? 'K' : 'D';
    const message = `\`${structure}\` needs its size`;
    checker.report(wrongTypeForm({ message, span: type.span, text: `write \`${structure}[${size}]\`` }));
    return null;
  }
  const matrix = structure === 'covariance' || structure === 'cholesky' || structure === 'correlation';
  return structuredType(structure, matrix ? [...shape, last] : shape);
}

/** The type of one element: the name with what stands in `<...>`. */
function declaredElement(checker: Checker, type: TypeExpression): ValueType | null {
  const { name } = type.name;
  if (name === 'category' || name === 'token') return declaredCategory(checker, type);
  const whole = intIntervals.get(name);
  const real = realIntervals.get(name);
  if (name === 'real' || name === 'int') {
    const interval = declaredBounds(checker, type, name);
    return interval === null ? null : name === 'int' ? intType([], interval) : realType([], interval);
  }
  const [first] = type.arguments;
  if (first !== undefined) {
    const isSupport = name === 'simplex' && first.name?.name === 'support';
    checker.report(
      wrongTypeForm({
        message: isSupport
          ? 'structural zeros are those of a `param`, declared where it is'
          : `\`${name}\` takes nothing in \`<...>\``,
        span: first.span,
        text: 'not expected here',
      }),
    );
    return null;
  }
  if (name === 'bool') return boolType();
  return whole !== undefined ? intType([], whole) : realType([], real ?? everything);
}

function declaredCategory(checker: Checker, type: TypeExpression): ValueType | null {
  const [levels, ...rest] = type.arguments;
  const { name } = type.name;
  if (levels === undefined || rest.length > 0 || levels.name !== null || levels.spread) {
    const message = `\`${name}\` takes the number of its levels`;
    checker.report(wrongTypeForm({ message, span: type.span, text: `write \`${name}<K>\`` }));
    return null;
  }
  const size = requiredSize(checker, levels.value);
  return size === null ? null : categoryType(size);
}

/** `<lower: a, upper: b>`: open ends for reals, closed ones for ints. */
function declaredBounds(checker: Checker, type: TypeExpression, name: 'real' | 'int'): Interval | null {
  const ends = new Map<string, number>();
  for (const argument of type.arguments) {
    const end = boundName(argument);
    if (end === null || ends.has(end)) {
      const message = `\`${name}\` takes bounds in \`<...>\`: \`lower\` and \`upper\`, each once`;
      checker.report(
        wrongTypeForm({ message, span: argument.span, text: `write \`${name}<lower: a, upper: b>\`` }),
      );
      return null;
    }
    const value = infer(checker, argument.value);
    if (value === null) return null;
    const constant = constantNumber(value);
    if (constant === null) {
      checker.report(boundNotConstant({ span: argument.value.span }));
      return null;
    }
    ends.set(end, constant);
  }
  const open = name === 'real';
  // No whole number lies between 0.5 and 0.7; what is left of -0.5 to 1.5 are 0 and 1 (0 added: no -0).
  const lower = open ? (ends.get('lower') ?? -Infinity) : Math.ceil(ends.get('lower') ?? -Infinity) + 0;
  const upper = open ? (ends.get('upper') ?? Infinity) : Math.floor(ends.get('upper') ?? Infinity) + 0;
  if (lower > upper || (open && lower === upper)) {
    checker.report(emptyRange({ lower, upper, span: type.span }));
    return null;
  }
  return { lower, lowerOpen: open || lower === -Infinity, upper, upperOpen: open || upper === Infinity };
}

function boundName(argument: Argument): string | null {
  const name = argument.name?.name;
  return name === 'lower' || name === 'upper' ? name : null;
}
