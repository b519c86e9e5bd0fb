// `gen verify`: sound models pass, and each check fails where what it looks at is broken on purpose.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Check, Subject } from '../../cli/verify/check.ts';
import { backends } from '../../cli/verify/backends.ts';
import { enumeration } from '../../cli/verify/enumeration.ts';
import { finiteDifferences } from '../../cli/verify/finite-differences.ts';
import { monotone } from '../../cli/verify/monotone.ts';
import { integralOf, normalised, sumOf } from '../../cli/verify/normalised.ts';
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

const pair = `model Pair(K: int = 2) {
  param weight: simplex[K] ~ Dirichlet(2.0)
  param mean:   real[K]
  param sd:     positive[K]
  plate row {
    latent  kind: category<K> ~ Categorical(weight)
    observe x:    real        ~ Normal(mean[kind], sd[kind])
  }
}`;

/** One whose steps climb, and whose rows hold a sequence. */
const climbing = `model Climb {
  param slope: real
  param next:  simplex[2, 2]
  plate row {
    given   c: real
    observe y: bool ~ Bernoulli(logits: slope * c)
    sequence t: 3 {
      observe s[0]: category<2> ~ Categorical([0.5, 0.5])
      observe s[t]: category<2> ~ Categorical(next[s[t-1]])
    }
  }
}`;

