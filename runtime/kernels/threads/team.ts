// The threads of one training run: the one that trains, and others that help it go over rows.

import { TrainError } from '../../errors.ts';
import type { NumericArray } from '../../model/definition.ts';
import { awaitChange, createControl, doing, maySleep, stateOf, word } from './control.ts';
import type { KernelMessage } from './messages.ts';
import { startThread, type ThreadHandle } from './start-thread.ts';

/** Threads at most where nobody says how many. */
const mostByDefault = 8;

/** Where nobody says how many threads, others start once passes of `worthwhileMs` or more have taken so long together. */
const startAfterMs = 250;
const worthwhileMs = 2;

/** So long an explicit number of threads is waited for. */
const startLimitMs = 5000;

/** The trainer takes over what others have not finished after so many times a task's time, and so long at least. */
const patience = 4;
const leastPatienceMs = 5;

/** Work that threads share: tasks in any order, each by whom it may be. */
export interface TeamWork {
  readonly kernel: number;
  readonly finished: Int32Array;
  /** The trainer's own way to do one. */
  readonly perform: (task: number) => void;
}

/** What kernels and training ask of the threads. */
export interface Team {
  /** How many threads there are at most, the trainer among them. */
  readonly size: number;
  /** Starts the other threads and waits for them. Where that is not possible the trainer works alone. */
  start(): Promise<void>;
  /** Whether others can take part in a run now. */
  isReady(): boolean;
  /** Told how long a pass takes that threads could have shared, each time. */
  note(durationMs: number): void;
  /** An id for a message about a kernel. */
  nextKernel(): number;
  announce(message: KernelMessage): void;
  /** A copy of the array that all threads see, made once. The array must not change. */
  share(array: NumericArray): NumericArray;
  /** Has all tasks done; `isReady` was true. */
  run(work: TeamWork): void;
  /** Error: `TrainError` when a thread has ended that should not. It is known after a turn of the event loop. */
  check(): void;
  /** Ends the other threads. */
  close(): Promise<void>;
}

class ThreadTeam implements Team {
  readonly size: number;
  readonly #isAutomatic: boolean;
  readonly #control: Int32Array;
  readonly #sleeps: boolean;
  readonly #threads: ThreadHandle[] = [];
  /** The latest message of each kernel, for threads that join later. */
  readonly #kernels = new Map<number, KernelMessage>();
  readonly #shared = new WeakMap<NumericArray, NumericArray>();
  #lastKernel = 0;
  #spentMs = 0;
  #failure: string | null = null;
  readonly #ended = new Set<number>();
  #hasStarted = false;
  #isClosed = false;

  constructor(size: number, isAutomatic: boolean) {
    this.size = size;
    this.#isAutomatic = isAutomatic;
    this.#control = createControl(size - 1);
    this.#sleeps = maySleep(this.#control);
  }

