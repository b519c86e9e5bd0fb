// A network of a checked model as text, for goldens: a line for each layer in order, what it gives, its weights.

import type {
  CoreExpression,
  CoreIndex,
  LayerOption,
  NetworkInstance,
} from '../../compiler/3-check/model.ts';
import { printType } from '../../compiler/3-check/type.ts';
import { printSize } from '../../compiler/sizes/size.ts';

export function printNetwork(network: NetworkInstance): string {
  const inputs = network.inputs.map(({ name, type }) => `${name}: ${printType(type)}`);
  const body = new Lines();
  const results = network.results.map(({ name, value }) => {
    const printed = body.print(value);
    return `  return ${name === null ? '' : `${name}: `}${printed}: ${printType(value.type)}`;
  });
  const weights = network.weights.map(
    ({ path, shape, initial, trained }) =>
      `  ${path.join('.')} [${shape.map(printSize).join(', ')}] ${initial}${trained ? '' : ', not trained'}`,
  );
  return [
    `${network.name} = ${network.network}(${inputs.join(', ')})`,
    ...body.lines,
    ...results,
    ...weights,
  ].join('\n');
}

/** Paths and shapes of the weights alone: `dense1.kernel [784, 400]`. */
export function printWeights(network: NetworkInstance): readonly string[] {
  return network.weights.map(({ path, shape }) => `${path.join('.')} [${shape.map(printSize).join(', ')}]`);
}

/** Each layer once, though what it gives is used in several places. */
class Lines {
  readonly lines: string[] = [];
  readonly #names = new Map<readonly CoreExpression[], string>();
  readonly #taken = new Set<string>();

  print(expression: CoreExpression): string {
    switch (expression.kind) {
      case 'number':
        return String(expression.value);
      case 'size':
        return printSize(expression.size);
      case 'hyperparameter':
      case 'networkInput':
        return expression.name;
      case 'loopIndex':
      case 'repeatInput':
        return `@${String(expression.id)}`;
      case 'call':
        return `${expression.name}(${expression.operands.map((each) => this.print(each)).join(', ')})`;
      case 'reduce':
        return `${expression.name}(${this.print(expression.operand)})`;
      case 'matmul':
        return `(${this.print(expression.left)} @ ${this.print(expression.right)})`;
      case 'if':
        return `if(${[expression.condition, expression.then, expression.else].map((each) => this.print(each)).join(', ')})`;
      case 'stack':
        return `[${expression.elements.map((each) => this.print(each)).join(', ')}]`;
      case 'index':
        return `${this.print(expression.operand)}[${expression.indices.map((each) => this.#index(each)).join(', ')}]`;
      case 'tabulate':
        return `for(@${String(expression.id)} in ${printSize(expression.from)}..${printSize(expression.to)}: ${this.print(expression.body)})`;
      case 'repeat': {
        const operand = this.print(expression.operand);
        const body = this.print(expression.body);
        return `repeat(${printSize(expression.count)}, @${String(expression.id)} from ${operand}: ${body})`;
      }
      case 'layer':
        return this.#layer(expression);
      default:
        throw new Error(`${expression.kind} in a network`);
    }
  }

  #layer(layer: CoreExpression & { kind: 'layer' }): string {
    const field = layer.field === null ? '' : `.${layer.field}`;
    const known = this.#names.get(layer.operands);
    if (known !== undefined) return known + field;
    const operands = layer.operands.map((each) => this.print(each));
    const options = Object.entries(layer.options).map(([name, value]) => `${name}: ${this.#option(value)}`);
    let name = layer.path.join('.');
    // A later use of a shared instance.
    while (this.#taken.has(name)) name += "'";
    this.#taken.add(name);
    this.#names.set(layer.operands, name);
    const type = layer.field === null ? `: ${printType(layer.type)}` : '';
    this.lines.push(`  ${name} = ${layer.layer}(${[...operands, ...options].join(', ')})${type}`);
    return name + field;
  }

  #index(index: CoreIndex): string {
    if (index.kind === 'at') return this.print(index.value);
    return index.kind === 'all' ? '..' : `${printSize(index.from)}..${printSize(index.to)}`;
  }

  #option(value: LayerOption): string {
    if (typeof value !== 'object') return String(value);
    if ('kind' in value) return this.print(value);
    return 'key' in value ? printSize(value) : `[${value.map(printSize).join(', ')}]`;
  }
}
