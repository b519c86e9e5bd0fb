// How an expression depends on continuous latents: not at all, as an affine function of them with coefficients that
// are free of them, or in another way, which is said. A value carried along a sequence is affine when each of its
// definitions is, given that it is: the least fixed point.

import type { CheckedModel, CoreExpression, FunctionCall, FunctionName } from '../../3-check/model.ts';
import type { Span } from '../../source/source.ts';
import { directNames, recurrenceParts, type Reads } from './reads.ts';

export type Degree = 'free' | 'affine' | NotAffine;

export interface NotAffine {
  /** With the user's names: "`z` enters the network `decode`". */
  readonly because: string;
  readonly span: Span;
  readonly throughNetwork: boolean;
}

export interface Affinity {
  readonly degree: (expression: CoreExpression) => Degree;
  /** The latent that an expression reads, or what carries one along; in backticks. */
  readonly subject: (expression: CoreExpression) => string;
}

export function affinityOf(model: CheckedModel, reads: Reads, isLatent: (name: string) => boolean): Affinity {
  const carried = new Map<string, Degree>();
  for (const recurrence of model.recurrences) {
    const isRandom = recurrenceParts(recurrence).some((part) => [...reads.variables(part)].some(isLatent));
    carried.set(recurrence.name, isRandom ? 'affine' : 'free');
  }
  // What is inlined in many places is one expression: each is looked at once.
  const degrees = new Map<CoreExpression, Degree>();
  const degree = (expression: CoreExpression): Degree => {
    const before = degrees.get(expression);
    if (before !== undefined) return before;
    const found = find(expression);
    degrees.set(expression, found);
    return found;
  };

  const subject = (expression: CoreExpression): string => {
    const names = [...directNames([expression])];
    const name = names.find((each) => isLatent(each) || (carried.get(each) ?? 'free') !== 'free');
    return `\`${name ?? 'a latent'}\``;
  };

  /** Of something made of parts in a way that is not affine: the first part that is not affine itself says so. */
  const mixed = (
    parts: readonly CoreExpression[],
    span: Span,
    because: (part: CoreExpression) => string,
  ): Degree => {
    const most = highest(parts.map(degree));
    const part = parts.find((each) => degree(each) !== 'free');
    return most !== 'affine' || part === undefined
      ? most
      : { because: because(part), span, throughNetwork: false };
  };

  const through = (parts: readonly CoreExpression[], span: Span, word: string): Degree =>
    mixed(parts, span, (part) => `${subject(part)} enters through \`${word}\``);

  const find = (expression: CoreExpression): Degree => {
    const { span } = expression;
    switch (expression.kind) {
      case 'variable':
      case 'step':
        return isLatent(expression.name) ? 'affine' : (carried.get(expression.name) ?? 'free');
      case 'call':
        return findCall(expression);
      case 'index': {
        const at = expression.indices.flatMap((index) => (index.kind === 'at' ? [index.value] : []));
        return highest([
          degree(expression.operand),
          mixed(at, span, (part) => `${subject(part)} is an index`),
        ]);
      }
      case 'if':
        return highest([
          mixed(
            [expression.condition],
            expression.condition.span,
            (part) => `which branch of an \`if\` holds depends on ${subject(part)}`,
          ),
          degree(expression.then),
          degree(expression.else),
        ]);
      case 'reduce':
        return expression.name === 'sum' || expression.name === 'mean'
          ? degree(expression.operand)
          : through([expression.operand], span, expression.name);
      case 'matmul':
        return product(expression.left, expression.right, span);
      case 'stack':
        return highest(expression.elements.map(degree));
      case 'tabulate':
        return degree(expression.body);
      case 'stationary':
        return through([expression.operand], span, 'stationary');
      case 'network': {
        const { instance, operands } = expression;
        const found = mixed(operands, span, (part) => `${subject(part)} enters the network \`${instance}\``);
        return typeof found === 'object' ? { ...found, throughNetwork: true } : found;
      }
      case 'layer':
        return through(expression.operands, span, expression.layer);
      case 'repeat':
        return through([expression.operand], span, 'repeat');
      case 'number':
      case 'size':
      case 'hyperparameter':
      case 'plateIndex':
      case 'loopIndex':
      case 'stepIndex':
      case 'networkInput':
      case 'repeatInput':
        return 'free';
      default:
        return expression satisfies never;
    }
  };

  const findCall = ({ name, operands, span }: FunctionCall): Degree => {
    const [left, right] = operands;
    if (left === undefined) return 'free';
    if (name === 'neg') return degree(left);
    if (right === undefined) return through([left], span, name);
    switch (name) {
      case 'add':
      case 'sub':
        return highest([degree(left), degree(right)]);
      case 'mul':
        return product(left, right, span);
      case 'div':
        return highest([
          degree(left),
          mixed([right], span, (part) => `something is divided by ${subject(part)}`),
        ]);
      case 'pow': {
        const exponent = mixed([right], span, (part) => `${subject(part)} is an exponent`);
        if (exponent !== 'free') return exponent;
        return right.kind === 'number' && right.value === 1
          ? degree(left)
          : mixed([left], span, (part) => `${subject(part)} is raised to a power`);
      }
      default:
        return comparisons.has(name)
          ? mixed(operands, span, (part) => `${subject(part)} is compared with something`)
          : through(operands, span, name);
    }
  };

  const product = (left: CoreExpression, right: CoreExpression, span: Span): Degree => {
    if (degree(left) === 'free') return degree(right);
    if (degree(right) === 'free') return degree(left);
    return mixed([left, right], span, () => {
      const [one, other] = [subject(left), subject(right)];
      return one === other
        ? `${one} is multiplied by itself`
        : `${one} is multiplied by ${other}, and both are random`;
    });
  };

  // Degrees only grow, and there are three: this ends.
  for (let changed = true; changed;) {
    changed = false;
    for (const recurrence of model.recurrences) {
      const before = carried.get(recurrence.name) ?? 'free';
      const after = highest([before, ...recurrenceParts(recurrence).map(degree)]);
      if (rank(after) === rank(before)) continue;
      carried.set(recurrence.name, after);
      degrees.clear();
      changed = true;
    }
  }
  return { degree, subject };
}

const comparisons: ReadonlySet<FunctionName> = new Set(['less', 'lessEqual', 'equal', 'notEqual']);

function highest(degrees: readonly Degree[]): Degree {
  return degrees.reduce<Degree>((most, each) => (rank(each) > rank(most) ? each : most), 'free');
}

function rank(degree: Degree): number {
  return degree === 'free' ? 0 : degree === 'affine' ? 1 : 2;
}
