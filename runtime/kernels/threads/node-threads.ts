// The part of Node's `worker_threads` that teams use, looked up so that browsers can load what asks for it. (An import, even of its
// types, would tie the runtime to Node.)

import type { FailureMessage, TeamMessage } from './messages.ts';

interface NodeWorker {
  on(event: 'error', hear: (error: unknown) => void): void;
  on(event: 'exit', hear: (code: number) => void): void;
  on(event: 'message', hear: (message: FailureMessage) => void): void;
  postMessage(message: TeamMessage): void;
  terminate(): Promise<number>;
  /** Whether the process waits for it. */
  ref(): void;
  unref(): void;
}

export interface NodeThreads {
  readonly Worker: new (script: URL, options: { readonly execArgv: readonly string[] }) => NodeWorker;
  /** In a thread that was started so. */
  readonly parentPort: {
    on(event: 'message', hear: (message: TeamMessage) => void): void;
    postMessage(message: FailureMessage): void;
  } | null;
}

/** Null in a browser. */
export function nodeThreads(): NodeThreads | null {
  const { process } = globalThis as {
    readonly process?: { readonly getBuiltinModule?: (id: string) => unknown };
  };
  return (process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined) ?? null;
}
