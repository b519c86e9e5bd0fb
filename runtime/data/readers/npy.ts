// NumPy's .npy: one array with its shape and type in a header, versions 1 to 3.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { DataError } from '../../errors.ts';
import type { NumberArray } from '../table.ts';
import { startsWith } from './decode.ts';

/** Numbers in row-major order with their sizes. */
export interface NumericTensor {
  readonly values: NumberArray;
  readonly shape: readonly number[];
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export interface NpyHeader {
  /** Where the elements begin. */
  readonly start: number;
  readonly shape: readonly number[];
  /** The first index runs fastest. */
  readonly fortran: boolean;
  readonly element: ElementType;
}

/** Bytes at the beginning of a file that hold its header, unless that is longer than any that NumPy writes. */
export const headerBytes = 1 << 16;

/** Error: `DataError`. 64-bit integers beyond 2**53 are refused, as no double holds them. */
export function readNpy(bytes: Uint8Array, file: string): NumericTensor {
  const { start, shape, fortran, element } = readNpyHeader(bytes, file);
  const count = shape.reduce((product, size) => product * size, 1);
  const body = bytes.subarray(start, start + count * element.size);
  if (body.length < count * element.size) throw truncated(file);
  const values = element.read(body, count);
  return { values: fortran && shape.length > 1 ? toRowMajor(values, shape) : values, shape };
}

/** `bytes`: from the beginning of the file on. Error: `DataError`. */
export function readNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  if (!startsWith(bytes, magic))
    throw new DataError(
      { file },
      bytes.length === 0 ? 'the file is empty' : 'this is no NumPy array: it does not begin with \\x93NUMPY',
      'write it with numpy.save',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3)
    throw new DataError(
      { file },
      `this is version ${String(version)} of the NumPy format, which is not known`,
    );
  const sizeBytes = version === 1 ? 2 : 4;
  if (bytes.length < 8 + sizeBytes) throw truncated(file);
  const headerSize = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = 8 + sizeBytes + headerSize;
  if (bytes.length < start) throw truncated(file);
  const encoding = version === 3 ? 'utf-8' : 'latin1';
  const { descr, fortran, shape } = parseHeader(
    new TextDecoder(encoding).decode(bytes.subarray(8 + sizeBytes, start)),
    file,
  );
  return { start, shape, fortran, element: elementType(descr, file) };
}

export function truncated(file: string): DataError {
  return new DataError({ file }, 'the file ends before its array does: it is cut short', 'write it again');
}

/** A Python dictionary: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`. */
function parseHeader(text: string, file: string) {
  const descr = /'descr'\s*:\s*('[^']*'|\[)/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined)
    throw new DataError({ file }, `its header cannot be read: ${text.trim().slice(0, 80)}`);
  if (descr === '[')
    throw new DataError(
      { file },
      'its array is structured: each element has named fields',
      'save each field as an array of its own, or the table as CSV or Parquet',
    );
  return {
    descr: descr.slice(1, -1),
    fortran: fortran === 'True',
    shape: [...shape.matchAll(/\d+/g)].map(([size]) => Number(size)),
  };
}

export interface ElementType {
  /** Bytes. */
  readonly size: number;
  /** Whether they are doubles as this machine has them. */
  readonly isDouble: boolean;
  readonly read: (bytes: Uint8Array, count: number) => NumberArray;
}

function elementType(descr: string, file: string): ElementType {
  const [, order = '', kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  const size = Number(digits);
  const little = order !== '>';
  const refuse = (what: string, fix: string): never => {
    throw new DataError({ file }, `its elements are ${what} (\`${descr}\`), which cannot be read`, fix);
  };
  const typed = (name: 'Float' | 'Int' | 'Uint', make: new (count: number) => NumberArray): ElementType => ({
    size,
    isDouble: name === 'Float' && size === 8 && little && isLittleEndian,
    read(bytes, count) {
      const values = new make(count);
      if (little && isLittleEndian) {
        new Uint8Array(values.buffer).set(bytes);
        return values;
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const bits = (size * 8) as 8 | 16 | 32;
      for (let i = 0; i < count; i++)
        values[i] =
          name === 'Float'
            ? size === 8
              ? view.getFloat64(i * 8, little)
              : view.getFloat32(i * 4, little)
            : name === 'Int'
              ? bits === 8
                ? view.getInt8(i)
                : bits === 16
                  ? view.getInt16(i * 2, little)
                  : view.getInt32(i * 4, little)
              : bits === 8
                ? view.getUint8(i)
                : bits === 16
                  ? view.getUint16(i * 2, little)
                  : view.getUint32(i * 4, little);
      return values;
    },
  });
  switch (`${kind}${digits}`) {
    case 'f4':
      return typed('Float', Float32Array);
    case 'f8':
      return typed('Float', Float64Array);
    case 'i1':
      return typed('Int', Int8Array);
    case 'i2':
      return typed('Int', Int16Array);
    case 'i4':
      return typed('Int', Int32Array);
    case 'u1':
    case 'b1':
      return typed('Uint', Uint8Array);
    case 'u2':
      return typed('Uint', Uint16Array);
    case 'u4':
      return typed('Uint', Uint32Array);
    case 'i8':
    case 'u8':
      return {
        size: 8,
        isDouble: false,
        read: (bytes, count) => readBigInts(bytes, count, kind === 'i', little, file),
      };
    case 'O':
      return refuse('Python objects', 'convert it to numbers first: a.astype(float)');
    default:
      return kind === 'U' || kind === 'S'
        ? refuse('texts', 'save them as CSV or Parquet')
        : refuse('of a type that is not read', 'convert it to float64 or int32 first');
  }
}

function readBigInts(
  bytes: Uint8Array,
  count: number,
  signed: boolean,
  little: boolean,
  file: string,
): NumberArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const big = signed ? view.getBigInt64(i * 8, little) : view.getBigUint64(i * 8, little);
    const value = Number(big);
    if (!Number.isSafeInteger(value))
      throw new DataError(
        { file },
        `element ${String(i + 1)} is ${String(big)}, which a double does not hold exactly`,
        'use smaller integers, or float64',
      );
    values[i] = value;
  }
  return values;
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Column-major to row-major. */
function toRowMajor(values: NumberArray, shape: readonly number[]): NumberArray {
  const result = values.slice();
  const position = shape.map(() => 0);
  for (const value of values) {
    let to = 0;
    for (let axis = 0; axis < shape.length; axis++) to = to * (shape[axis] ?? 1) + (position[axis] ?? 0);
    result[to] = value;
    // The first index runs fastest.
    for (let axis = 0; axis < shape.length; axis++) {
      const next = (position[axis] ?? 0) + 1;
      if (next < (shape[axis] ?? 1)) {
        position[axis] = next;
        break;
      }
      position[axis] = 0;
    }
  }
  return result;
}
