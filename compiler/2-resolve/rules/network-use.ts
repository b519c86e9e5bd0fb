// Networks where none is due, and the other way round: `network f = dense(3)`, `x |> Dense(3)`.

import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { describeDefinition, isNetwork, type Definition } from '../definition.ts';

/** The networks of the language that have a layer of the same kind, which is named in small letters. */
const layerOf: ReadonlyMap<string, string> = new Map([
  ['Dense', 'dense'],
  ['Embedding', 'embedding'],
  ['Gru', 'gru'],
  ['Lstm', 'lstm'],
]);

const networkOf: ReadonlyMap<string, string> = new Map(
  [...layerOf].map(([network, layer]) => [layer, network]),
);

export const notANetwork = defineDiagnostic({
  code: 'E0217',
  name: 'instance-of-no-network',
  severity: 'error',
  message: ({ definition }: { definition: Definition | null; span: Span }) =>
    definition === null
      ? 'an instance is made by calling a network: `network f = Net(...)`'
      : isNetwork(definition)
        ? `\`${definition.name}\` is a network, and an instance is made by calling it`
        : `\`${definition.name}\` is ${describeDefinition(definition)}, not a network`,
  labels: ({ definition, span }) => [
    { span, text: definition === null ? 'no call of a network' : '' },
    ...(definition?.nameSpan && !isNetwork(definition)
      ? [{ span: definition.nameSpan, text: 'defined here' }]
      : []),
  ],
  why: ({ definition }) =>
    definition !== null && isNetwork(definition)
      ? 'the brackets hold its hyperparameters, if it has any'
      : 'an instance has the weights of a network; for other values there is `let`',
  fix: ({ definition, span }): Fix | null => {
    if (definition === null) return null;
    const network = networkOf.get(definition.name);
    if (definition.kind === 'layer' && network !== undefined)
      return {
        description: `write \`${network}\`, the network of this layer`,
        edits: [{ span, text: network }],
      };
    return isNetwork(definition)
      ? {
          description: `write \`${definition.name}(...)\``,
          edits: mayLeaveOutAll(definition) ? [{ span: { ...span, start: span.end }, text: '()' }] : [],
        }
      : null;
  },
});

function mayLeaveOutAll(definition: Definition): boolean {
  return (
    definition.kind === 'network' &&
    definition.node.hyperparameters.every(({ defaultValue }) => defaultValue !== null)
  );
}

export const stageOfNetwork = defineDiagnostic({
  code: 'E0218',
  name: 'network-as-layer',
  severity: 'error',
  message: ({ name }: { name: string; span: Span }) =>
    `\`${name}\` makes an instance, for use step by step; the layer is \`${layerOf.get(name) ?? name}\``,
  labels: ({ span }) => [{ span, text: 'stands where a layer does' }],
  why: ({ name }) =>
    `\`network f = ${name}(...)\` has one set of weights, and \`f\` can then be used several times`,
  fix: ({ name, span }): Fix => {
    const layer = layerOf.get(name) ?? name;
    return { description: `write \`${layer}\``, edits: [{ span, text: layer }] };
  },
});
