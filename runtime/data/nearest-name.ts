// "Did you mean": the nearest known names to one that is not known.

import { at } from '../record.ts';

/**
 * At most three names within a third of the word's length in edits, nearest first; case counts little. Words of one or two
 * letters are near to everything by that measure, and two numbers are no slip of one another: there only case may differ.
 */
function nearestNames(word: string, known: readonly string[]): readonly string[] {
  const isNumber = word.trim() !== '' && Number.isFinite(Number(word));
  const limit = word.length < 3 || isNumber ? 0 : Math.floor(word.length / 3);
  return known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter((entry) => entry.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map((entry) => entry.name);
}

/** `did you mean \`a\` or \`b\``, or null with nothing near. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const near = nearestNames(word, known);
  return near.length === 0 ? null : `did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`;
}

/** Levenshtein distance with one row of the table kept. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, at(row, j) + 1, at(next, j - 1) + 1));
    }
    row = next;
  }
  return at(row, b.length);
}
