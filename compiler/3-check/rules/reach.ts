// All that something depends on: variables and recurrences, networks, hyperparameters and dims.

import { sizeSymbols, type Size } from '../../sizes/size.ts';
import { distinctParts } from '../mentions.ts';
import type { CheckedModel, CoreExpression, LayerOption, ValueType } from '../model.ts';
import { guideParts, partsByName } from './reads.ts';

export interface Reached {
  readonly names: Set<string>;
  readonly instances: Set<string>;
  /** Names of hyperparameters and dims. */
  readonly symbols: Set<string>;
}

/** What variables and instances depend on, they themselves included; of a latent also what its guide depends on, of a param its first value. */
export function reach(model: CheckedModel, names: readonly string[], instances: readonly string[]): Reached {
  const found: Reached = { names: new Set(), instances: new Set(), symbols: new Set() };
  const definitions = partsByName(model);
  const variables = new Map(model.variables.map((variable) => [variable.name, variable]));
  const networks = new Map(model.networks.map((network) => [network.name, network]));
  const guides = new Map(model.guides.map((guide) => [guide.latent, guide]));
  const plates = new Map(model.plates.map((plate) => [plate.name, plate]));

  const open: CoreExpression[] = [];
  const addSize = (size: Size | null): void => {
    if (size !== null) for (const symbol of sizeSymbols(size)) found.symbols.add(symbol);
  };
  const addType = ({ shape, levels }: ValueType): void => {
    shape.forEach(addSize);
    addSize(levels);
  };
  const addName = (name: string): void => {
    if (found.names.has(name)) return;
    found.names.add(name);
    open.push(...(definitions.get(name) ?? []));
    const guide = guides.get(name);
    if (guide !== undefined) open.push(...guideParts(guide));
    const variable = variables.get(name);
    if (variable === undefined) return;
    if (variable.initial !== null) open.push(variable.initial);
    addType(variable.type);
    for (let plate = variable.plate; plate !== null; plate = plates.get(plate)?.parent ?? null)
      addSize(plates.get(plate)?.size ?? null);
  };
  const addInstance = (name: string): void => {
    if (found.instances.has(name)) return;
    found.instances.add(name);
    const network = networks.get(name);
    if (network === undefined) return;
    open.push(...network.results.map(({ value }) => value));
    for (const { shape } of network.weights) shape.forEach(addSize);
  };
  const addPart = (part: CoreExpression): void => {
    addType(part.type);
    switch (part.kind) {
      case 'variable':
      case 'step':
        addName(part.name);
        return;
      case 'network':
        addInstance(part.instance);
        return;
      case 'size':
        addSize(part.size);
        return;
      case 'hyperparameter':
        found.symbols.add(part.name);
        return;
      case 'tabulate':
        addSize(part.from);
        addSize(part.to);
        return;
      case 'index':
        for (const index of part.indices)
          if (index.kind === 'slice') {
            addSize(index.from);
            addSize(index.to);
          }
        return;
      case 'repeat':
        addSize(part.count);
        return;
      case 'layer':
        for (const option of Object.values(part.options)) addOption(option);
        return;
      default:
        return;
    }
  };
  const addOption = (option: LayerOption): void => {
    if (typeof option !== 'object') return;
    if ('kind' in option) open.push(option);
    else if ('key' in option) addSize(option);
    else option.forEach(addSize);
  };

  names.forEach(addName);
  instances.forEach(addInstance);
  while (open.length > 0) for (const part of distinctParts(open.splice(0))) addPart(part);
  return found;
}
