// The examples do what their READMEs say: the data come from the spec, and the fit has the log likelihood named.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataSets } from '../../cli/data/registry.ts';
import { sharedFile, sharedFolder } from '../support/shared-folder.ts';

const root = join(import.meta.dirname, '../..');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-examples-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function gen(...args: string[]): string {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  // Files that were written, or are as they should be, sizes that were compared, and progress are said there.
  const usual = /^(wrote .*|.* is as it should be|\S+=\d+ \(.*|restart \d+ of .*)\n/gm;
  expect(ended.stderr.replace(usual, '')).toBe('');
  expect(ended.status).toBe(0);
  return ended.stdout;
}

function numbersOf(path: string): { readonly header: string; readonly numbers: readonly number[] } {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return { header, numbers: lines.flatMap((line) => line.split(',').map(Number)) };
}

const examples = [
  { name: 'geyser', data: 'eruptions.csv', draw: ['-n', '272', '--map', 'x=eruptions,waiting'], options: [] },
  {
    name: 'arrivals',
    data: 'arrivals.csv',
    draw: ['--given-data', 'examples/arrivals/arrivals.csv'],
    options: [],
  },
  {
    name: 'casino',
    data: 'games.csv',
    draw: ['-n', '20', '--rows', 't=200', '--latents'],
    options: ['--map', 'roll=roll', '--group', 'game=game'],
  },
];

test.each(examples)('$name: the data are drawn from the spec', ({ name, data, draw }) => {
  const example = join('examples', name);
  const out = join(folder, data);
  const params = join(example, 'parameters.json');
  gen('sample', join(example, `${name}.gen`), '--params', params, '--seed', '1', ...draw, '--out', out);
  const shipped = numbersOf(join(root, example, data));
  const drawn = numbersOf(out);
  expect(drawn.header).toBe(shipped.header);
  expect(drawn.numbers).toHaveLength(shipped.numbers.length);
  // Another machine's logarithm may differ in the last bit.
  drawn.numbers.forEach((value, index) => {
    expect(value).toBeCloseTo(shipped.numbers[index] ?? NaN, 9);
  });
});

test.each(examples)('$name: the fit is the one that the README names', ({ name, data, options }) => {
  const example = join('examples', name);
  const printed = gen(
    'train',
    join(example, `${name}.gen`),
    '--data',
    join(example, data),
    ...options,
    '--out',
    join(folder, name),
    '--json',
  );
  const { value } = JSON.parse(printed) as { value: number };
  expect(readFileSync(join(root, example, 'README.md'), 'utf8')).toContain(value.toFixed(3));
  const report = readFileSync(join(folder, name, 'report.html'), 'utf8');
  expect(report).toContain(value.toFixed(3));
  expect(report).toContain('<h2>Data and draws');
});

const tagging = [
  '--map',
  'tag=upos',
  '--map',
  'word=form',
  '--split',
  'word=/.+/i',
  '--unknown',
  'word=symbol',
];

/** Of the examples on real data: the model, its options, and numbers that the README has. */
const onRealData = [
  {
    name: 'penguins',
    options: ['--map', 'x=bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g', '--not-every', '5'],
  },
  {
    name: 'spam',
    options: ['--map', 'label=x1', '--map', 'w=x2', '--split', 'w=/[a-z0-9]+/i', '--not-every', '5'],
  },
  {
    name: 'iris',
    options: [
      '--map',
      'x=Sepal.Length,Sepal.Width,Petal.Length,Petal.Width',
      '--set',
      'K=1..3',
      '--select',
      'bic',
    ],
  },
  { name: 'thyroid', options: ['--map', 'x=x1..x6'] },
  { name: 'letters', dataSet: 'names', options: ['--not-every', '10'] },
  { name: 'waiting', dataSet: 'faithful', options: ['--model', 'Waiting'] },
  { name: 'earthquakes', options: ['--set', 'K=1..4', '--select', 'bic'] },
  { name: 'earthquakes', spec: 'stationary', options: [] },
  { name: 'returns', dataSet: 'sp500', options: ['--map', 'r=dat'] },
  { name: 'dna', dataSet: 'lambda', options: [] },
  { name: 'tagger', dataSet: 'tags', options: tagging },
] as const;

/** A test on a data set by name; where that is not there, one that says so. */
function testOn(dataSet: string, title: string, run: (file: string) => void): void {
  const known = dataSets.find((each) => each.name === dataSet);
  const file = known === undefined ? null : sharedFile(join('data', known.file));
  if (file === null) test.skip(`${title}: not checked, ${sharedFolder} has not its data`, () => undefined);
  else
    test(title, () => {
      run(file);
    });
}

for (const example of onRealData) {
  const { name, options } = example;
  const file = 'spec' in example ? example.spec : name;
  const title = `${name}, ${file}.gen: the fit to real data is the one that the README names`;
  testOn('dataSet' in example ? example.dataSet : name, title, (data) => {
    const out = join(folder, file);
    const spec = join('examples', name, `${file}.gen`);
    gen('format', '--check', spec);
    const printed = gen('train', spec, '--data', data, ...options, '--out', out, '--json');
    const { value, logPosterior } = JSON.parse(printed) as { value: number; logPosterior?: number };
    const readme = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8');
    expect(readme).toContain((logPosterior ?? value).toFixed(3));
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).not.toMatch(/NaN|undefined/);
  });
}

