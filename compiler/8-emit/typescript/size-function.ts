// Sizes as TypeScript: expressions over the values of symbols, and the table of a module's size functions.

import { sizeSymbols } from '../../sizes/size.ts';
import type { Size, SizeAtom } from '../../sizes/size.ts';
import { isIdentifier, literalKey, quote } from './names.ts';

/**
 * The functions that a module's definition refers to, each written once, under the size's normal form:
 * `geyserSizes['2*L + 1']` is `(sizes) => 2 * sizeOf(sizes, 'L') + 1`.
 */
export interface SizeTable {
  /** An expression for the function. */
  reference(size: Size): string;
  /** The object literal of all functions that were referred to. */
  print(): string;
}

export function createSizeTable(name: string): SizeTable {
  const sizes = new Map<string, Size>();
  return {
    reference(size) {
      sizes.set(size.key, size);
      return isIdentifier(size.key) && size.key !== '__proto__'
        ? `${name}.${size.key}`
        : `${name}[${quote(size.key)}]`;
    },
    print: () =>
      ['{', ...[...sizes].map(([key, size]) => `  ${literalKey(key)}: ${sizeFunction(size)},`), '}'].join(
        '\n',
      ),
  };
}

function sizeFunction(size: Size): string {
  return `(${sizeSymbols(size).length === 0 ? '' : 'sizes: Sizes'}) => ${sizeExpression(size)}`;
}

/** `2 * sizeOf(sizes, 'L') + 1`. */
export function sizeExpression(size: Size): string {
  if (size.terms.length === 0) return '0';
  return size.terms
    .map(({ coefficient, atoms }, index) => {
      const magnitude = Math.abs(coefficient);
      const factors = atoms.map(atomExpression);
      if (magnitude !== 1 || factors.length === 0) factors.unshift(String(magnitude));
      const sign = index === 0 ? (coefficient < 0 ? '-' : '') : coefficient < 0 ? ' - ' : ' + ';
      return sign + factors.join(' * ');
    })
    .join('');
}

function atomExpression(atom: SizeAtom): string {
  if (atom.kind === 'symbol') return `sizeOf(sizes, ${quote(atom.name)})`;
  return `Math.floor((${sizeExpression(atom.numerator)}) / ${String(atom.divisor)})`;
}
