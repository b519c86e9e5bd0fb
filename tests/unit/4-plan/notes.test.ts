import { expect, test } from 'vitest';
import { check } from '../../../compiler/index.ts';
import { oneLine } from '../../support/check-spec.ts';

const said = (text: string): readonly { readonly line: string; readonly fix: string }[] =>
  check([{ path: 'test.gen', text }]).diagnostics.map((diagnostic) => ({
    line: oneLine(diagnostic),
    fix: diagnostic.fix?.description ?? '',
  }));

const mixture = (mean: string): string =>
  `model M(K: int = 2) { param w: simplex[K] param m: ${mean} plate row { latent kind: category<K> ~ Categorical(w) observe x: real ~ Normal(m[kind], 1) } }`;

test('labels that can be exchanged are noted, with what would order them', () => {
  const [note, ...others] = said(mixture('real[K]'));
  expect(note?.line).toMatch(/^N0601 1:\d+ \[kind\] the labels of `kind` mean nothing/);
  expect(note?.fix).toContain('`param m: ordered[K]`');
  expect(others).toEqual([]);
  expect(said(mixture('positive[K]'))[0]?.fix).toContain('`ordered[K]`');
});

test('ordered labels are not', () => {
  expect(said(mixture('ordered[K]'))).toEqual([]);
});

test('once for a model', () => {
  const lines = said(`model M(K: int = 2) { param w: simplex[K] param v: simplex[K] param m: real[K, K]
    plate row { latent a: category<K> ~ Categorical(w) latent b: category<K> ~ Categorical(v) observe x: real ~ Normal(m[a, b], 1) } }`);
  expect(lines.map(({ line }) => line.slice(0, 5))).toEqual(['N0601']);
});
