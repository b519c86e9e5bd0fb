// Questions that a fit may not answer for these data.

/** Null where the data stand in the way: what one section of a report would show is no reason to lose a run. */
export function attempt<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error && error.name === 'DataError') return null;
    throw error;
  }
}
