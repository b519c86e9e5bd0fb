// What a kernel factory sets up once for given sizes: sizes as constants, and the arrays of the kernel. The numbers of
// rows are no part of it: a run says them, so that one kernel serves all data of its model. (V8 takes the arrays of a
// closure as constants only while its factory has run once: a kernel made for each set of data is a quarter slower.)

import type { Axis, DType } from '../../ir/ops.ts';
import { constantSize, constantValue, multiplySizes, sizeSymbols } from '../../sizes/size.ts';
import type { Size } from '../../sizes/size.ts';
import { atom, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import type { KernelNames } from './kernel-names.ts';
import { quote } from './names.ts';

export interface Workspace {
  /** A number, or the constant that holds the size: for loops. */
  size(size: Size, wish?: string): Expression;
  /** The same as a value: rows are those of all chunks, where they come in several. */
  value(size: Size): Expression;
  /** The number of elements along axes. */
  sizeOfAxes(axes: readonly Axis[]): Expression;
  /** The size as an expression over the constants of symbols: for what is done once. */
  sizeText(size: Size): string;
  /** A new array; the name is the wish or like it. A length in rows grows with the data: see `dependsOnRows`. */
  array(wish: string, dtype: DType, length: Size): string;
  /** An array whose length a run decides. */
  growingArray(wish: string, dtype: DType): string;
  /** A constant with this value. */
  constant(wish: string, value: string): string;
  lines(): readonly string[];
  /** What a run sets before all else: sizes in rows, and arrays that are too short for them. */
  runLines(): readonly string[];
}

/** The size symbol of the steps of a block, for plates of sequences. */
export const blockOf = (plate: string): string => `block:${plate}`;

/** Whether a size is known only when a kernel runs. */
export function dependsOnRows(size: Size): boolean {
  return sizeSymbols(size).some((name) => /^(rows|block):/u.test(name));
}

export function createWorkspace(names: KernelNames, useImport: (name: string) => void): Workspace {
  const sizes = new Map<string, string>();
  const sizeLines: string[] = [];
  const lines: string[] = [];
  const runLines: string[] = [];
  const constant = (wish: string, value: string): string => {
    const name = names.claim(wish);
    lines.push(`const ${name} = ${value};`);
    return name;
  };

  const nameOf = (key: string, wish: string, ofRows: boolean, text: () => string): string => {
    let name = sizes.get(key);
    if (name === undefined) {
      const value = text();
      name = names.claim(wish);
      sizes.set(key, name);
      sizeLines.push(ofRows ? `let ${name} = 0;` : `const ${name} = ${value};`);
      if (ofRows) runLines.push(`${name} = ${value};`);
    }
    return name;
  };
  const symbol = (name: string, inAll: boolean): string => {
    const ofRows = name.startsWith('rows:');
    if (inAll && ofRows) {
      useImport('allRows');
      const plate = name.slice('rows:'.length);
      return nameOf(`all:${plate}`, `all ${plate} rows`, true, () => `allRows(rows, ${quote(plate)})`);
    }
    if (name.startsWith('block:')) {
      useImport('blockRows');
      const plate = name.slice('block:'.length);
      return nameOf(name, `${plate} block`, true, () => `blockRows(rows, ${quote(plate)})`);
    }
    const wish = name.replace(/^rows:(.*)$/u, '$1 rows');
    return nameOf(name, wish, ofRows, () => `sizeOf(${ofRows ? 'rows' : 'sizes'}, ${quote(name)})`);
  };
  const sizeText = (size: Size, inAll = false): string => {
    if (size.terms.length === 0) return '0';
    return size.terms
      .map(({ coefficient, atoms }, index) => {
        const magnitude = Math.abs(coefficient);
        const factors = atoms.map((factor) =>
          factor.kind === 'symbol'
            ? symbol(factor.name, inAll)
            : `Math.floor((${sizeText(factor.numerator, inAll)}) / ${String(factor.divisor)})`,
        );
        if (magnitude !== 1 || factors.length === 0) factors.unshift(String(magnitude));
        const sign = index === 0 ? (coefficient < 0 ? '-' : '') : coefficient < 0 ? ' - ' : ' + ';
        return sign + factors.join(' * ');
      })
      .join('');
  };
  const size = (of: Size, wish: string, inAll = false): Expression => {
    const value = constantValue(of);
    if (value !== null) return numberLiteral(value);
    const [term, ...more] = of.terms;
    const [only, ...others] = term?.atoms ?? [];
    if (more.length === 0 && others.length === 0 && term?.coefficient === 1 && only?.kind === 'symbol')
      return atom(symbol(only.name, inAll));
    const ofAll = inAll && dependsOnRows(of);
    return atom(
      nameOf(`${ofAll ? 'all ' : ''}${of.key}`, productName(of) ?? wish, dependsOnRows(of), () =>
        sizeText(of, ofAll),
      ),
    );
  };

  const growingArray = (wish: string, dtype: DType): string => {
    const name = names.claim(wish);
    lines.push(`let ${name} = new ${arrayType(dtype)}(0);`);
    return name;
  };

  return {
    size: (of, wish = 'size') => size(of, wish),
    value: (of) => size(of, 'size', true),
    sizeOfAxes: (axes) =>
      size(
        axes.reduce((product, axis) => multiplySizes(product, axis.size), constantSize(1)),
        `${axes.map((axis) => axis.name).join(' ')} size`,
      ),
    sizeText: (of) => sizeText(of),
    array(wish, dtype, length) {
      const count = sizeText(length);
      if (!dependsOnRows(length)) return constant(wish, `new ${arrayType(dtype)}(${count})`);
      const name = growingArray(wish, dtype);
      runLines.push(`if (${name}.length < ${count}) ${name} = new ${arrayType(dtype)}(${count});`);
      return name;
    },
    growingArray,
    constant,
    lines: () => [...sizeLines, ...lines],
    runLines: () => runLines,
  };
}

/** `D * D` is called `D_D`; null for sums. */
function productName({ terms }: Size): string | null {
  const [term, ...more] = terms;
  if (term === undefined || more.length > 0 || term.coefficient !== 1) return null;
  const names = term.atoms.map((factor) => (factor.kind === 'symbol' ? factor.name : null));
  return names.every((name) => name !== null && /^[\p{ID_Continue}]+$/u.test(name)) ? names.join('_') : null;
}

/** Conditions are stored as 0 and 1. */
export function arrayType(dtype: DType): 'Float64Array' | 'Int32Array' {
  return dtype === 'f64' ? 'Float64Array' : 'Int32Array';
}

/** Of a variable that holds one element. */
export function scalarType(dtype: DType): 'number' | 'boolean' {
  return dtype === 'bool' ? 'boolean' : 'number';
}
