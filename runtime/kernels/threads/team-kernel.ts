// A kernel whose rows the threads of a team share.
//
// Its rows are cut into tasks of 2**n tiles each. The sums of a task are those of a whole subtree of the tree over tile
// numbers in which one thread adds up tiles (runtime/kernels/tiles.ts), and the trainer adds them up along the rest of the
// tree: the same additions in the same order, whoever did which task.

import { at, emptyRecord, mergeRecords, required } from '../../record.ts';
import type { Arrays, Kernel, NumericArray, Sizes } from '../../model/definition.ts';
import { createTileSums, tileRows, type TileSums } from '../tiles.ts';
import type { LoadedBundle, WasmKernelPlan } from '../wasm/bundle.ts';
import { WasmKernelInstance, type KernelRun } from '../wasm/wasm-kernel.ts';
import type { KernelMessage, TeamTask } from './messages.ts';
import { spansOf, type Span } from './spans.ts';
import { sharedLike, type Team } from './team.ts';

/** What does not change while a model is trained. */
const fixedInput = /^(?:data|parent|position|offset)\./u;

/** One thread alone does what comes before and after rows, open sums, and what is too short for two. */
export function createTeamKernel(
  loaded: LoadedBundle,
  plan: WasmKernelPlan,
  sizes: Sizes,
  team: Team,
): Kernel {
  const instance = new WasmKernelInstance(loaded, plan, sizes);
  let prepared: SharedRun | null = null;
  let isOpen = false;
  /** The work of a pass: on a busy machine others take longer. */
  let shortestMs = Infinity;
  return (inputs, outputs, rows, more = false) => {
    const isWhole = !more && !isOpen;
    isOpen = more;
    const isDivisible = isWhole && mostTiles(plan, rows) > 1;
    const run = { inputs, outputs, rows };
    if (!isDivisible || !team.isReady()) {
      const start = performance.now();
      instance.run(run, more);
      if (!isDivisible) return;
      shortestMs = Math.min(shortestMs, performance.now() - start);
      team.note(shortestMs);
      return;
    }
    if (prepared?.suits(run) !== true)
      prepared = new SharedRun({ loaded, plan, sizes, team }, instance, run, prepared);
    prepared.perform(run);
  };
}

interface Surroundings {
  readonly loaded: LoadedBundle;
  readonly plan: WasmKernelPlan;
  readonly sizes: Sizes;
  readonly team: Team;
}

/** Runs of a kernel on the same rows: what all threads know of them, in shared memory. */
class SharedRun {
  readonly id: number;
  readonly #team: Team;
  readonly #instance: WasmKernelInstance;
  readonly #spans: readonly Span[];
  readonly #message: KernelMessage;
  /** Of each pass. */
  readonly #trees: readonly TileSums[];
  readonly #rowsKey: string;
  /** The arrays that the fixed inputs are copies of. */
  readonly #sources: Arrays;

  constructor(
    { loaded, plan, sizes, team }: Surroundings,
    instance: WasmKernelInstance,
    run: KernelRun,
    before: SharedRun | null,
  ) {
    this.#team = team;
    this.#instance = instance;
    this.#rowsKey = keyOf(run.rows);
    const sources = emptyRecord<NumericArray>();
    const inputs = emptyRecord<NumericArray>();
    for (const { name } of plan.inputs) {
      const given = required(run.inputs, name);
      if (fixedInput.test(name)) sources[name] = given;
      inputs[name] = fixedInput.test(name) ? team.share(given) : sharedLike(given);
    }
    this.#sources = sources;
    const outputs = emptyRecord<NumericArray>();
    for (const { name, plate } of plan.outputs)
      if (plate !== null) outputs[name] = sharedLike(required(run.outputs, name));
    instance.begin(run);
    const passes = passesOf(plan, run.rows);
    const lengths = passes.map((_, pass) => instance.sumCount(pass));
    const spans = passes.flatMap((count, pass) => spansOf(pass, count, at(lengths, pass), team.size));
    this.#spans = spans;
    this.#trees = lengths.map(createTileSums);
    let length = 0;
    const tasks = spans.map(({ pass, first, last }): TeamTask => {
      const offset = length;
      length += at(lengths, pass);
      return { pass, first, last, offset };
    });
    this.id = team.nextKernel();
    this.#message = {
      kind: 'kernel',
      id: this.id,
      replaces: before?.id ?? null,
      module: loaded.module,
      functions: Object.keys(loaded.functions),
      plan,
      sizes: { ...sizes },
      rows: { ...run.rows },
      inputs: { ...inputs },
      outputs: { ...outputs },
      tasks,
      sums: new Float64Array(new SharedArrayBuffer(8 * length)),
      finished: new Int32Array(new SharedArrayBuffer(4 * tasks.length)),
    };
    team.announce(this.#message);
  }

  /** Whether the run has the rows that this one was made for. */
  suits({ inputs, outputs, rows }: KernelRun): boolean {
    const { inputs: own, outputs: ownOutputs } = this.#message;
    return (
      keyOf(rows) === this.#rowsKey &&
      Object.keys(own).every((name) =>
        name in this.#sources
          ? this.#sources[name] === inputs[name]
          : own[name]?.length === inputs[name]?.length,
      ) &&
      Object.keys(ownOutputs).every((name) => ownOutputs[name]?.length === outputs[name]?.length)
    );
  }

  perform({ inputs, outputs, rows }: KernelRun): void {
    const { inputs: shared, outputs: rowOutputs, tasks, sums, finished } = this.#message;
    for (const name of Object.keys(shared))
      if (!(name in this.#sources)) required(shared, name).set(required(inputs, name));
    const instance = this.#instance;
    instance.begin({ inputs: shared, outputs: mergeRecords(outputs, rowOutputs), rows });
    this.#team.run({
      kernel: this.id,
      finished,
      perform(task) {
        const { pass, first, last, offset } = at(tasks, task);
        instance.pass(pass, first, last);
        instance.readSums(pass, sums, offset);
      },
    });
    for (const [pass, tree] of this.#trees.entries()) instance.writeSums(pass, this.#total(pass, tree));
    instance.end();
    for (const name of Object.keys(rowOutputs)) required(outputs, name).set(required(rowOutputs, name));
  }

  /** Tasks take the places of tiles: each is the root of a subtree. */
  #total(pass: number, tree: TileSums): Float64Array {
    const { tasks, sums } = this.#message;
    let rest: Float64Array | undefined;
    for (const [task, span] of this.#spans.entries()) {
      if (span.pass !== pass) continue;
      const { offset } = at(tasks, task);
      const own = sums.subarray(offset, offset + tree.tile.length);
      if (span.isFull) {
        tree.tile.set(own);
        tree.endTile();
      } else rest = own;
    }
    tree.finish(rest);
    return tree.total;
  }
}

/** The outermost rows of each pass. */
function passesOf({ stages }: WasmKernelPlan, rows: Sizes): readonly number[] {
  return stages.filter(({ kind }) => kind === 'pass').map(({ root }) => rows[`rows:${root ?? ''}`] ?? 0);
}

function mostTiles(plan: WasmKernelPlan, rows: Sizes): number {
  return Math.ceil(Math.max(0, ...passesOf(plan, rows)) / tileRows);
}

function keyOf(sizes: Sizes): string {
  return JSON.stringify(Object.entries(sizes));
}
