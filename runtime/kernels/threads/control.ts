// What the threads of a team tell each other: numbers in memory that all of them see.
//
// A run is opened by the thread that trains, which is one of the team. Every thread takes tasks, one after the other, until
// none is left. Nobody but the trainer waits for anybody, and the trainer not for long: what another thread does not
// finish in time it computes itself, to the same bits.

/** Indices of numbers, a line of the cache apart. */
export const word = {
  /** Counts runs; the others sleep until it changes. */
  run: 0,
  /** 1 while tasks are given out. */
  open: 16,
  /** Whose tasks they are. */
  kernel: 32,
  tasks: 48,
  /** The next task to take. */
  next: 64,
  /** How many are finished. */
  done: 80,
  /** 1: the others shall stop waiting. */
  leave: 96,
} as const;

/** Where the thread of this number says what it does: one of `doing`. */
export const stateOf = (thread: number): number => 112 + 16 * thread;

export const doing = { loading: 0, waiting: 1, working: 2, failed: 3 } as const;

/** The control words of so many threads besides the trainer. */
export function createControl(threads: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * stateOf(threads)));
}

/** A thread that sleeps takes some fifty microseconds to wake up, so it looks around for about as long first. */
const spinMs = 0.05;

/** Returns once the number is no longer `value`, or after some time in ms. `sleeps`: false where a thread must not. */
export function awaitChange(
  control: Int32Array,
  index: number,
  value: number,
  { limitMs, sleeps }: { readonly limitMs: number; readonly sleeps: boolean },
): void {
  const start = performance.now();
  const spinUntil = start + (sleeps ? Math.min(spinMs, limitMs) : limitMs);
  do {
    for (let look = 0; look < 50; look++) if (Atomics.load(control, index) !== value) return;
  } while (performance.now() < spinUntil);
  if (sleeps) Atomics.wait(control, index, value, start + limitMs - performance.now());
}

/** Pages of browsers do not allow their main thread to sleep. */
export function maySleep(control: Int32Array): boolean {
  try {
    Atomics.wait(control, word.leave, 1, 0);
    return true;
  } catch {
    return false;
  }
}
