// Values of `--set`, and the fits that they ask for.

import { describe, expect, test } from 'vitest';
import { collectSettingValues } from '../../../cli/options.ts';
import { parseCriterion, settingsGrid, settingsText } from '../../../cli/train/settings-grid.ts';

const values = (...texts: string[]) =>
  texts.reduce<ReturnType<typeof collectSettingValues> | undefined>(
    (previous, text) => collectSettingValues(text, previous),
    undefined,
  ) ?? {};

describe('values', () => {
  test.each([
    ['K=3', [3]],
    ['K=1..4', [1, 2, 3, 4]],
    ['K=-1..1', [-1, 0, 1]],
    ['K=2,4,8', [2, 4, 8]],
    ['K=1..2,5', [1, 2, 5]],
    ['K=0.5,1e-3', [0.5, 0.001]],
    ['K=true,false', [true, false]],
  ])('%s', (text, wanted) => {
    expect(values(text)['K']).toEqual(wanted);
  });

  test.each(['K=1..', 'K=4..1', 'K=1..2..3', 'K=0.5..2', 'K=a', 'K=', 'K=1..5000', '=3'])(
    '%s is none',
    (text) => {
      expect(() => values(text)).toThrow();
    },
  );

  test('names that objects have are names like any other', () => {
    const grid = settingsGrid(values('__proto__=1,2'), 'bic');
    expect(grid.map((settings) => settings['__proto__'])).toEqual([1, 2]);
  });
});

describe('the grid', () => {
  test('has every combination, the last name fastest', () => {
    const grid = settingsGrid(values('K=1..2', 'flag=true,false'), 'bic');
    expect(grid.map((settings) => settingsText(settings, ['K', 'flag']))).toEqual([
      'K=1, flag=true',
      'K=1, flag=false',
      'K=2, flag=true',
      'K=2, flag=false',
    ]);
  });

  test('is one fit without values, or with one of each', () => {
    expect(settingsGrid({}, null)).toHaveLength(1);
    expect(settingsGrid(values('K=3', 'D=2'), null)).toEqual([{ K: 3, D: 2 }]);
  });

  test('names --select where several values have no criterion', () => {
    expect(() => settingsGrid(values('K=1..8'), null)).toThrow(/--set K has 8 values: say with --select bic/);
  });

  test('says that one fit cannot be compared', () => {
    expect(() => settingsGrid(values('K=3'), 'bic')).toThrow(/there is one alone/);
  });

  test('has a bound', () => {
    expect(() => settingsGrid(values('K=1..9', 'L=1..9'), 'aic')).toThrow(/81 fits, more than the 64/);
  });

  test('criteria are words of a list', () => {
    expect(parseCriterion('aic')).toBe('aic');
    expect(() => parseCriterion('BIC2')).toThrow(/bic, aic, loglik/);
  });
});
