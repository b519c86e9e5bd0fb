// Sequences as plates of steps: what becomes of definitions and reads, and what is planned from that.

import { describe, expect, test } from 'vitest';
import type { Derivation } from '../../../compiler/4-plan/derivation.ts';
import { explainDerivation } from '../../../compiler/4-plan/explain.ts';
import { planInference } from '../../../compiler/4-plan/plan.ts';
import { stepsAsRows } from '../../../compiler/4-plan/sequences/steps-as-rows.ts';
import { printDistribution } from '../../../compiler/3-check/print-model.ts';
import { soundModel } from '../../support/check-spec.ts';

const spec = (steps: string, head = 'sequence t', after = ''): string => `model M(K: int = 2, V: dim) {
  param start: simplex[V] param move: simplex[V, V] param turn: simplex[V, V, V] param m: real param s: positive
  param mood: simplex[K] param calm: simplex[K] param w: real[K]
  plate row { ${head} { ${steps} } ${after} }
}`;

const rowsOf = (text: string) => stepsAsRows(soundModel(text));

function derive(text: string): Derivation {
  const { value, diagnostics } = planInference(soundModel(text));
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

function printed(text: string, name: string): string {
  const variable = rowsOf(text).model.variables.find((each) => each.name === name);
  const distribution = variable?.distribution ?? null;
  if (distribution === null) throw new Error(`no distribution of ${name}`);
  return printDistribution(distribution);
}

const used =
  'observe all[t]: real ~ Normal(m + sum(start) + move[0, 0] + turn[0, 0, 0] + sum(w) + mood[0] + calm[0], s)';
const chain = `observe x[0]: category<V> ~ Categorical(start)
  observe x[1]: category<V> ~ Categorical(move[x[0]])
  observe x[t]: category<V> ~ Categorical(turn[x[t-2], x[t-1]])
  observe x[5]: category<V> ~ Categorical(start) ${used}`;

describe('steps are rows', () => {
  test('single steps are branches before the general definition', () => {
    expect(printed(spec(chain), 'x')).toMatchInlineSnapshot(
      `"if(equal(#t, 0), Categorical(p: start), if(equal(#t, 1), Categorical(p: move[x[0], ..]), if(equal(#t, 5), Categorical(p: start), Categorical(p: turn[x[t-2], x[t-1], ..]))))"`,
    );
  });

  test('reads of other steps are inputs, each once', () => {
    const { model, lags } = rowsOf(spec(chain));
    expect(lags).toEqual(
      [
        { name: 'x[0]', of: 'x', hidden: false, sequence: 't', at: { kind: 'absolute', step: 0 } },
        { name: 'x[t-2]', of: 'x', hidden: false, sequence: 't', at: { kind: 'back', steps: 2 } },
        { name: 'x[t-1]', of: 'x', hidden: false, sequence: 't', at: { kind: 'back', steps: 1 } },
      ].sort(
        (a, b) =>
          lags.findIndex(({ name }) => name === a.name) - lags.findIndex(({ name }) => name === b.name),
      ),
    );
    expect(model.variables.slice(0, 3).map(({ role, plate }) => [role, plate])).toEqual(
      lags.map(() => ['given', 't']),
    );
    expect(model.variables.every(({ steps }) => steps === null)).toBe(true);
  });

  test('what is read after the sequence is of the row', () => {
    const { model, lags } = rowsOf(
      spec(
        `observe v[t]: category<V> ~ Categorical(start) observe y[t]: real ~ Normal(m, s) ${used}`,
        'sequence t: 3',
        'observe z: real ~ Normal(y[last] + y[1], s)',
      ),
    );
    expect(lags.map(({ name }) => name).sort()).toEqual(['y[..]', 'y[last]']);
    expect(model.variables.filter(({ name }) => name.startsWith('y[')).map(({ plate }) => plate)).toEqual([
      'row',
      'row',
    ]);
  });

  test('a model without sequences is left alone', () => {
    const model = soundModel('model M { param m: real plate row { observe x: real ~ Normal(m, 1) } }');
    expect(stepsAsRows(model)).toEqual({ model, lags: [] });
  });
});

describe('what is planned', () => {
  test('steps guard factors and cost no statistics', () => {
    const { factors } = derive(spec(chain));
    const own = factors.filter(({ variable }) => variable === 'x');
    expect(own.map(({ evidence }) => evidence)).toEqual([
      'statistics',
      'statistics',
      'statistics',
      'statistics',
    ]);
    expect(
      own
        .at(-1)
        ?.cells.map(({ name }) => name)
        .sort(),
    ).toEqual(['x[t-1]', 'x[t-2]']);
  });

  test('END is no step of other observations', () => {
    const text = explainDerivation(
      derive(
        spec(
          `latent z[t]: category<K> ~ Categorical(mood)
           observe x[t]: category<V> ~ Categorical(start)
           observe y[0]: real ~ Normal(m, s) observe y[t]: real ~ Normal(w[z[t]] + move[0, 0] + turn[0, 0, 0] + calm[0], s)`,
          'sequence t until x',
        ),
      ),
    );
    expect(text).toContain('log p(z) for each t: Categorical(p)\n');
    expect(text).toContain('log p(x) for each t: Categorical(p)\n');
    expect(text).toContain('log p(y) for each t: Normal(mean, sd), at step 0, except at END');
    expect(text).toMatch(/log p\(y \| z\) for each t: Normal\(mean, sd\), from step 1 on, except at END/);
  });

  test('labels are exchangeable where the first step is stationary', () => {
    const text = `model Quakes(K: int = 2) {
      param move: simplex[K, K]
      param rate: positive[K]
      sequence t {
        latent  z[0]: category<K> ~ Categorical(stationary(move))
        latent  z[t]: category<K> ~ Categorical(move[z[t-1]])
        observe n[t]: count ~ Poisson(rate[z[t]])
      }
    }`;
    const exchangeable = [
      { param: 'move', axes: [0, 1] },
      { param: 'rate', axes: [0] },
    ];
    expect(derive(text).latents.find(({ name }) => name === 'z')?.exchangeable).toEqual(exchangeable);
    const told = text.replace('observe n', 'observe first[t]: bool ~ Bernoulli(move[0, 0])\n observe n');
    expect(derive(told).latents.find(({ name }) => name === 'z')?.exchangeable).toBeNull();
  });

  test('labels of a latent of each step are exchangeable, its first step of other weights too', () => {
    const text = spec(`latent z[0]: category<K> ~ Categorical(mood)
      latent z[t]: category<K> ~ Categorical(calm)
      observe x[t]: real ~ Normal(w[z[t]], s)
      observe y[t]: real ~ Normal(m + sum(start) + move[0, 0] + turn[0, 0, 0], s)`);
    expect(derive(text.replace('V: dim', 'V: int = 3')).latents[0]?.exchangeable).toEqual([
      { param: 'mood', axes: [0] },
      { param: 'calm', axes: [0] },
      { param: 'w', axes: [0] },
    ]);
  });
});
