import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '../../../compiler/ir/evaluate.ts';
import { printProgram } from '../../../compiler/ir/print.ts';
import { createStream } from '../../../runtime/random/stream.ts';
import { caseOf, randomPlan } from '../../support/random-program.ts';
import type { RandomCase } from '../../support/random-program.ts';
import { compileProgram } from '../../support/run-kernel.ts';

/** Elements that differ by more than 1e-12 of the larger of 1 and their size. */
function differences({ program, inputs, sizes }: RandomCase): readonly string[] {
  const found = compileProgram(program).run(inputs, sizes);
  const stream = createStream(inputs.key?.[0] ?? 0, inputs.key?.[1] ?? 0);
  const wrapped = Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, { data }]));
  const expected = evaluate(program, wrapped, sizes, { stream });
  return Object.entries(expected).flatMap(([name, values]) => {
    const mine = found[name];
    const wrong = values.findIndex((value, k) => {
      const other = mine?.[k] ?? Infinity;
      return !(Object.is(value, other) || Math.abs(value - other) <= 1e-12 * Math.max(1, Math.abs(value)));
    });
    return wrong < 0
      ? []
      : [`${name}[${String(wrong)}]: ${String(mine?.[wrong])}, not ${String(values[wrong])}`];
  });
}

test('emitted kernels compute what the evaluator does', () => {
  fc.assert(
    fc.property(randomPlan(false), (plan) => {
      const given = caseOf(plan);
      expect(differences(given), printProgram(given.program)).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
});

test('emitted kernels draw the numbers that the evaluator draws', () => {
  fc.assert(
    fc.property(randomPlan(true), (plan) => {
      const given = caseOf(plan);
      expect(differences(given), printProgram(given.program)).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 60) },
  );
});
