// Kernels whose rows are shared give the bits of one thread, whoever does which rows in which order.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printProgram } from '../../../../../compiler/ir/print.ts';
import { optimize } from '../../../../../compiler/7-optimize/optimize.ts';
import { caseOf, randomPlan } from '../../../../support/random-program.ts';
import {
  gaussianMixtureInputs,
  gaussianMixtureProgram,
} from '../../../../support/gaussian-mixture-program.ts';
import { pretendedTeam } from '../../../../support/pretended-team.ts';
import { allocateOutputs } from '../../../../support/run-kernel.ts';
import { wasmFactory } from '../../../../support/run-wasm-kernel.ts';

test('any program, any number of threads', () => {
  let shared = 0;
  fc.assert(
    fc.property(randomPlan(false), fc.integer({ min: 2, max: 4 }), (plan, threads) => {
      const { program, inputs, sizes } = caseOf(plan);
      const make = wasmFactory(program);
      if (make === null) return;
      const [alone, together] = [allocateOutputs(program, sizes), allocateOutputs(program, sizes)];
      make(sizes, 'relaxed')(inputs, alone, sizes);
      const team = pretendedTeam(threads);
      const kernel = make(sizes, 'relaxed', team);
      // Twice: nothing of a run is left in the next.
      for (let run = 0; run < 2; run += 1) kernel(inputs, together, sizes);
      expect(together, printProgram(program)).toEqual(alone);
      shared += Math.min(1, team.count());
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
  expect(shared).toBeGreaterThan(5);
});

test('subtrees of any size, and rows that do not fill the last one', () => {
  const program = optimize(gaussianMixtureProgram(), { checked: true, dump: () => undefined });
  const make = wasmFactory(program);
  for (const rows of [257, 512, 256 * 31 + 1, 256 * 64, 256 * 64 + 255, 256 * 67, 30_001]) {
    const { inputs, sizes } = gaussianMixtureInputs(rows, 2, 3);
    const [alone, together] = [allocateOutputs(program, sizes), allocateOutputs(program, sizes)];
    make?.(sizes, 'plain')(inputs, alone, sizes);
    for (const threads of [2, 3]) {
      const team = pretendedTeam(threads);
      make?.(sizes, 'plain', team)(inputs, together, sizes);
      expect(team.count()).toBeGreaterThan(0);
      expect(together).toEqual(alone);
    }
  }
});

test('other rows, other data and open sums', () => {
  const program = optimize(gaussianMixtureProgram(), { checked: true, dump: () => undefined });
  const make = wasmFactory(program);
  const { sizes } = gaussianMixtureInputs(1, 2, 3);
  const team = pretendedTeam(2);
  const shared = make?.(sizes, 'plain', team);
  const plain = make?.(sizes, 'plain');
  for (const rows of [3000, 700, 0, 5000]) {
    const { inputs, sizes: own } = gaussianMixtureInputs(rows, 2, 3);
    const other = { ...inputs, 'data.x': inputs['data.x']?.map((value) => value + 1) ?? new Float64Array() };
    for (const given of [inputs, other]) {
      const [alone, together] = [allocateOutputs(program, own), allocateOutputs(program, own)];
      plain?.(given, alone, own);
      shared?.(given, together, own);
      expect(together).toEqual(alone);
      for (const kernel of [plain, shared]) kernel?.(given, alone, own, true);
      plain?.(given, alone, own);
      shared?.(given, together, own);
      expect(together).toEqual(alone);
    }
  }
});
