// What a kernel factory sets up once for given sizes: sizes as constants, and the arrays of the kernel.

import type { DType } from '../../ir/ops.ts';
import { constantValue } from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import { atom, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import type { KernelNames } from './kernel-names.ts';
import { sizeExpression } from './size-function.ts';

export interface Workspace {
  /** A number, or the constant that holds the size. */
  size(size: Size): Expression;
  /** A new array; the name is the wish or like it. */
  array(wish: string, dtype: DType, length: Expression): string;
  /** An array whose length a run decides. */
  growingArray(wish: string, dtype: DType): string;
  /** A constant with this value. */
  constant(wish: string, value: string): string;
  lines(): readonly string[];
}

export function createWorkspace(names: KernelNames): Workspace {
  const sizes = new Map<string, Expression>();
  const lines: string[] = [];
  const constant = (wish: string, value: string): string => {
    const name = names.claim(wish);
    lines.push(`const ${name} = ${value};`);
    return name;
  };
  return {
    size(size) {
      const value = constantValue(size);
      if (value !== null) return numberLiteral(value);
      let known = sizes.get(size.key);
      if (known === undefined) {
        known = atom(constant(size.key.replace(/^rows:(.*)$/u, '$1 rows'), sizeExpression(size)));
        sizes.set(size.key, known);
      }
      return known;
    },
    array: (wish, dtype, length) => constant(wish, `new ${arrayType(dtype)}(${length.text})`),
    growingArray(wish, dtype) {
      const name = names.claim(wish);
      lines.push(`let ${name} = new ${arrayType(dtype)}(0);`);
      return name;
    },
    constant,
    lines: () => lines,
  };
}

/** Conditions are stored as 0 and 1. */
export function arrayType(dtype: DType): 'Float64Array' | 'Int32Array' {
  return dtype === 'f64' ? 'Float64Array' : 'Int32Array';
}
