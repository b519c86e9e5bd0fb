// The pass forwards along one sequence: at each step
//
//   predicted[j] = sum{ message[i] table[i, j] : i }, filtered[j] = predicted[j] weight[j] / their sum,
//
// where the message is what the step before has filtered. Up to sixteen states stay in registers, and the next step is
// handed what is not divided by its sum yet, so that it need not wait for that; with more, products go through memory.
// Where the sum may have lost digits the step is done once more in logarithms.

import {
  call,
  f64,
  f64x2,
  forRange,
  i32,
  memory,
  select,
  v128,
  when,
  type Expr,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  type Statement,
} from '../../encoder/index.ts';
import type { Arithmetic } from '../arithmetic.ts';
import type { Vector } from '../value.ts';
import { add, batchSteps, i, mostVectors, smallest, tableBytes, times, widthOf, type I32 } from './layout.ts';
import { multiplyInRegisters, type Multiply } from './multiply.ts';
import { logScalesFunction, weightsAsGivenFunction, weightsFunction } from './weights.ts';

type Nine = readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'];
const nine: Nine = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'];

/**
 * (steps, states, terms, packed, index, filtered, logScale, emission, scratch, linear, begins): addresses of the first step;
 * `index`, `logScale`, `emission` are 0 where there is none. `linear`: terms are weights, not their logarithms. Where the
 * sequence does not begin with the first step, what the one before it has filtered lies before that of the first.
 */
export type Forward = FunctionBuilder<readonly [...Nine, 'i32', 'i32'], 'none'>;

/**
 * (steps, states, message, packed, index, terms, weights, filtered, emission, shifts, sums, scratch, linear): addresses of the
 * first of these steps; of the message handed to it.
 */
type Steps = FunctionBuilder<readonly [...Nine, 'i32', 'i32', 'i32', 'i32'], 'none'>;

/**
 * (message, table, width, terms, filtered, emission, scratch, linear): a step in logarithms, which may overwrite the message
 * where it is in the scratch memory; the logarithm of its sum.
 */
type StepInLogs = FunctionBuilder<readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], 'f64'>;

export function forwardFunction(module: ModuleBuilder, arithmetic: Arithmetic, multiply: Multiply): Forward {
  const inLogs = stepInLogsFunction(module, arithmetic, multiply);
  const weigh = weightsFunction(module, arithmetic);
  const asGiven = weightsAsGivenFunction(module);
  const logScales = logScalesFunction(module, arithmetic);
  const bySize = Array.from({ length: mostVectors }, (_, few) =>
    stepsFunction(module, arithmetic, inLogs, multiply, few + 1),
  );
  const ofMany = stepsFunction(module, arithmetic, inLogs, multiply, null);

  const f = module.function('chainForward', [...nine, 'i32', 'i32'], 'none');
  const [linear, begins] = [f.param(9), f.param(10)];
  const [all, states, terms, packed, index] = [f.param(0), f.param(1), f.param(2), f.param(3), f.param(4)];
  const [filtered, logScale, emission, scratch] = [f.param(5), f.param(6), f.param(7), f.param(8)];
  const [step, steps, width, at, message] = [
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
    f.local('i32'),
  ];
  const [weights, shifts, sums, number] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  /** Of an array that may not be there. */
  const ofStep = (array: I32, bytes: I32): I32 => select(array, add(array, times(step, bytes)), i(0));
  return f.body(() => [
    width.set(widthOf(states)),
    weights.set(add(scratch, width)),
    shifts.set(add(weights, times(width, i(batchSteps)))),
    sums.set(add(shifts, i(8 * batchSteps))),
    memory.fill(scratch, i(0), width),
    f64.store(scratch, f64.const(1), 0),
    message.set(select(begins, scratch, i32.sub(filtered, width))),
    number.set(i32.shr_u(width, i(4))),
    forRange(
      step,
      i(0),
      all,
      [
        steps.set(i32.sub(all, step)),
        steps.set(select(i32.lt_u(steps, i(batchSteps)), steps, i(batchSteps))),
        at.set(times(step, width)),
        when(
          linear,
          [weights.set(add(terms, at)), call(asGiven, weights, shifts, steps, states)],
          [call(weigh, add(terms, at), weights, shifts, steps, states)],
        ),
        ...[...bySize, ofMany].map((each, few) =>
          when(few < mostVectors ? i32.eq(number, i(few + 1)) : i32.gt_u(number, i(mostVectors)), [
            call(
              each,
              steps,
              states,
              message,
              packed,
              ofStep(index, i(8)),
              add(terms, at),
              weights,
              add(filtered, at),
              ofStep(emission, width),
              shifts,
              sums,
              scratch,
              linear,
            ),
          ]),
        ),
        when(logScale, [call(logScales, sums, shifts, ofStep(logScale, i(8)), steps)]),
        message.set(add(filtered, add(at, times(i32.sub(steps, i(1)), width)))),
      ],
      batchSteps,
    ),
  ]);
}

