// Typed arrays as NumPy writes them: version 1, row-major, in the machine's own order, which is little-endian.

const descriptions = new Map<unknown, string>([
  [Float64Array, '<f8'],
  [Float32Array, '<f4'],
  [Int32Array, '<i4'],
  [Int16Array, '<i2'],
  [Uint8Array, '|u1'],
]);

export function npyBytes(
  values: Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array,
  shape: readonly number[],
): Uint8Array {
  const descr = descriptions.get(values.constructor) ?? '';
  const sizes = `${shape.join(', ')}${shape.length === 1 ? ',' : ''}`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const size = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const start = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, size & 0xff, size >> 8);
  const text = new TextEncoder().encode(`${header.padEnd(size - 1)}\n`);
  const body = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Uint8Array.from([...start, ...text, ...body]);
}
