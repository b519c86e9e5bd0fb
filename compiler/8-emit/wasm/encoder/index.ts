// A small encoder of WebAssembly: functions are built from typed expression trees and written as a binary module.
//
//   const module = new ModuleBuilder();
//   module.importMemory({ module: 'env', name: 'memory', minimumPages: 1 });
//   const f = module.function('scale', ['i32', 'i32', 'f64'], 'none');   // address, end, factor
//   const [address, end, factor] = [f.param(0), f.param(1), f.param(2)];
//   const by = f.local('v128');
//   f.body(() => [
//     by.set(f64x2.splat(factor)),                       // a local is the expression that reads it; set, tee write it
//     forRange(address, address, end, [
//       v128.store(address, f64x2.mul(v128.load(address, 0), by), 0),    // operands, then offset in bytes, alignment
//     ], 16),
//   ]);
//   module.export('scale', f);
//   const bytes = module.toBytes();                      // same calls, same bytes
//
// Names are WebAssembly's own: `i32.add`, `f64x2.relaxed_madd`, `i64x2.shl`, `memory.fill`, `i32['atomic.load']`; lanes
// and offsets follow the operands: `f64x2.replace_lane(v, x, lane)`, `v128.load64_lane(address, v, lane, offset)`.
// `f64x2.const(1)` fills both lanes. Control: `block`, `loop`, `br`, `brIf` with `label()`, `when` (if), `choose` and
// `select` (values), `call`, `leave` (return), `sequence([statements], value)` for an expression with variables of its
// own; `Steps` collects them: `const t = steps.keep(x)`, then `steps.give(f64x2.mul(t, t))`. An expression used twice is
// computed twice. Vector constants in loops are moved before them. A function with a result gives it as the last entry
// of its body. Wrong types, lanes or labels throw `internal:` errors that name instruction and function.
//
// To add an instruction: a row in instructions/.

export {
  br,
  brIf,
  block,
  call,
  choose,
  drop,
  forRange,
  globalGet,
  globalSet,
  label,
  leave,
  loop,
} from './control.ts';
export { Steps } from './steps.ts';
export { select, sequence, statements, unreachable, when } from './control.ts';
export type { Callee, Expr, GlobalVariable, Label, Statement } from './expression.ts';
export { FunctionBuilder, type Local, type Scope } from './function.ts';
export type { ResultType, ValueType } from './instructions/describe.ts';
export { ModuleBuilder, type ImportedFunction, type MemoryImport } from './module.ts';
export {
  atomic,
  f32,
  f32x4,
  f64,
  f64x2,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  i8x16,
  memory,
  v128,
} from './operations.ts';
export { instructions, type InstructionName } from './operations.ts';
