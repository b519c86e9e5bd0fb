// Input number `index`: random characters, soups of words, and specs of the corpus that were mutated word by
// word or cut off.

import { randomFrom, type Random } from './random.ts';

const words =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\p{L}_][\p{L}\d_]*|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|"[^"\n]*"|\.{2,3}|\|>|->|[<>=!]=|./gsu;

export interface Source {
  readonly corpus: readonly string[];
  /** Words of the whole corpus, each once. */
  readonly vocabulary: readonly string[];
}

export function sourceOf(corpus: readonly string[]): Source {
  const vocabulary = new Set<string>();
  for (const text of corpus) for (const word of split(text)) vocabulary.add(word);
  return { corpus, vocabulary: [...vocabulary].filter((word) => word.trim() !== '') };
}

export type InputKind = 'random' | 'mutated' | 'truncated';

export function generateInput(
  source: Source,
  index: number,
): { readonly kind: InputKind; readonly text: string } {
  const random = randomFrom(index);
  switch (random.below(10)) {
    case 0:
      return { kind: 'random', text: randomCharacters(random) };
    case 1:
      return { kind: 'random', text: wordSoup(source, random) };
    case 2:
      return { kind: 'truncated', text: truncate(random, random.pick(source.corpus)) };
    case 3:
      return { kind: 'truncated', text: truncate(random, mutate(source, random)) };
    default:
      return { kind: 'mutated', text: mutate(source, random) };
  }
}

function split(text: string): string[] {
  return text.match(words) ?? [];
}

function truncate(random: Random, text: string): string {
  return random.below(2) === 0
    ? text.slice(0, random.below(text.length + 1))
    : text.slice(random.below(text.length + 1));
}

const ranges: readonly (readonly [number, number])[] = [
  [0x20, 0x7f],
  [0x20, 0x7f],
  [0, 0x20],
  [0xa0, 0x250],
  [0x370, 0x400],
  [0x2000, 0x2070],
  [0xd800, 0xe000],
  [0x1f600, 0x1f640],
];

function randomCharacters(random: Random): string {
  const length = random.below(400);
  let text = '';
  for (let i = 0; i < length; i += 1) {
    const [low, high] = random.pick(ranges);
    text += String.fromCodePoint(low + random.below(high - low));
  }
  return text;
}

function wordSoup(source: Source, random: Random): string {
  return Array.from({ length: random.below(150) }, () => random.pick(source.vocabulary)).join(
    random.below(4) === 0 ? '' : ' ',
  );
}

const awkwardNumbers = [
  '0',
  '1',
  '2',
  '0.5',
  '1e308',
  '1e-308',
  '1e999',
  '9007199254740993',
  '123456789012',
  '10000',
];

/** One to eight changes, of which some undo the sense and some only the types. */
function mutate(source: Source, random: Random): string {
  const parts = split(random.pick(source.corpus));
  const changes = 1 + random.below(random.below(3) === 0 ? 8 : 2);
  for (let i = 0; i < changes && parts.length > 0; i += 1) change(source, random, parts);
  return parts.join('');
}

function change(source: Source, random: Random, parts: string[]): void {
  const at = random.below(parts.length);
  const other = random.below(parts.length);
  const here = parts[at] ?? '';
  switch (random.below(12)) {
    case 0:
      parts.splice(at, 1);
      return;
    case 1:
      parts.splice(at, 0, here);
      return;
    case 2:
      parts[at] = parts[other] ?? '';
      parts[other] = here;
      return;
    case 3:
      parts[at] = random.pick(source.vocabulary);
      return;
    case 4:
      parts.splice(at, 0, ` ${random.pick(source.vocabulary)} `);
      return;
    case 5: {
      const donor = split(random.pick(source.corpus));
      const from = random.below(donor.length + 1);
      parts.splice(at, random.below(4), ...donor.slice(from, from + random.below(30)));
      return;
    }
    case 6:
      parts.splice(at, 0, ...parts.slice(at, at + random.below(25)));
      return;
    case 7:
      parts.splice(at, random.below(25));
      return;
    case 8:
      replaceLike(random, parts, /^\d/, () => random.pick(awkwardNumbers));
      return;
    case 9: {
      const names = parts.filter((part) => /^[\p{L}_]/u.test(part));
      if (names.length > 0) replaceLike(random, parts, /^[\p{L}_]/u, () => random.pick(names));
      return;
    }
    case 10:
      replaceLike(random, parts, /^[-+*/@^<>=|&!]+$|^(and|or)$/, () =>
        random.pick(['+', '-', '*', '/', '@', '^', '<', '==', 'and', 'or', '|>', '~', '=']),
      );
      return;
    default:
      // A name of the text in place of any word: right grammar, wrong sense.
      replaceLike(random, parts, /^[\p{L}_\d]/u, () => random.pick(parts));
  }
}

function replaceLike(random: Random, parts: string[], like: RegExp, make: () => string): void {
  const places = parts.flatMap((part, index) => (like.test(part) ? [index] : []));
  if (places.length > 0) parts[random.pick(places)] = make();
}
