// Expressions, and the lists of arguments and values in them.
//
// Parentheses stay where a reader may want them: around a formula inside a formula, whether precedence needs them or
// not. They go where they can mean nothing: around a name, a call or a whole value, or doubled.

import { builders } from 'prettier/doc';
import type { Argument, Comprehension, Expression, Index } from '../1-parse/ast.ts';
import { printChain, printConditional, printPower } from './formulas.ts';
import { closingRemarks, gap } from './gaps.ts';
import { textWidth } from './layout.ts';
import type { Doc } from './layout.ts';
import { printList } from './lists.ts';
import { printPipe } from './pipes.ts';
import { bracketed, indexPlace, object, operand, whole, wholeAt } from './place.ts';
import type { Place } from './place.ts';
import type { TokenReader } from './token-reader.ts';

const { align, group, indent, line, softline } = builders;

/** The next word is the first one of the expression, or a parenthesis around it. */
export function printExpression(reader: TokenReader, node: Expression, place: Place): Doc {
  if (reader.offset >= node.span.start) return printBare(reader, node, place);
  const opener = reader.position;
  const closer = reader.closer();
  const innermost = reader.offsetAt(opener + 1) >= node.span.start;
  const commented = reader.remarks(opener + 1).length > 0 || reader.remarks(closer).length > 0;
  if (commented || (innermost && place.keeps(node))) {
    const open = reader.word('(');
    const inside = [gap(reader, ''), printExpression(reader, node, { ...whole, tight: place.tight })];
    return [open, align(1, [inside, gap(reader, '')]), reader.word(')')];
  }
  reader.word('(');
  const inside = printExpression(reader, node, place);
  reader.word(')');
  return inside;
}

function printBare(reader: TokenReader, node: Expression, place: Place): Doc {
  switch (node.kind) {
    case 'number':
    case 'boolean':
    case 'string':
    case 'name':
      return reader.word();
    case 'unary': {
      const sign = reader.word(node.operator);
      const blank = node.operator === 'not' || reader.nextIs('-') ? ' ' : '';
      return [
        sign,
        gap(reader, blank),
        printExpression(reader, node.operand, { ...operand, tight: place.tight }),
      ];
    }
    case 'binary':
      return node.operator === '^' ? printPower(reader, node, place) : printChain(reader, node, place);
    case 'if':
      return group(printConditional(reader, node));
    case 'call':
      return [
        printExpression(reader, node.callee, object),
        gap(reader, ''),
        printArguments(reader, node.arguments),
      ];
    case 'member': {
      // A point right behind a number would belong to the number.
      const numeric = node.object.kind === 'number' && reader.offset === node.object.span.start;
      const of = [printExpression(reader, node.object, object), gap(reader, numeric ? ' ' : '')];
      return [of, reader.word('.'), gap(reader, ''), reader.word()];
    }
    case 'index':
      return [
        printExpression(reader, node.object, object),
        gap(reader, ''),
        printList(reader, node.indices, (index) => printIndex(reader, index)),
      ];
    case 'pipe':
      return printPipe(reader, node, place);
    case 'array':
      return printList(reader, node.elements, (element) => printExpression(reader, element, wholeAt(0)), {
        filled: node.elements.length > 8 && node.elements.every(isNumber) && !hasRemarks(reader),
      });
    case 'comprehension':
      return printComprehension(reader, node);
    case 'record':
      return printList(reader, node.fields, ({ value }) => printNamed(reader, value));
    case 'error':
      throw new Error('internal: text with mistakes is not laid out');
    default:
      return node satisfies never;
  }
}

// Parts --------------------------------------------------------------------------------------------------

export function printArguments(reader: TokenReader, nodes: readonly Argument[]): Doc {
  return printList(reader, nodes, (node) => {
    if (node.spread)
      return [reader.word('...'), gap(reader, ''), printExpression(reader, node.value, wholeAt(3))];
    return node.name === null
      ? printExpression(reader, node.value, wholeAt(0))
      : printNamed(reader, node.value);
  });
}

/** `name: value`. */
function printNamed(reader: TokenReader, value: Expression): Doc {
  const name = reader.word();
  const head = [name, gap(reader, ''), reader.word(':'), gap(reader, ' ')];
  const doc = printExpression(reader, value, wholeAt(textWidth(name) + 2));
  return [head, value.kind === 'binary' || value.kind === 'if' ? indent(doc) : doc];
}

function printIndex(reader: TokenReader, index: Index): Doc {
  if (index.kind === 'at') return printExpression(reader, index.value, indexPlace(index.value));
  const from = index.from === null ? '' : [printRangeEnd(reader, index.from), gap(reader, '')];
  const dots = reader.word('..');
  return [from, dots, index.to === null ? '' : [gap(reader, ''), printRangeEnd(reader, index.to)]];
}

function printRangeEnd(reader: TokenReader, node: Expression): Doc {
  return printExpression(reader, node, bracketed(node));
}

function printComprehension(reader: TokenReader, node: Comprehension): Doc {
  const open = [reader.word('['), indent(gap(reader, softline, 'same'))];
  const variable = [reader.word('for'), gap(reader, ' '), reader.word(), gap(reader, ' ')];
  const from = [reader.word('in'), gap(reader, ' '), printRangeEnd(reader, node.from), gap(reader, '')];
  const to = [reader.word('..'), gap(reader, ''), printRangeEnd(reader, node.to), gap(reader, '')];
  const colon = [reader.word(':'), gap(reader, line, 'same')];
  const body = [indent(printExpression(reader, node.body, whole)), closingRemarks(reader)];
  return group([open, indent([variable, from, to, indent(colon), body]), softline, reader.word(']')]);
}

function isNumber(node: Expression): boolean {
  return node.kind === 'number' || (node.kind === 'unary' && node.operator === '-' && isNumber(node.operand));
}

/** Whether there are comments in the brackets that open here. */
function hasRemarks(reader: TokenReader): boolean {
  return reader.hasRemarksWithin(reader.position, reader.closer() + 1);
}

/** What stands behind a `~`, a `=` or `return`: on the same line, or a formula on the next where it does not fit. */
export function printDefinition(reader: TokenReader, value: Expression, offset: number | null): Doc {
  const breaks = value.kind === 'binary' || value.kind === 'if';
  if (!breaks) return [gap(reader, ' '), printExpression(reader, value, wholeAt(offset))];
  return group(indent([gap(reader, line, 'same'), printExpression(reader, value, whole)]));
}
