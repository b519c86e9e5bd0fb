// A program -> functions of a WebAssembly module, and what their caller must know of them.

import type { Program } from '../../../ir/ops.ts';
import { isWholePass } from '../../schedule/blocks.ts';
import { runsInChunks } from '../../schedule/chunks.ts';
import { rowAxis } from '../../schedule/plates.ts';
import type { PlateNesting } from '../../schedule/plates.ts';
import { scheduleProgram } from '../../schedule/schedule.ts';
import type { Stage } from '../../schedule/schedule.ts';
import type { ModuleBuilder } from '../encoder/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import { Blocks } from './blocks.ts';
import type { ChainFunctions } from './chains/index.ts';
import { emitChainPass } from './chains/chain-pass.ts';
import { KernelState } from './kernel-state.ts';
import type { OutsideArray } from './kernel-state.ts';
import { mostLanes } from './memory-plan.ts';
import { emitBlock } from './region.ts';
import { emitVisits } from './sequence-blocks.ts';
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
    readonly kind: 'statements' | 'pass' | 'blocks' | 'end';
    readonly root: string | null;
    readonly name: string;
    /** Of sums over the rows of a pass: the slot with the address, and the one with the number of elements. */
    readonly sums: readonly (readonly [address: number, length: number])[];
    /** Of `blocks`: the passes of each visit on the way up, and down. See sequence-blocks.ts. */
    readonly upwards: readonly string[];
    readonly downwards: readonly string[];
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
  const plain = { root: null, sums: [], upwards: [], downwards: [] };
  let ends: typeof stages = [];
  let time = 0;
  /** What comes later may need the sums. */
  const endPasses = (): void => {
    stages.push(...ends);
    ends = [];
  };
  /** A function that goes over rows, and what is known of its sums. */
  const emitRows = (stage: Stage, stageName: string): WasmKernelPlan['stages'][number]['sums'] => {
    const [only] = stage.regions;
    if (only !== undefined && isWholePass(only.region)) {
      const whole = module.function(stageName, ['i32', 'i32'], 'none');
      const blocks = new Blocks(whole);
      const [first, last] = [whole.param(0), whole.param(1)];
      emitChainPass(state, blocks, chains(), only.region, { first, last, offsets: null, firstRow: first });
      const written = blocks.close();
      whole.body(() => written);
      module.export(stageName, whole);
      return [];
    }
    const sums = planSums(state, stage);
    const pass = module.function(stageName, ['i32', 'i32'], 'none');
    emitPass(pass, state, stage, sums, tileSums, arithmetic, chains);
    module.export(stageName, pass);
    if (sums.sums.length + sums.maxima.length > 0) {
      const end = module.function(`${stageName}.end`, [], 'none');
      emitEndOfPass(end, state, sums, tileSums);
      module.export(`${stageName}.end`, end);
      ends.push({ ...plain, kind: 'end', name: `${stageName}.end` });
    }
    return sums.sums.map(({ total, length }) => [total, state.plan.size(length)]);
  };
  for (const [number, stage] of schedule.stages.entries()) {
    const stageName = `${name}.${String(number)}`;
    const sequence = schedule.blocks.find((each) => each.stages.includes(stage));
    if (sequence !== undefined) {
      if (sequence.stages[0] !== stage) continue;
      endPasses();
      const passes = sequence.stages.map((each, position) => {
        const passName = `${stageName}.${String(position)}`;
        emitRows(each, passName);
        return passName;
      });
      emitVisits(module, state, stageName, sequence);
      const upwards = passes.slice(0, sequence.upwards);
      stages.push({
        ...plain,
        kind: 'blocks',
        root: sequence.plate,
        name: stageName,
        upwards,
        downwards: passes,
      });
      endPasses();
      continue;
    }
    if (stage.root === null || stage.time > time) endPasses();
    ({ time } = stage);
    if (stage.root === null) {
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
      stages.push({ ...plain, kind: 'statements', name: stageName });
      continue;
    }
    stages.push({
      ...plain,
      kind: 'pass',
      root: stage.root,
      name: stageName,
      sums: emitRows(stage, stageName),
    });
  }
  endPasses();
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
