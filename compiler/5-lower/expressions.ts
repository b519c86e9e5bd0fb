// Core expressions to nodes. Axes of a value's own shape are positional in the language, named in the IR; here
// operands are aligned from the right by renaming.

import type { CoreExpression, FunctionName } from '../3-check/model.ts';
import { hasAxis, sameAxis, siblingAxis } from '../ir/axis.ts';
import type { Builder } from '../ir/build.ts';
import { logSumExp, softmax } from '../ir/log-space.ts';
import type { Axis, Node } from '../ir/ops.ts';
import { constantSize, subtractSizes } from '../sizes/size.ts';
import type { Value } from './context.ts';
import { expressionAxis } from './context.ts';
import type { Environment } from './environment.ts';

type Loops = ReadonlyMap<number, Node>;
type Kind<K extends CoreExpression['kind']> = Extract<CoreExpression, { kind: K }>;

const noLoops: Loops = new Map();

/** What was lowered already, by environment and enclosing loops: a `let` that is read twice is lowered once. */
const lowered = new WeakMap<Environment, WeakMap<Loops, WeakMap<CoreExpression, Value>>>();

export function lowerExpression(
  environment: Environment,
  expression: CoreExpression,
  loops: Loops = noLoops,
): Value {
  const inEnvironment = getOrMake(
    lowered,
    environment,
    () => new WeakMap<Loops, WeakMap<CoreExpression, Value>>(),
  );
  const values = getOrMake(inEnvironment, loops, () => new WeakMap<CoreExpression, Value>());
  const valueOf = (part: CoreExpression): Value =>
    getOrMake(values, part, () =>
      environment.context.m.withOrigin(part.span, () => lower(environment, part, loops)),
    );
  for (const part of operandsFirst(expression, (each) => values.has(each))) valueOf(part);
  return valueOf(expression);
}

/**
 * What a formula is made of, in the order in which it is computed: lowered one after the other, a long formula needs no
 * deep call stack.
 */
function* operandsFirst(
  expression: CoreExpression,
  isKnown: (part: CoreExpression) => boolean,
): Generator<CoreExpression> {
  const open = [{ part: expression, entered: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, entered } = next;
    if (isKnown(part)) continue;
    const operands = entered ? [] : operandsOf(part);
    if (operands.length === 0) yield part;
    else
      open.push(
        { part, entered: true },
        ...operands.toReversed().map((each) => ({ part: each, entered: false })),
      );
  }
}

function operandsOf(expression: CoreExpression): readonly CoreExpression[] {
  if (expression.kind === 'call') return expression.operands;
  return expression.kind === 'if' ? [expression.condition, expression.then, expression.else] : [];
}

function getOrMake<Key extends object, Item>(map: WeakMap<Key, Item>, key: Key, make: () => Item): Item {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}

function lower(environment: Environment, expression: CoreExpression, loops: Loops): Value {
  const { m } = environment.context;
  switch (expression.kind) {
    case 'number':
      return scalar(m.num(expression.value));
    case 'size':
      return scalar(m.size(expression.size));
    case 'hyperparameter':
      return scalar(m.input(`hyper.${expression.name}`, { dtype: 'f64', axes: [] }));
    case 'variable':
      return environment.variable(expression.name);
    case 'plateIndex':
      return scalar(environment.plateIndex(expression.plate));
    case 'loopIndex': {
      const node = loops.get(expression.id);
      if (node === undefined) throw new Error('internal: a loop index outside its loop');
      return scalar(node);
    }
    case 'call': {
      const operands = expression.operands.map((operand) => lowerExpression(environment, operand, loops));
      return elementwise(m, operands, (nodes) => applyFunction(m, expression.name, nodes));
    }
    case 'index':
      return lowerIndex(environment, expression, loops);
    case 'if': {
      const parts = [expression.condition, expression.then, expression.else];
      const operands = parts.map((part) => lowerExpression(environment, part, loops));
      return elementwise(m, operands, ([condition, whenTrue, whenFalse]) =>
        m.select(some(condition), some(whenTrue), some(whenFalse)),
      );
    }
    case 'reduce':
      return lowerReduction(environment, expression, loops);
    case 'stationary': {
      const { node, axes } = lowerExpression(environment, expression.operand, loops);
      const [row, column] = [some(axes.at(-2)), some(axes.at(-1))];
      return { node: m.stationary(node, row, column), axes: [...axes.slice(0, -2), column] };
    }
    case 'matmul':
      return lowerProduct(environment, expression, loops);
    case 'stack':
      return lowerStack(environment, expression, loops);
    case 'tabulate': {
      const axis = expressionAxis(
        environment.context,
        expression,
        'for',
        subtractSizes(expression.to, expression.from),
      );
      const position = m.add(m.iota(axis), m.size(expression.from));
      const body = lowerExpression(
        environment,
        expression.body,
        new Map([...loops, [expression.id, m.cast(position, 'i32')]]),
      );
      return { node: body.node, axes: [axis, ...body.axes] };
    }
    default:
      throw new Error(`internal: ${expression.kind} has no lowering`);
  }
}

