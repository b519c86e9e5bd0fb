// A program -> functions of a WebAssembly module, and what their caller must know of them.

import type { Program } from '../../../ir/ops.ts';
import { runsInChunks } from '../../schedule/chunks.ts';
import { rowAxis } from '../../schedule/plates.ts';
import type { PlateNesting } from '../../schedule/plates.ts';
import { scheduleProgram } from '../../schedule/schedule.ts';
import type { ModuleBuilder } from '../encoder/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import { Blocks } from './blocks.ts';
import type { ChainFunctions } from './chains/index.ts';
import { emitChainPass } from './chains/chain-pass.ts';
import { KernelState } from './kernel-state.ts';
import type { OutsideArray } from './kernel-state.ts';
import { mostLanes } from './memory-plan.ts';
import { emitBlock } from './region.ts';
import { emitEndOfPass, emitPass, planSums } from './tiles.ts';
import type { TileSumFunctions } from './tile-sums.ts';

/** What the caller of a kernel's functions must know; the runtime's type of this name has the same fields. */
export interface WasmKernelPlan {
  /** Size symbols, and the address of the slot that each value is written to. */
  readonly symbols: readonly (readonly [string, number])[];
  readonly inputs: readonly OutsideArray[];
  readonly outputs: readonly OutsideArray[];
  /** In the order they run. `pass` is called with the first and the last row of `root`. */
  readonly stages: readonly {
    readonly kind: 'statements' | 'pass' | 'end';
    readonly root: string | null;
    readonly name: string;
    /** Of sums over the rows of a pass: the slot with the address, and the one with the number of elements. */
    readonly sums: readonly (readonly [address: number, length: number])[];
  }[];
  /** The plates of the kernel and the plate around each. */
  readonly plates: readonly (readonly [string, string | null])[];
  /** Rows may be handed over in parts: as many outermost ones as whole tiles have, and all that lie in them. */
  readonly inParts: boolean;
  /** The function that computes sizes and addresses and gives the bytes needed. */
  readonly plan: string;
}

/** A program and the name of its kernel. */
export interface NamedProgram {
  readonly name: string;
  readonly program: Program;
  /** The plate around each plate of the model. */
  readonly around: PlateNesting;
  /** Whether it runs again and again: then it gets more code, which computes more rows at once. */
  readonly often: boolean;
}

export interface WasmSurroundings {
  readonly module: ModuleBuilder;
  readonly arithmetic: Arithmetic;
  readonly tileSums: TileSumFunctions;
  readonly chains: () => ChainFunctions;
}

export function emitWasmKernel(
  { module, arithmetic, tileSums, chains }: WasmSurroundings,
  { program, name, around, often }: NamedProgram,
): WasmKernelPlan {
  const schedule = scheduleProgram(program, around);
  const state = new KernelState(schedule, often ? mostLanes / 2 : 2);
  const stages: WasmKernelPlan['stages'][number][] = [];
  let ends: typeof stages = [];
  for (const [number, stage] of schedule.stages.entries()) {
    const stageName = `${name}.${String(number)}`;
    if (stage.root === null) {
      stages.push(...ends);
      ends = [];
      const statements = module.function(stageName, [], 'none');
      const blocks = new Blocks(statements);
      const outside = (): never => {
        throw new Error('internal: rows outside of a pass');
      };
      for (const region of stage.regions)
        emitBlock(
          state.writer(region, blocks, arithmetic, {
            vectors: 1,
            row: null,
            accumulator: outside,
            firstRow: outside,
          }),
          region.tree.root,
          region.tree,
        );
      const written = blocks.close();
      statements.body(() => written);
      module.export(stageName, statements);
      stages.push({ kind: 'statements', root: null, name: stageName, sums: [] });
      continue;
    }
    const [only] = stage.regions;
    if (only?.region.pass === true && only.region.plate === stage.root) {
      // A sequence that is no row of a plate: one, over all rows.
      const whole = module.function(stageName, ['i32', 'i32'], 'none');
      const blocks = new Blocks(whole);
      const [first, last] = [whole.param(0), whole.param(1)];
      emitChainPass(state, blocks, chains(), only.region, { first, last, offsets: null, firstRow: first });
      const written = blocks.close();
      whole.body(() => written);
      module.export(stageName, whole);
      stages.push({ kind: 'pass', root: stage.root, name: stageName, sums: [] });
      continue;
    }
    const sums = planSums(state, stage);
    const pass = module.function(stageName, ['i32', 'i32'], 'none');
    emitPass(pass, state, stage, sums, tileSums, arithmetic, chains);
    module.export(stageName, pass);
    stages.push({
      kind: 'pass',
      root: stage.root,
      name: stageName,
      sums: sums.sums.map(({ total, length }) => [total, state.plan.size(length)]),
    });
    if (sums.sums.length + sums.maxima.length === 0) continue;
    const end = module.function(`${stageName}.end`, [], 'none');
    emitEndOfPass(end, state, sums, tileSums);
    module.export(`${stageName}.end`, end);
    ends.push({ kind: 'end', root: null, name: `${stageName}.end`, sums: [] });
  }
  stages.push(...ends);
  const plan = `${name}.plan`;
  module.export(plan, state.plan.emit(module, plan));
  const rowsFirst = program.outputs.every(({ axes }) => rowAxis(axes) === null || axes[0]?.plate !== null);
  return {
    symbols: state.plan.symbols,
    inputs: state.inputs,
    outputs: state.outputs,
    stages,
    plates: [...schedule.plates.axes.keys()].map((plate) => [plate, schedule.plates.parent(plate)]),
    inParts: rowsFirst && runsInChunks(program, schedule),
    plan,
  };
}
