// Calls that have to do with networks: of instances, of layers, of networks inside networks.

import type { CallExpression } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { findLayer } from '../../library/layers/index.ts';
import type { Span } from '../../source/source.ts';
import type { Checker } from '../checker.ts';
import { inferForFaults } from '../infer.ts';
import type { CheckedValue } from '../record.ts';
import { inferNetworkInput } from '../sequences/read-step.ts';
import { callInnerInstance, callNetworkInside } from './inner.ts';
import { callInstance } from './instance.ts';
import { inferLayer } from './layers.ts';
import { matchInputs } from './inputs.ts';
import { hyperparameterNames, nameOf, networkOf, type NetworkSource } from './template.ts';

export const networkWithoutInstance = defineDiagnostic({
  code: 'E0622',
  name: 'network-without-instance',
  severity: 'error',
  message: ({ source }: { source: NetworkSource; span: Span }) =>
    `\`${nameOf(source)}\` has no weights of its own: what is called is an instance of it`,
  labels: ({ span }) => [{ span, text: 'not an instance' }],
  why: () => 'two uses of one instance share its weights, two instances do not: so each has a name',
  fix: ({ source }) => {
    const name = nameOf(source);
    const instance = name.slice(0, 1).toLowerCase() + name.slice(1);
    const settings = hyperparameterNames(source).join(', ');
    return {
      description: `write \`network ${instance} = ${name}(${settings})\` above, and call \`${instance}(...)\``,
      edits: [],
    };
  },
});

export const layerOutsideNetwork = defineDiagnostic({
  code: 'E0623',
  name: 'layer-outside-network',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) => `\`${name}\` is a layer, and layers stand in networks`,
  labels: ({ span }) => [{ span, text: 'not inside a network' }],
  why: () => 'a layer has weights, which are those of an instance of the network that it stands in',
  fix: ({ name }) => ({
    description: `declare \`network Net(x: real[_]) -> real[_] { return x |> ${name}(...) }\`, and an instance of it`,
    edits: [],
  }),
});

/** `none` where the call has nothing to do with networks; null where something was reported. */
export function inferNetworkUse(checker: Checker, call: CallExpression): CheckedValue | 'none' {
  const { callee } = call;
  const { frame } = checker;
  const outer = callee.kind === 'call' ? networkOf(checker, callee.callee) : null;
  const source = outer ?? networkOf(checker, callee);
  if (source !== null) {
    if (frame !== null)
      return callNetworkInside(
        checker,
        frame,
        source,
        call,
        callee.kind === 'call' ? callee.arguments : null,
      );
    inferForFaults(checker, call.arguments);
    checker.report(networkWithoutInstance({ source, span: callee.span }));
    return null;
  }
  const definition = callee.kind === 'name' ? checker.resolution.uses.get(callee) : undefined;
  switch (definition?.kind) {
    case 'instance': {
      if (frame !== null) return callInnerInstance(checker, frame, definition, call);
      const instance = checker.instances.get(definition) ?? null;
      if (instance === null) {
        // All steps before this one may be among them.
        for (const { value } of call.arguments) inferNetworkInput(checker, value);
        return null;
      }
      const named = { name: instance.name, span: callee.span };
      const values = matchInputs(checker, instance.template, named, call.arguments);
      return values === null ? null : callInstance(checker, definition, values, call.span);
    }
    case 'layer':
    case 'activation': {
      const { name } = definition;
      const layer = findLayer(name);
      if (layer === null) throw new Error(`internal: no layer ${name}`);
      if (frame !== null) return inferLayer(checker, frame, layer, call);
      inferForFaults(checker, call.arguments);
      checker.report(layerOutsideNetwork({ name, span: callee.span }));
      return null;
    }
    default:
      return 'none';
  }
}