function scalar(node: Node): Value {
  return { node, axes: [] };
}

function some<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('internal: an operand is missing');
  return value;
}

// Broadcasting -------------------------------------------------------------------------------------------

function elementwise(m: Builder, operands: readonly Value[], apply: (nodes: readonly Node[]) => Node): Value {
  const { nodes, axes } = alignRight(m, operands);
  return { node: apply(nodes), axes };
}

/** Operands read along common axes, matched from the right as NumPy does it. */
function alignRight(
  m: Builder,
  operands: readonly Value[],
): { readonly nodes: readonly Node[]; readonly axes: readonly Axis[] } {
  const longest = operands.reduce<readonly Axis[]>(
    (axes, operand) => (operand.axes.length > axes.length ? operand.axes : axes),
    [],
  );
  const nodes = operands.map((operand) =>
    renameAxes(m, operand.node, operand.axes, longest.slice(longest.length - operand.axes.length)),
  );
  return { nodes, axes: longest };
}

/** All of `from` renamed to `to` at once, so that exchanged names do not meet on the way. */
export function renameAxes(m: Builder, node: Node, from: readonly Axis[], to: readonly Axis[]): Node {
  const moves = from.flatMap((axis, position) => {
    const target = some(to[position]);
    return sameAxis(axis, target) ? [] : [{ axis, target }];
  });
  const clash = moves.some(({ target }) => hasAxis(node.type.axes, target));
  if (!clash) return moves.reduce((renamed, { axis, target }) => m.rename(renamed, axis, target), node);
  const avoid = [...node.type.axes, ...to];
  const between = moves.map(({ axis, target }) => ({ axis, target, middle: siblingAxis(axis, avoid) }));
  const parked = between.reduce((renamed, { axis, middle }) => m.rename(renamed, axis, middle), node);
  return between.reduce((renamed, { middle, target }) => m.rename(renamed, middle, target), parked);
}

function applyFunction(m: Builder, name: FunctionName, operands: readonly Node[]): Node {
  const a = some(operands[0]);
  const b = (): Node => some(operands[1]);
  switch (name) {
    case 'neg':
    case 'exp':
    case 'log':
    case 'log1p':
    case 'expm1':
    case 'sqrt':
    case 'abs':
    case 'floor':
    case 'sin':
    case 'cos':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
    case 'lgamma':
    case 'digamma':
    case 'not':
      return m[name](a);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'pow':
    case 'max':
    case 'min':
    case 'less':
    case 'lessEqual':
    case 'equal':
    case 'and':
    case 'or':
      return m[name](a, b());
    case 'notEqual':
      return m.not(m.equal(a, b()));
  }
}

// Arrays -------------------------------------------------------------------------------------------------

