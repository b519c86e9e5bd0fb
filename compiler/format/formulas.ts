// Operators and `if`: what does not fit on a line is broken before its loosest operators, before `else`, before `then`.

import { builders } from 'prettier/doc';
import type { BinaryExpression, BinaryOperator, ConditionalExpression, Expression } from '../1-parse/ast.ts';
import { printExpression } from './expressions.ts';
import { gap } from './gaps.ts';
import type { Doc } from './layout.ts';
import { branch, operand } from './place.ts';
import type { Place } from './place.ts';
import type { TokenReader } from './token-reader.ts';

const { align, group, indent, line } = builders;

const operatorLevels: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '@'],
];

/** `a + b - c`: what stands side by side breaks together. */
export function printChain(reader: TokenReader, node: BinaryExpression, place: Place): Doc {
  const level = operatorLevels.find((operators) => operators.includes(node.operator));
  const links: BinaryExpression[] = [node];
  let head = node.left;
  // Parentheses around the first operand would stand before it.
  while (head.kind === 'binary' && head.span.start === node.span.start) {
    if (level?.includes(head.operator) !== true) break;
    links.push(head);
    head = head.left;
  }
  const inside = { ...operand, tight: place.tight };
  const parts: Doc[] = [printOperand(reader, head, inside)];
  for (const { operator, right } of links.reverse()) {
    parts.push(gap(reader, place.tight ? '' : line, 'same'));
    parts.push(operator === '>=' ? reader.word('>') + reader.word('=') : reader.word(operator));
    parts.push(gap(reader, place.tight ? '' : ' '), printOperand(reader, right, inside));
  }
  return group(parts);
}

/** A tighter formula inside one goes on further in. */
function printOperand(reader: TokenReader, node: Expression, place: Place): Doc {
  const doc = printExpression(reader, node, place);
  return node.kind === 'binary' ? indent(doc) : doc;
}

export function printPower(reader: TokenReader, node: BinaryExpression, { tight }: Place): Doc {
  const base = [printExpression(reader, node.left, { ...operand, tight }), gap(reader, '')];
  const sign = [reader.word('^'), gap(reader, '')];
  return [base, sign, printExpression(reader, node.right, { ...operand, tight })];
}

/** `else if` goes on with the same breaks. */
export function printConditional(reader: TokenReader, node: ConditionalExpression): Doc {
  const word = [reader.word('if'), gap(reader, ' ')];
  const condition = [word, align(3, printExpression(reader, node.condition, branch))];
  const between = gap(reader, line, 'same');
  const then = [reader.word('then'), gap(reader, ' '), printExpression(reader, node.then, branch)];
  const before = gap(reader, line, 'same');
  const otherwise = [reader.word('else'), gap(reader, ' ')];
  const rest =
    node.else.kind === 'if' && reader.nextIs('if')
      ? printConditional(reader, node.else)
      : printExpression(reader, node.else, branch);
  return [group([condition, indent([between, then])]), before, otherwise, rest];
}
