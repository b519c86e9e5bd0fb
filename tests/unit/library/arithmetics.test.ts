// Every formula of every distribution means the same in the compiler's arithmetic (IR builders, then the reference
// evaluator) as in the eager one.

import { expect, test } from 'vitest';
import { evaluate, type InputArray } from '../../../compiler/ir/evaluate.ts';
import { makeAxis } from '../../../compiler/ir/axis.ts';
import { createBuilder, type Builder } from '../../../compiler/ir/build.ts';
import { eventOf as irEventOf } from '../../../compiler/ir/matrices.ts';
import type { Axis, Node } from '../../../compiler/ir/ops.ts';
import { makeProgram, outputOf } from '../../../compiler/ir/program.ts';
import type { Arithmetic, Event } from '../../../compiler/library/arithmetic.ts';
import { logDensityOf } from '../../../compiler/library/define-distribution.ts';
import type { Distribution, Values } from '../../../compiler/library/distribution.ts';
import { findDistribution } from '../../../compiler/library/distributions/index.ts';
import { constantSize } from '../../../compiler/sizes/size.ts';
import { createStream } from '../../../runtime/random/stream.ts';
import { eagerArithmetic, inOrder, type Tensor, type TestAxis } from '../../support/eager-arithmetic.ts';
import { examples } from '../../support/example-parameters.ts';

/** All that a distribution says of an event `x`, by name. */
function everything<V, A>(
  m: Arithmetic<V, A>,
  distribution: Distribution,
  x: V,
  parameters: Values<V>,
  event: Event<V, A>,
): Map<string, V> {
  const all = new Map<string, V>();
  const record = (prefix: string, values: Values<V>): void => {
    for (const [name, value] of Object.entries(values)) all.set(`${prefix}.${name}`, value);
  };
  distribution.forms.forEach((form, index) => {
    const own = form.fromCanonical(m, parameters, event);
    record(`form ${String(index)}`, own);
    record(`canonical from ${String(index)}`, form.toCanonical(m, own, event));
    all.set(`log density by form ${String(index)}`, logDensityOf(m, distribution, x, own, event, form));
  });
  const statistics = Object.fromEntries([
    ['weight', m.num(2.5)],
    ...(distribution.statistics ?? []).map(
      (each) => [each.name, m.mul(m.num(2.5), each.of(m, x, event))] as const,
    ),
  ]) as Values<V>;
  record('statistic', statistics);
  const expected = distribution.expectedLogDensity?.(m, statistics, parameters, event);
  if (expected !== undefined) all.set('expected log density', expected);
  distribution.estimation.forEach((step, index) => {
    const pooled = step.pool(m, statistics, parameters, event);
    record(`pool ${String(index)}`, pooled);
    // From one event, Gamma and Dirichlet have no estimate.
    if (!['Gamma', 'Dirichlet'].includes(distribution.name))
      record(`estimate ${String(index)}`, step.solve(m, pooled, event));
  });
  for (const tail of ['logCdf', 'logSurvival'] as const) {
    const value = distribution.tails?.[tail](m, x, parameters);
    if (value !== undefined) all.set(tail, value);
  }
  if (distribution.marginals !== null && event !== null) {
    const present = m.less(m.positions(event.axis), m.num(2));
    all.set('marginal density', distribution.marginals.logDensity(m, x, present, parameters, event));
    const conditional = distribution.marginals.conditional(m, x, present, parameters, event);
    record('conditional', conditional);
    record('expected', distribution.marginals.statistics?.(m, conditional, event) ?? {});
  }
  for (const moment of ['mean', 'variance', 'entropy'] as const) {
    const value = distribution.moments[moment]?.(m, parameters, event);
    if (value !== undefined) all.set(moment, value);
  }
  return all;
}

type IrEvent = ReturnType<typeof irEventOf>;

function irEventFor(m: Builder, event: Event<Tensor, TestAxis>): IrEvent | null {
  if (event === null) return null;
  const own = makeAxis('e', constantSize(event.axis.size));
  const columns =
    event.columns === null ? null : makeAxis('e.columns', constantSize(event.columns.axis.size));
  return irEventOf(m, own, undefined, columns);
}

/** The axis of the compiler's event that a test's axis stands for. */
const axisIn =
  (event: IrEvent | null) =>
  ({ name }: TestAxis): Axis => {
    const found = {
      e: event?.axis,
      'e.dual': event?.dual,
      'e.packed': event?.packed,
      'e.columns': event?.columns?.axis,
    }[name];
    if (found === undefined) throw new Error(`no axis ${name}`);
    return found;
  };

test.each(examples)('$family', ({ family, parameters, event, xs }) => {
  const distribution = findDistribution(family);
  const [x] = xs;
  if (distribution === null || x === undefined) throw new Error('no example');
  const expected = everything(eagerArithmetic(), distribution, x, parameters, event);

  const m = createBuilder();
  const irEvent = irEventFor(m, event);
  const irAxis = axisIn(irEvent);
  const inputs: Record<string, InputArray> = {};
  const input = (name: string, value: Tensor): Node => {
    inputs[name] = { data: Float64Array.from(value.data) };
    return m.input(name, { dtype: 'f64', axes: value.axes.map(irAxis) });
  };
  const irParameters = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, input(name, value)]),
  );
  const nodes = everything(m, distribution, input('x', x), irParameters, irEvent);
  expect([...nodes.keys()]).toEqual([...expected.keys()]);

  const outputs = [...expected].map(([name, value]) =>
    outputOf(m, name, m.cast(nodes.get(name) ?? m.num(NaN), 'f64'), value.axes.map(irAxis)),
  );
  const results = evaluate(makeProgram(family, outputs), inputs, {});
  for (const [name, { data }] of expected) {
    expect(results[name]).toHaveLength(data.length);
    data.forEach((value, k) => {
      expect(results[name]?.[k], name).toBeCloseTo(value, 12);
    });
  }
});

test('a sampler of a vector family draws along repeats and event', () => {
  for (const { family, parameters, event } of examples.filter((each) => each.event !== null)) {
    const distribution = findDistribution(family);
    if (distribution === null || event === null) throw new Error('no example');
    const m = createBuilder();
    const irEvent = irEventFor(m, event);
    if (irEvent === null) throw new Error('no event');
    const rows = makeAxis('row', constantSize(50));
    const values = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => {
        return [name, m.input(name, { dtype: 'f64', axes: value.axes.map(axisIn(irEvent)) })];
      }),
    );
    const inputs = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        { data: Float64Array.from(inOrder(value, value.axes).data) },
      ]),
    );
    const draw = distribution.sample(m, values, irEvent, [rows]);
    const { eventRank, discrete } = distribution;
    const axes = [rows, ...[irEvent.axis, irEvent.dual].slice(0, eventRank)];
    const program = makeProgram(family, [outputOf(m, 'draw', m.cast(draw, 'f64'), axes)]);
    const { draw: result = new Float64Array() } = evaluate(
      program,
      inputs,
      {},
      { stream: createStream(1, 1) },
    );
    const size = 50 * 3 ** eventRank;
    expect(result).toHaveLength(size);
    expect(result.every(Number.isFinite)).toBe(true);
    // Matrices are symmetric or triangular: the entries of a triangle differ, 1 and 0 apart.
    const different = eventRank === 2 ? 50 * (family === 'LkjCholesky' ? 5 : 6) : size;
    expect(new Set(result).size, family).toBeGreaterThanOrEqual(discrete ? 3 : different);
  }
});
