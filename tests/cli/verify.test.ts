// `gen verify`: sound models pass, and each check fails where what it looks at is broken on purpose.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Check, Subject } from '../../cli/verify/check.ts';
import { backends } from '../../cli/verify/backends.ts';
import { enumeration } from '../../cli/verify/enumeration.ts';
import { finiteDifferences } from '../../cli/verify/finite-differences.ts';
import { monotone } from '../../cli/verify/monotone.ts';
import { integralOf, sumOf } from '../../cli/verify/normalised.ts';
import { recovery } from '../../cli/verify/recovery.ts';
import { verifyModel } from '../../cli/verify/verify-model.ts';
import { findDistribution } from '../../compiler/library/distributions/index.ts';
import type { Distribution } from '../../compiler/library/distribution.ts';
import { analyse } from '../../compiler/pipeline.ts';
import type { KernelDefinition, ModelDefinition } from '../../runtime/model/definition.ts';
import type { AnyModel } from '../../runtime/model/model.ts';
import { createUntypedModel } from '../../runtime/model/create-model.ts';
import { compileModel } from '../support/compile-model.ts';
import { loadModule } from '../support/load-module.ts';

const root = join(import.meta.dirname, '../..');

function gen(...args: string[]) {
  const ended = spawnSync(process.execPath, [join(root, 'cli/bin.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

test.each(['geyser', 'penguins', 'letters'])('%s agrees with itself', (name) => {
  const { code, out, err } = gen('verify', `examples/${name}/${name}.gen`, '--json');
  expect(err).toBe('');
  expect(code).toBe(0);
  const { checks } = JSON.parse(out) as { checks: { name: string; verdict: string; note: string | null }[] };
  expect(checks.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  expect(checks.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(2);
  for (const { verdict, note } of checks) if (verdict === 'skipped') expect(note).not.toBeNull();
});

const spec = `model Pair(K: int = 2) {
  param weight: simplex[K]
  param mean:   real[K]
  param sd:     positive[K]
  plate row {
    latent  kind: category<K> ~ Categorical(weight)
    observe x:    real        ~ Normal(mean[kind], sd[kind])
  }
}`;

/** The subject with some of its kernels replaced. */
async function subjectWith(change: (definition: ModelDefinition) => ModelDefinition): Promise<Subject> {
  const analysis = analyse({ path: 'pair.gen', text: spec });
  const [derivation] = analysis.derivations;
  if (derivation === undefined) throw new Error('the spec is derivable');
  const { definition } = await compileModel(spec);
  return { analysis, derivation, model: createUntypedModel(change(definition)), load, set: {}, seed: 1 };
}

function load(code: string, name: string): AnyModel {
  const found = loadModule(code)[name];
  if (found === undefined) throw new Error(`the module has no model ${name}`);
  return found;
}

/** A kernel whose output of this name is changed after each run. */
function broken(
  kernel: KernelDefinition | null,
  output: RegExp,
  change: (x: number, i: number) => number,
): KernelDefinition {
  if (kernel === null) throw new Error('there is such a kernel');
  return {
    ...kernel,
    make: (sizes) => {
      const run = kernel.make(sizes);
      return (inputs, outputs, rows) => {
        run(inputs, outputs, rows);
        for (const [name, values] of Object.entries(outputs))
          if (output.test(name)) values.forEach((x: number, i: number) => (values[i] = change(x, i)));
      };
    },
  };
}

const withKernel =
  (
    name: 'score' | 'posterior' | 'gradient' | 'maximise' | 'simulate',
    output: RegExp,
    change: (x: number, i: number) => number,
  ) =>
  (definition: ModelDefinition): ModelDefinition => ({
    ...definition,
    kernels: { ...definition.kernels, [name]: broken(definition.kernels[name], output, change) },
  });

const crash = (): never => {
  throw new Error('internal: broken on purpose');
};

const breakages: readonly (readonly [Check, (definition: ModelDefinition) => ModelDefinition])[] = [
  [enumeration, withKernel('score', /^logLikelihood$/, (x) => x + 1e-6)],
  [enumeration, withKernel('posterior', /./, (x, i) => (i === 0 ? x * 0.999 : x))],
  [finiteDifferences, withKernel('gradient', /^gradient\.mean$/, (x) => x * 1.001)],
  [monotone, withKernel('maximise', /^param\.mean$/, (x, i) => x + (i === 0 ? 1 : -1))],
  [backends, withKernel('score', /^logLikelihood$/, (x) => x * (1 + 1e-6))],
  [recovery, withKernel('simulate', /^value\.x$/, (x) => x + 1)],
  // A crash is a fault, not a reason to skip.
  [recovery, withKernel('gradient', /./, crash)],
  [backends, withKernel('simulate', /^value\.x$/, (x) => x + 1e-6)],
  [backends, withKernel('gradient', /^gradient\.mean$/, (x) => x + 1e-6)],
];

describe.each(breakages.map(([check, breakIt]) => ({ check, breakIt })))(
  '$check.name',
  ({ check, breakIt }) => {
    test('passes the sound model', async () => {
      const [verdict] = await verifyModel(await subjectWith((definition) => definition), [check]);
      expect(verdict).toMatchObject({ verdict: 'passed' });
    });
    test('notices what is broken', async () => {
      const [verdict] = await verifyModel(await subjectWith(breakIt), [check]);
      expect(verdict).toMatchObject({ verdict: 'failed' });
    });
  },
);

test('a density that is a thousandth too large does not add up to one', () => {
  const family = (name: string): Distribution => {
    const found = findDistribution(name);
    if (found === null) throw new Error(`no distribution ${name}`);
    return found;
  };
  const larger = (distribution: Distribution): Distribution => ({
    ...distribution,
    logDensity: (m, ...rest) => m.add(distribution.logDensity(m, ...rest), m.num(1e-3)),
  });
  const normal = { mean: 1, sd: 2 };
  expect(integralOf(family('Normal'), normal)).toBeCloseTo(1, 9);
  expect(integralOf(larger(family('Normal')), normal)).toBeCloseTo(Math.exp(1e-3), 8);
  expect(sumOf(family('Poisson'), { rate: 3 })).toBeCloseTo(1, 11);
  expect(sumOf(larger(family('Poisson')), { rate: 3 })).toBeCloseTo(Math.exp(1e-3), 8);
});

test('the page of the command says what it does', () => {
  const page = readFileSync(join(root, 'docs/verify.md'), 'utf8');
  for (const { name } of [enumeration, finiteDifferences, monotone, backends, recovery])
    expect(page).toContain(name);
});