/** The subject with some of its kernels replaced. */
async function subjectWith(
  spec: string,
  change: (definition: ModelDefinition) => ModelDefinition,
): Promise<Subject> {
  const analysis = analyse({ path: 'spec.gen', text: spec });
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
    name: 'score' | 'posterior' | 'decode' | 'logPrior' | 'gradient' | 'maximise' | 'simulate',
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

/** The same of the first step of the first block that climbs. */
const withClimb =
  (output: RegExp, change: (x: number) => number) =>
  (definition: ModelDefinition): ModelDefinition => ({
    ...definition,
    blocks: definition.blocks.map((block) => ({
      ...block,
      steps: block.steps.map((step) =>
        step.kind === 'gradient' ? { ...step, objective: broken(step.objective, output, change) } : step,
      ),
    })),
  });

const withSequence =
  (output: RegExp, change: (x: number) => number) =>
  (definition: ModelDefinition): ModelDefinition => ({
    ...definition,
    plates: definition.plates.map((plate) =>
      plate.sequence === null
        ? plate
        : {
            ...plate,
            sequence: { ...plate.sequence, simulate: broken(plate.sequence.simulate, output, change) },
          },
    ),
  });

type Breakage = readonly [
  check: Check,
  what: string,
  spec: string,
  (definition: ModelDefinition) => ModelDefinition,
];

const slightly = (x: number): number => x * (1 + 1e-6);

const breakages: readonly Breakage[] = [
  [enumeration, 'a likelihood', pair, withKernel('score', /^logLikelihood$/, (x) => x + 1e-6)],
  [enumeration, 'a posterior', pair, withKernel('posterior', /./, (x, i) => (i === 0 ? x * 0.999 : x))],
  [enumeration, 'what is decoded', pair, withKernel('decode', /^decode/, (x, i) => (i === 0 ? 1 - x : x))],
  [enumeration, 'a prior', pair, withKernel('logPrior', /./, slightly)],
  [enumeration, 'the likelihood of a sequence', climbing, withKernel('score', /^logLikelihood$/, slightly)],
  [finiteDifferences, 'a gradient', pair, withKernel('gradient', /^gradient\.mean$/, (x) => x * 1.001)],
  [finiteDifferences, 'that of a step', climbing, withClimb(/^gradient/, (x) => x * 1.001)],
  [monotone, 'a step', pair, withKernel('maximise', /^param\.mean$/, (x, i) => x + (i === 0 ? 1 : -1))],
  [backends, 'a likelihood', pair, withKernel('score', /^logLikelihood$/, slightly)],
  [backends, 'a gradient', pair, withKernel('gradient', /^gradient/, slightly)],
  [backends, 'a draw', pair, withKernel('simulate', /^value\.x$/, slightly)],
  [backends, 'a step', climbing, withClimb(/^gradient/, slightly)],
  [backends, 'a draw of a step', climbing, withSequence(/^value\.s$/, (x) => 1 - x)],
  [recovery, 'a draw', pair, withKernel('simulate', /^value\.x$/, (x) => x + 1)],
  // A crash is a fault, not a reason to skip.
  [recovery, 'a gradient', pair, withKernel('gradient', /./, crash)],
];

test.each([
  ...new Map(breakages.map(([check, , spec]) => [`${check.name} ${spec}`, { check, spec }])).values(),
])('$check.name passes a sound model', async ({ check, spec }) => {
  const [verdict] = await verifyModel(await subjectWith(spec, (definition) => definition), [check]);
  expect(verdict).toMatchObject({ verdict: 'passed' });
});

test.each(breakages.map(([check, what, spec, breakIt]) => ({ check, what, spec, breakIt })))(
  '$check.name notices that $what is broken',
  async ({ check, spec, breakIt }) => {
    const [verdict] = await verifyModel(await subjectWith(spec, breakIt), [check]);
    expect(verdict).toMatchObject({ verdict: 'failed' });
  },
);

test('a check that ends in an error of ours has failed, and says so', async () => {
  const crash: Check = {
    name: 'crash',
    meaning: 'nothing',
    run() {
      throw new TypeError('x is not a function');
    },
  };
  const [verdict] = await verifyModel(await subjectWith(pair, (definition) => definition), [crash]);
  expect(verdict).toMatchObject({ verdict: 'failed', note: 'internal: x is not a function' });
});

test('a location at whose values the density has a kink is left out of recovery', async () => {
  const spec = `model M {
    param middle: real
    param width:  positive
    plate row { observe x: real ~ Laplace(middle, width) }
  }`;
  const [verdict] = await verifyModel(await subjectWith(spec, (definition) => definition), [recovery]);
  expect(verdict).toMatchObject({ verdict: 'passed', cases: 1 });
  expect(verdict?.note).toContain('middle');
});

test('what the interpreter does not know is said', async () => {
  const spec = `model M {
    param a: positive
    plate row { observe x: unit ~ Truncated(Beta(a, 2), lower: 0.1) }
  }`;
  const [verdict] = await verifyModel(await subjectWith(spec, (definition) => definition), [enumeration]);
  expect(verdict).toMatchObject({
    verdict: 'skipped',
    note: 'the interpreter does not know the tails of Beta',
  });
});

test('the interpreter knows cuts in every form of their arguments', async () => {
  const spec = `model M {
    param a: positive
    plate row {
      observe x: real     ~ Censored(Normal(0, variance: a), lower: -0.5)
      observe y: positive ~ Truncated(Exponential(mean: a), upper: 3)
      observe z: positive ~ Truncated(Gamma(2, scale: a), upper: 3)
      observe u: real     ~ Censored(Uniform(-1, 2), lower: 0, upper: 1)
      observe p: positive ~ Censored(Pareto(1, a), upper: 2)
      observe h: positive ~ Truncated(HalfCauchy(a), upper: 2)
      observe k: unit     ~ Censored(Kumaraswamy(a, 2), upper: 0.5)
      observe c: positive ~ Censored(ChiSquared(a), upper: 1)
    }
  }`;
  const [verdict] = await verifyModel(await subjectWith(spec, (definition) => definition), [enumeration]);
  expect(verdict).toMatchObject({ verdict: 'passed', cases: 12 });
});

test('densities between bounds and the mass at them add up to one', async () => {
  const spec = `model M {
    param a: positive
    plate row {
      observe x: real     ~ Censored(Uniform(-1, 5), lower: 0, upper: 3)
      observe y: positive ~ Censored(Gamma(a, 1), upper: 3)
      observe n: count    ~ Censored(Poisson(a), upper: 3)
      observe m: count    ~ Truncated(Poisson(a), lower: 1)
    }
  }`;
  const [verdict] = await verifyModel(await subjectWith(spec, (definition) => definition), [normalised]);
  expect(verdict).toMatchObject({ verdict: 'passed', cases: 20, note: null });
});

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
  for (const { name } of [enumeration, finiteDifferences, monotone, normalised, backends, recovery])
    expect(page).toContain(name);
});
