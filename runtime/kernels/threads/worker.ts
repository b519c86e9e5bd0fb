// The script of a thread: sleeps until there are tasks, and takes them as long as there are any. It knows no model, only
// kernels that were handed to it.

import { at } from '../../record.ts';
import * as library from '../functions.ts';
import { MemoryError, WasmKernelInstance } from '../wasm/wasm-kernel.ts';
import { findWebAssembly } from '../wasm/web-assembly.ts';
import { awaitChange, doing, stateOf, word } from './control.ts';
import type { FailureMessage, JoinMessage, KernelMessage, TeamMessage } from './messages.ts';
import { nodeThreads } from './node-threads.ts';

/** A kernel and what was said of it; null where there is no memory for it here. */
const kernels = new Map<
  number,
  { readonly instance: WasmKernelInstance; readonly on: KernelMessage } | null
>();
let joined: JoinMessage | null = null;
/** The last run that was looked at. */
let seen = 0;

const post = listen((message) => {
  try {
    if (message.kind === 'join') joined = message;
    else accept(message);
    if (joined !== null) serve(joined);
  } catch (error) {
    if (joined !== null) Atomics.store(joined.control, stateOf(joined.thread), doing.failed);
    post({ failure: error instanceof Error ? error.message : String(error) });
  }
});

function accept(message: KernelMessage): void {
  if (message.replaces !== null) kernels.delete(message.replaces);
  kernels.set(
    message.id,
    orNull(() => ({ instance: makeInstance(message), on: message })),
  );
}

function makeInstance({ module, functions, plan, sizes }: KernelMessage): WasmKernelInstance {
  const host = findWebAssembly();
  if (host === null) throw new MemoryError('there is no WebAssembly here');
  const known = library as unknown as Readonly<Record<string, (...x: number[]) => number>>;
  const own = Object.fromEntries(
    functions.map((name) => {
      const found = known[name];
      if (found === undefined) throw new Error(`internal: there is no function ${name}`);
      return [name, found];
    }),
  );
  return new WasmKernelInstance({ host, module, functions: own }, plan, sizes);
}

/** Works and sleeps by turns; returns to hear of a kernel that it does not know yet. */
function serve({ control, thread }: JoinMessage): void {
  const state = stateOf(thread);
  for (;;) {
    Atomics.store(control, state, doing.waiting);
    awaitChange(control, word.run, seen, { limitMs: Infinity, sleeps: true });
    if (Atomics.load(control, word.leave) === 1) return;
    const run = Atomics.load(control, word.run);
    // First said, then looked: the trainer opens nothing new as long as somebody may still work on the last run.
    Atomics.store(control, state, doing.working);
    if (Atomics.load(control, word.open) === 1) {
      const kernel = kernels.get(Atomics.load(control, word.kernel));
      if (kernel === undefined) {
        Atomics.store(control, state, doing.waiting);
        return;
      }
      if (kernel !== null) takeTasks(control, kernel.instance, kernel.on);
    }
    seen = run;
  }
}

function takeTasks(control: Int32Array, instance: WasmKernelInstance, on: KernelMessage): void {
  const begun = orNull(() => {
    instance.begin(on);
    return true;
  });
  if (begun === null) {
    kernels.set(on.id, null);
    return;
  }
  const count = Atomics.load(control, word.tasks);
  for (;;) {
    const taken = Atomics.add(control, word.next, 1);
    if (taken >= count) return;
    const { pass, first, last, offset } = at(on.tasks, taken);
    instance.pass(pass, first, last);
    instance.readSums(pass, on.sums, offset);
    Atomics.store(on.finished, taken, 1);
    Atomics.add(control, word.done, 1);
    Atomics.notify(control, word.done);
  }
}

/** Null where memory is short: the others do the work. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof MemoryError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Hands messages to `hear`; gives what answers them. */
function listen(hear: (message: TeamMessage) => void): (answer: FailureMessage) => void {
  const port = nodeThreads()?.parentPort ?? null;
  if (port !== null) {
    port.on('message', hear);
    return (answer) => {
      port.postMessage(answer);
    };
  }
  const page = globalThis as unknown as {
    onmessage: ((event: { readonly data: TeamMessage }) => void) | null;
    postMessage: (answer: FailureMessage) => void;
  };
  page.onmessage = ({ data }) => {
    hear(data);
  };
  return (answer) => {
    page.postMessage(answer);
  };
}
