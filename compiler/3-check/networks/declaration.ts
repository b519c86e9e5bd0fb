// A declaration looked at on its own, so that its faults are told once and at their place, used or not. Stand-ins
// take the place of hyperparameters and of sizes left open; what turns on those is left to the instances.

import type { NetworkDeclaration, Parameter } from '../../1-parse/ast.ts';
import type { Definition } from '../../2-resolve/definition.ts';
import type { Diagnostic, Label } from '../../diagnostics/diagnostic.ts';
import { symbolSize, type Size } from '../../sizes/size.ts';
import type { Checker } from '../checker.ts';
import { Conditions } from '../conditions.ts';
import { declaredType, wrongTypeForm } from '../declared-type.ts';
import { doesNotFit } from '../fit.ts';
import { hyperparameterType } from '../hyperparameters.ts';
import { infer } from '../infer.ts';
import { bind } from '../inline.ts';
import { atLeast } from '../intervals.ts';
import type { CoreExpression } from '../model.ts';
import { intType } from '../type.ts';
import { elaborate } from './elaborate.ts';
import { newBuild, outerFrame, speaksOfOpen, standInName, unmarked } from './frame.ts';
import { fitSetting, isSettingType, type Template } from './template.ts';

/** False where it has a fault. Each declaration is looked at once. */
export function checkNetwork(checker: Checker, definition: Definition, node: NetworkDeclaration): boolean {
  const known = checker.networks.get(definition);
  if (known !== undefined) return known === 'sound';
  // While it is being looked at: one that contains itself is told by name resolution.
  checker.networks.set(definition, 'broken');
  const sound = checkAlone(checker, definition, node);
  checker.networks.set(definition, sound ? 'sound' : 'broken');
  return sound;
}

function checkAlone(outer: Checker, definition: Definition, node: NetworkDeclaration): boolean {
  const standIns = new Set<string>();
  let faults = 0;
  const report = (diagnostic: Diagnostic): void => {
    if (turnsOnStandIns(diagnostic)) return;
    if (diagnostic.severity === 'error') faults += 1;
    outer.report(readable(diagnostic));
  };
  const checker: Checker = { ...outer, report, conditions: new Conditions(report), instances: new Map() };
  const settings = new Map<Parameter, CoreExpression>();
  for (const parameter of node.hyperparameters) {
    const value = settingStandIn(checker, node, parameter, standIns);
    if (value !== null) settings.set(parameter, value);
    bind(checker, parameter, value);
  }
  const inputs: CoreExpression[] = [];
  for (const parameter of node.parameters) {
    const value = inputStandIn(checker, parameter, standIns);
    if (value !== null) inputs.push(value);
  }
  if (inputs.length < node.parameters.length || settings.size < node.hyperparameters.length) return false;
  const template: Template = { kind: 'declared', definition, node, settings };
  const frame = outerFrame(node.name.name, definition, newBuild(standIns));
  elaborate(checker, template, inputs, frame, node.span);
  return faults === 0;
}

function settingStandIn(
  checker: Checker,
  node: NetworkDeclaration,
  parameter: Parameter,
  standIns: Set<string>,
): CoreExpression | null {
  const { name, span } = parameter.name;
  if (parameter.type.name.name === 'dim') {
    checker.report(
      wrongTypeForm({
        message: `\`${name}\` is an \`int\`: a \`dim\` is decided by the data of a model, which hands it on as a number`,
        span: parameter.type.span,
        text: 'write `int`',
      }),
    );
    return null;
  }
  const type = declaredType(checker, parameter.type);
  if (type === null) return null;
  if (!isSettingType(type)) {
    checker.report(hyperparameterType({ name, span: parameter.type.span }));
    return null;
  }
  const initial = parameter.defaultValue === null ? null : infer(checker, parameter.defaultValue);
  if (initial !== null) fitSetting(checker, node, parameter, initial);
  const symbol = standInName(name);
  standIns.add(symbol);
  if (type.element !== 'int') return { kind: 'hyperparameter', name: symbol, type, span };
  const bounded = type.lower === null ? intType([], atLeast(1)) : type;
  return { kind: 'size', size: symbolSize(symbol), type: bounded, span };
}

function inputStandIn(checker: Checker, parameter: Parameter, standIns: Set<string>): CoreExpression | null {
  const { name, span } = parameter.name;
  const type = declaredType(checker, parameter.type, openSizes(standIns));
  if (parameter.defaultValue !== null) infer(checker, parameter.defaultValue);
  return type === null ? null : { kind: 'networkInput', name, type, span };
}

/** A symbol of its own for every `_`. */
function openSizes(standIns: Set<string>): () => Size {
  return () => {
    let symbol = standInName('_');
    while (standIns.has(symbol)) symbol = standInName(symbol);
    standIns.add(symbol);
    return symbolSize(symbol);
  };
}

/** Codes of messages that compare sizes, whatever else they say. */
const aboutSizes: ReadonlySet<string> = new Set([
  'E0309',
  'E0311',
  'E0322',
  'E0401',
  'E0402',
  'E0403',
  'E0405',
]);

function turnsOnStandIns({ code, message, labels, why }: Diagnostic): boolean {
  if (!aboutSizes.has(code)) return false;
  // Whatever its size is, a value that may be negative is not `positive[H]`.
  if (code === doesNotFit.definition.code) return speaksOfOpen(why);
  return speaksOfOpen(message, why, ...labels.map((label) => label.text));
}

function readable(diagnostic: Diagnostic): Diagnostic {
  const { message, labels, why, fix } = diagnostic;
  const [first, ...rest] = labels;
  const label = ({ span, text }: Label): Label => ({ span, text: unmarked(text) });
  return {
    ...diagnostic,
    message: unmarked(message),
    labels: [label(first), ...rest.map(label)],
    why: why === null ? null : unmarked(why),
    fix:
      fix === null
        ? null
        : {
            description: unmarked(fix.description),
            edits: fix.edits.map(({ span, text }) => ({ span, text: unmarked(text) })),
          },
  };
}
