// NPY and IDX: bytes written here by hand.

import { describe, expect, test } from 'vitest';
import { toNpy } from '../../../../../cli/npy.ts';
import { readIdx } from '../../../../../runtime/data/readers/idx.ts';
import { readNpy } from '../../../../../runtime/data/readers/npy.ts';
import { plain } from '../../../../support/plain.ts';

function npy(
  descr: string,
  shape: string,
  body: Uint8Array,
  { fortran = false, version = 1 } = {},
): Uint8Array {
  const header = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }\n`;
  const size =
    version === 1
      ? [header.length & 255, header.length >> 8]
      : [header.length & 255, header.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...size, ...new TextEncoder().encode(header), ...body]); // prettier-ignore
}

/** Six values of a type, the bytes in either order. */
function body(write: (view: DataView, offset: number, value: number) => void, size: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(6 * size));
  [0, 1, 2, 3, 4, 100].forEach((value, i) => {
    write(view, i * size, value);
  });
  return new Uint8Array(view.buffer);
}

const values = [0, 1, 2, 3, 4, 100];

describe('npy', () => {
  test.each<[string, Uint8Array]>([
    ['<f8', body((view, at, x) => { view.setFloat64(at, x, true); }, 8)],
    ['>f8', body((view, at, x) => { view.setFloat64(at, x); }, 8)],
    ['<f4', body((view, at, x) => { view.setFloat32(at, x, true); }, 4)],
    ['>f4', body((view, at, x) => { view.setFloat32(at, x); }, 4)],
    ['|i1', body((view, at, x) => { view.setInt8(at, x); }, 1)],
    ['<i2', body((view, at, x) => { view.setInt16(at, x, true); }, 2)],
    ['>i4', body((view, at, x) => { view.setInt32(at, x); }, 4)],
    ['<i8', body((view, at, x) => { view.setBigInt64(at, BigInt(x), true); }, 8)],
    ['|u1', body((view, at, x) => { view.setUint8(at, x); }, 1)],
    ['>u2', body((view, at, x) => { view.setUint16(at, x); }, 2)],
    ['<u4', body((view, at, x) => { view.setUint32(at, x, true); }, 4)],
    ['>u8', body((view, at, x) => { view.setBigUint64(at, BigInt(x)); }, 8)],
  ])('%s', (descr, bytes) => {
    for (const version of [1, 2, 3]) {
      const { values: found, shape } = readNpy(npy(`'${descr}'`, '(2, 3)', bytes, { version }), 'a.npy');
      expect(plain(found)).toEqual(values);
      expect(shape).toEqual([2, 3]);
    }
  }); // prettier-ignore

  test('columns first', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const { values: found } = readNpy(npy("'|u1'", '(2, 3)', bytes, { fortran: true }), 'a.npy');
    expect(plain(found)).toEqual([1, 3, 5, 2, 4, 6]);
  });

  test('what is written is read', () => {
    for (const written of [[true, false], [1, -2], [0.5, 1e300, -0], [1, null]]) {
      const { values: found, shape } = readNpy(toNpy(written, [written.length]), 'a.npy');
      expect(plain(found)).toEqual(written.map((value) => (value === null ? NaN : Number(value))));
      expect(shape).toEqual([written.length]);
    }
  }); // prettier-ignore

  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'a.npy: the file is empty'],
    ['something else', new TextEncoder().encode('hello, world'), 'it does not begin with'],
    ['a cut header', npy("'<f8'", '(2,)', new Uint8Array(16)).subarray(0, 30), 'the file ends before its array does'],
    ['a cut body', npy("'<f8'", '(2,)', new Uint8Array(15)), 'the file ends before its array does'],
    ['objects', npy("'|O'", '(2,)', new Uint8Array(16)), 'its elements are Python objects (`|O`), which cannot be read'],
    ['texts', npy("'<U5'", '(2,)', new Uint8Array(40)), 'its elements are texts'],
    ['records', npy("[('a', '<f8')]", '(2,)', new Uint8Array(16)), 'its array is structured'],
    ['integers that no double holds', npy("'<u8'", '(1,)', new Uint8Array(8).fill(255)), 'which a double does not hold exactly'],
    ['a version to come', npy("'<f8'", '(1,)', new Uint8Array(8), { version: 9 }), 'version 9'],
  ])('%s: one message', (_, bytes, message) => {
    expect(() => readNpy(bytes, 'a.npy')).toThrow(message);
  }); // prettier-ignore
});

describe('idx', () => {
  const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 255);

  test('images and big-endian numbers', () => {
    expect(readIdx(images, 'i')).toEqual({ values: Uint8Array.of(1, 2, 3, 255), shape: [2, 1, 2] });
    const { values: found } = readIdx(Uint8Array.of(0, 0, 0x0b, 1, 0, 0, 0, 2, 1, 0, 255, 255), 'i');
    expect(plain(found)).toEqual([256, -1]);
  });

  test('one message', () => {
    expect(() => readIdx(images.subarray(0, 19), 'i')).toThrow(
      'it has 19 bytes where its header announces 20',
    );
    expect(() => readIdx(images.subarray(0, 6), 'i')).toThrow('cut short');
    expect(() => readIdx(Uint8Array.of(1, 2, 3, 4), 'i')).toThrow('this is no IDX file');
  });
});
