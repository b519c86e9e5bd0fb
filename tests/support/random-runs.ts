// How many random models a run checks. `npm test` takes some of those that `npm run models` checks: a sample of the same
// sequence, the same at every run, so that a change that breaks something is to blame.

/** A full run, in some minutes: `npm run models`. */
export const allRuns = 500;

/** `GEN_SEED=2 RANDOM_MODELS=5000 npm run models` looks further. */
export const randomRuns = Number(process.env['RANDOM_MODELS'] ?? 150);

export const randomSeed = Number(process.env['GEN_SEED'] ?? 1);
