// The module around the kernels: what it reads like, that it type-checks, and that it offers no operation which
// the model's mathematics does not allow.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../../compiler/index.ts';
import { lowerDerivation } from '../../../compiler/5-lower/lower.ts';
import { buildModule } from '../../../compiler/8-emit/typescript/emit-module.ts';
import { printWithTsMorph } from '../../../compiler/8-emit/typescript/print-with-ts-morph.ts';
import { analyse } from '../../../compiler/pipeline.ts';
import { loadModule } from '../../support/load-module.ts';
import { typeErrors } from '../../support/type-check.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/8-emit');

function readSpec(name: string): string {
  return readFileSync(join(fixtures, name, 'input.gen'), 'utf8');
}

async function codeOf(text: string, layout: 'formatted' | 'plain', path = 'spec.gen'): Promise<string> {
  const { module, diagnostics } = await compile({ path, text }, { layout });
  if (module === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return module.code;
}

const rates = `
/// Counts in groups, all of it seen.
model Rates(G: int = 2) {
  param rate: positive[G]
  plate shop {
    given group: category<G>
    plate day {
      observe sold: count ~ Poisson(rate[group])
      observe rain: bool  ~ Bernoulli(0.25)
    }
  }
}
model Flat {
  latent z: bool ~ Bernoulli(0.5)
  observe x: real ~ Normal(if z then 1 else 0, 1)
}
model Seen(C: int = 2) {
  param prior: simplex[C] ~ Dirichlet(2.0)
  plate row { observe species: category<C> ~ Categorical(prior) }
}
model Gaps(C: int = 2, D: dim) {
  param prior: simplex[C]
  param mean: real[C, D]
  observe on: bool? ~ Bernoulli(0.5)
  plate row {
    observe species: category<C>? ~ Categorical(prior)
    observe x: real[D]? ~ Normal(mean[species], 1)
  }
}`;

let geyser = '';
let hostile = '';
let seen = '';

beforeAll(async () => {
  geyser = await codeOf(readSpec('geyser'), 'formatted', 'specs/geyser.gen');
  hostile = await codeOf(readSpec('hostile-names'), 'plain', 'hostile.gen');
  seen = await codeOf(rates, 'formatted', 'rates.gen');
});

test('the module of geyser reads as it should', async () => {
  const { derivations } = analyse({ path: 'geyser.gen', text: readSpec('geyser') });
  const module = buildModule(derivations.map(lowerDerivation), 'geyser.gen');
  // Without the kernels, which have tests of their own.
  const head = { ...module, statements: module.statements.filter(({ kind }) => kind !== 'code') };
  await expect(await printWithTsMorph(head)).toMatchFileSnapshot(join(fixtures, 'geyser/expected/head.txt'));
});

test('the same text gives the same bytes', async () => {
  expect(await codeOf(readSpec('geyser'), 'formatted', 'elsewhere/geyser.gen')).toBe(geyser);
});

test('modules type-check as strictly as can be, and only with what there is', { timeout: 60_000 }, () => {
  const folder = 'tests/unit/8-emit';
  const errors = typeErrors({
    [`${folder}/geyser.gen.ts`]: geyser,
    [`${folder}/hostile.gen.ts`]: hostile,
    [`${folder}/rates.gen.ts`]: seen,
    [`${folder}/good.ts`]: `
      import { Geyser } from './geyser.gen.ts';
      import type { GeyserParams } from './geyser.gen.ts';
      import { Flat, Gaps, Rates, Seen } from './rates.gen.ts';
      import { class as Hostile } from './hostile.gen.ts';
      const fit = await Geyser.train({ x: [[1, 2], new Float64Array([3, 4])] }, { K: 3, restarts: 2 });
      await Geyser.train({ x: new Float64Array(8) }, { set: { K: 2, D: 4 } });
      export const params: GeyserParams = fit.params;
      export const kinds: number[] = fit.decode({ x: [[1, 2]] }).kind;
      export const odds: number[][] = fit.posterior({ x: [[1, 2]] }).kind;
      export const rows: Float64Array = fit.logProb({ x: [[1, 2]] }).rows;
      export const sd: number[][] | undefined = fit.predict({}).x?.sd;
      export const shops = Rates.with({ rate: [1, 2] });
      export const sold: number[][] = shops.sample(2, { given: { group: [0, 1] } }).sold;
      export const rain: boolean[][] = shops.simulate(2, { given: { group: 0 } }).rain;
      export const total: number = shops.logProb({ group: [0, 1], sold: [[1], [2, 3]], rain: [[true], [0, 1]] }).total;
      export const species: (number | string)[] = Seen.with({ prior: [0.5, 0.5] }).sample(2).species;
      export const flips: boolean[] = Flat.with({}).simulate(3).z;
      const gaps = await Gaps.train({ on: null, species: ['a', null], x: [[1, null], null] });
      await Gaps.train({ x: [new Float64Array([1, NaN]), null] });
      await Gaps.train({ x: new Float64Array(8), species: new Float64Array(4) });
      export const kind: (number | string)[] = gaps.decode({}).species;
      export const chances: number[] = gaps.posterior({ x: [null] }).on;
      export const filled: number[][] = gaps.impute({ x: [null] }).x.mean;
      export const named: (number | string)[] = gaps.impute({ x: [null] }).species.value;
      await Hostile.train({ μ: [[1]], Kernel: [[true]], delete: [['a', 'b']] }, { constructor: 2, set: { seed: 2 } });
    `,
    [`${folder}/bad.ts`]: `
      import { Geyser } from './geyser.gen.ts';
      import { Rates, Seen } from './rates.gen.ts';
      const shops = Rates.with({ rate: [1, 2] });
      shops.posterior({});
      shops.decode({});
      shops.logProb({ group: [0, 1] });
      Geyser.with({ weight: [1], mean: [[1]] });
      await Geyser.train({ x: [1, 2] });
      await Geyser.train({ y: [[1, 2]] });
      await Geyser.train({ x: [[1, 2]] }, { G: 2 });
      Seen.with({ prior: [0.5, 0.5] }).sample(2).species satisfies number[];
      Seen.with({ prior: [0.5, 0.5] }).impute({ species: [1] });
      await Seen.train({ species: [1, null] });
    `,
  });
  const inBad = errors.filter((error) => error.startsWith(`${folder}/bad.ts`));
  expect(errors.filter((error) => !inBad.includes(error))).toEqual([]);
  expect(new Set(inBad.map((error) => /:(\d+):/.exec(error)?.[1]))).toEqual(
    new Set(['5', '6', '7', '8', '9', '10', '11', '12', '13', '14']),
  );
});

test('names and texts of a spec are harmless', () => {
  const models = loadModule(hostile);
  expect(Object.keys(models)).toEqual(['class', 'Fit', 'default']);
  const model = models['class'];
  expect(model?.definition.doc).toContain('*/ process.exit(1) /*');
  expect(model?.definition.dims).toEqual(['__proto__']);
  expect(model?.definition.variables.map(({ name }) => name)).toEqual([
    'valueOf', 'toString', 'hasOwnProperty', 'interface', 'μ', 'Kernel', 'delete',
  ]); // prettier-ignore
  // One row, sure to be of the first kind, with a standard deviation of 2 * 1.5.
  const fit = model?.with({ valueOf: [1, 0], toString: [[0], [5]], hasOwnProperty: 2 });
  const { total } = fit?.logProb({ μ: [[1]], Kernel: [[1]], delete: [[0]] }) ?? {};
  expect(total).toBeCloseTo(Math.log(0.3) - 0.5 * Math.log(2 * Math.PI * 9) - 1 / 18, 12);
});

test('the definition holds numbers of sizes, places and options', () => {
  const definition = loadModule(geyser)['Geyser']?.definition;
  expect(definition?.method).toEqual({ name: 'em', restarts: 10, tolerance: 1e-8, iterations: null });
  expect(definition?.file).toBe('geyser.gen');
  const x = definition?.variables.find(({ name }) => name === 'x');
  expect(x?.place).toBe('geyser.gen:9');
  expect(x?.type.shape.map((size) => size({ D: 7 }))).toEqual([7]);
  expect(x?.type.shapeDims).toEqual(['D']);
});
