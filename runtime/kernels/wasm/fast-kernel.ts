// Chooses between a kernel's two forms: WebAssembly where the machine runs it, else TypeScript.

import type { Kernel, KernelBackend, Sizes } from '../../model/definition.ts';
import { createTeamKernel } from '../threads/team-kernel.ts';
import type { Team } from '../threads/team.ts';
import { loadBundle } from './bundle.ts';
import type { LoadedBundle, WasmBundle, WasmKernelPlan } from './bundle.ts';
import { createWasmKernel, MemoryError } from './wasm-kernel.ts';

/**
 * A kernel's factory. `typescript`: its TypeScript form. `bundle`: the kernels of its module in WebAssembly, among which it
 * has this name; the module is compiled when the first of them is made. `team`: threads that share its rows, in WebAssembly.
 */
export function fastKernel(
  typescript: (sizes: Sizes) => Kernel,
  bundle: () => WasmBundle,
  name: string,
): (sizes: Sizes, backend?: KernelBackend, team?: Team | null) => Kernel {
  return (sizes, backend = 'fastest', team = null) => {
    const create = (loaded: LoadedBundle, plan: WasmKernelPlan): Kernel =>
      team === null || !plan.inParts
        ? createWasmKernel(loaded, plan, sizes)
        : createTeamKernel(loaded, plan, sizes, team);
    if (backend === 'typescript') return typescript(sizes);
    const variants = backend === 'fastest' ? (['relaxed', 'plain'] as const) : ([backend] as const);
    for (const variant of variants) {
      const loaded = loadBundle(bundle, variant);
      const plan = loaded?.kernels[name];
      if (loaded === null || plan === undefined) continue;
      if (backend !== 'fastest') return create(loaded, plan);
      try {
        return withFallback(create(loaded, plan), () => typescript(sizes));
      } catch {
        // No memory for one more kernel, or a policy against it.
        return typescript(sizes);
      }
    }
    if (backend !== 'fastest') throw new Error(`internal: this machine does not run ${backend} WebAssembly`);
    return typescript(sizes);
  };
}

/** Goes on in TypeScript when the data do not fit into the kernel's memory. */
function withFallback(kernel: Kernel, make: () => Kernel): Kernel {
  let current = kernel;
  /** Sums of rows seen before cannot be handed over. */
  let open = false;
  return (inputs, outputs, rows, more = false) => {
    try {
      current(inputs, outputs, rows, more);
    } catch (error) {
      if (!(error instanceof MemoryError) || open) throw error;
      current = make();
      current(inputs, outputs, rows, more);
    }
    open = more;
  };
}
