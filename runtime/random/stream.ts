// Random draws that depend on where they are made, not on what was drawn before: on the key (the seed), the site (the
// random statement of the model), the row, the element, and the number of the draw since `seek`.
//
// Layout of Philox's counter words:  0: block, counted from 0 after `seek`   1: element   2: row   3: site
// A block of four words gives two uniforms. Each draw takes as many uniforms as its algorithm needs, so a second
// draw after one `seek` is reproducible too, but does not line up with the first of another kind.

import { binomialVariate } from './binomial.ts';
import { gammaVariate } from './gamma.ts';
import { multinomialVariate } from './multinomial.ts';
import { philox } from './philox.ts';
import { poissonVariate } from './poisson.ts';

export interface Stream {
  /** Goes to the first draw of an element (all whole numbers below 2**32). */
  seek(site: number, row: number, element: number): void;
  /** In the open interval (0, 1), with 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Gamma with scale 1, for shape > 0. */
  gamma(shape: number): number;
  /** Poisson, for rate >= 0. */
  poisson(rate: number): number;
  /** Successes among n trials, for whole n >= 0 and p in [0, 1]. */
  binomial(n: number, p: number): number;
  /** k in 0 to count - 1 with probability `probabilities[offset + k * stride]`; they sum to one. */
  index(probabilities: Readonly<Float64Array>, offset: number, stride: number, count: number): number;
  /**
   * Into `counts`, how many of n draws with these probabilities (they sum to one) fall on each of the first `length`
   * positions.
   */
  counts(n: number, probabilities: Readonly<Float64Array>, counts: Float64Array, length: number): void;
}

/** A stream under a key of two 32-bit words; as after `seek(0, 0, 0)`. Its draws allocate nothing. */
export function createStream(keyLow: number, keyHigh: number): Stream {
  const counter = new Uint32Array(4);
  const block = new Uint32Array(4);
  /** Words of the block that are used up. */
  let used = 4;

  const uniform = (): number => {
    if (used === 4) {
      philox(counter, keyLow, keyHigh, block);
      counter[0] = (counter[0] ?? 0) + 1;
      used = 0;
    }
    const high = (block[used] ?? 0) >>> 5;
    const low = (block[used + 1] ?? 0) >>> 6;
    used += 2;
    // 27 and 26 bits; 0 itself becomes half a step, so that logarithms are finite.
    return Math.max(high * 67108864 + low, 0.5) * 2 ** -53;
  };

  const stream: Stream = {
    seek(site, row, element) {
      counter[0] = 0;
      counter[1] = element;
      counter[2] = row;
      counter[3] = site;
      used = 4;
    },
    uniform,
    normal() {
      // G. Box and M. Muller (1958), A note on the generation of random normal deviates. The second normal of the
      // pair is dropped: to keep it would make a draw depend on how many came before.
      const radius = Math.sqrt(-2 * Math.log(uniform()));
      return radius * Math.cos(2 * Math.PI * uniform());
    },
    gamma: (shape) => gammaVariate(stream, shape),
    poisson: (rate) => poissonVariate(stream, rate),
    binomial: (n, p) => binomialVariate(stream, n, p),
    index(probabilities, offset, stride, count) {
      const target = uniform();
      let cumulative = 0;
      let last = 0;
      for (let k = 0; k < count; k++) {
        const probability = probabilities[offset + k * stride] ?? 0;
        cumulative += probability;
        if (target < cumulative) return k;
        if (probability > 0) last = k;
      }
      // Rounded, the sum may stay below the target: never an index of probability 0.
      return last;
    },
    counts: (n, probabilities, counts, length) => {
      multinomialVariate(stream, n, probabilities, counts, length);
    },
  };
  return stream;
}
