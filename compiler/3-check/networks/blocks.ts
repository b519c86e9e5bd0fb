// Blocks of layers in a pipe. `residual { ... }` adds what comes in to what comes out. `repeat n { ... }` goes through
// the block n times: written out where n is a number, each repetition with layers of its own; where n is known when
// training begins only, one block whose weights have an axis of n.

import type { Expression, Stage } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { constantValue, printSize, type Size } from '../../sizes/size.ts';
import type { Span } from '../../source/source.ts';
import { applyFunction } from '../apply.ts';
import type { Checker } from '../checker.ts';
import { requiredSize } from '../declared-type.ts';
import { infer } from '../infer.ts';
import type { CoreExpression } from '../model.ts';
import { requireNumbers } from '../operands.ts';
import { pipeThrough } from '../pipe.ts';
import { requireSingle, settle, type CheckedValue } from '../record.ts';
import { describeShape, realType, sameShape } from '../type.ts';
import { isOpen, type NetworkFrame } from './frame.ts';
import { countStep } from './layers.ts';

type Block = Exclude<Stage, { readonly kind: 'call' }>;

export const blockOutsideNetwork = defineDiagnostic({
  code: 'E0624',
  name: 'block-outside-network',
  severity: 'error',
  message: ({ word }: { word: string; span: Span }) =>
    `\`${word}\` is a block of layers, and layers stand in networks`,
  labels: ({ span, word }) => [
    { span: { ...span, end: span.start + word.length }, text: 'not inside a network' },
  ],
  why: () => 'layers have weights, which are those of an instance of the network that they stand in',
});

export const blockChangesShape = defineDiagnostic({
  code: 'E0414',
  name: 'block-changes-shape',
  severity: 'error',
  message: ({ word, input, output }: ShapeChange) =>
    word === 'residual'
      ? `\`residual\` adds what comes in to what comes out, and their shapes differ: ` +
        `${describeShape(input.type.shape)} and ${describeShape(output.type.shape)}`
      : `what comes out of \`repeat\` goes in again, and the shapes differ: ` +
        `${describeShape(output.type.shape)} comes out and ${describeShape(input.type.shape)} goes in`,
  labels: ({ word, input, output, span }) => [
    { span: { ...span, end: span.start + word.length }, text: 'this block' },
    { span: output.span, text: `${describeShape(output.type.shape)} comes out` },
    { span: input.span, text: `${describeShape(input.type.shape)} comes in` },
  ],
  why: ({ word }) =>
    word === 'residual'
      ? null
      : 'how often is not known when compiling, so each time has to give what the next one takes',
  fix: ({ input }) => {
    const last = input.type.shape.at(-1);
    return last === undefined
      ? null
      : { description: `let the block end in ${printSize(last)} values, as they come in`, edits: [] };
  },
});

interface ShapeChange {
  readonly word: Block['kind'];
  readonly input: CoreExpression;
  readonly output: CoreExpression;
  readonly span: Span;
}

/** What the block makes of the value so far. Null: something was reported. */
export function applyBlock(checker: Checker, value: CheckedValue, block: Block): CheckedValue {
  const { frame } = checker;
  if (frame === null) {
    checker.report(blockOutsideNetwork({ word: block.kind, span: block.span }));
    return null;
  }
  const input = requireSingle(checker, value);
  return block.kind === 'residual'
    ? applyResidual(checker, frame, input, block)
    : applyRepeat(checker, frame, input, block);
}

function applyResidual(
  checker: Checker,
  frame: NetworkFrame,
  input: CoreExpression | null,
  block: Block,
): CoreExpression | null {
  const output = throughBlock(checker, input, block);
  if (input === null || output === null || !requireNumbers(checker, [input, output])) return null;
  if (!keepsShape(checker, frame, input, output, block)) return null;
  return applyFunction(checker, 'add', [input, output], block.span);
}

function throughBlock(checker: Checker, input: CoreExpression | null, block: Block): CoreExpression | null {
  const start = input?.span ?? block.span;
  return infer(checker, pipeThrough(checker, settle(checker, input, start), block.stages));
}

/** What turns on sizes that only an instance tells is told there. */
function keepsShape(
  checker: Checker,
  frame: NetworkFrame,
  input: CoreExpression,
  output: CoreExpression,
  block: Block,
): boolean {
  const [before, after] = [input.type.shape, output.type.shape];
  if (sameShape(before, after)) return true;
  if (before.length !== after.length || !isOpen(frame, ...before, ...after))
    checker.report(blockChangesShape({ word: block.kind, input, output, span: block.span }));
  return false;
}

/** More repetitions than this share one block, whose weights have an axis for them. */
const maxUnrolled = 64;

function applyRepeat(
  checker: Checker,
  frame: NetworkFrame,
  input: CoreExpression | null,
  block: Block & { readonly kind: 'repeat' },
): CoreExpression | null {
  const count = countOf(checker, block.count);
  const times = count === null ? null : constantValue(count);
  if (count === null || input === null) {
    throughBlock(checker, input, block);
    return null;
  }
  if (times === null || times > maxUnrolled) return repeatSymbolically(checker, frame, input, count, block);
  let value: CoreExpression | null = input;
  for (let k = 0; k < times && value !== null; k += 1)
    value = countStep(checker, frame, block.span) ? throughBlock(checker, value, block) : null;
  return value;
}

/** At least 1, or it is reported. */
function countOf(checker: Checker, expression: Expression): Size | null {
  const size = requiredSize(checker, expression);
  const constant = size === null ? null : constantValue(size);
  return constant !== null && constant < 1 ? null : size;
}

function repeatSymbolically(
  checker: Checker,
  frame: NetworkFrame,
  operand: CoreExpression,
  count: Size,
  block: Block,
): CoreExpression | null {
  if (!requireNumbers(checker, [operand])) return null;
  const id = checker.nextLoop();
  // Of what goes in nothing is known but its shape: it is the first input, and all later outputs.
  const input: CoreExpression = {
    kind: 'repeatInput',
    id,
    type: realType(operand.type.shape),
    span: operand.span,
  };
  const inside = { ...checker, frame: { ...frame, repeats: [...frame.repeats, count] } };
  const body = throughBlock(inside, input, block);
  if (body === null || !requireNumbers(checker, [body])) return null;
  if (!keepsShape(checker, frame, input, body, block)) return null;
  return { kind: 'repeat', id, count, operand, body, type: body.type, span: block.span };
}
