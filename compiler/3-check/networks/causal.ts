// Whether a network may run along a growing sequence: each position of its result is made of the positions up to it
// and of no later one, so that training can run it once over a whole sequence. Layers say it of themselves
// (`LayerCall.causal`); all else here is about keeping the first axis, that of the steps, as it is.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { quoteSpan } from '../checker.ts';
import type { CoreExpression, NetworkInstance } from '../model.ts';
import { constantValue, equalSizes } from '../../sizes/size.ts';

export interface CausalProblem {
  /** A layer's name, or the text of what else is at fault, in backticks. */
  readonly part: string;
  readonly what: 'looks at later steps' | 'does not keep its steps apart';
  readonly span: Span;
  readonly why: string;
}

export const notCausal = defineDiagnostic({
  code: 'E0625',
  name: 'not-causal',
  severity: 'error',
  message: ({ part, what, instance }: CausalProblem & { instance: string; call: Span }) =>
    `\`${instance}\` reads a sequence as it grows, and ${part} ${what}`,
  labels: ({ span, call }) => [
    { span, text: 'not causal' },
    { span: call, text: 'all steps so far go in here' },
  ],
  why: ({ why }) => why,
});

/**
 * How a value depends on the steps: not at all; step by step along its first axis; at the step that the variable of
 * a comprehension picks; or in a way that may reach later steps.
 */
type Along = 'constant' | 'along' | { readonly step: number } | CausalProblem;

/** Null where every position of each result depends on what goes in at it and before. `inputs`: which are sequences. */
export function causalAlongFirstAxis(
  instance: NetworkInstance,
  inputs: ReadonlySet<string>,
): CausalProblem | null {
  const steps = instance.inputs.find(({ name }) => inputs.has(name))?.type.shape[0];
  const walk = walkFrom(inputs);
  for (const { value } of instance.results) {
    const found = walk(value);
    if (isProblem(found)) return found;
    const first = value.type.shape[0];
    if (found !== 'along' || steps === undefined || first === undefined || !equalSizes(first, steps))
      return problemAt(value, 'the result has no axis of steps, of which the last could be read');
  }
  return null;
}

function isProblem(along: Along): along is CausalProblem {
  return typeof along === 'object' && 'why' in along;
}

function problemAt(
  expression: CoreExpression,
  why: string,
  what: CausalProblem['what'] = 'does not keep its steps apart',
): CausalProblem {
  const part = expression.kind === 'layer' ? `\`${expression.layer}\`` : quoteSpan(expression.span);
  return { part, what, span: expression.span, why };
}

type Walk = (expression: CoreExpression) => Along;

/** Values are shared within a network: each is looked at once. */
function walkFrom(inputs: ReadonlySet<string>): Walk {
  const known = new Map<object, Along>();
  const repeated = new Map<number, Along>();
  const walk: Walk = (expression) => {
    // A value that is named is copied where it is used, with the same operands.
    const key = expression.kind === 'call' || expression.kind === 'layer' ? expression.operands : expression;
    const found = known.get(key) ?? find(expression);
    known.set(key, found);
    return found;
  };
  const find: Walk = (expression) => {
    switch (expression.kind) {
      case 'networkInput':
        return inputs.has(expression.name) ? 'along' : 'constant';
      case 'call':
        return together(expression, expression.operands, walk);
      case 'if':
        return together(expression, [expression.condition, expression.then, expression.else], walk);
      case 'layer':
        return throughLayer(expression, walk);
      case 'reduce': {
        const along = walk(expression.operand);
        if (along !== 'along' || expression.operand.type.shape.length > 1) return along;
        return problemAt(expression, 'it goes over all steps, whose axis is the first; keep that axis');
      }
      case 'matmul':
        return product(expression, walk);
      case 'index':
        return indexed(expression, walk);
      case 'tabulate': {
        const along = walk(expression.body);
        if (along === 'along') return unclear(expression);
        if (!isStep(along) || along.step !== expression.id) return along;
        return constantValue(expression.from) === 0 ? 'along' : unclear(expression);
      }
      case 'repeat':
        repeated.set(expression.id, walk(expression.operand));
        return walk(expression.body);
      case 'repeatInput':
        return repeated.get(expression.id) ?? 'constant';
      case 'stack':
      case 'stationary': {
        const parts = expression.kind === 'stack' ? expression.elements : [expression.operand];
        const found = parts.map(walk);
        if (found.every((part) => part === 'constant')) return 'constant';
        return found.find(isProblem) ?? unclear(expression);
      }
      default:
        return 'constant';
    }
  };
  return walk;
}

