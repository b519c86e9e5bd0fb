// Which networks may read a sequence as it grows: `net(letter[..t])`.

import { describe, expect, test } from 'vitest';
import { causalAlongFirstAxis } from '../../../compiler/3-check/networks/causal.ts';
import { spanText } from '../../../compiler/source/source.ts';
import { checkSpec, oneLine } from '../../support/check-spec.ts';

/** What stands in the way for a body of `x: real[6, 4]`, its steps along the first axis; null where nothing does. */
function problemOf(body: string, result = 'real[_, _]'): string | null {
  const { models, diagnostics } = checkSpec(
    `network Net(x: real[6, 4], c: real[4]) -> ${result} { ${body} } ` +
      'model M { network net = Net() plate row { given x: real[6, 4] given c: real[4] let _h = net(x, c) ' +
      'observe y: real ~ Normal(0, 1) } }',
  );
  const [network] = models[0]?.networks ?? [];
  if (network === undefined || diagnostics.some(({ severity }) => severity === 'error'))
    throw new Error(diagnostics.map(oneLine).join('\n'));
  const found = causalAlongFirstAxis(network, new Set(['x']));
  return found === null ? null : spanText(found.span);
}

describe('a body is causal along the first axis', () => {
  test.each([
    'return x',
    'return x |> dense(3, relu) |> layerNorm() |> dropout(0.1)',
    'return x |> gru(5)',
    'return x |> lstm(5)',
    'return x |> position(6) |> attention(2, causal: true)',
    'return x |> residual { layerNorm() |> attention(4, causal: true) } |> residual { dense(8, gelu) |> dense(4) }',
    'return x |> repeat 2 { residual { attention(2, causal: true) } }',
    'return x |> concat(x |> dense(2))',
    'return (x + c) * tanh(x) - 1',
    'return if c[0] > 0 then x else exp(x)',
    'return softmax(x)',
    'return x @ [[1, 2], [3, 4], [5, 6], [7, 8]]',
    'return x[.., 1..3]',
    'return [for i in 0..6: x[i] + c]',
    'return [for i in 0..6: [for j in 0..4: x[i, j] * 2]]',
    'return [for i in 0..6: x[i] |> dense(3)]',
    'return x |> reshape(6, 2, 2) |> reshape(6, 4)',
    'network f = Dense(4) return f(f(x))',
  ])('%s', (body) => {
    expect(problemOf(body)).toBeNull();
  });

  test('a single value for each step', () => {
    expect(problemOf('return sum(x)', 'real[_]')).toBeNull();
    expect(problemOf('return x @ c', 'real[_]')).toBeNull();
    expect(problemOf('return x[.., 0]', 'real[_]')).toBeNull();
  });
});

describe('a body is not', () => {
  test.each([
    ['return x |> attention(2)', 'attention(2)'],
    ['return x |> gru(6) |> attention(2, causal: false)', 'attention(2, causal: false)'],
    ['return x |> batchNorm()', 'batchNorm()'],
    ['return x |> groupNorm(2)', 'groupNorm(2)'],
    ['return x |> reshape(4, 6)', 'reshape(4, 6)'],
    ['return x[1..3]', 'x[1..3]'],
    ['return [x[1], x[0]]', 'x[1]'],
    ['return [for i in 0..6: x[5 - i]]', 'x[5 - i]'],
    ['return [for i in 1..6: x[i]]', '[for i in 1..6: x[i]]'],
    ['return [for i in 0..5: x[i]]', '[for i in 0..5: x[i]]'],
    ['return [for j in 0..4: [for i in 0..6: x[i, j]]]', '[for j in 0..4: [for i in 0..6: x[i, j]]]'],
    ['return [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]] @ x', '[[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]] @ x'],
    ['return [c, c]', '[c, c]'],
    ['return x + mean(sum(x))', 'mean(sum(x))'],
    ['return x + (x |> flatten() |> dense(4))', 'flatten()'],
  ])('%s', (body, place) => {
    expect(problemOf(body)).toBe(place);
  });

  test('a single value for the whole of it', () => {
    expect(problemOf('return x |> flatten() |> dense(1)', 'real')).toBe('flatten()');
    expect(problemOf('return c', 'real[_]')).not.toBeNull();
    expect(problemOf('return x[5]', 'real[_]')).toBe('x[5]');
    expect(problemOf('return sum(sum(x))', 'real')).toBe('sum(sum(x))');
  });
});

describe('in a sequence', () => {
  const spec = (net: string): string => `
    network Net(V: int)(letter: token<V>[_]) -> real[_, V] { return letter |> embedding(V, 8) ${net} |> dense(V) }
    model Text(V: dim) {
      network net = Net(V)
      plate text {
        sequence t until letter {
          observe letter[t]: token<V> ~ Categorical(logits: net(letter[..t]))
        }
      }
    }`;

  test('the result is the output at the last position', () => {
    const { models, diagnostics } = checkSpec(
      spec('|> position(100) |> residual { attention(2, causal: true) }'),
    );
    expect(diagnostics.map(oneLine)).toEqual([]);
    const distribution = models[0]?.variables[0]?.distribution;
    const logits = distribution?.kind === 'distribution' ? distribution.arguments['logits'] : undefined;
    expect(logits?.kind).toBe('network');
    expect(logits?.type.shape.map(({ key }) => key)).toEqual(['V']);
  });

  test('the error stands at the layer, with the call', () => {
    const { diagnostics } = checkSpec(spec('|> attention(2)'));
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0625']);
    expect(diagnostics[0]?.labels.map(({ span }) => spanText(span))).toEqual([
      'attention(2)',
      'net(letter[..t])',
    ]);
  });
});
