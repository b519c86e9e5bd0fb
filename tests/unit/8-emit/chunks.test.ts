// Kernels whose rows come in chunks give the bits of all rows at once, wherever whole tiles are cut apart.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emitKernel } from '../../../compiler/8-emit/typescript/emit-kernel.ts';
import { printProgram } from '../../../compiler/ir/print.ts';
import type { Program } from '../../../compiler/ir/ops.ts';
import type { Arrays, NumericArray, Sizes } from '../../../runtime/model/definition.ts';
import { caseOf, randomPlan, type RandomCase } from '../../support/random-program.ts';
import { allocateOutputs, loadKernel } from '../../support/run-kernel.ts';

const around = new Map([['inner', 'outer']]);

/** Rows `from` to `to - 1` of the outer plate with what is in them, and with the last of them all of the other plate. */
function chunkOf(
  { program, inputs, sizes }: RandomCase,
  from: number,
  to: number,
): { inputs: Arrays; sizes: Sizes } {
  const offset = inputs['offset.inner'] ?? new Int32Array(1);
  const isLast = to === sizes['rows:outer'];
  const ranges: Record<string, readonly [number, number]> = {
    outer: [from, to],
    inner: [offset[from] ?? 0, offset[to] ?? 0],
    other: [0, isLast ? (sizes['rows:other'] ?? 0) : 0],
  };
  const own: Record<string, number> = { ...sizes };
  for (const [plate, [first, last]] of Object.entries(ranges)) {
    own[`rows:${plate}`] = last - first;
    own[`all:${plate}`] = sizes[`rows:${plate}`] ?? 0;
  }
  const result: Record<string, NumericArray> = { ...inputs };
  for (const { name, type } of program.inputs) {
    const plate = type.axes.find((axis) => axis.plate !== null)?.plate ?? null;
    const values = inputs[name];
    if (plate === null || values === undefined) continue;
    const [first, last] = ranges[plate] ?? [0, 0];
    const width = values.length / Math.max(1, sizes[`rows:${plate}`] ?? 0);
    result[name] = values.slice(first * width, last * width);
  }
  const [innerFirst = 0, innerLast = 0] = ranges.inner ?? [];
  result['offset.inner'] = Int32Array.from(offset.slice(from, to + 1), (start) => start - innerFirst);
  result['parent.inner'] = Int32Array.from(inputs['parent.inner']?.slice(innerFirst, innerLast) ?? [], (row) => row - from); // prettier-ignore
  return { inputs: result, sizes: own };
}

const hasRows = (output: Program['outputs'][number]): boolean =>
  output.axes.some((axis) => axis.plate !== null);

test('sums over rows in chunks are those over all rows, bit for bit', () => {
  let compared = 0;
  fc.assert(
    fc.property(randomPlan(false), fc.integer({ min: 1, max: 3 }), (plan, tiles) => {
      const given = caseOf(plan);
      const { program, inputs, sizes } = given;
      const emitted = emitKernel(program, { name: 'testedKernel', around });
      if (!emitted.inChunks) return;
      const kernel = loadKernel(emitted, 'testedKernel')(sizes);
      const whole = allocateOutputs(program, sizes);
      kernel(inputs, whole, sizes);
      const parts: Record<string, NumericArray>[] = [];
      const total = sizes['rows:outer'] ?? 0;
      for (let from = 0; from === 0 || from < total; from += 256 * tiles) {
        const to = Math.min(total, from + 256 * tiles);
        const chunk = chunkOf(given, from, to);
        const outputs = allocateOutputs(program, chunk.sizes);
        kernel(chunk.inputs, outputs, chunk.sizes, to < total);
        parts.push(outputs);
      }
      for (const output of program.outputs) {
        const { name } = output;
        // Rows that come first lie one after another.
        if (hasRows(output) && output.axes[0]?.plate === null) continue;
        const found = hasRows(output) ? parts.flatMap((part) => [...(part[name] ?? [])]) : [...(parts.at(-1)?.[name] ?? [])]; // prettier-ignore
        expect(found, `${name}\n${printProgram(program)}`).toEqual([...(whole[name] ?? [])]);
        if (total > 256 * tiles) compared++;
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
  expect(compared).toBeGreaterThan(5);
});
