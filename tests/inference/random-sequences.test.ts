// Random models of sequences of what is observed, with latents that no other step reads: scores and posteriors as every
// configuration enumerated gives them, step by step as the language describes it, and fits that no small move betters.

import { describe, expect, test } from 'vitest';
import { compile } from '../../compiler/index.ts';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';
import { checkSpec } from '../support/check-spec.ts';
import { flatten, type Nested } from '../support/nested.ts';
import { perturb, type Constraint } from '../support/perturb.ts';
import { randomSequence } from '../support/random-sequence.ts';
import { inferSequences } from '../support/sequence-oracle.ts';

const count = Number(process.env['RANDOM_MODELS'] ?? 40);
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
    const problem = { model: checked, sizes, data };
    const expected = inferSequences(problem, params);
    const score = fit.logProb(data);
    expect(score.total).toBeCloseTo(expected.total, 8);
    expect(score.rows).not.toBeNull();
    [...(score.rows ?? [])].forEach((value, row) => {
      expect(value).toBeCloseTo(expected.rows[row] ?? Number.NaN, 8);
    });
    const latents = Object.keys(expected.posterior);
    if (latents.length > 0) {
      const posterior = fit.posterior(data) as Values;
      for (const name of latents) {
        const found = flatten(posterior[name] ?? []);
        const wanted = flatten(expected.posterior[name] ?? []);
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
        const other = inferSequences(problem, moved).total;
        expect(other).toBeLessThanOrEqual(expected.total + 1e-6);
      }
    }
    // The same seed draws the same, and what is drawn is data again.
    const given = 'u' in data ? { given: { u: 0.5 } } : {};
    const n = 3;
    const drawn = fit.sample(n, { seed, ...given });
    expect(fit.sample(n, { seed, ...given })).toEqual(drawn);
  });

  test('they compile to modules that read well', async () => {
    const { module } = await compile({ path: 'model.gen', text: randomSequence(3).spec });
    expect(module?.code).toContain('export const Random');
  });
});
