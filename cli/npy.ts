// NumPy's .npy, version 1: one array, little-endian, row-major.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

/** Bools as b1, whole numbers within 32 bits as i4, other numbers as f8 (missing: NaN). */
export function toNpy(values: readonly (number | boolean | null)[], shape: readonly number[]): Uint8Array {
  const [descr, body] = encode(values);
  const sizes = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // The data begin at a multiple of 64 bytes; the header ends in a line feed.
  const headerSize = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + headerSize + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerSize & 0xff, headerSize >> 8]);
  bytes.set(new TextEncoder().encode(`${header.padEnd(headerSize - 1)}\n`), 10);
  bytes.set(body, 10 + headerSize);
  return bytes;
}

function encode(values: readonly (number | boolean | null)[]): readonly [string, Uint8Array] {
  if (values.every((value) => typeof value === 'boolean')) return ['|b1', Uint8Array.from(values, Number)];
  const whole = values.every(
    (value) => typeof value === 'number' && (value | 0) === value && !Object.is(value, -0),
  );
  const size = whole ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, index) => {
    const number = value === null ? NaN : Number(value);
    if (whole) view.setInt32(index * 4, number, true);
    else view.setFloat64(index * 8, number, true);
  });
  return [whole ? '<i4' : '<f8', new Uint8Array(view.buffer)];
}
