// Philox 4x32-10: a counter-based generator. Four 32-bit words of counter and two of key give four random words, and
// nothing else does: there is no state to carry, so any draw can be made anywhere, in any order.
// Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3 (SC '11), section 3.3.

const rounds = 10;
const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
/** Added to the key after each round: the golden ratio and sqrt(3) - 1, as fractions of 2**32. */
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/** The high 32 bits of a * b, for unsigned 32-bit words: by halves, since doubles hold 53 bits only. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (cross >>> 16)) >>> 0;
}

/** Writes the block of `counter` [4] under the key to `output` [4]. Allocates nothing. */
export function philox(
  counter: Readonly<Uint32Array>,
  keyLow: number,
  keyHigh: number,
  output: Uint32Array,
): void {
  let a = counter[0] ?? 0;
  let b = counter[1] ?? 0;
  let c = counter[2] ?? 0;
  let d = counter[3] ?? 0;
  let key0 = keyLow | 0;
  let key1 = keyHigh | 0;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multiplier0, a);
    const low0 = Math.imul(multiplier0, a);
    const high1 = multiplyHigh(multiplier1, c);
    const low1 = Math.imul(multiplier1, c);
    a = (high1 ^ b ^ key0) >>> 0;
    b = low1 >>> 0;
    c = (high0 ^ d ^ key1) >>> 0;
    d = low0 >>> 0;
    key0 = (key0 + weyl0) | 0;
    key1 = (key1 + weyl1) | 0;
  }
  output[0] = a;
  output[1] = b;
  output[2] = c;
  output[3] = d;
}
