// Networks inside networks: `x |> Block(64)`, with weights of its own at each place where it stands, and
// `network f = Block(64)` in a body, whose uses share them.

import type { Argument, CallExpression, NetworkStatement } from '../../1-parse/ast.ts';
import type { Definition } from '../../2-resolve/definition.ts';
import { missingArgument } from '../arguments.ts';
import type { Checker } from '../checker.ts';
import { inferForFaults } from '../infer.ts';
import type { CheckedValue } from '../record.ts';
import { checkNetwork } from './declaration.ts';
import { elaborate, type InputValue } from './elaborate.ts';
import { callPlace, innerFrame, nextLabel, type NetworkFrame } from './frame.ts';
import { fitInputs, matchInputs } from './inputs.ts';
import { countStep } from './layers.ts';
import { checkSharedSizes } from './shared-sizes.ts';
import {
  giveSettings,
  hyperparameterNames,
  inputNames,
  nameOf,
  networkOf,
  type NetworkSource,
  type Template,
} from './template.ts';

/** An instance that the body of a network defines. */
export interface InnerInstance {
  readonly name: string;
  readonly template: Template;
  /** Of the statement: a use inside a `repeat` shares the weights all the same. */
  readonly place: Pick<NetworkFrame, 'repeats' | 'ownsWeights'>;
  /** What went in at the first use. */
  first: readonly InputValue[] | null;
}

export function defineInnerInstance(checker: Checker, statement: NetworkStatement): void {
  const definition = checker.resolution.definitions.get(statement);
  const { frame } = checker;
  if (definition === undefined || frame === null) return;
  const template = instanceTemplate(checker, statement);
  const place = { repeats: frame.repeats, ownsWeights: frame.ownsWeights };
  frame.inner.set(
    definition,
    template === null ? null : { name: statement.name.name, template, place, first: null },
  );
}

/** The right side of `network f = Block(64)`; null where it is no network, which is reported. */
export function instanceTemplate(checker: Checker, { value }: NetworkStatement): Template | null {
  if (value.kind !== 'call') return null;
  const source = networkOf(checker, value.callee);
  if (source === null || !isSound(checker, source)) {
    inferForFaults(checker, value.arguments);
    return null;
  }
  return giveSettings(checker, source, value.arguments, value.callee.span);
}

/** False for a network with a fault of its own, or one that contains itself: both are told elsewhere. */
function isSound(checker: Checker, source: NetworkSource): boolean {
  if (source.kind === 'builtIn') return true;
  const { definition, node } = source;
  return checker.frame?.open.includes(definition) !== true && checkNetwork(checker, definition, node);
}

/** `f(x)`. */
export function callInnerInstance(
  checker: Checker,
  frame: NetworkFrame,
  definition: Definition,
  call: CallExpression,
): CheckedValue {
  const instance = frame.inner.get(definition) ?? null;
  if (instance === null) {
    inferForFaults(checker, call.arguments);
    return null;
  }
  const { name, template } = instance;
  const values = matchInputs(checker, template, { name, span: call.callee.span }, call.arguments);
  const inputs = values === null ? null : fitInputs(checker, template, values, name);
  if (inputs === null) return null;
  const place = callPlace(call);
  if (!countStep(checker, frame, place)) return null;
  const isFirst = instance.first === null;
  if (
    instance.first !== null &&
    !checkSharedSizes(checker, name, inputNames(template), instance.first, inputs)
  )
    return null;
  instance.first ??= inputs;
  const owns = { repeats: instance.place.repeats, ownsWeights: isFirst && instance.place.ownsWeights };
  const inside = innerFrame(frame, nameOf(template), definitionOf(template), name, owns);
  return placed(elaborate(checker, template, inputs, inside, place), call);
}

function definitionOf(template: Template): Definition | null {
  return template.kind === 'declared' ? template.definition : null;
}

/**
 * `x |> Block(64)`, that is `Block(x, 64)`: what goes in, then the hyperparameters; or `Block(64)(x)`, which `curried`
 * gives apart.
 */
export function callNetworkInside(
  checker: Checker,
  frame: NetworkFrame,
  source: NetworkSource,
  call: CallExpression,
  curried: readonly Argument[] | null,
): CheckedValue {
  if (!isSound(checker, source)) {
    inferForFaults(checker, [...(curried ?? []), ...call.arguments]);
    return null;
  }
  const callee = { name: nameOf(source), span: call.callee.span };
  const { inputs, settings } =
    curried === null ? divide(source, call.arguments) : { inputs: call.arguments, settings: curried };
  if (curried === null && inputs.length === 0 && inputNames(source).length > 0) {
    checker.report(missingArgument({ callee: callee.name, missing: inputNames(source), span: callee.span }));
    return null;
  }
  // Inputs first, then settings, as they are written.
  const values = matchInputs(checker, source, callee, inputs);
  const template = giveSettings(checker, source, settings, callee.span);
  const fitted =
    template === null || values === null ? null : fitInputs(checker, template, values, callee.name);
  if (template === null || fitted === null) return null;
  const place = callPlace(call);
  if (!countStep(checker, frame, place)) return null;
  const inside =
    source.kind === 'builtIn'
      ? frame
      : innerFrame(frame, callee.name, source.definition, nextLabel(frame, callee.name));
  return placed(elaborate(checker, template, fitted, inside, place), call);
}

/** As many arguments without a name as there are inputs go in, and those named as an input. */
function divide(
  source: NetworkSource,
  args: readonly Argument[],
): { readonly inputs: readonly Argument[]; readonly settings: readonly Argument[] } {
  const names = inputNames(source);
  const settings = hyperparameterNames(source);
  const inputs: Argument[] = [];
  const rest: Argument[] = [];
  let positional = 0;
  for (const argument of args) {
    if (argument.name === null && !argument.spread) {
      (positional < names.length ? inputs : rest).push(argument);
      positional += 1;
    } else if (argument.name === null) inputs.push(argument);
    else
      (settings.includes(argument.name.name) || !names.includes(argument.name.name) ? rest : inputs).push(
        argument,
      );
  }
  return { inputs, settings: rest };
}

function placed(value: CheckedValue, call: CallExpression): CheckedValue {
  return value === null ? null : { ...value, span: callPlace(call) };
}
