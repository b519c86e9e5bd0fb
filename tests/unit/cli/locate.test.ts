import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolders, downloadDataSet, findDataSet } from '../../../cli/data/locate.ts';
import { dataSets, type DataSet } from '../../../cli/data/registry.ts';

const content = new TextEncoder().encode('a,b\n1,2\n');
const dataSet: DataSet = {
  name: 'tiny',
  description: 'two columns',
  file: 'tiny/tiny.csv',
  sha256: createHash('sha256').update(content).digest('hex'),
  urls: ['https://example.test/old', 'https://example.test/new'],
  source: 'nowhere',
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-data-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('folders are tried in the documented order', () => {
  expect(dataFolders('mine', { GEN_DATA: 'ours' })).toEqual([
    'mine',
    'ours',
    'data',
    join('..', 'shared', 'data'),
  ]);
  expect(dataFolders(undefined, {})).toEqual(['data', join('..', 'shared', 'data')]);
});

test('a file is found, and only with the right content', () => {
  expect(findDataSet(dataSet, [folder])).toBe(null);
  mkdirSync(join(folder, 'tiny'));
  writeFileSync(join(folder, 'tiny', 'tiny.csv'), content);
  expect(findDataSet(dataSet, [join(folder, 'none'), folder])).toBe(join(folder, 'tiny', 'tiny.csv'));
  writeFileSync(join(folder, 'tiny', 'tiny.csv'), 'changed');
  expect(() => findDataSet(dataSet, [folder])).toThrow('this is not the data set `tiny`');
});

test('a download is checked, and the next address tried', async () => {
  const asked: string[] = [];
  const path = await downloadDataSet(dataSet, folder, (url) => {
    asked.push(url);
    return url.endsWith('old') ? Promise.resolve(new Uint8Array([1])) : Promise.resolve(content);
  });
  expect(asked).toEqual(dataSet.urls);
  expect(new Uint8Array(readFileSync(path))).toEqual(content);
});

test('offline there is one message with a way out, and nothing is written', async () => {
  const offline = () =>
    Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND example.test') }));
  await expect(downloadDataSet(dataSet, folder, offline)).rejects.toThrow(
    /could not be downloaded\n {2}https:\/\/example.test\/old: getaddrinfo ENOTFOUND[^]*fix: put it at/,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('the registry is well formed', () => {
  for (const { name, file, sha256, urls } of dataSets) {
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(file).toMatch(/^[a-z0-9_]+\/[^/]+$/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(urls.every((url) => url.startsWith('https://'))).toBe(true);
  }
});
