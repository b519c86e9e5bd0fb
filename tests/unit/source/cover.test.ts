import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverOf } from '../../../compiler/source/cover.ts';
import { spanOf } from '../../../compiler/source/source.ts';

const file = { path: 'a.gen', text: 'x'.repeat(40) };

const spans = fc.array(
  fc.tuple(fc.nat(30), fc.nat(8)).map(([start, length]) => spanOf(file, start, start + length)),
  { maxLength: 6 },
);

test('says what looking at every span would say', () => {
  fc.assert(
    fc.property(spans, fc.nat(35), fc.nat(4), (places, start, length) => {
      const cover = coverOf(places);
      const end = start + length;
      expect(cover.holds(start)).toBe(places.some((place) => place.start <= start && start < place.end));
      expect(cover.overlaps(spanOf(file, start, start + length + 1))).toBe(
        places.some((place) => place.start < end + 1 && place.end > start),
      );
    }),
  );
});

test('of another file nothing', () => {
  const other = { path: 'b.gen', text: file.text };
  expect(coverOf([spanOf(file, 0, 9)]).overlaps(spanOf(other, 1, 2))).toBe(false);
});