  async start(): Promise<void> {
    this.#startThreads();
    const limit = performance.now() + startLimitMs;
    const isLoading = (_: ThreadHandle, thread: number): boolean => this.#doing(thread) === doing.loading;
    while (this.#threads.some(isLoading) && performance.now() < limit)
      await new Promise((resolve) => setTimeout(resolve, 1));
  }

  isReady(): boolean {
    let waiting = 0;
    for (let thread = 0; thread < this.#threads.length; thread++) {
      // Some who took part in the last run have yet to notice that it is over.
      if (this.#doing(thread) === doing.working)
        awaitChange(this.#control, stateOf(thread), doing.working, { limitMs: 0.05, sleeps: false });
      const state = this.#doing(thread);
      if (state === doing.working) return false;
      if (state === doing.waiting) waiting += 1;
    }
    return waiting > 0;
  }

  note(durationMs: number): void {
    if (!this.#isAutomatic || this.#hasStarted || durationMs < worthwhileMs) return;
    this.#spentMs += durationMs;
    if (this.#spentMs >= startAfterMs) this.#startThreads();
  }

  nextKernel(): number {
    this.#lastKernel += 1;
    return this.#lastKernel;
  }

  announce(message: KernelMessage): void {
    if (message.replaces !== null) this.#kernels.delete(message.replaces);
    this.#kernels.set(message.id, message);
    for (const thread of this.#threads) thread.post(message);
  }

  share(array: NumericArray): NumericArray {
    const known = this.#shared.get(array);
    if (known !== undefined) return known;
    const copy = sharedLike(array);
    copy.set(array);
    this.#shared.set(array, copy);
    return copy;
  }

  run({ kernel, finished, perform }: TeamWork): void {
    const control = this.#control;
    const count = finished.length;
    finished.fill(0);
    Atomics.store(control, word.kernel, kernel);
    Atomics.store(control, word.tasks, count);
    Atomics.store(control, word.next, 0);
    Atomics.store(control, word.done, 0);
    Atomics.store(control, word.open, 1);
    Atomics.add(control, word.run, 1);
    Atomics.notify(control, word.run);
    try {
      const start = performance.now();
      let own = 0;
      for (;;) {
        const task = Atomics.add(control, word.next, 1);
        if (task >= count) break;
        perform(task);
        own += 1;
        Atomics.store(finished, task, 1);
        Atomics.add(control, word.done, 1);
      }
      const taskMs = (performance.now() - start) / Math.max(1, own);
      this.#awaitAll(count, Math.max(leastPatienceMs, patience * taskMs));
      for (let task = 0; task < count; task++) if (Atomics.load(finished, task) === 0) perform(task);
    } finally {
      Atomics.store(control, word.open, 0);
    }
  }

  check(): void {
    if (this.#failure === null) return;
    throw new TrainError(
      `a worker thread of the training ended: ${this.#failure}`,
      'train again; with `threads: 1` no other threads are needed',
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    Atomics.store(this.#control, word.leave, 1);
    Atomics.add(this.#control, word.run, 1);
    Atomics.notify(this.#control, word.run);
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #startThreads(): void {
    this.#hasStarted = true;
    try {
      for (let thread = 0; thread < this.size - 1; thread++) {
        const handle = startThread((reason) => {
          this.#fail(thread, reason);
        });
        this.#threads.push(handle);
        handle.post({ kind: 'join', thread, control: this.#control });
        for (const message of this.#kernels.values()) handle.post(message);
      }
    } catch {
      // No threads here, or no more of them.
    }
  }

  #fail(thread: number, reason: string): void {
    if (this.#isClosed || this.#ended.has(thread)) return;
    this.#ended.add(thread);
    // One that never came is not missed.
    const hadJoined = this.#doing(thread) !== doing.loading;
    Atomics.store(this.#control, stateOf(thread), doing.failed);
    if (hadJoined) this.#failure ??= reason;
  }

  #doing(thread: number): number {
    return Atomics.load(this.#control, stateOf(thread));
  }

  #awaitAll(count: number, limitMs: number): void {
    const end = performance.now() + limitMs;
    for (;;) {
      const done = Atomics.load(this.#control, word.done);
      const left = end - performance.now();
      if (done >= count || left <= 0) return;
      awaitChange(this.#control, word.done, done, { limitMs: left, sleeps: this.#sleeps });
    }
  }
}

/** Zeros in shared memory, as many as the array has. */
export function sharedLike(array: NumericArray): NumericArray {
  const buffer = new SharedArrayBuffer(array.byteLength);
  return array instanceof Float64Array ? new Float64Array(buffer) : new Int32Array(buffer);
}

/** A team of so many threads; null where one works alone. `rows`: the most that a plate without a plate around it has. */
export function createTeam(threads: number | 'auto', rows: number, tileRows: number): Team | null {
  const tiles = Math.ceil(rows / tileRows);
  const wanted = threads === 'auto' ? Math.min(mostByDefault, coreCount()) : threads;
  const size = Math.min(wanted, tiles);
  const { SharedArrayBuffer: shared } = globalThis as { readonly SharedArrayBuffer?: unknown };
  return size < 2 || shared === undefined ? null : new ThreadTeam(size, threads === 'auto');
}

function coreCount(): number {
  const { navigator } = globalThis as {
    readonly navigator?: { readonly hardwareConcurrency?: number };
  };
  return navigator?.hardwareConcurrency ?? 1;
}
