// Text to tokens, and levels that training did not meet.

import { describe, expect, test } from 'vitest';
import { parseData, type ReadDataOptions } from '../../../../runtime/data/read-data.ts';
import { splitter } from '../../../../runtime/data/split.ts';
import type { ModelDefinition, VariableDefinition } from '../../../../runtime/model/definition.ts';
import { symbol, types, variable } from '../../../support/define.ts';
import { linesOf, words } from '../../../support/real-tables.ts';
import { normalMixture } from '../../../support/normal-mixture.ts';
import { plain } from '../../../support/plain.ts';

const plate = (name: string, parent: string | null = null) => ({
  name,
  parent,
  size: null,
  sizeDim: null,
  sequence: null,
});
const kind = variable('observe', 'kind', types.category('category<K>', symbol('K')), 'message');
const w: VariableDefinition = {
  ...variable('observe', 'w', types.category('token<V>', symbol('V')), 'word'),
  vocabulary: true,
};
const bag: ModelDefinition = {
  ...normalMixture('full'),
  plates: [plate('message'), plate('word', 'message')],
  variables: [kind, w],
};
const read = (text: string, options: ReadDataOptions = {}, file = 'd.csv') => {
  const found = parseData(text, file, bag, options);
  return { ...found, data: plain(found.data) };
};
const csv = 'kind,w\nham,"Go, go to Zürich"\nspam,WIN 100!\nham,\n';

describe('splitting', () => {
  test.each([
    ['words', 'Go, go to Zürich-2!', ['go', 'go', 'to', 'zürich', '2']],
    ['characters', 'a 😀', ['a', ' ', '😀']],
    ['spaces', ' to  be,\nor ', ['to', 'be,', 'or']],
    ['/[a-z0-9]+/i', 'Zürich 12K', ['z', 'rich', '12k']],
    ['/[A-Z]+/', 'aBCd E', ['BC', 'E']],
  ])('%s', (rule, text, tokens) => {
    expect(splitter(rule)(text)).toEqual(tokens);
  });

  test('no rule', () => {
    expect(() => splitter('lines')).toThrow('text cannot be split by `lines`');
    expect(() => splitter('/(/')).toThrow('text cannot be split by `/(/`');
  });
});

describe('a bag of words in each row', () => {
  test('from a cell, a list, and a long table', () => {
    const data = { kind: ['ham', 'spam', 'ham'], w: [['go', 'go', 'to', 'zürich'], ['win', '100'], []] };
    expect(read(csv).data).toEqual(data);
    const records = data.kind.map((each, i) => ({ kind: each, w: data.w[i] }));
    expect(read(records.map((r) => JSON.stringify(r)).join('\n'), {}, 'd.jsonl').data).toEqual(data);
    expect(read(JSON.stringify({ kind: data.kind, w: ['Go go to Zürich', 'WIN 100', ''] }), {}, 'd.json').data).toEqual(data);
    const long = 'id,kind,w\n1,ham,go\n1,ham,to\n2,spam,win\n';
    expect(read(long, { group: { message: ['id'] } }).data).toEqual({
      kind: ['ham', 'spam'],
      w: [['go', 'to'], ['win']],
    });
  }); // prettier-ignore
});

describe('what training did not meet', () => {
  const levels = { kind: ['ham', 'spam'], w: ['go', 'to', 'win'] };
  const scored = (rule: 'error' | 'ignore' | 'symbol', more: ReadDataOptions = {}) =>
    read(csv, { levels, trained: true, unknown: { w: rule }, ...more });

  test('is an error with its row and what to do', () => {
    expect(() => scored('error')).toThrow(
      'd.csv, line 2, variable `w`, row 1, inner row 4: found the token "zürich", which the training data did not have\nfix: leave such tokens out: --unknown w=ignore',
    );
    expect(() => read('kind,w\neggs,go\n', { levels, trained: true })).toThrow(
      'd.csv, line 2, variable `kind`, row 1: found the level "eggs", which the training data did not have\nfix: the levels are "ham", "spam"',
    );
  });

  test('is left out', () => {
    expect(scored('ignore').data).toMatchObject({ w: [['go', 'go', 'to'], ['win'], []] });
    expect(() => read('kind,w\neggs,go\n', { levels, trained: true, unknown: { kind: 'ignore' } })).toThrow(
      'can be left out',
    );
  });

  test('is not left out of a list that another variable goes along with', () => {
    const tag = variable('observe', 'tag', types.category('category<K>', symbol('K')), 'word');
    const tagged = { ...bag, variables: [tag, w] };
    const text = JSON.stringify({ tag: [['a', 'b']], w: [['go', 'on']] });
    const known = { tag: ['a', 'b'], w: ['go'] };
    const options: ReadDataOptions = { levels: known, trained: true };
    expect(() => parseData(text, 'd.json', tagged, options)).toThrow('fix: train with --unknown w=symbol');
    expect(() => parseData(text, 'd.json', tagged, { ...options, unknown: { w: 'ignore' } })).toThrow(
      'found the token "on", which the training data did not have\nfix: train with --unknown w=symbol',
    );
    // What may be missing is: the list stays as long as it is.
    const maybe = { ...bag, variables: [tag, { ...w, optional: true }] };
    const { data } = parseData(text, 'd.json', maybe, { ...options, unknown: { w: 'ignore' } });
    expect(data).toEqual({ tag: [['a', 'b']], w: [['go', null]] });
  });

  test('is one token, which training reserves', () => {
    const trained = read(csv, { unknown: { w: 'symbol' } });
    expect(trained.levels).toEqual({ w: ['100', 'go', 'to', 'win', 'zürich', '<unknown>'] });
    expect(scored('symbol', { levels: { ...levels, w: [...levels.w, '<unknown>'] } }).data).toMatchObject({
      w: [['go', 'go', 'to', '<unknown>'], ['win', '<unknown>'], []],
    });
    expect(() => scored('symbol')).toThrow('the training reserved no level for unknown values');
  });
});

const messages = linesOf('sms_spam/SMSSpamCollection.txt');

test.skipIf(messages === null)('the vocabulary of 4,460 real messages is that of the reference', () => {
  const text = (messages ?? []).join('\n');
  const { data } = parseData(text, 'sms.txt', bag, {
    map: { kind: ['x1'], w: ['x2'] },
    split: { w: '/[a-z0-9]+/i' },
    rows: { notEvery: 5 },
  });
  const found = data['w'] as readonly (readonly string[])[];
  const expected = (messages ?? [])
    .filter((_, row) => (row + 1) % 5 !== 0)
    .map((line) => words(line.slice(line.indexOf('\t') + 1)));
  expect(found).toHaveLength(4460);
  expect(found).toEqual(expected);
  expect(new Set(found.flat()).size).toBe(7740);
});
