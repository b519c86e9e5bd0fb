// Sizes compared in one command, standard errors and anomaly scores, through the command.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder = '';

const mixture = `model Two(K: int = 2) {
  param weight: simplex[K]
  param mean:   real[K]
  param sd:     positive
  plate row {
    latent  kind: category<K> ~ Categorical(weight)
    observe x:    real        ~ Normal(mean[kind], sd)
  }
  train em(restarts: 6)
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generand-selection-'));
  writeFileSync(join(folder, 'two.gen'), mixture);
  const x = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 6 : 0) + ((i * 37) % 60) / 30);
  writeFileSync(join(folder, 'x.csv'), `x\n${x.join('\n')}\n`);
  writeFileSync(join(folder, 'three.csv'), 'x\n1\n2\n4\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function gen(...args: string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
} {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: ended.status, out: ended.stdout, said: ended.stderr };
}

interface Selected {
  readonly bic: number;
  readonly parameters: number;
  readonly standardErrors: Readonly<Record<string, unknown>>;
  readonly selection: {
    readonly criterion: string;
    readonly best: Readonly<Record<string, number>>;
    readonly fits: readonly {
      readonly set: { readonly K: number };
      readonly parameters: number;
      readonly bic: number;
      readonly aic: number;
      readonly best: boolean;
      readonly error?: string;
    }[];
  };
}

describe('--set K=1..4 --select bic', () => {
  test('compares, and writes the best', () => {
    const { code, out, said } = gen('train', 'two.gen', '--data', 'x.csv', '--set', 'K=1..4', '--select', 'bic', '--out', 'run', '--json'); // prettier-ignore
    expect(said).toContain('K=2 (2 of 4): BIC');
    expect(code).toBe(0);
    const result = JSON.parse(out) as Selected;
    const { fits, best } = result.selection;
    expect(fits.map(({ set }) => set.K)).toEqual([1, 2, 3, 4]);
    expect(fits.map(({ parameters }) => parameters)).toEqual([2, 4, 6, 8]);
    expect(best).toEqual({ K: 2 });
    expect(result.bic).toBe(Math.min(...fits.map(({ bic }) => bic)));
    expect(fits.filter((fit) => fit.best).map(({ set }) => set.K)).toEqual([2]);
    expect(JSON.parse(readFileSync(join(folder, 'run/selection.json'), 'utf8'))).toEqual(result.selection);
    const metrics = JSON.parse(readFileSync(join(folder, 'run/metrics.json'), 'utf8')) as Selected & {
      readonly sizes: Readonly<Record<string, number>>;
    };
    expect(metrics.sizes['K']).toBe(2);
    expect(metrics.parameters).toBe(4);
    expect(metrics.standardErrors).toEqual(result.standardErrors);
    const report = readFileSync(join(folder, 'run/report.html'), 'utf8');
    expect(report).toContain('<h2>Model selection</h2><div class="chart"><svg');
    expect(report).toContain('± standard errors');
  });

  test('a table for people, and the params with their errors', () => {
    const { out } = gen('train', 'two.gen', '--data', 'x.csv', '--set', 'K=1,2', '--select', 'aic', '--out', 'people'); // prettier-ignore
    expect(out).toMatch(/^ +K +parameters +log likelihood +AIC +BIC$/m);
    expect(out).toMatch(/^\* +2 +4 .* best$/m);
    expect(out).toMatch(/^4 free parameters, AIC -?[\d.]+, BIC -?[\d.]+ over 60 rows$/m);
    expect(out).toMatch(/^ {2}weight\[0\] +0\.6667 +0\.061$/m);
  });

  test('held-out rows', () => {
    const { code, out } = gen('train', 'two.gen', '--data', 'x.csv', '--set', 'K=1..3', '--select', 'loglik', '--out', 'held', '--json'); // prettier-ignore
    expect(code).toBe(0);
    const { selection, parameters } = JSON.parse(out) as Selected;
    expect(selection.best.K).toBeGreaterThan(1);
    // The best is fitted again, to all rows.
    expect(parameters).toBe(2 * (selection.best.K ?? NaN));
    expect(out).toContain('"heldOut"');
  });

  test('a size that cannot be fitted is a row that says so', () => {
    const { code, out } = gen('train', 'two.gen', '--data', 'three.csv', '--set', 'K=1,5', '--select', 'bic', '--out', 'few', '--json'); // prettier-ignore
    expect(code).toBe(0);
    const { selection } = JSON.parse(out) as Selected;
    expect(selection.best).toEqual({ K: 1 });
    expect(selection.fits[1]?.error).toMatch(/has 5 levels, but plate `row` has only 3 rows/);
  });

  test('nothing that can be fitted is an error, and leaves nothing', () => {
    const { code, said } = gen('train', 'two.gen', '--data', 'three.csv', '--set', 'K=5,6', '--select', 'bic', '--out', 'none'); // prettier-ignore
    expect(code).toBe(1);
    expect(said).toContain('error: ');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test.each([
    [['--set', 'K=1..4'], '--select bic'],
    [['--set', 'K=2', '--select', 'bic'], 'one alone'],
    [['--set', 'K=1..4', '--select', 'best'], 'bic, aic, loglik'],
  ])('%s: usage', (flags, words) => {
    const { code, said } = gen('train', 'two.gen', '--data', 'x.csv', '--out', 'usage', ...flags);
    expect(code).toBe(2);
    expect(said).toContain(words);
  });
});

test('gen score --what anomaly', () => {
  expect(gen('train', 'two.gen', '--data', 'x.csv', '--out', 'scored').code).toBe(0);
  writeFileSync(join(folder, 'new.csv'), 'x\n1\n40\n');
  const { code, out } = gen('score', 'scored', '--data', 'new.csv', '--what', 'anomaly');
  expect(code).toBe(0);
  const [header, first, second] = out.split('\n');
  expect(header).toBe('anomaly,threshold,flagged');
  expect(first).toMatch(/,false$/);
  expect(second).toMatch(/,true$/);
  const json = gen(
    'score',
    'scored',
    '--data',
    'new.csv',
    '--what',
    'anomaly',
    '--quantile',
    '0.5',
    '--json',
  );
  const { anomaly } = JSON.parse(json.out) as {
    anomaly: { rows: number[]; quantile: number; flagged: boolean[] };
  };
  expect(anomaly.quantile).toBe(0.5);
  expect(anomaly.rows).toHaveLength(2);
  const refused = gen('score', 'scored', '--data', 'new.csv', '--what', 'anomaly', '--quantile', '2');
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('must lie from 0 to 1');
});
