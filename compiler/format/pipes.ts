// Pipes: on one line where they fit, else one stage a line.

import { builders } from 'prettier/doc';
import type { PipeExpression, Stage } from '../1-parse/ast.ts';
import { printArguments, printExpression } from './expressions.ts';
import { closingRemarks, gap } from './gaps.ts';
import { printFlat, textWidth } from './layout.ts';
import type { Doc } from './layout.ts';
import { count, object, operand } from './place.ts';
import type { Place } from './place.ts';
import type { TokenReader } from './token-reader.ts';

const { align, group, indent, line } = builders;

/** A `|>` that would be aligned further in than this is indented instead. */
const furthestPipe = 40;

/** Broken, its stages stand below the first one; far from the left, or behind a value of several lines, indented. */
export function printPipe(reader: TokenReader, node: PipeExpression, { offset }: Place): Doc {
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
