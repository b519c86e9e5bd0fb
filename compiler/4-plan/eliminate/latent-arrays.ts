// A latent array is as many latents: `latent u: bool[3] ~ Bernoulli(p)` becomes `u[0]`, `u[1]`, `u[2]`, each with
// its own share of the arguments. No written name holds a bracket, so the new names collide with none. An observed array
// of finite values that may be missing, and that others read, stays as data; its entries are latents of which those that
// are there are evidence.

import type {
  CheckedModel,
  CoreExpression,
  CoreIndex,
  DistributionExpression,
  ValueType,
  Variable,
} from '../../3-check/model.ts';
import { variablesIn } from '../../3-check/mentions.ts';
import { isFinite } from '../../3-check/model.ts';
import { findFamily } from '../../library/derived/index.ts';
import { derivable } from '../factor-graph.ts';
import { constantSize, constantValue } from '../../sizes/size.ts';
import { variableParts } from '../stage/reads.ts';

export function expandLatentArrays(model: CheckedModel): CheckedModel {
  const arrays = new Map(
    model.variables
      .filter((variable) => isLatentArray(variable) || isOpenArray(model, variable))
      .map((variable) => [variable.name, variable]),
  );
  if (arrays.size === 0) return model;
  const rewrite = (expression: CoreExpression): CoreExpression => replaceArrays(expression, arrays);
  return {
    ...model,
    variables: model.variables.flatMap((variable) => {
      const rewritten = rewriteVariable(variable, rewrite);
      if (!arrays.has(variable.name)) return [rewritten];
      return isLatentArray(variable) ? elements(rewritten) : [rewritten, ...entries(rewritten)];
    }),
  };
}

function isLatentArray({ role, type }: Variable): boolean {
  return role === 'latent' && type.shape.length > 0;
}

/** A finite array that may be missing, of a size that is known, and that others read. */
export function isOpenArray(model: CheckedModel, { name, role, optional, type }: Variable): boolean {
  if (role !== 'observe' || !optional || !isFinite(type) || type.shape.length === 0) return false;
  if (type.shape.some((size) => constantValue(size) === null)) return false;
  return model.variables.some(
    (other) =>
      other.lagOf?.variable === name || variableParts(other).some((part) => variablesIn(part).has(name)),
  );
}

function entries(array: Variable): readonly Variable[] {
  const all = positions(array.type.shape.map(sizeOf));
  return elements(array).map((element, index) => ({
    ...element,
    role: 'latent',
    entryOf: { variable: array.name, position: all[index] ?? [] },
  }));
}

function elements(variable: Variable): readonly Variable[] {
  return positions(variable.type.shape.map(sizeOf)).map((position) => ({
    ...variable,
    name: elementName(variable.name, position),
    ...lagOfElement(variable, position),
    type: { ...variable.type, shape: [] },
    distribution:
      variable.distribution === null ? null : elementDistribution(variable.distribution, position),
  }));
}

function sizeOf(size: ValueType['shape'][number]): number {
  const value = constantValue(size);
  if (value === null) throw new Error('internal: a latent array of unknown size reached expansion');
  return value;
}

/** The entry of a hidden array before is that entry, before. */
function lagOfElement({ lagOf }: Variable, position: readonly number[]): Pick<Variable, 'lagOf'> {
  return lagOf === undefined ? {} : { lagOf: { ...lagOf, variable: elementName(lagOf.variable, position) } };
}

/** All index tuples of an array of this shape, row-major. */
function positions(shape: readonly number[]): readonly (readonly number[])[] {
  return shape.reduce<readonly (readonly number[])[]>(
    (prefixes, size) => prefixes.flatMap((prefix) => Array.from({ length: size }, (_, i) => [...prefix, i])),
    [[]],
  );
}

function elementName(name: string, position: readonly number[]): string {
  return `${name}[${position.map(String).join(', ')}]`;
}

function elementDistribution(
  described: DistributionExpression,
  position: readonly number[],
): DistributionExpression {
  if (described.kind === 'mixture') {
    const [first, ...rest] = described.parts;
    const part = (each: DistributionExpression): DistributionExpression =>
      elementDistribution(each, position);
    return {
      ...described,
      weights: elementOf(described.weights, position, 1),
      parts: [part(first), ...rest.map(part)],
    };
  }
  const distribution = derivable(described);
  if (distribution.kind === 'choice')
    return {
      ...distribution,
      condition: elementOf(distribution.condition, position, 0),
      then: elementDistribution(distribution.then, position),
      else: elementDistribution(distribution.else, position),
    };
  const family = findFamily(distribution.family);
  const shares: Record<string, CoreExpression> = {};
  for (const [name, argument] of Object.entries(distribution.arguments)) {
    const form = family?.forms.find((candidate) => Object.hasOwn(candidate.parameters, name));
    const rank = family?.parameters[name]?.rank ?? form?.parameters[name]?.rank ?? 0;
    shares[name] = elementOf(argument, position, rank);
  }
  return { ...distribution, arguments: shares };
}

