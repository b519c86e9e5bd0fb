// Letters by their predecessors: observed Markov chains of orders 1 to 4 with additive smoothing, as a Dirichlet prior of
// 1 + alpha, against counts made elsewhere. A name is a row that ends itself; running text is one row.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModel } from '../support/compile-model.ts';
import { sharedFile } from '../support/shared-folder.ts';

interface Reference {
  readonly order: number;
  readonly alpha: number;
  readonly train_nats_per_symbol: number;
  readonly test_nats_per_symbol: number;
  readonly train_symbols: number;
  readonly test_symbols: number;
  readonly alphabet: number;
}

interface Trained {
  readonly split: string;
  readonly fits: readonly Reference[];
}

const paths = {
  reference: 'reference/ngram_language_models.json',
  names: 'data/names/names.txt',
  shakespeare: 'data/shakespeare/tinyshakespeare.txt',
};
const [reference, names, shakespeare] = Object.values(paths).map(sharedFile);
if (reference === null || names === null || shakespeare === null)
  process.stderr.write(`n-gram references skipped: ${Object.values(paths).join(', ')} not all installed\n`);

/** `order` counts the symbol itself: the context of a letter are `order - 1` before it. */
function chainOf(order: number, alpha: number, ends: boolean): string {
  const prior = alpha === 0 ? '' : ` ~ Dirichlet(${String(1 + alpha)})`;
  const context = Array.from({ length: order - 1 }, (_, i) => `letter[t-${String(order - 1 - i)}]`);
  const tables = Array.from(
    { length: order },
    (_, reads) => `param p${String(reads)}: simplex[${'V, '.repeat(reads)}V]${prior}`,
  );
  const cell = (reads: number, of: readonly string[]): string =>
    of.length === 0 ? `p${String(reads)}` : `p${String(reads)}[${of.join(', ')}]`;
  const bases = Array.from({ length: order - 1 }, (_, step) => {
    const before = Array.from({ length: step }, (_, s) => `letter[${String(s)}]`);
    return `observe letter[${String(step)}]: token<V> ~ Categorical(${cell(step, before)})`;
  });
  const steps = `sequence t ${ends ? 'until letter ' : ''}{
      ${bases.join('\n      ')}
      observe letter[t]: token<V> ~ Categorical(${cell(order - 1, context)})
    }`;
  return `model Letters(V: dim) {
    ${tables.join('\n    ')}
    ${ends ? `plate name { ${steps} }` : steps}
  }`;
}

function readReference(data: string): Trained {
  const found = (JSON.parse(readFileSync(reference ?? '', 'utf8')) as Record<string, Trained>)[data];
  if (found === undefined) throw new Error(`no reference for ${data}`);
  return found;
}

function readNames(): readonly (readonly string[])[] {
  return readFileSync(names ?? '', 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Array.from(line));
}

const hasAll = reference !== null && names !== null && shakespeare !== null;

test.skipIf(!hasAll).each([
  [1, 1],
  [2, 1],
  [3, 1],
  [3, 0.1],
])('names, order %i with alpha %d', async (order, alpha) => {
  const lines = readNames();
  const train = lines.filter((_, line) => (line + 1) % 10 !== 0);
  const held = lines.filter((_, line) => (line + 1) % 10 === 0);
  const wanted = readReference('names').fits.find((fit) => fit.order === order && fit.alpha === alpha);
  const model = await compileModel(chainOf(order, alpha, true));
  const fit = await model.train({ letter: train });
  expect(fit.sizes['V']).toBe(wanted?.alphabet);
  expect(fit.sizes['rows:t']).toBe(wanted?.train_symbols);
  expect(fit.training?.method).toBe('map');
  const per = (total: number, symbols: number | undefined): number => -total / (symbols ?? Number.NaN);
  const { total } = fit.logProb({ letter: held });
  expect(per(fit.training?.logLikelihood ?? 0, wanted?.train_symbols)).toBeCloseTo(
    wanted?.train_nats_per_symbol ?? 0,
    7,
  );
  expect(per(total, wanted?.test_symbols)).toBeCloseTo(wanted?.test_nats_per_symbol ?? 0, 7);
});

test.skipIf(!hasAll)('all names, order 2 without a prior', async () => {
  const letter = readNames();
  const wanted = readReference('names_all_lines').fits.find((fit) => fit.order === 2 && fit.alpha === 0);
  const fit = await (await compileModel(chainOf(2, 0, true))).train({ letter });
  expect(fit.training?.method).toBe('mle');
  expect(fit.sizes['rows:t']).toBe(wanted?.train_symbols);
  const { total } = fit.logProb({ letter });
  expect(-total / (wanted?.train_symbols ?? 0)).toBeCloseTo(wanted?.train_nats_per_symbol ?? 0, 7);
});

test.skipIf(!hasAll)('running text, order 2', async () => {
  const text = readFileSync(shakespeare ?? '', 'utf8');
  const wanted = readReference('shakespeare').fits.find((fit) => fit.order === 2);
  const [size = 0, testSize = 0] = [wanted?.train_symbols, wanted?.test_symbols];
  const [train, held] = [text.slice(0, size), text.slice(size)];
  const model = await compileModel(chainOf(2, 1, false));
  const fit = await model.train({ letter: Array.from(train) });
  expect(fit.sizes['V']).toBe(wanted?.alphabet);
  expect(-(fit.training?.logLikelihood ?? 0) / size).toBeCloseTo(wanted?.train_nats_per_symbol ?? 0, 7);
  const { total, rows } = fit.logProb({ letter: Array.from(held) });
  expect(rows).toHaveLength(1);
  expect(-total / testSize).toBeCloseTo(wanted?.test_nats_per_symbol ?? 0, 7);
});