test('casino: as many dice are found as the README says', () => {
  const run = join(folder, 'casino');
  const games = join(root, 'examples/casino/games.csv');
  const scores = gen('score', run, '--data', games, '--what', 'decode', '--json');
  const { decode } = JSON.parse(scores) as { decode: { die: number[][] } };
  const { numbers } = numbersOf(games);
  const right = decode.die.flat().filter((die, roll) => die === numbers[3 * roll + 1]).length;
  expect(readFileSync(join(root, 'examples/casino/README.md'), 'utf8')).toContain(
    `right die for ${right.toLocaleString('en')} `,
  );
  const report = readFileSync(join(run, 'report.html'), 'utf8');
  expect(report).toContain('<h2>States along <code>t</code>: <code>die</code>');
  expect(report).toContain('<h3>game 1</h3>');
});

testOn('earthquakes', 'earthquakes: the next years are those that the README names', (counts) => {
  const next = join(folder, 'next.txt');
  writeFileSync(next, `${readFileSync(counts, 'utf8').trim()} NA NA NA\n`);
  const [header, ...lines] = gen('score', join(folder, 'earthquakes'), '--data', next, '--what', 'predict')
    .trimEnd()
    .split('\n');
  expect(header).toBe('mean.quakes,sd.quakes');
  expect(lines).toHaveLength(110);
  const readme = readFileSync(join(root, 'examples/earthquakes/README.md'), 'utf8');
  const named = [...readme.matchAll(/^([\d.]+),([\d.]+)$/gm)].map(([line]) => line);
  expect(named).toHaveLength(3);
  named.forEach((line, year) => {
    const found = (lines[107 + year] ?? '').split(',').map(Number);
    line.split(',').forEach((value, column) => {
      expect(found[column]).toBeCloseTo(Number(value), 5);
    });
  });
  // A year that is seen is itself; answers about the whole sequence stand at each year.
  expect(lines[0]).toBe('13,0');
  const table = gen(
    'score',
    join(folder, 'earthquakes'),
    '--data',
    next,
    '--what',
    'logProb,decode,posterior',
  );
  const [names, first] = table.split('\n');
  expect(names).toBe('logProb,level,level=0,level=1');
  expect(first).toMatch(/^-341\.878/);
  const records = join(folder, 'years.jsonl');
  gen('score', join(folder, 'earthquakes'), '--data', next, '--what', 'logProb,decode', '--out', records);
  const record = JSON.parse(readFileSync(records, 'utf8')) as { logProb: number; 'decode.level': number[] };
  expect(record.logProb).toBeCloseTo(-341.8787, 3);
  expect(record['decode.level']).toHaveLength(110);
});

testOn('tags-test', 'tagger: 20,424 of 25,094 words get the tag that people gave them', (tagged) => {
  const text = readFileSync(tagged, 'utf8');
  const people = text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([id = '', ...rest]) => /^\d+$/.test(id) && rest.length === 9)
    .map((cells) => cells[3] ?? '');
  const untagged = join(folder, 'untagged.conllu');
  writeFileSync(
    untagged,
    text.replace(/^(\d+\t[^\t]*\t[^\t]*\t)[^\t]*/gm, (_, before: string) => `${before}_`),
  );
  const out = join(folder, 'tags.csv');
  gen('score', join(folder, 'tagger'), '--data', untagged, '--what', 'decode', '--out', out);
  const found = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[1]);
  expect(found).toHaveLength(25_094);
  expect(found.filter((tag, word) => tag === people[word])).toHaveLength(20_424);
});
