// The examples do what their READMEs say: the data come from the spec, and the fit has the log likelihood named.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  });
  // Files that were written, or are as they should be, and sizes that were compared, are said there.
  expect(ended.stderr.replace(/^(wrote .*|.* is as it should be|\S+=\d+ \(.*)\n/gm, '')).toBe('');
  expect(ended.status).toBe(0);
  return ended.stdout;
}

function numbersOf(path: string): { readonly header: string; readonly numbers: readonly number[] } {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return { header, numbers: lines.flatMap((line) => line.split(',').map(Number)) };
}

const examples = [
  { name: 'geyser', data: 'eruptions.csv', draw: ['-n', '272', '--map', 'x=eruptions,waiting'] },
  { name: 'arrivals', data: 'arrivals.csv', draw: ['--given-data', 'examples/arrivals/arrivals.csv'] },
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

test.each(examples)('$name: the fit is the one that the README names', ({ name, data }) => {
  const example = join('examples', name);
  const printed = gen(
    'train', join(example, `${name}.gen`), '--data', join(example, data), '--out', join(folder, name), '--json',
  ); // prettier-ignore
  const { value } = JSON.parse(printed) as { value: number };
  expect(readFileSync(join(root, example, 'README.md'), 'utf8')).toContain(value.toFixed(3));
  const report = readFileSync(join(folder, name, 'report.html'), 'utf8');
  expect(report).toContain(value.toFixed(3));
  expect(report).toContain('<h2>Data and draws');
});

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
      '--map', 'x=Sepal.Length,Sepal.Width,Petal.Length,Petal.Width', '--set', 'K=1..3', '--select', 'bic',
    ], // prettier-ignore
  },
  { name: 'thyroid', options: ['--map', 'x=x1..x6'] },
  { name: 'letters', dataSet: 'names', options: ['--not-every', '10'] },
  { name: 'waiting', dataSet: 'faithful', options: ['--model', 'Waiting'] },
] as const;

for (const example of onRealData) {
  const { name, options } = example;
  const dataSet = dataSets.find((each) => each.name === ('dataSet' in example ? example.dataSet : name));
  const data = dataSet === undefined ? null : sharedFile(join('data', dataSet.file));
  if (data === null) {
    test.skip(`${name}: not checked, ${sharedFolder} has not its data`, () => undefined);
    continue;
  }
  test(`${name}: the fit to real data is the one that the README names`, () => {
    const out = join(folder, name);
    const spec = join('examples', name, `${name}.gen`);
    gen('format', '--check', spec);
    const printed = gen('train', spec, '--data', data, ...options, '--out', out, '--json');
    const { value, logPosterior } = JSON.parse(printed) as { value: number; logPosterior?: number };
    const readme = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8');
    expect(readme).toContain((logPosterior ?? value).toFixed(3));
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).not.toMatch(/NaN|undefined/);
  });
}
