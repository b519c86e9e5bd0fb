// Networks as checking understands them: the layers of each instance in order, shapes, weights and their paths.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckedModel, NetworkInstance } from '../../../compiler/3-check/model.ts';
import { printType } from '../../../compiler/3-check/type.ts';
import { evaluateSize, printSize } from '../../../compiler/sizes/size.ts';
import { checkSpec, oneLine, soundModel } from '../../support/check-spec.ts';
import { printNetwork } from '../../../compiler/3-check/print-network.ts';

function instance(model: CheckedModel, name: string): NetworkInstance {
  const found = model.networks.find((network) => network.name === name);
  if (found === undefined) throw new Error(`no instance ${name}`);
  return found;
}

/** The only instance, `net`, of a network with this head and body, whose input is `x`. */
function netOf(head: string, body: string, input: string, settings = '', inModel = ''): NetworkInstance {
  const { models, diagnostics } = checkSpec(
    `network Net${head} { ${body} } ` +
      `model M${inModel} { network net = Net(${settings}) plate row { given x: ${input} let _h = net(x) ` +
      'observe y: real ~ Normal(0, 1) } }',
  );
  const [model] = models;
  // Nothing depends on it here, of which there is a warning.
  if (model === undefined || diagnostics.some(({ severity }) => severity === 'error'))
    throw new Error(diagnostics.map(oneLine).join('\n'));
  return instance(model, 'net');
}

const results = (network: NetworkInstance): readonly string[] =>
  network.results.map(({ name, value }) => (name === null ? '' : `${name}: `) + printType(value.type));

const codes = (text: string): readonly string[] => checkSpec(text).diagnostics.map(({ code }) => code);

const language = (name: string): CheckedModel =>
  soundModel(readFileSync(new URL(`../../fixtures/language/${name}/input.gen`, import.meta.url), 'utf8'));

/** Paths and shapes of the weights: `dense1.kernel [784, 400]`. */
function printWeights(network: NetworkInstance): readonly string[] {
  return network.weights.map(({ path, shape }) => `${path.join('.')} [${shape.map(printSize).join(', ')}]`);
}

describe('programs of the language page', () => {
  test('a variational autoencoder', () => {
    const model = language('digits');
    expect(printNetwork(instance(model, 'encode')).split('\n')).toEqual(
      [
        'encode = Encoder(x: unit[784])',
        '  dense1 = dense(x, units: 400, activation: relu, bias: true): nonnegative[400]',
        '  dense2 = dense(dense1, units: L, activation: none, bias: true): real[L]',
        '  return mean: dense2: real[L]',
        '  dense3 = dense(dense1, units: L, activation: softplus, bias: true): positive[L]',
        '  return sd: dense3: positive[L]',
        '  dense1.kernel [784, 400] heNormal',
        '  dense1.bias [400] zeros',
        '  dense2.kernel [400, L] glorotUniform',
        '  dense2.bias [L] zeros',
        '  dense3.kernel [400, L] glorotUniform',
        '  dense3.bias [L] zeros',
      ].sort(byKind),
    );
    expect(instance(model, 'decode').inputs.map(({ name, type }) => `${name}: ${printType(type)}`)).toEqual([
      'z: real[L]',
    ]);
  });

  test('a generative adversarial network; its critic is read by no statement but `train`', () => {
    const model = language('faces');
    expect(printWeights(instance(model, 'generate'))).toEqual([
      'dense1.kernel [L, 3136]',
      'dense1.bias [3136]',
      'conv2dTranspose1.kernel [4, 4, 64, 32]',
      'conv2dTranspose1.bias [32]',
      'conv2dTranspose2.kernel [4, 4, 32, 1]',
      'conv2dTranspose2.bias [1]',
    ]);
    expect(results(instance(model, 'critic'))).toEqual(['real']);
    expect(printWeights(instance(model, 'critic')).at(-2)).toBe('dense1.kernel [3136, 1]');
  });

  test('networks of the library, step by step', () => {
    const model = language('names');
    expect(model.networks.map((network) => [network.name, network.network, results(network)])).toEqual([
      ['embed', 'Embedding', ['real[32]']],
      ['cell', 'Gru', ['real[H]']],
      ['head', 'Dense', ['real[V]']],
    ]);
    expect(printWeights(instance(model, 'cell'))).toEqual([
      'gru1.kernel [32, 3*H]',
      'gru1.recurrent [H, 3*H]',
      'gru1.bias [3*H]',
    ]);
  });
});

