// Progress of a fit, on standard error: a bar on a terminal, a line now and then elsewhere.

import type { TrainProgress } from '../runtime/model/model.ts';
import { formatObjective } from './report/format-number.ts';
import { say } from './output.ts';

export interface ProgressView {
  update(progress: TrainProgress): void;
  /** Clears the bar. */
  stop(): void;
}

/** Between two lines, or two drawings of the bar. */
const lineIntervalMs = 5000;
const barIntervalMs = 80;

export async function progressView(): Promise<ProgressView> {
  return process.stderr.isTTY ? await bar() : lines();
}

async function bar(): Promise<ProgressView> {
  const { default: progressLibrary } = await import('cli-progress');
  const view = new progressLibrary.SingleBar({
    stream: process.stderr,
    format: 'fitting [{bar}] restart {value}/{total}, iteration {iteration}, objective {objective}',
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C is ours: it saves the best so far.
    gracefulExit: false,
    barsize: 24,
  });
  let started = false;
  let next = 0;
  return {
    update(progress) {
      const now = performance.now();
      if (now < next) return;
      next = now + barIntervalMs;
      const shown = { iteration: progress.iteration, objective: formatObjective(progress.objective) };
      if (!started) view.start(progress.restarts, progress.restart, shown);
      else view.update(progress.restart, shown);
      started = true;
    },
    stop() {
      if (started) view.stop();
    },
  };
}

function lines(): ProgressView {
  let next = performance.now() + lineIntervalMs;
  return {
    update(progress) {
      const now = performance.now();
      if (now < next) return;
      next = now + lineIntervalMs;
      const restart = `restart ${String(progress.restart)} of ${String(progress.restarts)}`;
      say(
        `${restart}, iteration ${String(progress.iteration)}, objective ${formatObjective(progress.objective)}`,
      );
    },
    stop() {
      // Lines stay.
    },
  };
}
