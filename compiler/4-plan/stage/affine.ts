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
}

export interface Affinity {
  degree(expression: CoreExpression): Degree;
  /** The latent that an expression reads, or what carries one along; in backticks. */
  subject(expression: CoreExpression): string;
}

export function affinityOf(model: CheckedModel, reads: Reads, isLatent: (name: string) => boolean): Affinity {
  const carried = new Map<string, Degree>(model.recurrences.map(({ name }) => [name, 'free']));
  const isRandom = (expression: CoreExpression): boolean => [...reads.variables(expression)].some(isLatent);
  const random = new Set(
    model.recurrences.filter((each) => recurrenceParts(each).some(isRandom)).map(({ name }) => name),
  );
  const subject = (expression: CoreExpression): string => {
    const name = [...directNames([expression])].find((each) => isLatent(each) || random.has(each));
    return `\`${name ?? 'a latent'}\``;
  };

  const degree = (expression: CoreExpression): Degree => {
    if (!isRandom(expression)) return 'free';
    const { span } = expression;
    const throughWord = (word: string): Degree => ({
      because: `${subject(expression)} enters through \`${word}\``,
      span,
    });
    switch (expression.kind) {
      case 'variable':
      case 'step':
        return isLatent(expression.name) ? 'affine' : (carried.get(expression.name) ?? 'free');
      case 'call':
        return degreeOfCall(expression);
      case 'index': {
        const at = expression.indices.find((index) => index.kind === 'at' && isRandom(index.value));
        return at === undefined
          ? degree(expression.operand)
          : { because: `${subject(expression)} is an index`, span };
      }
      case 'if':
        return isRandom(expression.condition)
          ? {
              because: `which branch of an \`if\` holds depends on ${subject(expression.condition)}`,
              span: expression.condition.span,
            }
          : highest([degree(expression.then), degree(expression.else)]);
      case 'reduce':
        return expression.name === 'sum' || expression.name === 'mean'
          ? degree(expression.operand)
          : throughWord(expression.name);
      case 'matmul':
        return product(expression.left, expression.right, span);
      case 'stack':
        return highest(expression.elements.map(degree));
      case 'tabulate':
        return degree(expression.body);
      case 'stationary':
        return throughWord('stationary');
      case 'network':
        return { because: `${subject(expression)} enters the network \`${expression.instance}\``, span };
      default:
        return { because: `${subject(expression)} enters in a way that is not affine`, span };
    }
  };

  const degreeOfCall = (call: FunctionCall): Degree => {
    const [left, right] = call.operands;
    const { name, span } = call;
    if (left === undefined) return 'free';
    if (name === 'neg') return degree(left);
    if (right === undefined) return { because: `${subject(call)} enters through \`${name}\``, span };
    switch (name) {
      case 'add':
      case 'sub':
        return highest([degree(left), degree(right)]);
      case 'mul':
        return product(left, right, span);
      case 'div':
        return isRandom(right) ? { because: `${subject(right)} is divided by`, span } : degree(left);
      case 'pow':
        if (isRandom(right)) return { because: `${subject(right)} is an exponent`, span };
        return right.kind === 'number' && right.value === 1
          ? degree(left)
          : { because: `${subject(left)} is raised to a power`, span };
      default:
        return {
          because: comparisons.has(name)
            ? `${subject(call)} is compared with something`
            : `${subject(call)} enters through \`${name}\``,
          span,
        };
    }
  };

  const product = (left: CoreExpression, right: CoreExpression, span: Span): Degree => {
    if (!isRandom(left)) return degree(right);
    if (!isRandom(right)) return degree(left);
    const [one, other] = [subject(left), subject(right)];
    const because =
      one === other
        ? `${one} is multiplied by itself`
        : `${one} is multiplied by ${other}, and both are random`;
    return { because, span };
  };

  // Degrees only grow, and there are three: this ends.
  for (let changed = true; changed;) {
    changed = false;
    for (const recurrence of model.recurrences) {
      const before = carried.get(recurrence.name) ?? 'free';
      const after = highest([before, ...recurrenceParts(recurrence).map(degree)]);
      if (rank(after) === rank(before)) continue;
      carried.set(recurrence.name, after);
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
