import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { writeFileAtomically } from '../../../../runtime/data/files.ts';
import { readSafetensors, writeSafetensors, type Tensor } from '../../../../runtime/fit/safetensors.ts';
import { createUntypedModel } from '../../../../runtime/model/create-model.ts';
import { nestedPoisson } from '../../../support/nested-poisson.ts';
import { normalMixture } from '../../../support/normal-mixture.ts';

const mixture = createUntypedModel(normalMixture('full'));
const groups = createUntypedModel(nestedPoisson());
const params = {
  weight: [0.75, 0.25],
  mean: [
    [0, 0],
    [3, 4],
  ],
  spread: [
    [
      [1, 0],
      [0, 1],
    ],
    [
      [2, 1],
      [1, 2],
    ],
  ],
};
const fit = mixture.with(params);

/** log of the density at x, by the formula. */
function logDensity(x: readonly [number, number]): number {
  const [a, b] = [x[0] - 3, x[1] - 4];
  const first = Math.exp(-(x[0] ** 2 + x[1] ** 2) / 2) / (2 * Math.PI);
  const second = Math.exp(-(2 * a * a - 2 * a * b + 2 * b * b) / 6) / (2 * Math.PI * Math.sqrt(3));
  return Math.log(0.75 * first + 0.25 * second);
}

