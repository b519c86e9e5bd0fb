// Types, and the lists of parameters and results that hold them.

import type { Argument, Parameter, ResultType, TypeExpression } from '../1-parse/ast.ts';
import { printExpression } from './expressions.ts';
import { gap } from './gaps.ts';
import type { Doc } from './layout.ts';
import { printList } from './lists.ts';
import { bracketed, whole } from './place.ts';
import type { TokenReader } from './token-reader.ts';

/** `category<K>[N, D]?`. */
export function printType(reader: TokenReader, type: TypeExpression): Doc {
  const parts: Doc[] = [reader.word()];
  if (type.arguments.length > 0)
    parts.push(
      gap(reader, ''),
      printList(reader, type.arguments, (argument) => printTypeArgument(reader, argument)),
    );
  if (type.sizes !== null)
    parts.push(
      gap(reader, ''),
      printList(reader, type.sizes, (size) => printExpression(reader, size, bracketed(size))),
    );
  if (type.optional) parts.push(gap(reader, ''), reader.word('?'));
  return parts;
}

function printTypeArgument(reader: TokenReader, { name, value }: Argument): Doc {
  const head = name === null ? '' : [reader.word(), gap(reader, ''), reader.word(':'), gap(reader, ' ')];
  return [head, printExpression(reader, value, bracketed(value))];
}

export function printParameters(reader: TokenReader, parameters: readonly Parameter[]): Doc {
  return printList(reader, parameters, ({ type, defaultValue }) => {
    const typed = printTyped(reader, type);
    if (defaultValue === null) return typed;
    const sign = [gap(reader, ' '), reader.word('='), gap(reader, ' ')];
    return [typed, sign, printExpression(reader, defaultValue, whole)];
  });
}

export function printResult(reader: TokenReader, result: ResultType): Doc {
  if (result.kind === 'type') return printType(reader, result);
  return printList(reader, result.fields, ({ type }) => printTyped(reader, type));
}

/** `name: type`. */
function printTyped(reader: TokenReader, type: TypeExpression): Doc {
  const name = [reader.word(), gap(reader, ''), reader.word(':'), gap(reader, ' ')];
  return [name, printType(reader, type)];
}
