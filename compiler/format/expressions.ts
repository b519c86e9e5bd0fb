// Expressions. A formula that does not fit on a line is broken before its operators, a pipe before each `|>`, a list
// behind each comma, an `if` before its `else`.
//
// Parentheses stay where a reader may want them: around a formula inside a formula, whether precedence needs them or
// not. They go where they can mean nothing: around a name, a call or a whole value, or doubled.

import { builders } from 'prettier/doc';
import type {
  Argument,
  BinaryExpression,
  BinaryOperator,
  Comprehension,
  ConditionalExpression,
  Expression,
  Index,
  PipeExpression,
  Stage,
} from '../1-parse/ast.ts';
import { closingRemarks, gap } from './gaps.ts';
import { printFlat, textWidth } from './layout.ts';
import type { Doc } from './layout.ts';
import { printList } from './lists.ts';
import type { TokenReader } from './token-reader.ts';

const { align, group, indent, line, softline } = builders;

/** A `|>` that would be aligned further in than this is indented instead. */
const furthestPipe = 40;

/** Where an expression stands. */
export interface Place {
  /** Whether parentheses that the author wrote around an expression stay. */
  readonly keeps: (node: Expression) => boolean;
  /** In square brackets plain arithmetic has no blanks: `z[t-1]`. */
  readonly tight: boolean;
  /** Columns from the indentation of the line to the expression; null where that is not known. */
  readonly offset: number | null;
}

const isFormula = ({ kind }: Expression): boolean =>
  kind === 'unary' || kind === 'binary' || kind === 'if' || kind === 'pipe';

/** A whole value, where parentheses mean nothing. */
const whole: Place = { keeps: () => false, tight: false, offset: null };
const branch: Place = { ...whole, keeps: ({ kind }) => kind === 'if' || kind === 'pipe' };
export const operand: Place = { ...whole, keeps: isFormula };
const object: Place = { ...whole, keeps: (node) => isFormula(node) || node.kind === 'number' };
/** How often `repeat` repeats takes no suffix. */
const count: Place = { ...whole, keeps: ({ kind }) => !['name', 'number', 'array'].includes(kind) };

/** A whole value that begins `offset` columns behind the indentation of its line. */
export const wholeAt = (offset: number | null): Place => ({ ...whole, offset });

/** A whole value in square brackets. */
export const indexPlace = (node: Expression): Place => ({ ...wholeAt(0), tight: isPlain(node) });

/** A size, the argument of a type or an end of a range: plain, or else in the parentheses that it was given. */
export const bracketed = (node: Expression): Place => (isPlain(node) ? indexPlace(node) : operand);

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

// Formulas -----------------------------------------------------------------------------------------------

const operatorLevels: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '@'],
];

/** `a + b - c`: what stands side by side breaks together. */
function printChain(reader: TokenReader, node: BinaryExpression, place: Place): Doc {
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

function printPower(reader: TokenReader, node: BinaryExpression, { tight }: Place): Doc {
  const base = [printExpression(reader, node.left, { ...operand, tight }), gap(reader, '')];
  const sign = [reader.word('^'), gap(reader, '')];
  return [base, sign, printExpression(reader, node.right, { ...operand, tight })];
}

/** `else if` goes on with the same breaks. */
function printConditional(reader: TokenReader, node: ConditionalExpression): Doc {
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

/** Few names, numbers and parts of arrays, added and multiplied: nothing that needs blanks to be read. */
function isPlain(node: Expression): boolean {
  return plainOperands(node) <= 3;
}

function plainOperands(node: Expression): number {
  switch (node.kind) {
    case 'name':
    case 'number':
    case 'index':
    case 'member':
      return 1;
    case 'binary':
      if (!'+-*/^'.includes(node.operator)) return Infinity;
      return plainOperands(node.left) + plainOperands(node.right);
    default:
      return Infinity;
  }
}

// Pipes --------------------------------------------------------------------------------------------------

/** Broken, its stages stand below the first one; far from the left, or behind a value of several lines, indented. */
function printPipe(reader: TokenReader, node: PipeExpression, { offset }: Place): Doc {
  const value = printExpression(reader, node.value, operand);
  const flat = printFlat(value);
  const column = flat === null || offset === null ? Infinity : offset + textWidth(flat) + 1;
  const aligned = column <= furthestPipe;
  const stages = node.stages.map((stage, index): Doc => {
    const before = gap(reader, aligned && index === 0 ? ' ' : line, 'same');
    return [before, printPiped(reader, stage)];
  });
  return group([value, aligned ? align(column, stages) : indent(stages)]);
}

function printPiped(reader: TokenReader, stage: Stage): Doc {
  return [reader.word('|>'), gap(reader, ' '), printStage(reader, stage)];
}

function printStage(reader: TokenReader, stage: Stage): Doc {
  switch (stage.kind) {
    case 'call': {
      const callee = printExpression(reader, stage.callee, object);
      if (!reader.nextIs('(') || reader.offset >= stage.span.end) return callee;
      return [callee, gap(reader, ''), printArguments(reader, stage.arguments)];
    }
    case 'residual':
      return [reader.word('residual'), gap(reader, ' '), printBlock(reader, stage.stages)];
    case 'repeat': {
      const head = [reader.word('repeat'), gap(reader, ' '), printExpression(reader, stage.count, count)];
      return [head, gap(reader, ' '), printBlock(reader, stage.stages)];
    }
    default:
      return stage satisfies never;
  }
}

function printBlock(reader: TokenReader, [first, ...rest]: readonly Stage[]): Doc {
  const open = reader.word('{');
  const head = [gap(reader, line, 'same'), first === undefined ? '' : printStage(reader, first)];
  const stages = rest.map((stage): Doc => [gap(reader, line, 'same'), printPiped(reader, stage)]);
  return group([open, indent([head, stages, closingRemarks(reader)]), line, reader.word('}')]);
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
