import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import {
  collectColumns,
  collectGiven,
  collectRows,
  collectSetting,
  parseNumber,
  parsePositiveInteger,
  parseSeed,
} from '../../../cli/options.ts';

test('settings collect, later ones win', () => {
  const settings = collectSetting('L=true', collectSetting('K=4', collectSetting('K=3', undefined)));
  expect({ ...settings }).toEqual({ K: 4, L: true });
});

test('a name may be that of a prototype', () => {
  const settings = collectSetting('constructor=2', collectSetting('__proto__=1', undefined));
  expect(Object.keys(settings)).toEqual(['__proto__', 'constructor']);
  expect(Object.entries(settings)[0]?.[1]).toBe(1);
});

test('columns are split at commas, and trimmed', () => {
  expect({ ...collectColumns('x=a, b ,c', undefined) }).toEqual({ x: ['a', 'b', 'c'] });
  expect({ ...collectColumns('x=a=b', undefined) }).toEqual({ x: ['a=b'] });
});

test('columns of one variable stand in one option', () => {
  const first = collectColumns('x=a', undefined);
  expect(() => collectColumns('x=b', first)).toThrow('`x` is given twice');
  expect(Object.keys(collectColumns('y=b', first))).toEqual(['x', 'y']);
});

test('givens are numbers, truth values, texts, or lists of them', () => {
  expect({ ...collectGiven('y=2', undefined) }).toEqual({ y: 2 });
  expect({ ...collectGiven('y=adelie', undefined) }).toEqual({ y: 'adelie' });
  expect({ ...collectGiven('y=true,0.5', undefined) }).toEqual({ y: [true, 0.5] });
});

test.each(['K', '=3', 'K=', 'K=three', 'K=1e999', 'K=0x3'])('%s is no setting', (text) => {
  expect(() => collectSetting(text, undefined)).toThrow(InvalidArgumentError);
});

test('numbers', () => {
  expect(parseNumber('1e-8')).toBe(1e-8);
  expect(() => parseNumber(' ')).toThrow('` ` is not a number');
  expect(() => parsePositiveInteger('0')).toThrow('whole number from 1');
  expect(() => parsePositiveInteger('2.5')).toThrow('whole number');
  expect(parseSeed('0')).toBe(0);
  expect(() => parseSeed('-1')).toThrow('from 0');
});

test('rows of inner plates', () => {
  expect({ ...collectRows('slot=3', undefined) }).toEqual({ slot: 3 });
  expect(() => collectRows('slot=0', undefined)).toThrow('whole number from 1');
});