/** Lines in the order of `printNetwork`: all layers, then all results, then all weights. */
function byKind(a: string, b: string): number {
  const rank = (line: string): number =>
    !line.startsWith(' ') ? 0 : line.startsWith('  return') ? 2 : line.includes(' = ') ? 1 : 3;
  return rank(a) - rank(b);
}

describe('paths', () => {
  test('layers are numbered by kind, inner networks stand in front, shared ones once', () => {
    const text = `
      network Block(units: int)(x: real[_]) -> real[_] { return x |> dense(units, relu) |> dense(units) }
      network Net(H: int)(x: real[_]) -> real {
        network shared = Block(H)
        let a = x |> Block(H) |> layerNorm() |> Block(H)
        return dense(concat(shared(a), shared(shared(a))), 1)
      }
      model M(H: int = 8) {
        network net = Net(H)
        plate row { given x: real[3] observe y: real ~ Normal(net(x), 1) }
      }`;
    expect(printWeights(instance(soundModel(text), 'net'))).toEqual([
      'block1.dense1.kernel [3, H]',
      'block1.dense1.bias [H]',
      'block1.dense2.kernel [H, H]',
      'block1.dense2.bias [H]',
      'layerNorm1.scale [H]',
      'layerNorm1.offset [H]',
      'block2.dense1.kernel [H, H]',
      'block2.dense1.bias [H]',
      'block2.dense2.kernel [H, H]',
      'block2.dense2.bias [H]',
      'shared.dense1.kernel [H, H]',
      'shared.dense1.bias [H]',
      'shared.dense2.kernel [H, H]',
      'shared.dense2.bias [H]',
      'dense1.kernel [2*H, 1]',
      'dense1.bias [1]',
    ]);
  });

  test('no path stands for two layers, whatever inner instances are called', () => {
    const network = netOf(
      '(x: real[4]) -> real[4]',
      'network dense1 = Dense(4) let a = x |> dense(4) return dense1(a) |> dense(4)',
      'real[4]',
    );
    const paths = network.weights.map(({ path }) => path.join('.'));
    expect(paths).toEqual([
      'dense2.kernel',
      'dense2.bias',
      'dense1.dense1.kernel',
      'dense1.dense1.bias',
      'dense3.kernel',
      'dense3.bias',
    ]);
  });

  test('a call, a pipe and a curried call of a network are one', () => {
    const weights = (use: string): readonly string[] =>
      printWeights(
        instance(
          soundModel(
            'network Block(units: int)(x: real[_]) -> real[_] { return x |> dense(units) } ' +
              `network Net(x: real[4]) -> real[_] { return ${use} } ` +
              'model M { network net = Net() plate row { given x: real[4] observe y: real ~ Normal(sum(net(x)), 1) } }',
          ),
          'net',
        ),
      );
    const expected = ['block1.dense1.kernel [4, 7]', 'block1.dense1.bias [7]'];
    for (const use of [
      'x |> Block(7)',
      'Block(x, 7)',
      'Block(7)(x)',
      'x |> Block(units: 7)',
      'Block(units: 7, x: x)',
    ])
      expect(weights(use)).toEqual(expected);
  });
});

describe('blocks', () => {
  test('a constant `repeat` is written out', () => {
    const network = netOf('(x: real[4]) -> real[_]', 'return x |> repeat 3 { dense(5, relu) }', 'real[4]');
    expect(printWeights(network).filter((line) => line.includes('kernel'))).toEqual([
      'dense1.kernel [4, 5]',
      'dense2.kernel [5, 5]',
      'dense3.kernel [5, 5]',
    ]);
  });

  test('a `repeat` whose number training decides has one block with an axis of it', () => {
    const network = netOf(
      '(n: int)(x: real[4]) -> real[4]',
      'return x |> repeat n { residual { layerNorm() |> dense(4) } }',
      'real[4]',
      'n',
      '(n: int = 2)',
    );
    expect(printNetwork(network).split('\n').slice(0, 4)).toEqual([
      'net = Net(x: real[4])',
      expect.stringMatching(/^ {2}layerNorm1 = layerNorm\(@\d+\): real\[4\]$/),
      '  dense1 = dense(layerNorm1, units: 4, activation: none, bias: true): real[4]',
      expect.stringMatching(/^ {2}return repeat\(n, (@\d+) from x: add\(\1, dense1\)\): real\[4\]$/),
    ]);
    expect(printWeights(network)).toEqual([
      'layerNorm1.scale [n, 4]',
      'layerNorm1.offset [n, 4]',
      'dense1.kernel [n, 4, 4]',
      'dense1.bias [n, 4]',
    ]);
  });

  test('the weights of a shared instance have no axis of the `repeat` that it is used in', () => {
    const network = netOf(
      '(n: int)(x: real[4]) -> real[4]',
      'network f = Dense(4) return x |> repeat n { f }',
      'real[4]',
      'n',
      '(n: int = 2)',
    );
    expect(printWeights(network)).toEqual(['f.dense1.kernel [4, 4]', 'f.dense1.bias [4]']);
  });

  test('a residual network of 300 blocks is checked at once', () => {
    const blocks = '|> residual { layerNorm() |> dense(4, gelu) |> dense(4) } '.repeat(300);
    const before = performance.now();
    const network = netOf('(x: real[4]) -> real[4]', `return x ${blocks}`, 'real[4]');
    expect(performance.now() - before).toBeLessThan(1500);
    expect(network.weights).toHaveLength(300 * 6);
  });

  test('gates in a row do not multiply', () => {
    const gates = Array.from(
      { length: 40 },
      (_, k) => `let h${String(k + 1)} = h${String(k)} * sigmoid(h${String(k)} + x)`,
    );
    const before = performance.now();
    netOf('(x: real[4]) -> real[4]', `let h0 = x |> dense(4) ${gates.join(' ')} return h40`, 'real[4]');
    expect(performance.now() - before).toBeLessThan(1500);
  });
});