function lowerIndex(environment: Environment, expression: Kind<'index'>, loops: Loops): Value {
  const { context } = environment;
  const { m } = context;
  const operand = lowerExpression(environment, expression.operand, loops);
  let node = operand.node;
  const axes: Axis[] = [];
  for (const [position, index] of expression.indices.entries()) {
    const axis = some(operand.axes[position]);
    if (index.kind === 'all') axes.push(axis);
    else if (index.kind === 'at') {
      const at = lowerExpression(environment, index.value, loops);
      node = m.at(node, axis, at.node);
      axes.push(...at.axes);
    } else {
      const part = expressionAxis(
        context,
        expression,
        `slice${String(position)}`,
        subtractSizes(index.to, index.from),
      );
      node = m.at(node, axis, m.add(m.iota(part), m.size(index.from)));
      axes.push(part);
    }
  }
  return { node, axes };
}

function lowerReduction(environment: Environment, expression: Kind<'reduce'>, loops: Loops): Value {
  const { m } = environment.context;
  const { node, axes } = lowerExpression(environment, expression.operand, loops);
  const last = axes.at(-1);
  if (last === undefined) return { node, axes };
  const rest = axes.slice(0, -1);
  switch (expression.name) {
    case 'sum':
      return { node: m.sum(node, last), axes: rest };
    case 'mean':
      return { node: m.div(m.sum(node, last), m.length(last)), axes: rest };
    case 'max':
      return { node: m.reduceMax(node, last), axes: rest };
    case 'min':
      return { node: m.neg(m.reduceMax(m.neg(node), last)), axes: rest };
    case 'logSumExp':
      return { node: logSumExp(m, m.broadcast(node, [last]), last), axes: rest };
    case 'argMax':
      return { node: m.argMax(node, last), axes: rest };
    case 'softmax':
      return { node: softmax(m, m.broadcast(node, [last]), last), axes };
  }
}

/** NumPy's matmul: last axis of the left with the last but one (or the only one) of the right. */
function lowerProduct(environment: Environment, expression: Kind<'matmul'>, loops: Loops): Value {
  const { context } = environment;
  const { m } = context;
  const left = lowerExpression(environment, expression.left, loops);
  const right = lowerExpression(environment, expression.right, loops);
  const inner = some(left.axes.at(-1));
  const vector = right.axes.length === 1;
  const contracted = some(right.axes.at(vector ? -1 : -2));
  const columns = vector ? [] : [some(right.axes.at(-1))];
  // Columns get an axis of this product: those of the left may carry the same name.
  const ownColumns = columns.map((axis) => expressionAxis(context, expression, 'column', axis.size));
  const batch = right.axes.slice(0, vector ? -1 : -2);
  const leftBatch = left.axes.slice(0, left.axes.length === 1 ? -1 : -2);
  const rows = left.axes.length === 1 ? [] : [some(left.axes.at(-2))];
  const longer = leftBatch.length >= batch.length ? leftBatch : batch;
  const aligned = renameAxes(
    m,
    right.node,
    [...batch, contracted, ...columns],
    [...longer.slice(longer.length - batch.length), inner, ...ownColumns],
  );
  const leftAligned = renameAxes(m, left.node, leftBatch, longer.slice(longer.length - leftBatch.length));
  return { node: m.sum(m.mul(leftAligned, aligned), inner), axes: [...longer, ...rows, ...ownColumns] };
}

function lowerStack(environment: Environment, expression: Kind<'stack'>, loops: Loops): Value {
  const { context } = environment;
  const { m } = context;
  const elements = expression.elements.map((element) => lowerExpression(environment, element, loops));
  const { nodes, axes } = alignRight(m, elements);
  const axis = expressionAxis(context, expression, 'element', constantSize(elements.length));
  const [first, ...rest] = nodes;
  const position = m.iota(axis);
  const node = rest.reduce(
    (stacked, element, before) =>
      m.select(m.equal(position, m.constant(before + 1, 'i32')), element, stacked),
    some(first),
  );
  return { node, axes: [axis, ...axes] };
}
