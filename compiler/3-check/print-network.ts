// A network of a checked model as text: a line for each layer in order, what it gives, its weights. Layers stand on
// lines of their own because what one gives may be used in several places, and those in several again.

import { printSize } from '../sizes/size.ts';
import type { CoreExpression, LayerCall, NetworkInstance } from './model.ts';
import { printExpression, printLayerOption } from './print-expression.ts';
import { printType } from './type.ts';

export function printNetwork(network: NetworkInstance): string {
  const inputs = network.inputs.map(({ name, type }) => `${name}: ${printType(type)}`);
  const { lines, print } = layerLines();
  const results = network.results.map(({ name, value }) => {
    const printed = print(value);
    return `  return ${name === null ? '' : `${name}: `}${printed}: ${printType(value.type)}`;
  });
  const weights = network.weights.map(
    ({ path, shape, initial, trained }) =>
      `  ${path.join('.')} [${shape.map(printSize).join(', ')}] ${initial}${trained ? '' : ', not trained'}`,
  );
  return [
    `${network.name} = ${network.network}(${inputs.join(', ')})`,
    ...lines,
    ...results,
    ...weights,
  ].join('\n');
}

/** `print` names a layer by its path, and adds its line where it is met first. */
function layerLines(): {
  readonly lines: readonly string[];
  readonly print: (expression: CoreExpression) => string;
} {
  const lines: string[] = [];
  const names = new Map<readonly CoreExpression[], string>();
  const taken = new Set<string>();
  const print = (expression: CoreExpression): string =>
    printExpression(expression, (inner) => (inner.kind === 'layer' ? printLayer(inner) : null));
  const printLayer = (layer: LayerCall): string => {
    const field = layer.field === null ? '' : `.${layer.field}`;
    const known = names.get(layer.operands);
    if (known !== undefined) return known + field;
    const operands = layer.operands.map(print);
    const options = Object.entries(layer.options).map(
      ([name, value]) => `${name}: ${printLayerOption(value, print)}`,
    );
    let name = layer.path.join('.');
    // A later use of a shared instance.
    while (taken.has(name)) name += "'";
    taken.add(name);
    names.set(layer.operands, name);
    const type = layer.field === null ? `: ${printType(layer.type)}` : '';
    lines.push(`  ${name} = ${layer.layer}(${[...operands, ...options].join(', ')})${type}`);
    return name + field;
  };
  return { lines, print };
}