describe('shapes', () => {
  test('a U-Net', () => {
    const network = netOf(
      '(x: image[32, 32, 1]) -> image[32, 32, 1]',
      `let a = x |> conv2d(16, 3, relu)
       let b = a |> maxPool(2) |> conv2d(32, kernel: 3, relu)
       let c = b |> maxPool(2) |> conv2d(64, 3, relu)
       let d = c |> upsample(2) |> concat(b) |> conv2d(32, 3, relu)
       return d |> conv2dTranspose(16, kernel: 2, stride: 2, relu) |> concat(a) |> conv2d(1, 1, sigmoid)`,
      'image[32, 32, 1]',
    );
    expect(results(network)).toEqual(['real<lower: 0, upper: 1>[32, 32, 1]']);
    expect(printWeights(network).filter((line) => line.includes('kernel'))).toEqual([
      'conv2d1.kernel [3, 3, 1, 16]',
      'conv2d2.kernel [3, 3, 16, 32]',
      'conv2d3.kernel [3, 3, 32, 64]',
      'conv2d4.kernel [3, 3, 96, 32]',
      'conv2dTranspose1.kernel [2, 2, 32, 16]',
      'conv2d5.kernel [1, 1, 32, 1]',
    ]);
  });

  test('sizes stay symbols', () => {
    const network = netOf(
      '(H: int, F: int)(x: image[H, H, 1]) -> real[_]',
      'return x |> conv2d(F, 3, stride: 2) |> flatten() |> dense(2 * F)',
      'image[2 * S, 2 * S, 1]',
      '2 * S, F',
      '(S: int = 8, F: int = 4)',
    );
    expect(printWeights(network)).toEqual([
      'conv2d1.kernel [3, 3, 1, F]',
      'conv2d1.bias [F]',
      'dense1.kernel [F*S*S, 2*F]',
      'dense1.bias [2*F]',
    ]);
  });

  test('a setting that training decides', () => {
    const network = netOf(
      '(p: unit)(x: real[4]) -> real[4]',
      'return x |> dropout(p)',
      'real[4]',
      'q / 2',
      '(q: unit = 0.5)',
    );
    expect(printNetwork(network)).toContain('dropout(x, rate: div(q, 2))');
  });

  test('a last axis of 1 may be left out of the declared result', () => {
    const head = '(x: real[4]) ->';
    expect(results(netOf(`${head} real`, 'return x |> dense(1)', 'real[4]'))).toEqual(['real']);
    expect(results(netOf(`${head} real[1]`, 'return x |> dense(1)', 'real[4]'))).toEqual(['real[1]']);
    expect(results(netOf(`${head} (a: positive)`, 'return (a: x |> dense(1, softplus))', 'real[4]'))).toEqual(
      ['a: positive'],
    );
    expect(codes('network N(x: real[4]) -> real { return x |> dense(2) }')).toEqual(['E0322']);
  });

  test.each([
    ['positive[3]', 'softplus'],
    ['nonnegative[3]', 'relu'],
    ['unit[3]', 'sigmoid'],
    ['simplex[3]', 'softmax'],
    ['real<lower: -1, upper: 1>[3]', 'tanh'],
  ])('what ends in an activation is %s', (type, activation) => {
    const text = (stage: string): string => `network N(x: real[4]) -> ${type} { return x |> ${stage} }`;
    for (const stage of [
      `dense(3, ${activation})`,
      `dense(3) |> ${activation}`,
      `dense(3) |> ${activation}()`,
    ])
      expect(codes(text(stage))).toEqual([]);
    expect(codes(text('dense(3)'))).toEqual(['E0322']);
  });

  test('conditions on sizes become preconditions at their place in the network', () => {
    const model = soundModel(
      'network Net(k: int, H: int)(x: real[_, H]) -> real { return x |> attention(4) |> reshape(12, H, 1) ' +
        '|> conv2d(1, k, padding: valid) |> flatten() |> dense(1) } ' +
        'model M(k: int = 3, H: int = 8) { network net = Net(k, H) ' +
        'plate row { given x: real[12, H] observe y: real ~ Normal(net(x), 1) } }',
    );
    expect(
      model.preconditions.map(({ left, right, message }) => `${left.key} <= ${right.key}: ${message}`),
    ).toEqual([
      expect.stringMatching(/^1 <= H/),
      expect.stringMatching(/^H <= 4\*floor\(H \/ 4\): `heads` of `attention` must divide/),
      expect.stringMatching(/^1 <= k/),
      expect.stringMatching(/^k <= 12: the window of `conv2d` must fit/),
      expect.stringMatching(/^k <= H: the window of `conv2d` must fit/),
    ]);
  });

  /** Stages on images, each of which fits any image whose sides are a multiple of 8. */
  const stage = fc.constantFrom(
    'conv2d(4, 3, relu)',
    'conv2d(2, kernel: 5, stride: 2)',
    'conv2dTranspose(3, 4, stride: 2)',
    'maxPool(2)',
    'upsample(2)',
    'residual { groupNorm(1) |> relu }',
    'avgPool(2, stride: 1)',
    'concat(x0)',
  );

  test('symbolic shapes at a value are the shapes of that value', () => {
    fc.assert(
      fc.property(
        fc.array(stage, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 4, max: 9 }),
        (stages, s) => {
          const body =
            stages.reduce((text, each, k) => {
              const piped = each === 'concat(x0)' ? `concat(h${String(k)})` : each;
              return `${text} let h${String(k + 1)} = h${String(k)} |> ${piped}`;
            }, 'let h0 = x') + ` return h${String(stages.length)} |> flatten() |> dense(3)`;
          const text = (size: string): string =>
            `network Net(S: int)(x: real[S, S, 2]) -> real[3] { ${body} } ` +
            `model M(H: int = ${String(s)}) { network net = Net(${size}) param w: simplex[H] ` +
            `plate row { given x: real[${size}, ${size}, 2] observe y: real ~ Normal(sum(net(x)) + w[0], 1) } }`;
          const symbolic = instance(soundModel(text('8 * H')), 'net');
          const constant = instance(soundModel(text(String(8 * s))), 'net');
          const at = (network: NetworkInstance): readonly string[] =>
            network.weights.map(
              ({ path, shape }) =>
                `${path.join('.')} ${shape.map((size) => evaluateSize(size, () => s)).join(',')}`,
            );
          expect(at(symbolic)).toEqual(at(constant));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('faults', () => {
  test('are told once, used or not, and nothing follows from them', () => {
    const network = 'network Bad(x: real[3]) -> real[4] { return x |> dense(5) } ';
    const use =
      'model M { network a = Bad() network b = Bad() plate row { given x: real[3] observe y: real[4] ~ Normal(a(x) + b(x), 1) } }';
    for (const text of [network, network + use])
      expect(checkSpec(text).diagnostics.map(oneLine)).toEqual([
        expect.stringContaining('E0322 1:50 [dense(5)]'),
      ]);
  });

  test('of an inner network are told at the inner one alone', () => {
    const text =
      'network Outer(x: real[3]) -> real[4] { return x |> Bad() } ' +
      'network Bad(x: real[3]) -> real[4] { return x |> dense(5) }';
    expect(codes(text)).toEqual(['E0322']);
  });

  test('that turn on sizes are told where the sizes are, with the use', () => {
    const network = 'network Net(x: real[_]) -> real[_] { return x |> residual { dense(5) } } ';
    const uses = (size: number): string =>
      `model M { network n = Net() plate row { given x: real[${String(size)}] observe y: real ~ Normal(sum(n(x)), 1) } }`;
    expect(codes(network)).toEqual([]);
    expect(codes(network + uses(5))).toEqual([]);
    const { diagnostics } = checkSpec(network + uses(4));
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0414']);
    expect(diagnostics[0]?.labels.at(-1)?.text).toBe('in this use');
  });

  test('several in one network are several messages', () => {
    const text =
      'network Net(x: real[4]) -> (a: real[2], b: real[2]) { return (a: x |> dense(3), b: x |> dense(2, bias: 1)) }';
    expect(codes(text)).toEqual(['E0335']);
    expect(codes(text.replace(', bias: 1', ''))).toEqual(['E0322']);
    expect(
      codes('network Net(x: real[4]) -> real { let _a = x |> dense(1.5) let _b = x |> dropout(2) return 1 }'),
    ).toEqual(['E0310', 'E0411']);
  });

  test('an instance that nothing uses is left out where its sizes are open', () => {
    const { models } = checkSpec(
      'network Net(x: real[_]) -> real[_] { return x |> dense(3) } model M { network n = Net() observe y: real ~ Normal(0, 1) }',
    );
    expect(models[0]?.networks).toEqual([]);
  });
});

describe('records', () => {
  test('pass from network to function to distribution by name', () => {
    const model = soundModel(`
      network Encoder(x: real[4]) -> (mean: real[2], sd: positive[2]) {
        let h = x |> dense(8, tanh)
        return (sd: h |> dense(2, softplus), mean: h |> dense(2))
      }
      function widen(mean: real[_], sd: positive[_]) -> (mean: real[_], sd: positive[_]) {
        return (mean: mean, sd: sd * 2)
      }
      model M {
        network encode = Encoder()
        plate row {
          given x: real[4]
          let r = if x[0] > 0 then encode(x) else widen(...encode(x))
          latent z: real[2] ~ Normal(...r)
          observe y: real ~ Normal(sum(z) + r.mean[0], 1)
        }
      }`);
    // In the order of the declaration, whatever that of the body.
    expect(results(instance(model, 'encode'))).toEqual(['mean: real[2]', 'sd: positive[2]']);
    const [, latent] = model.variables;
    const distribution = latent?.distribution;
    expect(distribution?.kind === 'distribution' ? Object.keys(distribution.arguments) : []).toEqual([
      'mean',
      'sd',
    ]);
  });

  test('the state of an Lstm', () => {
    const text = (first: string): string => `
      model L(H: int = 4, V: dim) {
        network cell = Lstm(H)
        network head = Dense(V)
        param begin: real[H]
        plate name {
          sequence t until letter {
            let s[0] = ${first}
            let s[t] = cell(s[t-1], [0.5])
            observe letter[t]: token<V> ~ Categorical(logits: head(s[t].h))
          }
        }
      }`;
    const { networks } = soundModel(text('(h: begin, c: begin)'));
    expect(networks[0]?.inputs.map(({ name, type }) => `${name}: ${printType(type)}`)).toEqual([
      'state.c: real[H]',
      'state.h: real[H]',
      'x: real[1]',
    ]);
    expect(networks[0]?.results.map(({ name }) => name)).toEqual(['h', 'c']);
    expect(codes(text('(c: begin, h: begin)'))).toEqual([]);
  });
});

describe('a critic, which training alone calls', () => {
  const gan = (critic: string, inPlate = ''): CheckedModel => {
    const { models, diagnostics } = checkSpec(
      `network G(z: real[_]) -> real[4] { return z |> dense(4) } ${critic} ` +
        `model M { network g = G() network c = C() plate row { ${inPlate} latent z: real[2] ~ Normal(0, 1) ` +
        'observe x: real[4] = g(z) } train adversarial(critic: c) }',
    );
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(oneLine)).toEqual([]);
    const [model] = models;
    if (model === undefined) throw new Error('no model');
    return model;
  };

  test('has the sizes of what is observed', () => {
    const model = gan('network C(x: real[_]) -> real { return x |> dense(8) |> dense(1) }');
    expect(printWeights(instance(model, 'c'))).toEqual([
      'dense1.kernel [4, 8]',
      'dense1.bias [8]',
      'dense2.kernel [8, 1]',
      'dense2.bias [1]',
    ]);
  });

  test('and of what is given, where it takes that too', () => {
    const model = gan(
      'network C(x: real[_], y: real[_]) -> real { return x |> concat(y) |> dense(1) }',
      'given y: real[3]',
    );
    expect(printWeights(instance(model, 'c'))).toEqual(['dense1.kernel [7, 1]', 'dense1.bias [1]']);
  });

  test('is one of its own model', () => {
    const gans = (name: string, critic: string): string =>
      `model ${name} { ${critic} network g = Dense(4) plate row { latent z: real[2] ~ Normal(0, 1) ` +
      'observe x: real[4] = g(z) } train adversarial(critic: c) } ';
    const text =
      'network C(x: real[4]) -> real { return x |> dense(1) } ' +
      gans('A', 'network c = C()') +
      gans('B', '');
    expect(codes(text)).toEqual(['E0704']);
  });
});
