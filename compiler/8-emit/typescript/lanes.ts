// How many rows a loop handles at once. What has no rows is loaded once for all of them, and V8 pays the bounds
// check of an array once for its neighbours: measured on the mixtures of `npm run bench`, eight rows take a tenth
// less time than four, and four less than half that of one. But V8 leaves functions of more than 60 kB of byte
// code unoptimised, and a value takes about 26 bytes in each lane, so large functions get fewer.

export type Lanes = 1 | 4 | 8;

/** Of the widest loop: interleaved scratch arrays have room for these. */
export const mostLanes: Lanes = 8;

const largest: readonly (readonly [values: number, lanes: Lanes])[] = [
  [200, 8],
  [350, 4],
];

/** For a function that computes so many values for each row. */
export function lanesFor(values: number): Lanes {
  return largest.find(([limit]) => values <= limit)?.[1] ?? 1;
}
