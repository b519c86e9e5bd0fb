// Calls in expressions: functions of the library, and functions of the file, which are inlined.

import type { CallExpression, Expression } from '../1-parse/ast.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { libraryFunctions, type LibraryFunction } from '../library/functions.ts';
import { spanText, type Span } from '../source/source.ts';
import { applyFunction } from './apply.ts';
import { matchArguments, sortArguments } from './arguments.ts';
import { quoteSpan, type Checker } from './checker.ts';
import { infer, inferForFaults } from './infer.ts';
import { inlineFunction } from './inline.ts';
import type { CoreExpression, FunctionName } from './model.ts';
import { inferNetworkUse } from './networks/use.ts';
import { callInstead, type CheckedValue } from './record.ts';
import { reduce } from './reduction.ts';
import { stationary } from './stationary.ts';

export const distributionAsValue = defineDiagnostic({
  code: 'E0601',
  name: 'distribution-as-value',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) => `\`${name}(...)\` is a distribution, not a value`,
  labels: ({ span }) => [{ span, text: 'a distribution' }],
  why: () => 'distributions stand after `~`: `latent z: real ~ Normal(0, 1)`, then read `z`',
});

export const notCallable = defineDiagnostic({
  code: 'E0331',
  name: 'called-value',
  severity: 'error',
  message: ({ call: { callee } }: { call: CallExpression; layer: boolean }) =>
    `${quoteSpan(callee.span)} is no function that could be called`,
  labels: ({ call: { callee } }) => [{ span: callee.span, text: 'called here' }],
  why: () => 'functions, distributions, layers and instances of networks are called, by their names',
  fix: ({ call: { callee, arguments: given }, layer }) => {
    // `x.exp()`.
    if (callee.kind === 'member') return callInstead(callee.property.name, callee.object.span);
    // `dense(8)(x)`.
    const [input, another] = given;
    return layer && input !== undefined && another === undefined
      ? { description: `write \`${spanText(input.value.span)} |> ${spanText(callee.span)}\``, edits: [] }
      : null;
  },
});

/** `dense(8)`, which other libraries then call. */
function isLayerCall(checker: Checker, callee: Expression): boolean {
  return (
    callee.kind === 'call' &&
    callee.callee.kind === 'name' &&
    checker.resolution.uses.get(callee.callee)?.kind === 'layer'
  );
}

export function inferCall(checker: Checker, call: CallExpression): CheckedValue {
  const network = inferNetworkUse(checker, call);
  if (network !== 'none') return network;
  const definition = call.callee.kind === 'name' ? checker.resolution.uses.get(call.callee) : undefined;
  switch (definition?.kind) {
    case 'libraryFunction': {
      const entry = libraryFunctions.get(definition.name);
      if (entry === undefined) throw new Error(`internal: no function ${definition.name}`);
      return callLibrary(checker, entry, call);
    }
    case 'function':
      return inlineFunction(checker, definition, definition.node, call);
    case 'distribution':
      checker.report(distributionAsValue({ name: definition.name, span: call.span }));
      return null;
    default:
      inferForFaults(checker, call.arguments);
      // A name without a definition was reported by name resolution.
      if (call.callee.kind !== 'name' && call.callee.kind !== 'error')
        checker.report(notCallable({ call, layer: isLayerCall(checker, call.callee) }));
      return null;
  }
}

function callLibrary(checker: Checker, entry: LibraryFunction, call: CallExpression): CoreExpression | null {
  const written = sortArguments(checker, call.arguments);
  if (written === null) return null;
  const callee = { name: entry.name, span: call.callee.span };
  const [first = ''] = entry.parameters;
  const required = entry.kind === 'either' ? [first] : entry.parameters;
  const matched = matchArguments(checker, callee, written, entry.parameters, required);
  if (matched === null) return null;
  const inOrder = entry.parameters
    .map((name) => matched.get(name)?.value)
    .filter((value) => value !== undefined);
  const operands = inOrder.map((value) => infer(checker, value));
  const found = operands.filter((operand) => operand !== null);
  const [x, y] = found;
  if (found.length < operands.length || x === undefined) return null;
  if (entry.kind === 'stationary') return stationary(checker, x, call.span);
  if (entry.kind === 'dot') return y === undefined ? null : dot(checker, x, y, call.span);
  if (entry.kind === 'reduction' || (entry.kind === 'either' && y === undefined))
    return reduce(checker, entry.name, x, call.span);
  return applyFunction(checker, functionName(entry.name), found, call.span);
}

function dot(checker: Checker, x: CoreExpression, y: CoreExpression, span: Span): CoreExpression | null {
  const product = applyFunction(checker, 'mul', [x, y], span);
  return product === null ? null : reduce(checker, 'sum', product, span);
}

const elementwise: ReadonlyMap<string, FunctionName> = new Map(
  (
    [
      'exp',
      'log',
      'log1p',
      'expm1',
      'sqrt',
      'abs',
      'floor',
      'sin',
      'cos',
      'tanh',
      'sigmoid',
      'softplus',
      'lgamma',
      'digamma',
      'max',
      'min',
    ] as const
  ).map((name) => [name, name]),
);

function functionName(name: string): FunctionName {
  const found = elementwise.get(name);
  if (found === undefined) throw new Error(`internal: no element-wise function ${name}`);
  return found;
}