describe('known params', () => {
  test('answer queries', () => {
    const x = [
      [0, 1],
      [3, 3],
    ];
    const { total, rows } = fit.logProb({ x });
    expect(rows?.[0]).toBeCloseTo(logDensity([0, 1]), 12);
    expect(total).toBeCloseTo(logDensity([0, 1]) + logDensity([3, 3]), 12);
    const posterior = fit.posterior({ x }).kind as number[][];
    expect(posterior.map((row) => row.reduce((a, b) => a + b, 0))).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(1, 12),
    ]);
    expect(fit.decode({ x })).toEqual({ kind: [0, 1] });
    expect(() => fit.logProb({ x: [[1, 2, 3]] })).toThrow('`D` is 3 by axis 1 of `x`, but 2 by the fit');
    expect(() => fit.predict({})).toThrow('has no operation `predict`');
  });

  test('tell sizes, and are told apart from wrong ones', () => {
    expect(fit.sizes).toEqual({ K: 2, D: 2 });
    expect(
      mixture.with({
        ...params,
        weight: [0.5, 0.25, 0.25],
        mean: [[1], [2], [3]],
        spread: [[[1]], [[1]], [[1]]],
      }).sizes,
    ).toEqual({ K: 3, D: 1 });
    const wrong = (change: Record<string, unknown>) => () => mixture.with({ ...params, ...change });
    expect(wrong({ weight: [1] })).toThrow('param `mean` has shape [2, 2], but `real[K, D]` is [1, 2] here');
    expect(wrong({ weight: [0.5, 0.6] })).toThrow('param `weight`: found a simplex whose sum is 1.1');
    expect(
      wrong({
        mean: [
          [0, 0],
          [3, 'a'],
        ],
      }),
    ).toThrow('param `mean[1][1]`: found the text "a" where');
    expect(wrong({ mean: undefined })).toThrow('param `mean` (`real[K, D]`) of model `Mixture` has no value');
    expect(
      wrong({
        spread: [
          [
            [1, 2],
            [2, 1],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
      }),
    ).toThrow('param `spread[0]`: this covariance is not positive definite');
    expect(
      wrong({
        spread: [
          [
            [1, 0.5],
            [0, 1],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
      }),
    ).toThrow('a covariance that is not symmetric');
    expect(wrong({ means: [] })).toThrow('`means` is no param of model `Mixture`\nfix: did you mean `mean`?');
  });
});

describe('draws', () => {
  test('inputs that the model does not have are refused', () => {
    expect(() => fit.sample(2, { given: { y: 1 } })).toThrow(
      'variable `y`: is given a value, but is no input',
    );
  });

  test('are nested as the data are', () => {
    expect(fit.simulate(3, { seed: 0 })).toEqual({
      kind: [0, 1, 0],
      x: [
        [0, 0],
        [3, 4],
        [0, 0],
      ],
    });
    expect(fit.sample(1, { seed: 2 })).toEqual({ x: [[2, 2]] });
    expect(() => fit.sample(0)).toThrow('cannot draw 0 rows');
    expect(() => fit.sample(1, { seed: 1.5 })).toThrow('the seed is 1.5');
  });

  test('inner plates: as asked, else as in the training data', async () => {
    const known = groups.with({ weight: [0.5, 0.5], rate: [1, 2] });
    expect(known.sample(2, { rows: { item: [1, 3] }, seed: 0 })).toEqual({ x: [[0], [1, 1, 1]] });
    expect(() => known.sample(2)).toThrow('rows: { item: 10 }');
    expect(() => known.sample(2, { rows: { group: 1 } })).toThrow('no inner plate');
    const trained = await groups.train({ x: [[1, 2, 3], [9, 8], [9]] });
    expect(trained.sample(2, { seed: 0 })).toEqual({
      x: [
        [0, 0],
        [1, 1],
      ],
    });
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'generand-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('a fit comes back as it was', async () => {
    const x = Array.from({ length: 12 }, (_, i) => [i % 2 === 0 ? i / 10 : 8 + (i % 5), (i * 7) % 5]);
    const trained = await mixture.train({ x }, { restarts: 2 });
    const path = join(folder, 'fit.safetensors');
    trained.save(path);
    const loaded = mixture.load(path);
    expect(loaded.params).toEqual(trained.params);
    expect(loaded.training).toEqual(trained.training);
    expect(loaded.logProb({ x }).total).toBe(trained.logProb({ x }).total);
    expect(readdirSync(folder)).toEqual(['fit.safetensors']);
  });

  test('tensors and metadata round-trip', () => {
    const f64 = fc
      .array(fc.double(), { maxLength: 6 })
      .map((v): Tensor => ({ shape: [v.length], values: Float64Array.from(v) }));
    const i32 = fc
      .array(fc.integer(), { maxLength: 6 })
      .map((v): Tensor => ({ shape: [1, v.length], values: Int32Array.from(v) }));
    const name = fc.string().filter((text) => text !== '__metadata__' && text !== '__proto__');
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.oneof(f64, i32)),
        fc.dictionary(name, fc.string()),
        (tensors, metadata) => {
          const read = readSafetensors(writeSafetensors({ tensors, metadata }), 'it');
          expect({ ...read.metadata }).toEqual({ ...metadata });
          expect({ ...read.tensors }).toEqual({ ...tensors });
        },
      ),
    );
  });

  test('a file that is cut short anywhere, or has a byte too many, is refused', () => {
    const bytes = fit.toBytes();
    for (let length = 0; length < bytes.length; length += 3)
      expect(() => mixture.load(bytes.subarray(0, length))).toThrow('the fit is no fit that can be read');
    expect(() => mixture.load(Uint8Array.of(...bytes, 0))).toThrow('it has bytes that belong to no tensor');
  });

  test('a byte changed anywhere is refused or harmless, never a crash', () => {
    const bytes = fit.toBytes();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
        const changed = Uint8Array.from(bytes);
        changed[position] = (changed[position] ?? 0) ^ change;
        try {
          mixture.load(changed);
        } catch (error) {
          expect(error).toHaveProperty('name', 'FitError');
        }
      }),
    );
  });

  test('foreign files', () => {
    const refuse = (bytes: Uint8Array) => () => mixture.load(bytes);
    expect(refuse(new TextEncoder().encode('eruptions,waiting\n3.6,79\n'))).toThrow(
      'it is not a safetensors file',
    );
    expect(refuse(writeSafetensors({ metadata: {}, tensors: {} }))).toThrow(
      'is a safetensors file, but not a fit',
    );
    expect(refuse(groups.with({ weight: [0.5, 0.5], rate: [1, 2] }).toBytes())).toThrow(
      'a fit of model `Groups`, not of `Mixture`',
    );
    const changed = createUntypedModel(normalMixture('tied'));
    expect(() => changed.load(fit.toBytes())).toThrow(
      'another version of model `Mixture`: mixture.gen has changed since',
    );
    expect(() => mixture.load(join(folder, 'absent'))).toThrow('absent: there is no such file or folder');
  });

  test('params of another shape, and hyperparameters that are gone, are refused', () => {
    const bytes = fit.toBytes();
    const { metadata, tensors } = readSafetensors(bytes, 'it');
    const flat = { shape: [4], values: Float64Array.of(0, 0, 3, 4) };
    expect(() =>
      mixture.load(writeSafetensors({ metadata, tensors: { ...tensors, 'param.mean': flat } })),
    ).toThrow('param `mean` has shape [4], but `real[K, D]` is [2, 2] here');
    expect(() =>
      mixture.load(writeSafetensors({ metadata: { ...metadata, hyperparameters: '{}' }, tensors })),
    ).toThrow('its hyperparameters are broken');
    const nan = { shape: [2], values: Float64Array.of(NaN, 1) };
    expect(() =>
      mixture.load(writeSafetensors({ metadata, tensors: { ...tensors, 'param.weight': nan } })),
    ).toThrow(/param `weight\[0\]`: found NaN .*\nfix: train again$/);
  });

  test('what is neither path nor bytes', () => {
    expect(() => mixture.load(new ArrayBuffer(8) as never)).toThrow(
      'a fit is loaded from a path or from bytes',
    );
    expect(() => mixture.with(null as never)).toThrow('no object with an entry for each param');
  });

  test.runIf(existsSync('/dev/full'))('a device stays one, and says what is wrong', () => {
    expect(() => {
      writeFileAtomically('/dev/full', 'x');
    }).toThrow('cannot write /dev/full: the disk is full');
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  test('a failed write leaves what was there, and nothing else', () => {
    const path = join(folder, 'kept');
    writeFileSync(path, 'before');
    const before = readdirSync(folder);
    expect(() => {
      writeFileAtomically(join(path, 'inside'), 'x');
    }).toThrow('part of the path is a file, not a folder');
    expect(() => {
      writeFileAtomically(join(folder, 'no', 'such'), 'x');
    }).toThrow('there is no such file or folder');
    expect(() => {
      writeFileAtomically(folder, 'x');
    }).toThrow('cannot write');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(before);
  });
});
