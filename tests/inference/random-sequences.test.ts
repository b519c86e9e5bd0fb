// Random models of sequences of what is observed, with latents that no other step reads: scores and posteriors as every
// configuration enumerated gives them, step by step as the language describes it, and fits that no small move betters.

import { describe, expect, test } from 'vitest';
import { compile } from '../../compiler/index.ts';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';
import { checkSpec } from '../support/check-spec.ts';
import { infer } from '../../cli/verify/oracle/exact.ts';
import { flatten, type Nested } from '../../cli/verify/oracle/nested.ts';
import { perturb, type Constraint } from '../support/perturb.ts';
import { randomSequence } from '../support/random-sequence.ts';
import { typeErrors } from '../support/type-check.ts';

const count = Number(process.env['RANDOM_MODELS'] ?? 30);
const first = Number(process.env['GEN_SEED'] ?? 1);

type Values = Readonly<Record<string, Nested>>;

describe('random sequences', () => {
  test.each(Array.from({ length: count }, (_, i) => first + i))('seed %i', async (seed) => {
    const { spec, data, sizes } = randomSequence(seed);
    const [checked] = checkSpec(spec).models;
    if (checked === undefined) throw new Error(spec);
    const model = await compileModel(spec);
    const fit = await model.train(data, { seed, restarts: 2, tolerance: 1e-9 });
    const params = fit.params as Values;
    const told = { model: checked, sizes, hyper: {}, params, data };
    const expected = infer(told);
    const [rows = []] = Object.values(expected.rows ?? {});
    const score = fit.logProb(data);
    expect(score.total).toBeCloseTo(expected.logLikelihood, 8);
    expect(score.rows).not.toBeNull();
    [...(score.rows ?? [])].forEach((value, row) => {
      expect(value).toBeCloseTo(rows[row] ?? Number.NaN, 8);
    });
    const latents = Object.keys(expected.marginals);
    if (latents.length > 0) {
      const posterior = fit.posterior(data) as Values;
      for (const name of latents) {
        const found = flatten(posterior[name] ?? []);
        const wanted = flatten(expected.marginals[name] ?? []);
        expect(found).toHaveLength(wanted.length);
        found.forEach((value, i) => {
          expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 8);
        });
      }
    }
    const hasPrior = checked.variables.some(
      ({ role, distribution }) => role === 'param' && distribution !== null,
    );
    if (!hasPrior) {
      const stream = createStream(seed, 5);
      stream.seek(0, 0, 0);
      for (let trial = 0; trial < 3; trial++) {
        const moved = Object.fromEntries(
          Object.entries(params).map(([name, value]) => {
            const type = checked.variables.find((variable) => variable.name === name)?.type;
            const constraint: Constraint =
              type?.structure ??
              (type?.upper?.value === 1 ? 'unit' : type?.lower?.value === 0 ? 'positive' : 'real');
            return [name, perturb(value, constraint, () => stream.normal(), 1e-3)] as const;
          }),
        );
        const other = infer({ ...told, params: moved }).logLikelihood;
        expect(other).toBeLessThanOrEqual(expected.logLikelihood + 1e-6);
      }
    }
    // The same seed draws the same, and what is drawn is data again.
    const given = 'u' in data ? { given: { u: 0.5 } } : {};
    const n = 3;
    const drawn = fit.sample(n, { seed, ...given });
    expect(fit.sample(n, { seed, ...given })).toEqual(drawn);
  });

  test('their modules type-check, with the rows that data and draws have', async () => {
    const files: Record<string, string> = {};
    for (const seed of [2, 4]) {
      const { module } = await compile(
        { path: 'model.gen', text: randomSequence(seed).spec },
        { layout: 'plain' },
      );
      if (module !== null) files[`seed${String(seed)}.ts`] = module.code;
    }
    const alone = await compile(
      {
        path: 'model.gen',
        text: `model Alone { param m: real param s: positive
          sequence t { observe x[0]: real ~ Normal(m, s) observe x[t]: real ~ Normal(x[t-1], s) } }`,
      },
      { layout: 'plain' },
    );
    files['alone.ts'] = alone.module?.code ?? '';
    files['use.ts'] = `import { Alone } from './alone.ts';
      const fit = Alone.with({ m: 0, s: 1 });
      export const draws: number[][] = fit.sample(3, { rows: { t: 4 } }).x;
      export const score: Float64Array = fit.logProb({ x: [1, 2, 3] }).rows;`;
    expect(typeErrors(files)).toEqual([]);
  }, 60_000);
});
