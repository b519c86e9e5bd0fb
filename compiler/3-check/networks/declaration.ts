// A declaration looked at on its own, so that its faults are told once and at their place, used or not. Stand-ins
// take the place of hyperparameters and of sizes left open; what turns on those is left to the instances.

import type { NetworkDeclaration, Parameter } from '../../1-parse/ast.ts';
import type { Definition } from '../../2-resolve/definition.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { symbolSize, type Size } from '../../sizes/size.ts';
import type { Checker } from '../checker.ts';
import { Conditions } from '../conditions.ts';
import { declaredType } from '../declared-type.ts';
import { hyperparameterType } from '../hyperparameters.ts';
import { infer } from '../infer.ts';
import { bind } from '../inline.ts';
import { atLeast } from '../intervals.ts';
import type { CoreExpression } from '../model.ts';
import { intType } from '../type.ts';
import { elaborate } from './elaborate.ts';
import { mentionsAny, newBuild, outerFrame } from './frame.ts';
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
    if (turnsOn(standIns, diagnostic)) return;
    if (diagnostic.severity === 'error') faults += 1;
    outer.report(diagnostic);
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
  const type = declaredType(checker, parameter.type);
  const { name, span } = parameter.name;
  if (type === null) return null;
  if (!isSettingType(type)) {
    checker.report(hyperparameterType({ name, span: parameter.type.span }));
    return null;
  }
  const initial = parameter.defaultValue === null ? null : infer(checker, parameter.defaultValue);
  if (initial !== null) fitSetting(checker, node, parameter, initial);
  standIns.add(name);
  if (type.element !== 'int') return { kind: 'hyperparameter', name, type, span };
  const bounded = type.lower === null ? intType([], atLeast(1)) : type;
  return { kind: 'size', size: symbolSize(name), type: bounded, span };
}

function inputStandIn(checker: Checker, parameter: Parameter, standIns: Set<string>): CoreExpression | null {
  const { name, span } = parameter.name;
  const type = declaredType(checker, parameter.type, openSizes(standIns));
  if (parameter.defaultValue !== null) infer(checker, parameter.defaultValue);
  return type === null ? null : { kind: 'networkInput', name, type, span };
}

/** A symbol of its own for every `_`, which messages show as it is written. */
function openSizes(standIns: Set<string>): () => Size {
  return () => {
    let name = '_';
    for (let count = 2; standIns.has(name); count += 1) name = `_${String(count)}`;
    standIns.add(name);
    return symbolSize(name);
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

function turnsOn(standIns: ReadonlySet<string>, { code, message, labels, why }: Diagnostic): boolean {
  if (!aboutSizes.has(code)) return false;
  return mentionsAny(standIns, [message, why ?? '', ...labels.map((label) => label.text)].join('\n'));
}
