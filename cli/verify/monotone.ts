// Training never lowers its objective by more than rounding.

import { Agreement, type Check, type Subject } from './check.ts';
import { randomFit } from './random-fit.ts';

const rows = 120;

export const monotone: Check = {
  name: 'monotone objective',
  meaning: 'no step of training lowers what it maximises',
  run: async (subject: Subject) => {
    const found = new Agreement();
    const { data } = randomFit(subject, rows, 1);
    const fit = await subject.model.train(data, {
      set: subject.set,
      restarts: 2,
      iterations: 50,
      seed: subject.seed,
    });
    const trace = fit.training?.trace ?? [];
    trace.slice(1).forEach((value, step) => {
      const before = trace[step] ?? NaN;
      found.compare(Math.min(value - before, 0), 0, `iteration ${String(step + 1)}`, Math.abs(before));
    });
    // A closed form is there in one step.
    if (found.cases === 0) found.compare(0, 0, 'the start');
    return found.finding(1e-10);
  },
};
