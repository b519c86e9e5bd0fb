// Types, sizes, constraints and structure: the syntax tree and its names to checked models, in which everything
// is inlined and every expression carries its type.

import type { Definition } from '../2-resolve/definition.ts';
import type { Resolution } from '../2-resolve/resolution.ts';
import { hasErrors, type Outcome } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/order.ts';
import { checkModel } from './check-model.ts';
import { createReporter, type Checker } from './checker.ts';
import { Conditions } from './conditions.ts';
import { infer } from './infer.ts';
import { checkFunction } from './inline.ts';
import type { CheckedModel } from './model.ts';
import { checkNetwork } from './networks/declaration.ts';
import type { CheckedValue } from './record.ts';
import { inlinedCalls, mostInlinedCalls, tooManyCalls } from './rules/inlined-calls.ts';
import { createStepContext } from './sequences/step-context.ts';

/** The models of all files; one with errors is left out of `models`. */
export function check(resolution: Resolution): Outcome<{ readonly models: readonly CheckedModel[] }> {
  const { report, diagnostics } = createReporter();
  const fileValues = new Map<Definition, CheckedValue>();
  const brokenFunctions = new Set<Definition>();
  const networks = new Map<Definition, 'sound' | 'broken'>();
  let loops = 0;
  const checkerWith = (values: Map<Definition, CheckedValue>): Checker => ({
    resolution,
    values,
    settled: new Map(),
    brokenFunctions,
    networks,
    instances: new Map(),
    frame: null,
    conditions: new Conditions(report),
    loops: new Map(),
    realParams: new Map(),
    blamedParams: new Set(),
    steps: createStepContext(),
    report,
    nextLoop: () => loops++,
  });

  const declarations = resolution.programs.flatMap((program) => program.declarations);
  const sound = new Set(resolution.order);
  for (const declaration of declarations) {
    const definition = resolution.definitions.get(declaration);
    if (definition === undefined || sound.has(definition)) continue;
    if (definition.kind === 'function') brokenFunctions.add(definition);
    if (definition.kind === 'network') networks.set(definition, 'broken');
  }
  const file = checkerWith(fileValues);
  const calls = new Map<Definition, number>();
  for (const definition of resolution.order) {
    if (definition.kind === 'const') fileValues.set(definition, infer(file, definition.node.value));
    if (definition.kind === 'function') {
      const count = inlinedCalls(resolution, definition.node, calls);
      calls.set(definition, count <= mostInlinedCalls ? count : Infinity);
      if (count <= mostInlinedCalls) checkFunction(file, definition, definition.node);
      else {
        // Told of the first one: those that call it come to too many for the same reason.
        if (count < Infinity) report(tooManyCalls({ name: definition.name, span: definition.nameSpan }));
        brokenFunctions.add(definition);
      }
    }
    if (definition.kind === 'network') checkNetwork(file, definition, definition.node);
  }
  const models: CheckedModel[] = [];
  for (const declaration of declarations) {
    if (declaration.kind !== 'model') continue;
    const before = diagnostics.length;
    const model = checkModel(checkerWith(new Map(fileValues)), declaration);
    if (model !== null && !hasErrors(diagnostics.slice(before))) models.push(model);
  }
  return { value: { models }, diagnostics: sortDiagnostics(diagnostics) };
}
