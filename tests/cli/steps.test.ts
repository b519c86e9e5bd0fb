// What is asked about the steps of a sequence, through the command.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-steps-'));
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  write(
    'rain.gen',
    `model Rain {
  param move: simplex[2, 2]
  param seen: simplex[2, 2]
  plate place {
    sequence day {
      latent  rain[0]:       category<2> ~ Categorical([0.5, 0.5])
      latent  rain[day]:     category<2> ~ Categorical(move[rain[day-1]])
      observe umbrella[day]: category<2> ~ Categorical(seen[rain[day]])
    }
  }
}
`,
  );
  write('params.json', '{"move": [[0.75, 0.25], [0.25, 0.75]], "seen": [[0.75, 0.25], [0.25, 0.75]]}');
  write('data.csv', 'place,umbrella\na,0\na,0\nb,1\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function score(...flags: string[]): string {
  const files = ['rain.gen', '--params', 'params.json', '--data', 'data.csv', '--group', 'place=place'];
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), 'score', ...files, ...flags], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return ended.stdout + ended.stderr;
}

test('the filter, beside the posterior', () => {
  const [header, first, second] = score('--what', 'filter,posterior').split('\n');
  expect(header).toBe('place,rain=0,rain=1,filter.rain=0,filter.rain=1');
  expect(first?.split(',').at(-1)).toBe('0.25');
  // At the last step both are one.
  const [, smoothed, , filtered] = second?.split(',').map(Number) ?? [];
  expect(filtered).toBeCloseTo(smoothed ?? NaN, 12);
});

test('a forecast, as a table, and alone', () => {
  const { forecast } = JSON.parse(score('--what', 'forecast', '--steps', '2', '--json')) as {
    forecast: { umbrella: { probability: number[][][] } };
  };
  expect(forecast.umbrella.probability.map((steps) => steps.length)).toEqual([2, 2]);
  // Rain 0.25 after an umbrella of the other kind: 0.25 * 0.75 + 0.75 * 0.25 the day after, and so on.
  expect(forecast.umbrella.probability[1]?.[0]?.[0]).toBeCloseTo(0.4375, 12);
  const table = score('--what', 'forecast', '--steps', '2').trim().split('\n');
  expect(table[0]).toBe('place,value.umbrella,umbrella=0,umbrella=1');
  expect(table).toHaveLength(5);
  expect(score('--what', 'forecast,posterior')).toContain('ask for it alone');
});
