// Bytes in the order they are written, with WebAssembly's number formats (Core Specification, "Binary Format: Values").

/** A growing row of bytes. */
export class Bytes {
  #buffer: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(room = 256) {
    this.#buffer = new Uint8Array(room);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#buffer.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer[this.#length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    const end = this.#length + values.length;
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#buffer.length));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(values, this.#length);
    this.#length = end;
  }

  /** An unsigned integer below 2**32, LEB128: seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32)
      throw new Error(`internal: ${String(value)} is no unsigned 32-bit integer`);
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A signed integer, LEB128: ends with the byte whose bit 6 is the sign of what is left. */
  signed(value: bigint): void {
    let rest = value;
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  /** Text as UTF-8 behind its length. */
  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.unsigned(encoded.length);
    this.bytes(encoded);
  }

  /** Other bytes behind their number. */
  sizedBytes(inner: Uint8Array): void {
    this.unsigned(inner.length);
    this.bytes(inner);
  }

  toArray(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }
}

/** The bytes of doubles, little endian; NaN always as the same one, so that equal modules have equal bytes. */
export function bytesOfF64(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) view.setBigUint64(8 * i, 0x7ff8000000000000n, true);
    else view.setFloat64(8 * i, value, true);
  }
  return new Uint8Array(view.buffer);
}

/** The bytes of floats, little endian; NaN always as the same one. */
export function bytesOfF32(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) view.setUint32(4 * i, 0x7fc00000, true);
    else view.setFloat32(4 * i, value, true);
  }
  return new Uint8Array(view.buffer);
}

/** The bytes of 64-bit integers, little endian; signed or unsigned. */
export function bytesOfI64(...values: bigint[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, value] of values.entries()) view.setBigUint64(8 * i, BigInt.asUintN(64, value), true);
  return new Uint8Array(view.buffer);
}

/** The bytes of 32-bit integers, little endian; signed or unsigned. */
export function bytesOfI32(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setInt32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}
