// Families by name, those among them that are made of others: `Truncated(Normal, lower)` is made when it is first
// asked for.

import type { Distribution } from '../distribution.ts';
import { findDistribution } from '../distributions/index.ts';
import { canCensor, censored } from './censored.ts';
import { readCutName, type Bounds, type CutKind } from './cut.ts';
import { canTruncate, truncated } from './truncated.ts';

export { boundNames, cutName, readCutName } from './cut.ts';
export type { Bounds, CutKind } from './cut.ts';

const made = new Map<string, Distribution>();

/** The family of this name, written in specs or made of others; null if there is none. */
export function findFamily(name: string): Distribution | null {
  const known = findDistribution(name) ?? made.get(name);
  if (known !== undefined) return known;
  const cut = readCutName(name);
  const part = cut === null ? null : findFamily(cut.part);
  const family = cut === null || part === null ? null : cutFamily(cut.kind, part, cut.bounds);
  if (family !== null) made.set(name, family);
  return family;
}

/** Null where nothing can be made of the part. */
export function cutFamily(kind: CutKind, part: Distribution, bounds: Bounds): Distribution | null {
  switch (kind) {
    case 'Truncated':
      return canTruncate(part) ? truncated(part, bounds) : null;
    case 'Censored':
      return canCensor(part) ? censored(part, bounds) : null;
  }
}
