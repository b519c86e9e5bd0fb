// Lets the event loop run now and then during long training, so that signals and progress get through.

/** Between two turns of the event loop. */
const sliceMs = 40;

/** A function to await in a loop: returns at once most of the time. */
export function createPause(): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last < sliceMs) return;
    await turnOfEvents();
    last = Date.now();
  };
}

/** Resolves when events that have happened are known. */
export function turnOfEvents(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
