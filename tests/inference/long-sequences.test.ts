// Sequences that are gone along in blocks: the same answers with blocks of any size, and memory that does not grow with the
// length. (Random models are in blocks of one and two steps besides: tests/support/check-hidden.ts.)

import { afterEach, describe, expect, test, vi } from 'vitest';
import { createUntypedModel } from '../../runtime/model/create-model.ts';
import type { AnyFit, AnyModel } from '../../runtime/index.ts';
import { createStream } from '../../runtime/random/stream.ts';
import { compileModel } from '../support/compile-model.ts';
import { inBlocks } from '../support/in-blocks.ts';
import { onBackend } from '../support/on-backend.ts';
import { webAssembly } from '../support/web-assembly.ts';

const length = 700;

function numbers(make: (uniform: () => number) => number, count = length): number[] {
  const stream = createStream(5, 2);
  stream.seek(0, 0, 0);
  return Array.from({ length: count }, () => make(() => stream.uniform()));
}

interface Case {
  readonly spec: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}

const cases: Readonly<Record<string, Case>> = {
  'one state': {
    spec: `model M(K: int = 2) {
      param start: simplex[K] param move: simplex[K, K] param mean: real[K] param sd: positive
      sequence t {
        latent  z[0]: category<K> ~ Categorical(start)
        latent  z[t]: category<K> ~ Categorical(move[z[t-1]])
        observe x[t]: real? ~ Normal(mean[z[t]], sd)
      }
    }`,
    params: {
      start: [0.3, 0.7],
      move: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      mean: [-1, 1.5],
      sd: 1.2,
    },
    data: { x: numbers((uniform) => 5 * uniform() - 2) },
  },
  'two states of second order, and counts in every step': {
    spec: `model M {
      param start: simplex[2] param first: simplex[2, 2] param move: simplex[2, 2, 2]
      param other: simplex[3, 3] param rate: positive[2, 3]
      sequence t {
        given   u[t]: real
        latent  z[0]: category<2> ~ Categorical(start)
        latent  z[1]: category<2> ~ Categorical(first[z[0]])
        latent  z[t]: category<2> ~ Categorical(move[z[t-2], z[t-1]])
        latent  w[0]: category<3> ~ Categorical([0.2, 0.3, 0.5])
        latent  w[t]: category<3> ~ Categorical(other[w[t-1]])
        plate call { observe n[t]: count ~ Poisson(rate[z[t], w[t]] * exp(u[t])) }
      }
    }`,
    params: {
      start: [0.3, 0.7],
      first: [
        [0.5, 0.5],
        [0.1, 0.9],
      ],
      move: [
        [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
        [
          [0.4, 0.6],
          [0.3, 0.7],
        ],
      ],
      other: [
        [0.8, 0.1, 0.1],
        [0.1, 0.8, 0.1],
        [0.3, 0.3, 0.4],
      ],
      rate: [
        [0.5, 3, 7],
        [1, 2, 10],
      ],
    },
    data: {
      u: numbers((uniform) => uniform() - 0.5),
      n: numbers((uniform) => uniform()).map((p, t) =>
        Array.from({ length: t % 4 }, (_, k) => Math.floor(8 * p * (k + 1)) % 9),
      ),
    },
  },
};

/** Every answer of a fit, as one list of numbers. */
function answersOf(fit: AnyFit, data: Case['data']): readonly number[] {
  return flat([
    fit.logProb(data).total,
    fit.posterior(data),
    fit.decode(data),
    fit.filter(data),
    fit.samplePosterior(data, { n: 2, seed: 3 }),
  ]);
}

function flat(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return Object.values(value ?? {}).flatMap(flat);
}

async function fitOf({ spec, params }: Case, change: <T>(definition: T) => T): Promise<AnyFit> {
  const { definition } = await compileModel(spec);
  return createUntypedModel(change(definition)).with(params);
}

describe.each(Object.entries(cases))('%s', (_name, model) => {
  test('blocks of any size give the same', { timeout: 60_000 }, async () => {
    const whole = answersOf(await fitOf(model, (definition) => definition), model.data);
    expect(whole.length).toBeGreaterThan(4 * length);
    for (const steps of [1, 255, 256, 300])
      for (const backend of ['fastest', 'typescript'] as const) {
        const fit = await fitOf(model, (definition) => inBlocks(onBackend(definition, backend), steps));
        const found = answersOf(fit, model.data);
        expect(found).toHaveLength(whole.length);
        const worst = found.reduce((most, value, i) => {
          const due = whole[i] ?? NaN;
          return Math.max(most, Math.abs(value - due) / Math.max(1, Math.abs(due)));
        }, 0);
        expect(worst).toBeLessThan(1e-12);
      }
  });
});

describe('memory', () => {
  afterEach(() => vi.unstubAllGlobals());

  test(
    'that of kernels does not grow with the length beyond what data need',
    { timeout: 60_000 },
    async () => {
      const memories: { readonly buffer: ArrayBuffer }[] = [];
      class CountedMemory extends webAssembly.Memory {
        constructor(limits: ConstructorParameters<typeof webAssembly.Memory>[0]) {
          super(limits);
          memories.push(this);
        }
      }
      const counted = Object.create(webAssembly, { Memory: { value: CountedMemory } }) as unknown;
      vi.stubGlobal('WebAssembly', counted);
      const states = 16;
      const model: AnyModel = await compileModel(cases['one state']?.spec ?? '');
      const init = {
        start: Array.from({ length: states }, () => 1 / states),
        move: Array.from({ length: states }, (_, i) =>
          Array.from({ length: states }, (_unused, j) => (i === j ? 0.7 : 0.02)),
        ),
        mean: Array.from({ length: states }, (_, i) => i / 4 - 2),
        sd: 0.5,
      };
      const bytesFor = async (steps: number): Promise<number> => {
        memories.length = 0;
        const x = numbers((uniform) => 5 * uniform() - 2, steps);
        await model.train({ x }, { set: { K: states }, init, iterations: 1, restarts: 1, threads: 1 });
        return memories.reduce((total, { buffer }) => total + buffer.byteLength, 0);
      };
      const [few, many] = [await bytesFor(2 ** 18), await bytesFor(2 ** 19)];
      // Whole, four numbers of each state are kept for each step.
      expect(few).toBeGreaterThan(4 * states * 8 * 2 ** 18);
      expect(many).toBeLessThan(few / 2);
    },
  );
});