/** With so many vectors in registers, or (null) any number in memory. */
function stepsFunction(
  module: ModuleBuilder,
  arithmetic: Arithmetic,
  inLogs: StepInLogs,
  multiply: Multiply,
  vectors: number | null,
): Steps {
  const f = module.function(
    `chainForward${vectors === null ? '' : String(2 * vectors)}`,
    [...nine, 'i32', 'i32', 'i32', 'i32'],
    'none',
  );
  const [steps, states, message, packed] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [index, terms, weights, filtered] = [f.param(4), f.param(5), f.param(6), f.param(7)];
  const [emission, shifts, sums] = [f.param(8), f.param(9), f.param(10)];
  const [scratch, linear] = [f.param(11), f.param(12)];
  const [step, width, table, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const at = f.local('i32');
  const values = Array.from({ length: vectors ?? 0 }, () => f.local('v128'));
  const [total, scales, value] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const [sum, scale] = [f.local('f64'), f.local('f64')];
  const eachVector = (body: readonly Statement[]): Statement => forRange(at, i(0), width, body, 16);
  const load = (from: I32, u: number): Vector => v128.load(from, 16 * u);
  /** Weights of states that are impossible count nowhere: they may be infinite. */
  const emitted = (weight: Vector, own: Vector): Vector =>
    v128.and(f64x2.mul(weight, scales), f64x2.ne(own, f64x2.const(0)));

  const weighted: readonly Statement[] =
    vectors === null
      ? [
          call(multiply, message, table, width, filtered),
          total.set(f64x2.const(0)),
          eachVector([
            value.set(f64x2.mul(v128.load(add(filtered, at), 0), v128.load(add(weights, at), 0))),
            v128.store(add(filtered, at), value, 0),
            total.set(f64x2.add(total, value)),
          ]),
        ]
      : [
          ...multiplyInRegisters(f, arithmetic, { vector: scratch, end, matrix: table, width }, values),
          ...values.map((each, u) => each.set(f64x2.mul(each, f64x2.mul(load(weights, u), scales)))),
          total.set(sumOf(values)),
        ];
  const scaled: readonly Statement[] =
    vectors === null
      ? [
          when(emission, [
            eachVector([
              v128.store(
                add(emission, at),
                emitted(v128.load(add(weights, at), 0), v128.load(add(filtered, at), 0)),
                0,
              ),
            ]),
          ]),
          eachVector([v128.store(add(filtered, at), f64x2.mul(v128.load(add(filtered, at), 0), scales), 0)]),
        ]
      : [
          ...values.map((each, u) => v128.store(filtered, f64x2.mul(each, scales), 16 * u)),
          when(
            emission,
            values.map((each, u) => v128.store(emission, emitted(load(weights, u), each), 16 * u)),
          ),
        ];
  return f.body(() => [
    width.set(widthOf(states)),
    end.set(add(scratch, width)),
    ...values.map((_, u) => v128.store(scratch, load(message, u), 16 * u)),
    scales.set(f64x2.const(1)),
    forRange(
      step,
      i(0),
      i32.shl(steps, i(3)),
      [
        table.set(packed),
        when(index, [
          table.set(
            add(packed, times(i32.trunc_sat_f64_s(f64.load(add(index, step), 0)), tableBytes(width))),
          ),
        ]),
        ...weighted,
        sum.set(f64.add(f64x2.extract_lane(total, 0), f64x2.extract_lane(total, 1))),
        when(
          f64.ge(sum, f64.const(smallest)),
          [
            ...values.map((each, u) => v128.store(scratch, each, 16 * u)),
            f64.store(add(sums, step), sum, 0),
            scale.set(f64.div(f64.const(1), sum)),
            scales.set(f64x2.splat(scale)),
            ...scaled,
          ],
          [
            f64.store(
              add(shifts, step),
              call(inLogs, message, table, width, terms, filtered, emission, scratch, linear),
              0,
            ),
            f64.store(add(sums, step), f64.const(1), 0),
            ...values.map((_, u) => v128.store(scratch, load(filtered, u), 16 * u)),
            scales.set(f64x2.const(1)),
          ],
        ),
        message.set(filtered),
        terms.set(add(terms, width)),
        weights.set(add(weights, width)),
        filtered.set(add(filtered, width)),
        emission.set(select(emission, add(emission, width), i(0))),
      ],
      8,
    ),
  ]);
}

/** The sum of vectors, in pairs. */
function sumOf(values: readonly Vector[]): Vector {
  const [first, second] = values;
  if (first === undefined) throw new Error('internal: a sum of nothing');
  if (second === undefined) return first;
  const half = values.length >> 1;
  return f64x2.add(sumOf(values.slice(0, half)), sumOf(values.slice(half)));
}

/**
 * filtered = exp(log(predicted) + terms - log of their sum), and what it is of predicted: -Infinity and 0 where nothing is
 * possible.
 */
function stepInLogsFunction(module: ModuleBuilder, { math }: Arithmetic, multiply: Multiply): StepInLogs {
  const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const f = module.function('chainStepInLogs', params, 'f64');
  const [message, table, width, terms] = [f.param(0), f.param(1), f.param(2), f.param(3)];
  const [filtered, emission, scratch, linear] = [f.param(4), f.param(5), f.param(6), f.param(7)];
  const at = f.local('i32');
  const [total, term, mass] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const [peak, found] = [f.local('f64'), f.local('f64')];
  const eachVector = (body: readonly Statement[]): Statement => forRange(at, i(0), width, body, 16);
  const here = (array: Local<'i32'>): I32 => add(array, at);
  const lanes = (combine: (a: Expr<'f64'>, b: Expr<'f64'>) => Expr<'f64'>): Expr<'f64'> =>
    combine(f64x2.extract_lane(total, 0), f64x2.extract_lane(total, 1));
  const logOf = (x: Expr<'f64'>): Expr<'f64'> => f64x2.extract_lane(math.inline('log', f, f64x2.splat(x)), 0);
  const log = (x: Vector): Vector => math.inline('log', f, x);
  const relative = (x: Vector, to: Expr<'f64'>): Vector =>
    math.inline('exp', f, f64x2.sub(x, f64x2.splat(to)));
  const possible = f64x2.ne(mass, f64x2.const(0));
  /** What is predicted, and the terms where it is not 0: elsewhere they may be infinite. */
  const read: readonly Statement[] = [
    mass.set(v128.load(here(filtered), 0)),
    term.set(v128.load(here(terms), 0)),
    when(linear, [term.set(log(term))]),
    term.set(v128.bitselect(term, f64x2.const(-Infinity), possible)),
  ];
  return f.body(() => [
    call(multiply, message, table, width, filtered),
    total.set(f64x2.const(-Infinity)),
    eachVector([
      ...read,
      term.set(f64x2.add(log(mass), term)),
      v128.store(here(scratch), term, 0),
      total.set(f64x2.max(total, term)),
    ]),
    peak.set(lanes((a, b) => f64.max(a, b))),
    when(
      f64.eq(peak, f64.const(-Infinity)),
      [
        found.set(peak),
        memory.fill(filtered, i(0), width),
        when(emission, [memory.fill(emission, i(0), width)]),
      ],
      [
        total.set(f64x2.const(0)),
        eachVector([total.set(f64x2.add(total, relative(v128.load(here(scratch), 0), peak)))]),
        found.set(f64.add(peak, logOf(lanes((a, b) => f64.add(a, b))))),
        eachVector([
          ...read,
          when(emission, [v128.store(here(emission), v128.and(relative(term, found), possible), 0)]),
          v128.store(here(filtered), v128.and(relative(v128.load(here(scratch), 0), found), possible), 0),
        ]),
      ],
    ),
    found,
  ]);
}
