import { describe, expect, test } from 'vitest';
import { printDistribution } from '../../../compiler/3-check/print-model.ts';
import { checkSpec, oneLine, soundModel } from '../../support/check-spec.ts';

const guidesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    soundModel(text).guides.map(({ latent, distribution }) => [
      latent,
      distribution === null ? 'single steps' : printDistribution(distribution),
    ]),
  );

describe('guides', () => {
  test('of a variational autoencoder, by the fields of a record', () => {
    const guides = guidesOf(`
      network Encoder(L: int)(x: real[6]) -> (mean: real[L], sd: positive[L]) {
        let h = x |> dense(4, relu)
        return (mean: h |> dense(L), sd: h |> dense(L, softplus))
      }
      network Decoder(z: real[_]) -> real[6] { return z |> dense(6) }
      model Digits(L: int = 2) {
        network encode = Encoder(L)
        network decode = Decoder()
        plate image {
          latent  z: real[L] ~ Normal(0, 1)
          observe x: real[6] ~ Normal(decode(z), 1)
          guide   z ~ Normal(...encode(x))
        }
      }`);
    expect(guides).toEqual({ z: 'Normal(mean: encode(x).mean, sd: encode(x).sd)' });
  });

  test('may be of another family, whose values lie within the type', () => {
    const guides = guidesOf(`model M { param a: real param b: positive
      plate row { latent r: positive ~ Gamma(2, 1) observe x: count ~ Poisson(r) guide r ~ LogNormal(a + x, b) } }`);
    expect(guides).toEqual({ r: 'LogNormal(mean: add(a, x), sd: b)' });
  });

  test('may read latents that are guided above', () => {
    const guides = guidesOf(`model M { plate row { latent z: real ~ Normal(0, 1) latent u: real ~ Normal(z, 1)
      observe x: real ~ Normal(u, 1) guide u ~ Normal(x, 1) guide z ~ Normal(u, 1) } }`);
    expect(guides).toEqual({ u: 'Normal(mean: x, sd: 1)', z: 'Normal(mean: u, sd: 1)' });
  });

  test('cover the continuous latents and leave finite ones to the sum', () => {
    const guides =
      guidesOf(`model M(K: int = 2) { param w: simplex[K] plate row { latent k: category<K> ~ Categorical(w)
      latent z: real ~ Normal(w[k], 1) observe x: real ~ Normal(z, 1) guide z ~ Normal(x, 1) } }`);
    expect(Object.keys(guides)).toEqual(['z']);
  });

  test('of a sequence may have base cases of their own, and read steps that come later only in what is seen', () => {
    const text = (guide: string): string => `model M { param s: positive sequence t {
      latent z[0]: real ~ Normal(0, 1) latent z[t]: real ~ Normal(z[t-1], s) observe x[t]: real ~ Normal(z[t], s) ${guide} } }`;
    expect(soundModel(text('guide z[t] ~ Normal(x[t], 1)')).guides[0]?.steps).toMatchObject({
      from: 0,
      special: [],
    });
    const model = soundModel(text('guide z[0] ~ Normal(x[0], 1) guide z[t] ~ Normal(x[t] + z[t-1], 1)'));
    expect(model.guides[0]?.steps).toMatchObject({ sequence: 't', from: 1, special: [{ step: 0 }] });
    const { diagnostics } = checkSpec(text('guide z[t] ~ Normal(x[t+1], 1)'));
    expect(diagnostics.map(oneLine)).toEqual([
      expect.stringContaining('[x[t+1]] `x[t+1]` is a step that comes later'),
    ]);
    expect(diagnostics[0]?.fix?.description).toContain('`let b[last] = x[last]`');
  });

  test('may read earlier steps by their numbers, and what is carried along from them', () => {
    const text = (guides: string): string => `model M { param s: positive sequence t {
      latent z[0]: real ~ Normal(0, 1) latent z[t]: real ~ Normal(tanh(z[t-1]), s) latent q[t]: real ~ Normal(0, 1)
      let h[0] = 0.0 let h[t] = tanh(h[t-1] + z[t-1])
      observe x[t]: real ~ Normal(z[t] + q[t] + h[t], s) ${guides} } }`;
    for (const guides of [
      'guide z[0] ~ Normal(x[0], 1) guide z[1] ~ Normal(z[0], 1) guide z[t] ~ Normal(z[t-2] + z[0], 1)',
      'guide z[t] ~ Normal(h[t] + x[t], 1)',
    ])
      expect(checkSpec(text(`${guides} guide q[t] ~ Normal(z[t], 1)`)).diagnostics.map(oneLine)).toEqual([]);
  });

  test('of the first steps alone do for a latent of the first steps alone', () => {
    const model =
      soundModel(`model M { sequence t { latent z[0]: real ~ Normal(0, 1) observe x[0]: real ~ Normal(z[0], 1)
      observe x[t]: real ~ Normal(x[t-1], 1) guide z[0] ~ Normal(x[0], 1) } }`);
    expect(model.guides[0]).toMatchObject({ distribution: null, steps: { special: [{ step: 0 }] } });
  });

  test('of global latents stand outside the plates', () => {
    expect(
      guidesOf(`model M { param m: real param s: positive latent a: real ~ Normal(0, 1) guide a ~ Normal(m, s)
        plate row { given c: real observe x: real ~ Normal(a * c, 1) } }`),
    ).toEqual({ a: 'Normal(mean: m, sd: s)' });
  });
});