/** The part of an argument that belongs to one element: its leading axes broadcast from the right. */
function elementOf(argument: CoreExpression, position: readonly number[], rank: number): CoreExpression {
  const leading = argument.type.shape.length - rank;
  if (leading <= 0) return argument;
  const picked = position.slice(position.length - leading);
  const indices: CoreIndex[] = [
    ...picked.map((value): CoreIndex => ({ kind: 'at', value: numberOf(value, argument) })),
    ...argument.type.shape.slice(leading).map((): CoreIndex => ({ kind: 'all' })),
  ];
  return pick(argument, indices);
}

function numberOf(value: number, like: CoreExpression): CoreExpression {
  const type: ValueType = {
    element: 'int',
    levels: null,
    lower: null,
    upper: null,
    shape: [],
    structure: null,
  };
  return { kind: 'number', value, type, span: like.span };
}

/** `operand[indices]`, an index of an index joined into one so that a picked entry is still seen as one. */
function pick(operand: CoreExpression, indices: readonly CoreIndex[]): CoreExpression {
  const kept = operand.type.shape.filter((_, axis) => indices[axis]?.kind === 'all');
  const type: ValueType = { ...operand.type, shape: kept };
  if (operand.kind !== 'index') return { kind: 'index', operand, indices, type, span: operand.span };
  const rest = [...indices];
  const joined = operand.indices.map((index): CoreIndex =>
    index.kind === 'all' ? (rest.shift() ?? index) : index,
  );
  if (operand.indices.some((index) => index.kind === 'slice'))
    return { kind: 'index', operand, indices, type, span: operand.span };
  return { ...operand, indices: joined, type };
}

function rewriteVariable(
  variable: Variable,
  rewrite: (expression: CoreExpression) => CoreExpression,
): Variable {
  const { distribution } = variable;
  return distribution === null
    ? variable
    : { ...variable, distribution: rewriteDistribution(distribution, rewrite) };
}

function rewriteDistribution(
  described: DistributionExpression,
  rewrite: (expression: CoreExpression) => CoreExpression,
): DistributionExpression {
  if (described.kind === 'mixture') {
    const [first, ...rest] = described.parts;
    const part = (each: DistributionExpression): DistributionExpression => rewriteDistribution(each, rewrite);
    return { ...described, weights: rewrite(described.weights), parts: [part(first), ...rest.map(part)] };
  }
  const distribution = derivable(described);
  if (distribution.kind === 'choice')
    return {
      ...distribution,
      condition: rewrite(distribution.condition),
      then: rewriteDistribution(distribution.then, rewrite),
      else: rewriteDistribution(distribution.else, rewrite),
    };
  const shares: Record<string, CoreExpression> = {};
  for (const [name, argument] of Object.entries(distribution.arguments)) shares[name] = rewrite(argument);
  return { ...distribution, arguments: shares };
}

/** Mentions of an array become stacks of its elements; an element picked by constants becomes that element. */
function replaceArrays(expression: CoreExpression, arrays: ReadonlyMap<string, Variable>): CoreExpression {
  const again = (inner: CoreExpression): CoreExpression => replaceArrays(inner, arrays);
  switch (expression.kind) {
    case 'number':
    case 'size':
    case 'hyperparameter':
    case 'plateIndex':
    case 'loopIndex':
      return expression;
    case 'variable':
      return arrays.has(expression.name)
        ? stackOf(expression, expression.type.shape.map(sizeOf), [])
        : expression;
    case 'call':
      return { ...expression, operands: expression.operands.map(again) };
    case 'index': {
      const indices = expression.indices.map((at): CoreIndex =>
        at.kind === 'at' ? { kind: 'at', value: again(at.value) } : at,
      );
      const element = constantElement(expression.operand, indices, arrays);
      return element === null
        ? { ...expression, operand: again(expression.operand), indices }
        : { kind: 'variable', name: element, type: expression.type, span: expression.span };
    }
    case 'if':
      return {
        ...expression,
        condition: again(expression.condition),
        then: again(expression.then),
        else: again(expression.else),
      };
    case 'reduce':
      return { ...expression, operand: again(expression.operand) };
    case 'matmul':
      return { ...expression, left: again(expression.left), right: again(expression.right) };
    case 'stack':
      return { ...expression, elements: expression.elements.map(again) };
    case 'tabulate':
      return { ...expression, body: again(expression.body) };
    default:
      throw new Error(`internal: ${expression.kind} reached the summing out of arrays`);
  }
}

function constantElement(
  operand: CoreExpression,
  indices: readonly CoreIndex[],
  arrays: ReadonlyMap<string, Variable>,
): string | null {
  if (operand.kind !== 'variable' || !arrays.has(operand.name)) return null;
  const position: number[] = [];
  for (const at of indices) {
    if (at.kind !== 'at' || at.value.kind !== 'number') return null;
    position.push(at.value.value);
  }
  return elementName(operand.name, position);
}

function stackOf(
  array: Extract<CoreExpression, { kind: 'variable' }>,
  shape: readonly number[],
  prefix: readonly number[],
): CoreExpression {
  const [size, ...rest] = shape;
  const type: ValueType = { ...array.type, shape: shape.map(constantSize) };
  if (size === undefined) return { ...array, name: elementName(array.name, prefix), type };
  return {
    kind: 'stack',
    elements: Array.from({ length: size }, (_, i) => stackOf(array, rest, [...prefix, i])),
    type,
    span: array.span,
  };
}
