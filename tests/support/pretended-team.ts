// A team whose other threads are further instances of the kernel in this thread: every task is done by one of them, in an
// order that is not that of the rows.

import * as library from '../../runtime/kernels/functions.ts';
import type { KernelMessage } from '../../runtime/kernels/threads/messages.ts';
import { sharedLike, type Team } from '../../runtime/kernels/threads/team.ts';
import { WasmKernelInstance } from '../../runtime/kernels/wasm/wasm-kernel.ts';
import { findWebAssembly } from '../../runtime/kernels/wasm/web-assembly.ts';
import { specialFunctions } from '../../compiler/library/special-functions.ts';

interface Pretended extends Team {
  /** Tasks that were done by others. */
  readonly count: () => number;
}

export function pretendedTeam(size: number): Pretended {
  const kernels = new Map<number, { message: KernelMessage; others: WasmKernelInstance[] }>();
  let last = 0;
  let count = 0;
  return {
    size,
    count: () => count,
    start: () => Promise.resolve(),
    isReady: () => true,
    note: () => undefined,
    nextKernel: () => (last += 1),
    announce(message) {
      kernels.set(message.id, { message, others: Array.from({ length: size }, () => instanceOf(message)) });
    },
    share(array) {
      const copy = sharedLike(array);
      copy.set(array);
      return copy;
    },
    run({ kernel, perform }) {
      const known = kernels.get(kernel);
      if (known === undefined) throw new Error('internal: nobody was told of the kernel');
      const { message, others } = known;
      for (const other of others) other.begin(message);
      for (const [task, { pass, first, last: end, offset }] of [...message.tasks.entries()].reverse()) {
        const other = others[task % (size + 1)];
        if (other === undefined) perform(task);
        else {
          other.pass(pass, first, end);
          other.readSums(pass, message.sums, offset);
          count += 1;
        }
      }
    },
    check: () => undefined,
    close: () => Promise.resolve(),
  };
}

function instanceOf({ module, functions, plan, sizes }: KernelMessage): WasmKernelInstance {
  const host = findWebAssembly();
  if (host === null) throw new Error('internal: no WebAssembly');
  const known = library as unknown as Readonly<Record<string, unknown>>;
  const own = Object.fromEntries(
    functions.map((name) => [
      name,
      (known[name] ?? specialFunctions.get(name)?.evaluate) as (...x: number[]) => number,
    ]),
  );
  return new WasmKernelInstance({ host, module, functions: own }, plan, sizes);
}
