// Ctrl-C. While a model is fitted the first one asks it to stop, and the best so far is kept; a second one, or one
// at any other time, gives up and leaves no trace.

import { say } from './output.ts';

export interface StopSignals {
  /** Aborted by the first Ctrl-C during `fitting`. */
  readonly signal: AbortSignal;
  /** Runs `work`, during which Ctrl-C is a request to stop. */
  fitting<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the signals back to Node. */
  release(): void;
}

/** What a shell reports for a process that a signal ended: 128 and the signal's number. */
const exitCodeOf = { SIGINT: 130, SIGTERM: 143 } as const;

export function stopSignals(cleanUp: () => void): StopSignals {
  const controller = new AbortController();
  let fitting = false;
  const handle = (name: keyof typeof exitCodeOf) => {
    if (name === 'SIGINT' && fitting && !controller.signal.aborted) {
      say('\nstopping after this iteration and keeping the best so far; Ctrl-C again gives up');
      controller.abort();
      return;
    }
    cleanUp();
    process.exit(exitCodeOf[name]);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    signal: controller.signal,
    async fitting(work) {
      fitting = true;
      try {
        return await work();
      } finally {
        fitting = false;
      }
    },
    release() {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
