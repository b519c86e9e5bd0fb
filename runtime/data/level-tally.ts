// What the values of a category say about its levels: their texts, or their largest code.

import { counted } from '../errors.ts';
import type { Elements } from './nesting.ts';
import type { ValueProblem } from './encode-values.ts';

export interface LevelTally {
  readonly texts: Set<string>;
  /** -1 without codes. */
  largest: number;
  /** Where the largest code is, among all values counted. */
  index: number;
  /** Values so far. */
  count: number;
}

export function createTally(): LevelTally {
  return { texts: new Set(), largest: -1, index: 0, count: 0 };
}

export function tallyLevels(tally: LevelTally, values: Elements): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number') {
      if (value > tally.largest) [tally.largest, tally.index] = [value, tally.count + index];
    } else if (typeof value === 'string' && value !== '') tally.texts.add(value);
  }
  tally.count += values.length;
}

/** The different texts, sorted by code unit; null where no text occurs. */
export function learnedTexts({ texts }: LevelTally): readonly string[] | null {
  return texts.size === 0 ? null : [...texts].sort();
}

/** Codes as large as this, or as this many for each value, are numbers of something else: years, say, or ids. */
const fewLevels = 1000;
const levelsPerValue = 100;

/** What is wrong with codes that would make too many levels; null: nothing. */
export function tooManyLevels({ largest, index, count }: LevelTally): ValueProblem | null {
  if (largest < Math.max(fewLevels, levelsPerValue * count)) return null;
  return {
    index,
    problem: `found ${String(largest)}, which would make ${String(largest + 1)} levels of ${counted(count, 'value')}`,
    fix: 'number the levels from 0 without gaps, or give them as texts',
  };
}
