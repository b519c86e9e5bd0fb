// Statements that define a name, one a line, in columns:
//
//   latent  z: real[L]   ~ Normal(0, 1)
//   observe x: bool[784] ~ Bernoulli(logits: decode(z))
//   guide   z            ~ Normal(...encode(x))
//
// Rows of one family that stand directly below each other share their columns; below a row that takes several lines
// new columns begin. A row that would push the others far (`columnWidth`), or holds a comment before its sign, stands
// for itself.

import type { Expression, TypeExpression } from '../1-parse/ast.ts';
import type { Node } from './between.ts';
import { printDefinition, printExpression } from './expressions.ts';
import { gap } from './gaps.ts';
import { columnWidth, lineWidth, padText, printFlat, textWidth } from './layout.ts';
import type { Doc } from './layout.ts';
import { indexPlace } from './place.ts';
import type { TokenReader } from './token-reader.ts';
import { printType } from './types.ts';

/** Longer heads are left to break as they can. */
const widestHead = 60;

export type Family = 'parameters' | 'variables' | 'values';

/** A statement up to its sign, read, with what there is to read behind it. */
export interface Row {
  readonly family: Family;
  readonly keyword: string;
  /** The words up to the sign as they come, for a row that stands for itself. */
  readonly head: Doc;
  /** The same as text; null where it does not fit on a line. */
  readonly cells: Cells | null;
  readonly values: readonly Expression[];
  /** Index of the word behind the sign, where the first value is read. */
  readonly valuePosition: number;
  /** Even by itself it does not fit on a line. */
  readonly long: boolean;
}

interface Cells {
  readonly name: string;
  /** Null without a type. */
  readonly type: string | null;
  /** `~`, `=` or null. */
  readonly sign: string | null;
}

interface Shape {
  readonly family: Family;
  readonly index: Expression | null;
  readonly type: TypeExpression | null;
  readonly values: readonly (Expression | null)[];
}

/** What a statement is as a row; null where it is none. */
function shapeOf(node: Node): Shape | null {
  switch (node.kind) {
    case 'param':
      return { family: 'parameters', index: null, type: node.type, values: [node.prior, node.initial] };
    case 'instance':
      return { family: 'parameters', index: null, type: null, values: [node.value] };
    case 'latent':
      return variable(node.target.index, node.type, [node.distribution]);
    case 'observe':
      return variable(node.target.index, node.type, [node.distribution, node.value]);
    case 'given':
      return variable(node.target.index, node.type, []);
    case 'guide':
      return variable(node.target.index, null, [node.distribution]);
    case 'let':
      return { family: 'values', index: node.target.index, type: null, values: [node.value] };
    case 'const':
      return { family: 'values', index: null, type: null, values: [node.value] };
    default:
      return null;
  }
}

function variable(index: Expression | null, type: TypeExpression | null, values: Shape['values']): Shape {
  return { family: 'variables', index, type, values };
}

/** Reads a statement, indented so far, up to its sign and skips the rest; null, without reading, where it is no row. */
export function readRow(reader: TokenReader, node: Node, indentation: number): Row | null {
  const shape = shapeOf(node);
  if (shape === null) return null;
  const start = reader.position;
  const keyword = reader.word();
  const beforeName = gap(reader, ' ');
  const name: Doc[] = [reader.word()];
  if (shape.index !== null)
    name.push(gap(reader, ''), reader.word('['), gap(reader, ''), printIndexOf(reader, shape.index));
  const colon = shape.type === null ? '' : [gap(reader, ''), reader.word(':'), gap(reader, ' ')];
  const type = shape.type === null ? null : printType(reader, shape.type);
  const values = shape.values.filter((value) => value !== null);
  const beforeSign = values.length === 0 ? '' : gap(reader, ' ');
  const sign = values.length === 0 ? null : reader.word();
  const commented = reader.hasRemarksWithin(start, reader.position);
  const cells = commented ? null : readCells(name, type, sign);
  const head = [keyword, beforeName, name, colon, type ?? '', beforeSign, sign ?? ''];
  const valuePosition = reader.position;
  const flat = printFlat([head, printValues(reader, values, null)]);
  const long = flat === null || indentation + textWidth(flat) > lineWidth;
  reader.skipTo(node.span.end);
  return { family: shape.family, keyword, head, cells, values, valuePosition, long };
}

function printIndexOf(reader: TokenReader, index: Expression): Doc {
  const doc = printExpression(reader, index, indexPlace(index));
  return [doc, gap(reader, ''), reader.word(']')];
}

function readCells(name: Doc, type: Doc | null, sign: string | null): Cells | null {
  const flatName = printFlat(name);
  const flatType = type === null ? '' : printFlat(type);
  if (flatName === null || flatType === null) return null;
  if (textWidth(flatName) + textWidth(flatType) > widestHead) return null;
  return { name: flatName, type: type === null ? null : flatType, sign };
}

/** Rows that stand directly below each other: of one family, or a single one. */
export function printRows(reader: TokenReader, rows: readonly Row[]): readonly Doc[] {
  const behind = reader.position;
  const keywordWidth = Math.max(...rows.map(({ keyword }) => keyword.length));
  const columns = measure(rows.flatMap(({ cells }) => cells ?? []));
  const docs = rows.map((row): Doc => {
    const head = row.cells === null ? null : alignHead(row.cells, columns);
    const text = head === null ? null : `${padText(row.keyword, keywordWidth)} ${head}`;
    reader.position = row.valuePosition;
    return [text ?? row.head, printValues(reader, row.values, text === null ? null : textWidth(text) + 1)];
  });
  reader.position = behind;
  return docs;
}

/** The first value stands behind the sign of its row, a second one behind a sign of its own. */
function printValues(reader: TokenReader, values: readonly Expression[], offset: number | null): Doc {
  return values.map((value, index) => {
    const sign = index === 0 ? '' : [gap(reader, ' '), reader.word('=')];
    return [sign, printDefinition(reader, value, index === 0 ? offset : null)];
  });
}

interface Columns {
  readonly name: number;
  /** Zero where no row has both a type and a sign. */
  readonly type: number;
}

function measure(cells: readonly Cells[]): Columns {
  const name = columnWidth(cells.map((row) => textWidth(row.name)));
  const typed = cells.filter((row) => row.type !== null && row.sign !== null && textWidth(row.name) <= name);
  return { name, type: columnWidth(typed.map(({ type }) => textWidth(type ?? ''))) };
}

/** Null for a row that stands out of its columns. */
function alignHead({ name, type, sign }: Cells, columns: Columns): string | null {
  if (textWidth(name) > columns.name) return null;
  if (type === null) {
    // The `~` of a guide stands below those of the variables: behind a name, a colon, a blank and a type.
    const rest = sign === '~' && columns.type > 0 ? columns.type + 2 : 0;
    return `${padText(name, columns.name + rest)} ${sign ?? ''}`;
  }
  const typed = `${padText(`${name}:`, columns.name + 1)} `;
  if (sign === null) return typed + type;
  if (textWidth(type) > columns.type) return null;
  return `${typed}${padText(type, columns.type)} ${sign}`;
}
