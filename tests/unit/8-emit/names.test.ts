import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createNames,
  escapeDoc,
  interfaceKey,
  isIdentifier,
  literalKey,
  quote,
} from '../../../compiler/8-emit/typescript/names.ts';

const evaluate = (expression: string): unknown =>
  (new Function(`'use strict'; return (${expression});`) as () => unknown)();

test('quoted text reads back as itself, on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const quoted = quote(text);
      expect(evaluate(quoted)).toBe(text);
      expect(quoted).not.toMatch(/[\n\r\u2028\u2029]/);
    }),
  );
  expect(quote(`it's "so"`)).toBe(String.raw`'it\'s "so"'`);
});

test('an object literal has exactly the key that was asked for', () => {
  for (const name of ['x', 'class', '__proto__', 'constructor', 'μ', 'a b', '2L', 'rows:row'])
    expect(Object.keys(evaluate(`{ ${literalKey(name)}: 1 }`) as object)).toEqual([name]);
  expect(interfaceKey('class')).toBe('class');
  expect(interfaceKey('a b')).toBe("'a b'");
});

test('claimed names are identifiers, each given once', () => {
  const names = createNames(['Fit', 'createModel']);
  expect(names.claim('Geyser')).toBe('Geyser');
  expect(names.claim('Geyser')).toBe('Geyser_');
  expect(names.claim('class')).toBe('class_');
  expect(names.claim('Fit')).toBe('Fit_');
  expect(names.claim('Math')).toBe('Math_');
  expect(names.claim('μ')).toBe('μ');
  expect(names.claim('2x')).toBe('_2x');
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (wishes) => {
      const fresh = createNames([]);
      const claimed = wishes.map((wish) => fresh.claim(wish));
      expect(new Set(claimed).size).toBe(claimed.length);
      for (const name of claimed) expect(isIdentifier(name)).toBe(true);
    }),
  );
});

test('documentation can neither end its comment nor give directives', () => {
  expect(escapeDoc('a */ process.exit() /* b')).toBe('a *\\/ process.exit() /* b');
  expect(escapeDoc('@ts-nocheck')).toBe('\\@ts-nocheck');
  expect(escapeDoc('see {@link x} or mail me@home')).toBe('see {\\@link x} or mail me@home');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('*', '/', '@', '\\', '\n', '\r', 'a', ' ') }), (text) => {
      expect(escapeDoc(text)).not.toContain('*/');
    }),
  );
});
