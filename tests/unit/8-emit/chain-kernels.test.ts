// Kernels that go along the steps of sequences, in TypeScript and WebAssembly, against the reference evaluator.

import { describe, expect, test } from 'vitest';
import { optimize } from '../../../compiler/7-optimize/optimize.ts';
import { withLinearMessages } from '../../../compiler/8-emit/wasm/linear-messages.ts';
import { makeAxis, plateAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder } from '../../../compiler/ir/build.ts';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import type { Node, Program } from '../../../compiler/ir/ops.ts';
import { printProgram } from '../../../compiler/ir/print.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import { constantSize, symbolSize } from '../../../compiler/sizes/size.ts';
import type { NumericArray } from '../../../runtime/model/definition.ts';
import { numbersFrom } from '../../gradients/expect-gradient.ts';
import { allocateOutputs, compileProgram } from '../../support/run-kernel.ts';
import { wasmFactory } from '../../support/run-wasm-kernel.ts';

const steps = plateAxis('step');
const lines = plateAxis('line');
const now = makeAxis('state', symbolSize('K'));
const before = makeAxis('state before', symbolSize('K'));

/** A value around the sequence that everything in it depends on. */
const kindCount = 3;
const kind = makeAxis('kind', constantSize(kindCount));

/** How many symbols a step may show. */
const symbolCount = 6;

/**
 * log Z, and with cotangent 1 the marginals of both terms, the one of pairs summed over all steps. `categories`: what steps show
 * are symbols with a table of probabilities, and not numbers of their own. `kinds`: a chain for each of several values around.
 */
function chainProgram(
  alone: boolean,
  semiring: 'logSum' | 'max',
  categories = false,
  kinds = false,
): Program {
  const m = createBuilder();
  const around = kinds ? [kind] : [];
  const symbol = makeAxis('symbol', constantSize(symbolCount));
  const unary = categories
    ? m.gather(
        m.log(m.input('table', { dtype: 'f64', axes: [...around, now, symbol] })),
        m.input('shown', { dtype: 'i32', axes: [steps] }),
        symbol,
      )
    : m.input('unary', { dtype: 'f64', axes: [steps, ...around, now] });
  const pair = m.input('pair', { dtype: 'f64', axes: [before, ...around, now] });
  const position = m.input('position.step', { dtype: 'i32', axes: [steps] });
  const total = m.chain({ rows: steps, to: alone ? null : lines, states: [{ now, before }] }, semiring, [
    { node: unary, condition: null },
    { node: pair, condition: m.less(m.constant(0, 'i32'), position) },
  ]);
  const chain = total as Node<'chain'>;
  const states = m.chainMarginal(chain, 0, m.num(1));
  const pairs = m.sum(m.chainMarginal(chain, 1, m.num(1)), steps);
  const program = makeProgram('chain', [
    outputOf(m, 'total', total, total.type.axes),
    outputOf(m, 'states', states, [steps, now, ...around]),
    outputOf(m, 'pairs', pairs, [before, now, ...around]),
  ]);
  return optimize(program, { checked: true, dump: () => undefined });
}

interface Given {
  readonly inputs: Record<string, NumericArray>;
  readonly sizes: Record<string, number>;
}

/** `extreme`: some logarithms are far out, so that a step's sum may underflow. `chains`: for each of so many values around. */
function given(
  states: number,
  lengths: readonly number[],
  seed: number,
  extreme: boolean,
  chains: number,
): Given {
  const random = numbersFrom(seed);
  const count = lengths.reduce((sum, length) => sum + length, 0);
  const far = (): number => (extreme && random() < 0.3 ? -900 * random() : 0);
  const starts = lengths.reduce<number[]>((all, length) => [...all, (all.at(-1) ?? 0) + length], [0]);
  return {
    sizes: { K: states, 'rows:step': count, 'rows:line': lengths.length },
    inputs: {
      // Where it is extreme, every symbol is all but impossible in all states.
      table: Float64Array.from({ length: chains * states * symbolCount }, () =>
        random() < 0.2 ? 0 : random() * (extreme ? 1e-300 : 1),
      ),
      shown: Int32Array.from({ length: count }, () => Math.floor(random() * symbolCount)),
      unary: Float64Array.from({ length: chains * count * states }, () =>
        random() < 0.05 ? -Infinity : 4 * random() - 2 + far(),
      ),
      pair: Float64Array.from({ length: chains * states * states }, (_, entry) =>
        entry % (states + 1) > 0 && random() < 0.1 ? -Infinity : Math.log(0.05 + random()),
      ),
      'position.step': Int32Array.from(
        lengths.flatMap((length) => Array.from({ length }, (_, step) => step)),
      ),
      'parent.step': Int32Array.from(lengths.flatMap((length, line) => Array<number>(length).fill(line))),
      'offset.step': Int32Array.from(starts),
    },
  };
}

function expectSame(found: Readonly<Record<string, NumericArray>>, expected: typeof found): void {
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, element) => {
      const other = found[name]?.[element] ?? NaN;
      const isSame =
        Object.is(value, other) || Math.abs(value - other) <= 1e-11 * Math.max(1, Math.abs(value));
      if (!isSame) expect.fail(`${name}[${String(element)}] is ${String(other)}, not ${String(value)}`);
    });
}

const ragged = [3, 0, 1, 7, 2, 0, 12];
/** More steps than passes go along at once, and more than those of one group. */
const long = [500, 0, 33, 600, 1, 1500, 64];
/** More lines than a tile has. */
const many = Array.from({ length: 300 }, (_, line) => line % 5);

describe.each([
  ['sums', 'logSum', false, false],
  ['sums of categories', 'logSum', true, false],
  ['sums for each kind', 'logSum', false, true],
  ['sums of categories for each kind', 'logSum', true, true],
  ['maxima', 'max', false, false],
] as const)('%s', (_, semiring, categories, kinds) => {
  describe.each([
    ['lines', false],
    ['one sequence', true],
  ] as const)('%s', (_name, alone) => {
    const program = chainProgram(alone, semiring, categories, kinds);
    const chains = kinds ? kindCount : 1;
    const typescript = compileProgram(program);
    const wasm = wasmFactory(program);

    test('weights in place of their logarithms mean the same', () => {
      const linear = withLinearMessages(program);
      // A sequence outside every plate is one chain in WebAssembly.
      expect(printProgram(linear).includes(' linear ')).toBe(categories && !(alone && kinds));
      const { inputs, sizes } = given(4, alone ? [12] : ragged, 7, false, chains);
      const wrapped = Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, { data }]));
      expectSame(evaluate(linear, wrapped, sizes), evaluate(program, wrapped, sizes));
    });

    test('sums have a form in WebAssembly', () => {
      expect(wasm === null).toBe(semiring === 'max' || (alone && kinds));
    });

    test.each([1, 2, 3, 5, 8, 13, 16, 17, 25])('%s states', (states) => {
      for (const [seed, lengths] of [ragged, many, ragged, long].entries()) {
        const { inputs, sizes } = given(states, alone ? [75] : lengths, seed + 1, seed === 2, chains);
        const wrapped = Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, { data }]));
        const expected = evaluate(program, wrapped, sizes);
        expectSame(typescript.run(inputs, sizes), expected);
        for (const variant of ['relaxed', 'plain'] as const) {
          if (wasm === null) continue;
          const found = allocateOutputs(program, sizes);
          const kernel = wasm(sizes, variant);
          // Twice: nothing of a run is left in the next.
          for (let run = 0; run < 2; run += 1) kernel(inputs, found, sizes);
          expectSame(found, expected);
        }
      }
    });
  });
});
