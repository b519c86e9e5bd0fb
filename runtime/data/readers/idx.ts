// IDX, the format of the MNIST images and labels: two zero bytes, the type, the number of sizes, the sizes, big-endian.
// Format: http://yann.lecun.com/exdb/mnist/

import { DataError } from '../../errors.ts';
import type { NumberArray } from '../table.ts';
import type { NumericTensor } from './npy.ts';

interface Reader {
  readonly size: number;
  readonly make: (count: number) => NumberArray;
  readonly read: (view: DataView, offset: number) => number;
}

const types: Readonly<Record<number, Reader>> = {
  0x08: { size: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  0x09: { size: 1, make: (n) => new Int8Array(n), read: (view, at) => view.getInt8(at) },
  0x0b: { size: 2, make: (n) => new Int16Array(n), read: (view, at) => view.getInt16(at) },
  0x0c: { size: 4, make: (n) => new Int32Array(n), read: (view, at) => view.getInt32(at) },
  0x0d: { size: 4, make: (n) => new Float32Array(n), read: (view, at) => view.getFloat32(at) },
  0x0e: { size: 8, make: (n) => new Float64Array(n), read: (view, at) => view.getFloat64(at) },
};

/** Error: `DataError`. */
export function readIdx(bytes: Uint8Array, file: string): NumericTensor {
  const type = types[bytes[2] ?? 0];
  const rank = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || rank === 0)
    throw new DataError(
      { file },
      bytes.length === 0
        ? 'the file is empty'
        : 'this is no IDX file: it does not begin with two zero bytes, a type and a number of sizes',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw truncated(file, start, bytes.length);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, size) => product * size, 1);
  const due = start + count * type.size;
  if (bytes.length < due) throw truncated(file, due, bytes.length);
  if (type.size === 1 && bytes[2] === 0x08) return { values: bytes.subarray(start, due), shape };
  const values = type.make(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, start + i * type.size);
  return { values, shape };
}

function truncated(file: string, due: number, found: number): DataError {
  return new DataError(
    { file },
    `the file is cut short: it has ${String(found)} bytes where its header announces ${String(due)}`,
    'fetch it again',
  );
}
