// Functions on vectors of two doubles, lane by lane, for kernels: as functions of the module, added when first asked
// for, or written into an expression.
//
//   const math = new VectorMath(module, { relaxed: true });
//   call(math.function('exp'), x)                   // one function, called
//   math.inline('exp', kernel, x)                   // its instructions here; `kernel` gives the variables (a FunctionBuilder)
//
// Values at the edges are those of JavaScript's Math: infinities, NaN, signed zeros, subnormal arguments and results.
// Relaxed multiply-add needs a machine that has relaxed SIMD; the plain variant runs wherever there is SIMD. No function
// needs a multiply-add to be rounded once, so both are as exact. Errors of doubles are stated at each function; floats
// are within 1.6 units in the last place. Written out, exp and log take about 2 ns an element, lgamma 6 (relaxed, one
// core: tests/bench/vector-functions.ts); a call costs 1 to 2 ns more, because constants are made anew in it.
// sqrt, floor, abs and the like are instructions: `f64x2.sqrt`.
//
// To add a function: an emitter beside its relatives, its name in `emitters`, rows in
// tests/reference/make-vector-math-table.py, a bound in tests/unit/8-emit/wasm/math.test.ts.

import { call, f64x2, Steps, type Expr, type ModuleBuilder, type Scope } from '../encoder/index.ts';
import type { Emitter, MathContext, VectorCallee } from './context.ts';
import { doubles, floats, type Vector } from './lanes.ts';
import { exp, expm1, sigmoid, tanh } from './exp.ts';
import { digamma, lgamma, trigamma } from './gamma.ts';
import { log, log1p, logAny, softplus } from './log.ts';

/** Functions that run outside, one lane at a time: `importModule.name` is imported, a function of numbers. */
function outside(name: string): Emitter {
  return (context, _steps, ...x) => context.imported(name, ...x);
}

const emitters = {
  exp,
  expm1,
  log,
  log1p,
  sigmoid,
  tanh,
  softplus,
  lgamma,
  digamma,
  trigamma,
  sin: outside('sin'),
  cos: outside('cos'),
  pow: outside('pow'),
} satisfies Record<string, Emitter>;

export type VectorFunctionName = keyof typeof emitters;

export const vectorFunctionNames = Object.keys(emitters) as VectorFunctionName[];

/** What there is for floats. */
export const floatFunctionNames = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'sigmoid',
  'tanh',
  'softplus',
] as const satisfies readonly VectorFunctionName[];

const allEmitters: ReadonlyMap<string, Emitter> = new Map<string, Emitter>([
  ...Object.entries(emitters),
  ['logAny', logAny],
]);

export interface VectorMathOptions {
  /** With relaxed SIMD's multiply-add. */
  readonly relaxed: boolean;
  /** Two doubles, or four floats; of floats, only `floatFunctionNames`. */
  readonly lanes?: 'f64' | 'f32';
  /** The module that `lgamma`, `digamma` and `trigamma` (of negative arguments), `sin`, `cos` and `pow` are imported from. */
  readonly importModule?: string;
}

/** The vector functions of one module. */
export class VectorMath {
  readonly #module: ModuleBuilder;
  readonly #functions = new Map<string, VectorCallee>();
  readonly #context: MathContext;
  readonly #lanes: 'f64' | 'f32';

  constructor(module: ModuleBuilder, { relaxed, lanes = 'f64', importModule = 'math' }: VectorMathOptions) {
    this.#module = module;
    const kind = lanes === 'f64' ? doubles : floats;
    const { float } = kind;
    this.#lanes = lanes;
    this.#context = {
      lanes: kind,
      madd: relaxed ? float.relaxed_madd : (a, b, c) => float.add(float.mul(a, b), c),
      nmadd: relaxed ? float.relaxed_nmadd : (a, b, c) => float.sub(c, float.mul(a, b)),
      function: (name) => this.#function(name),
      imported: (name, ...operands) => {
        const callee = module.importFunction(
          importModule,
          name,
          operands.map(() => 'f64' as const),
          'f64',
        );
        const lane = (i: number): Expr<'f64'> =>
          call(callee, ...operands.map((each) => f64x2.extract_lane(each, i)));
        return f64x2.replace_lane(f64x2.splat(lane(0)), lane(1), 1);
      },
    };
  }

  /** a * b + c in the module's variant. */
  madd(a: Vector, b: Vector, c: Vector): Vector {
    return this.#context.madd(a, b, c);
  }

  /** c - a * b in the module's variant. */
  nmadd(a: Vector, b: Vector, c: Vector): Vector {
    return this.#context.nmadd(a, b, c);
  }

  /** The function of the module. */
  function(name: VectorFunctionName): VectorCallee {
    return this.#function(name);
  }

  /** The function's instructions, applied to arguments; variables are taken from `scope`. */
  inline(name: VectorFunctionName, scope: Scope, ...x: [Vector, ...Vector[]]): Vector {
    const steps = new Steps(scope);
    const [first, ...others] = x;
    return steps.give(
      this.#emitter(name)(this.#context, steps, steps.keep(first), ...others.map((each) => steps.keep(each))),
    );
  }

  #function(name: string): VectorCallee {
    const known = this.#functions.get(name);
    if (known !== undefined) return known;
    const count = name === 'pow' ? 2 : 1;
    const added = this.#module.function(name, new Array<'v128'>(count).fill('v128'), 'v128');
    this.#functions.set(name, added);
    added.body(() => {
      const steps = new Steps(added);
      return [
        steps.give(
          this.#emitter(name)(this.#context, steps, added.param(0), ...(count === 2 ? [added.param(1)] : [])),
        ),
      ];
    });
    return added;
  }

  #emitter(name: string): Emitter {
    const emitter = allEmitters.get(name);
    const known =
      this.#lanes === 'f64' || name === 'logAny' || floatFunctionNames.some((each) => each === name);
    if (emitter === undefined || !known)
      throw new Error(`internal: there is no vector function ${name} of ${this.#lanes}`);
    return emitter;
  }
}
