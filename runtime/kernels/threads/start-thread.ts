// Starts a thread that runs worker.ts, in Node or in a browser.

import type { FailureMessage, TeamMessage } from './messages.ts';
import { nodeThreads, type NodeThreads } from './node-threads.ts';

export interface ThreadHandle {
  post(message: TeamMessage): void;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

/** The part of a browser's `Worker` that is used here. */
interface BrowserWorker {
  onerror: ((event: { readonly message?: string }) => void) | null;
  onmessage: ((event: { readonly data: FailureMessage }) => void) | null;
  postMessage(message: TeamMessage): void;
  terminate(): void;
}

declare const Worker: (new (url: URL, options: { readonly type: 'module' }) => BrowserWorker) | undefined;

/** `onFailure` is told why a thread ended or cannot go on. Throws where there are no threads. */
export function startThread(onFailure: (reason: string) => void): ThreadHandle {
  const threads = nodeThreads();
  return threads === null ? startInBrowser(onFailure) : startInNode(threads, onFailure);
}

function startInNode(threads: NodeThreads, onFailure: (reason: string) => void): ThreadHandle {
  const here = import.meta.url;
  const script = new URL(here.endsWith('.ts') ? './worker.ts' : './worker.js', here);
  // Options of this process, such as `--input-type` or `--import`, are not meant for the script.
  const worker = new threads.Worker(script, { execArgv: ['--no-warnings'] });
  worker.on('error', (error: unknown) => {
    onFailure(error instanceof Error ? error.message : String(error));
  });
  worker.on('exit', (code) => {
    onFailure(`it exited with code ${String(code)}`);
  });
  worker.on('message', ({ failure }: FailureMessage) => {
    onFailure(failure);
  });
  // A process whose work is done does not wait for it.
  worker.unref();
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    async stop() {
      worker.ref();
      await worker.terminate();
    },
  };
}

function startInBrowser(onFailure: (reason: string) => void): ThreadHandle {
  if (typeof Worker === 'undefined') throw new Error('there are no workers here');
  // Bundlers know this form, and take the script along.
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  worker.onerror = ({ message }) => {
    onFailure(message ?? 'its script could not be loaded');
  };
  worker.onmessage = ({ data }) => {
    onFailure(data.failure);
  };
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    stop: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}
