// A function's body as bytes. Source: WebAssembly Core Specification, "Binary Format: Instructions".

import type { Bytes } from './bytes.ts';
import type { Callee, Constant, Expr, GlobalVariable, Label, LocalSpace } from './expression.ts';
import { vectorInstructions } from './instructions/vector.ts';
import { constantKey } from './loop-constants.ts';
import type { Instruction, ResultType, ValueType } from './instructions/describe.ts';

/** The byte of each type. */
export const typeCodes: Readonly<Record<ResultType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  none: 0x40,
};

const constantCodes: Readonly<Record<Exclude<ValueType, 'v128'>, number>> = {
  i32: 0x41,
  i64: 0x42,
  f32: 0x43,
  f64: 0x44,
};

/** What a body refers to by number. Each throws for what is not in the module. */
export interface Indices {
  callee(callee: Callee): number;
  global(global: GlobalVariable): number;
  /** Whether relaxed multiply-adds are written as they are; else as a product and a sum. */
  readonly relaxed: boolean;
}

/** What is written for a relaxed multiply-add of a, b and c without relaxed SIMD: a * b + c; negated c - a * b. */
interface Separate {
  readonly product: Instruction;
  readonly sum: Instruction;
  readonly negated: boolean;
}

const separate: ReadonlyMap<string, Separate> = new Map(
  (['f32x4', 'f64x2'] as const).flatMap((lanes): [string, Separate][] => {
    const product = vectorInstructions[`${lanes}.mul`];
    return [
      [`${lanes}.relaxed_madd`, { product, sum: vectorInstructions[`${lanes}.add`], negated: false }],
      [`${lanes}.relaxed_nmadd`, { product, sum: vectorInstructions[`${lanes}.sub`], negated: true }],
    ];
  }),
);

/**
 * Writes the body of `owner`; branches must lead to labels around them, locals be the owner's own. Vector constants are
 * read from the variables that `kept` names.
 */
export function encodeBody(
  bytes: Bytes,
  owner: LocalSpace,
  body: Expr,
  result: ResultType,
  indices: Indices,
  kept: ReadonlyMap<string, number>,
): void {
  /** Labels from the outermost; null stands for one that nothing can name. */
  const labels: (Label | null)[] = [];

  const within = (label: Label | null, write: () => void): void => {
    labels.push(label);
    write();
    labels.pop();
    bytes.byte(0x0b);
  };
  const writeAll = (expressions: readonly Expr[]): void => {
    for (const each of expressions) write(each);
  };
  const local = (space: LocalSpace, index: number): number => {
    if (space !== owner)
      throw new Error(`internal: function ${owner.name} uses local ${String(index)} of ${space.name}`);
    return index;
  };

  const writeConstant = (value: Constant): void => {
    const variable = value.type === 'v128' ? kept.get(constantKey(value)) : undefined;
    if (variable === undefined) {
      encodeOperand(bytes, value);
    } else {
      bytes.byte(0x20);
      bytes.unsigned(variable);
    }
  };

  const writeSeparately = (name: string, operands: readonly Expr[]): void => {
    const form = separate.get(name);
    if (form === undefined) throw new Error(`internal: ${name} is one instruction`);
    const [factors, others] = [operands.slice(0, 2), operands.slice(2)];
    // What is computed first does not matter: operands have no effects.
    if (form.negated) writeAll(others);
    writeAll(factors);
    writeOpcode(bytes, form.product);
    if (!form.negated) writeAll(others);
    writeOpcode(bytes, form.sum);
  };

  const write = ({ type, node }: Expr): void => {
    switch (node.kind) {
      case 'instruction':
        if (!indices.relaxed && separate.has(node.name)) {
          writeSeparately(node.name, node.operands);
          break;
        }
        writeAll(node.operands);
        writeOpcode(bytes, node.instruction);
        bytes.bytes(node.immediates);
        break;
      case 'constant':
        writeConstant(node.value);
        break;
      case 'localGet':
        bytes.byte(0x20);
        bytes.unsigned(local(node.space, node.index));
        break;
      case 'localSet':
        write(node.value);
        bytes.byte(node.keep ? 0x22 : 0x21);
        bytes.unsigned(local(node.space, node.index));
        break;
      case 'globalGet':
        bytes.byte(0x23);
        bytes.unsigned(indices.global(node.global));
        break;
      case 'globalSet':
        write(node.value);
        bytes.byte(0x24);
        bytes.unsigned(indices.global(node.global));
        break;
      case 'call':
        writeAll(node.operands);
        bytes.byte(0x10);
        bytes.unsigned(indices.callee(node.callee));
        break;
      case 'select':
        writeAll(node.operands);
        // With its type: the short form is for numbers only.
        bytes.bytes([0x1c, 1, typeCodes[type]]);
        break;
      case 'drop':
        write(node.value);
        bytes.byte(0x1a);
        break;
      case 'sequence':
        writeAll(node.statements);
        if (node.value !== null) write(node.value);
        break;
      case 'block':
      case 'loop':
        bytes.bytes([node.kind === 'block' ? 0x02 : 0x03, typeCodes.none]);
        within(node.label, () => {
          writeAll(node.statements);
        });
        break;
      case 'if':
        write(node.condition);
        bytes.bytes([0x04, typeCodes[type]]);
        within(null, () => {
          write(node.yes);
          if (node.no === null) return;
          bytes.byte(0x05);
          write(node.no);
        });
        break;
      case 'branch': {
        const depth = labels.length - 1 - labels.lastIndexOf(node.label);
        if (depth === labels.length)
          throw new Error(
            `internal: function ${owner.name} branches to ${node.label.name} from outside of it`,
          );
        if (node.condition !== null) write(node.condition);
        bytes.byte(node.condition === null ? 0x0c : 0x0d);
        bytes.unsigned(depth);
        break;
      }
      case 'return':
        if ((node.value?.type ?? 'none') !== result)
          throw new Error(
            `internal: function ${owner.name} gives ${result} and returns ${node.value?.type ?? 'none'}`,
          );
        if (node.value !== null) write(node.value);
        bytes.byte(0x0f);
        break;
      case 'unreachable':
        bytes.byte(0x00);
        break;
      default:
        node satisfies never;
    }
  };

  write(body);
  bytes.byte(0x0b);
}

/** A constant as one instruction, as a global variable starts with. */
export function encodeConstant(bytes: Bytes, value: Constant): void {
  if (value.type === 'v128') bytes.bytes([0xfd, 0x0c]);
  else bytes.byte(constantCodes[value.type]);
  if ('integer' in value) bytes.signed(value.integer);
  else bytes.bytes(value.bytes);
}

/** A constant in a function: vectors of two equal halves are one of them in both lanes, which is shorter and faster. */
export function encodeOperand(bytes: Bytes, value: Constant): void {
  const half = value.type === 'v128' ? value.bytes.slice(0, 8) : [];
  if (value.type === 'v128' && half.some((byte) => byte !== 0) && isTwice(value.bytes, half)) {
    encodeConstant(bytes, { type: 'f64', bytes: half });
    writeOpcode(bytes, vectorInstructions['f64x2.splat']);
  } else {
    encodeConstant(bytes, value);
  }
}

function isTwice(bytes: readonly number[], half: readonly number[]): boolean {
  return bytes.every((byte, i) => byte === half[i % half.length]);
}

function writeOpcode(bytes: Bytes, { prefix, code }: Instruction): void {
  if (prefix === 0) {
    bytes.byte(code);
  } else {
    bytes.byte(prefix);
    bytes.unsigned(code);
  }
}