function isStep(along: Along): along is { readonly step: number } {
  return typeof along === 'object' && 'step' in along;
}

function unclear(expression: CoreExpression): CausalProblem {
  return problemAt(
    expression,
    'the axis of the steps has to stay the first one, each step with its own values',
  );
}

/** Values that are calculated with element by element: the axes of the steps have to lie on each other. */
function together(expression: CoreExpression, operands: readonly CoreExpression[], walk: Walk): Along {
  let result: Along = 'constant';
  for (const operand of operands) {
    const along = walk(operand);
    if (isProblem(along)) return along;
    if (along === 'constant') continue;
    const lies = along !== 'along' || operand.type.shape.length === expression.type.shape.length;
    const agrees =
      result === 'constant' ||
      (isStep(along) ? isStep(result) && result.step === along.step : result === along);
    if (!lies || !agrees) return unclear(expression);
    result = along;
  }
  return result;
}

function throughLayer(expression: CoreExpression & { readonly kind: 'layer' }, walk: Walk): Along {
  const found = expression.operands.map(walk);
  const problem = found.find(isProblem);
  if (problem !== undefined) return problem;
  if (found.every((along) => along === 'constant')) return 'constant';
  // A layer of one step alone, inside a comprehension over the steps.
  const steps = found.filter(isStep);
  if (steps.length > 0) {
    const [first] = steps;
    const same = found.every(
      (along) => along === 'constant' || (isStep(along) && along.step === first?.step),
    );
    return same && first !== undefined ? first : unclear(expression);
  }
  if (expression.causal) return 'along';
  const mixes = mixing.get(expression.layer);
  return mixes === undefined
    ? problemAt(expression, 'the first axis of what comes out is not that of the steps')
    : problemAt(expression, mixes, 'looks at later steps');
}

/** Layers that keep the axis of the steps and are not causal all the same. */
const mixing: ReadonlyMap<string, string> = new Map([
  ['attention', 'each step looks at all others; write `attention(..., causal: true)`'],
  ['batchNorm', 'it standardises over all steps; `layerNorm()` works on each step by itself'],
  ['groupNorm', 'it standardises over all steps; `layerNorm()` works on each step by itself'],
]);

/** Rows of the left side are steps; of the right side, batches at most. */
function product(expression: CoreExpression & { readonly kind: 'matmul' }, walk: Walk): Along {
  const { left, right } = expression;
  const [a, b] = [walk(left), walk(right)];
  if (isProblem(a)) return a;
  if (isProblem(b)) return b;
  if (a === 'constant' && b === 'constant') return 'constant';
  const rank = expression.type.shape.length;
  const leftFits =
    a === 'constant' || (a === 'along' && left.type.shape.length >= 2 && keepsFirst(left, rank));
  const rightFits =
    b === 'constant' || (b === 'along' && right.type.shape.length >= 3 && keepsFirst(right, rank));
  return leftFits && rightFits ? 'along' : unclear(expression);

  /** Its first axis is that of the product, whose last one is gone where the right side is a vector. */
  function keepsFirst(operand: CoreExpression, product: number): boolean {
    const lost = right.type.shape.length === 1 ? 1 : 0;
    return operand.type.shape.length - (operand === left ? lost : 0) === product;
  }
}

function indexed(expression: CoreExpression & { readonly kind: 'index' }, walk: Walk): Along {
  const { operand, indices } = expression;
  const along = walk(operand);
  if (isProblem(along)) return along;
  for (const index of indices) {
    if (index.kind !== 'at') continue;
    const position = walk(index.value);
    if (position === 'constant') continue;
    // A table looked up at the value of one step.
    if (isProblem(position)) return position;
    if (along === 'constant' && isStep(position)) return position;
    return unclear(expression);
  }
  const [first] = indices;
  if (along !== 'along' || first === undefined || first.kind === 'all') return along;
  if (first.kind === 'at' && first.value.kind === 'loopIndex') return { step: first.value.id };
  return problemAt(expression, 'it picks among the steps; keep their axis, which is the first');
}
