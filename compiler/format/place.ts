// Where an expression stands, as far as its layout depends on it.

import type { Expression } from '../1-parse/ast.ts';

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
export const whole: Place = { keeps: () => false, tight: false, offset: null };
/** Of an `if`. */
export const branch: Place = { ...whole, keeps: ({ kind }) => kind === 'if' || kind === 'pipe' };
/** Of an operator, where parentheses may help a reader even if precedence does not need them. */
export const operand: Place = { ...whole, keeps: isFormula };
/** What is called, indexed or read from. */
export const object: Place = { ...whole, keeps: (node) => isFormula(node) || node.kind === 'number' };
/** How often `repeat` repeats takes no suffix. */
export const count: Place = { ...whole, keeps: ({ kind }) => !['name', 'number', 'array'].includes(kind) };

/** A whole value that begins `offset` columns behind the indentation of its line. */
export const wholeAt = (offset: number | null): Place => ({ ...whole, offset });

/** A whole value in square brackets. */
export const indexPlace = (node: Expression): Place => ({ ...wholeAt(0), tight: isPlain(node) });

/** A size, the argument of a type or an end of a range: plain, or else in the parentheses that it was given. */
export const bracketed = (node: Expression): Place => (isPlain(node) ? indexPlace(node) : operand);

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
