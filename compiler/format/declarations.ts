// Declarations and statements that are no rows: what has a body, `use`, `train` and `return`.

import { builders } from 'prettier/doc';
import type {
  FunctionDeclaration,
  NetworkDeclaration,
  Parameter,
  PlateStatement,
  SequenceStatement,
  UseDeclaration,
} from '../1-parse/ast.ts';
import type { Node } from './between.ts';
import { printArguments, printDefinition, printExpression } from './expressions.ts';
import { gap } from './gaps.ts';
import type { Doc } from './layout.ts';
import { printList } from './lists.ts';
import { operand } from './place.ts';
import { printBody } from './statements.ts';
import type { TokenReader } from './token-reader.ts';
import { printParameters, printResult } from './types.ts';

const { line } = builders;

/** `level`: of the statements inside the node. */
export function printNode(reader: TokenReader, node: Node, level: number): Doc {
  const keyword = reader.word();
  const name = (): Doc => [gap(reader, ' '), reader.word()];
  switch (node.kind) {
    case 'use': {
      const items = [gap(reader, ' '), printUseItems(reader, node)];
      return [keyword, items, gap(reader, ' '), reader.word('from'), gap(reader, ' '), reader.word()];
    }
    case 'function':
      return [keyword, name(), gap(reader, ''), printSignature(reader, [node.parameters], node, level)];
    case 'network': {
      const { hyperparameters, parameters } = node;
      const head = [keyword, name(), gap(reader, '')];
      const both = reader.textAt(reader.closer() + 1) === '(';
      return [head, printSignature(reader, both ? [hyperparameters, parameters] : [parameters], node, level)];
    }
    case 'model': {
      const head: Doc[] = [keyword, name()];
      if (reader.nextIs('(')) head.push(gap(reader, ''), printParameters(reader, node.hyperparameters));
      return [head, printBody(reader, node.body, level)];
    }
    case 'plate':
      return [keyword, name(), printSize(reader, node), printBody(reader, node.body, level)];
    case 'sequence': {
      const head = [keyword, name(), printSize(reader, node)];
      const until = node.until === null ? '' : [gap(reader, ' '), reader.word('until'), name()];
      return [head, until, printBody(reader, node.body, level)];
    }
    case 'train': {
      const head = [keyword, name()];
      if (!reader.nextIs('(')) return head;
      return [head, gap(reader, ''), printArguments(reader, node.options)];
    }
    case 'return':
      return [keyword, printDefinition(reader, node.value, 'return '.length)];
    default:
      throw new Error(`internal: ${node.kind} is a row`);
  }
}

function printSignature(
  reader: TokenReader,
  lists: readonly (readonly Parameter[])[],
  node: FunctionDeclaration | NetworkDeclaration,
  level: number,
): Doc {
  const parameters = lists.map((list, index) => [
    index === 0 ? '' : gap(reader, ''),
    printParameters(reader, list),
  ]);
  const arrow = [gap(reader, ' '), reader.word('->'), gap(reader, ' ')];
  const result = printResult(reader, node.result);
  return [parameters, arrow, result, printBody(reader, node.body, level)];
}

function printSize(reader: TokenReader, { size }: PlateStatement | SequenceStatement): Doc {
  if (size === null) return '';
  return [gap(reader, ''), reader.word(':'), gap(reader, ' '), printExpression(reader, size, operand)];
}

function printUseItems(reader: TokenReader, { names }: UseDeclaration): Doc {
  return printList(
    reader,
    names,
    ({ alias }) => {
      const name = reader.word();
      if (alias === null) return name;
      return [name, gap(reader, ' '), reader.word('as'), gap(reader, ' '), reader.word()];
    },
    { padding: line },
  );
}
