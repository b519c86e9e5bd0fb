// Branches of an `if` whose families have axes of their own, of different sizes: every program must hold together, and
// draws must come from the branch that is taken.

import { expect, test } from 'vitest';
import { analyse, generate } from '../../../compiler/pipeline.ts';
import type { AnyModel } from '../../../runtime/index.ts';
import { loadModule } from '../../support/load-module.ts';

async function load(text: string): Promise<AnyModel> {
  const analysis = analyse({ path: 'model.gen', text });
  const code = await generate(analysis, 'plain', { checked: true, dump: () => undefined });
  const model = loadModule(code)['M'];
  if (model === undefined) throw new Error('the module exports no model');
  return model;
}

test('a category with three levels beside two cutpoints', async () => {
  const model = await load(
    `model M { param p: simplex[3] param c: ordered[2]
      plate row { given g: bool observe x: category<3> ~ if g then Categorical(p) else OrderedLogistic(0.1, c) } }`,
  );
  const fit = model.with({ p: [0, 1, 0], c: [-40, -30] });
  expect(fit.sample(4, { seed: 1, given: { g: [true, false, true, false] } }).x).toEqual([1, 2, 1, 2]);
});

test('factors of one column and of two', async () => {
  const model = await load(
    `model M { param f: real[2, 1] param g: real[2, 2]
      plate row { given c: bool
        observe x: real[2] ~ if c then LowRankMvNormal(5, f, 1e-12) else LowRankMvNormal(-5, g, 1e-12) } }`,
  );
  const flat = [0, 0];
  const fit = model.with({ f: [[0], [0]], g: [flat, flat] });
  const drawn = fit.sample(2, { seed: 1, given: { c: [true, false] } }).x as number[][];
  expect(drawn.flat().map((value) => Math.round(value))).toEqual([5, 5, -5, -5]);
});
