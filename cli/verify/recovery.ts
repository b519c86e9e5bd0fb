// Params that data were drawn with are found again, within their standard errors.

import { InputError } from '../../runtime/errors.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import { orderLabels } from '../../runtime/inference/order-labels.ts';
import { skipped, type Check, type Finding, type Subject } from './check.ts';
import { randomFit } from './random-fit.ts';

const rows = 2000;
const mostCoordinates = 150;

export const recovery: Check = {
  name: 'recovery',
  meaning: 'params are found again from simulated data, in units of their standard errors',
  run: recover,
};

async function recover(subject: Subject): Promise<Finding> {
  const { model, set, seed } = subject;
  if (model.definition.kernels.gradient === null) return skipped('the model has no params');
  const { fit: truth, data, everything } = randomFit(subject, rows, 4);
  const fit = await model.train(data, { set, init: truth.params, seed });
  if (fit.training?.converged !== true)
    return skipped('training did not converge: what was drawn is hardly told apart');
  let errors;
  try {
    errors = fit.standardErrors(data, { coordinates: mostCoordinates });
  } catch (error) {
    // Refusals are right: too many coordinates, for one. All else is a fault of ours.
    if (!(error instanceof InputError)) throw error;
    return skipped(`there are no standard errors: ${error.message}`);
  }
  const known = ordered(truth, everything);
  let worst = 0;
  let place = '';
  let beyond = 0;
  let cases = 0;
  for (const name of Object.keys(fit.arrays)) {
    const [own, due] = [fit.arrays[name], known[name]];
    const sd = flat(errors.values[name]);
    own?.forEach((value, i) => {
      const error = sd[i] ?? null;
      if (error === null || !(error > 0)) return;
      const z = Math.abs(value - (due?.[i] ?? NaN)) / error;
      cases++;
      if (z > 2) beyond++;
      if (!(z <= worst)) [worst, place] = [z, `${name}, entry ${String(i)}`];
    });
  }
  if (cases === 0) return skipped('no param has a standard error here');
  // Of k normal numbers the largest is beyond this with a probability of about one in ten thousand.
  const tolerance = 3.9 + 0.35 * Math.log(cases);
  const notes = [
    `${String(beyond)} of ${String(cases)} beyond 2`,
    ...(worst > tolerance ? [`worst at ${place}`] : []),
    ...(errors.absent.length > 0 ? [`${String(errors.absent.length)} entries without an error`] : []),
  ];
  return { cases, worst, tolerance, note: notes.join('; ') };
}

/** The params with exchangeable labels in the order in which a fit has them. */
function ordered(fit: AnyFit, everything: AnyValues): Readonly<Record<string, Float64Array>> {
  // Labels that data hold keep their meaning.
  const hidden = fit.definition.variables.filter(({ role }) => role === 'latent').map(({ name }) => name);
  const latents = fit.definition.latents.filter(({ variable }) => hidden.includes(variable));
  const counts = Object.fromEntries(
    latents.map(({ variable, levels }) => {
      const count = new Float64Array(levels(fit.sizes));
      for (const value of flat(everything[variable])) {
        const level = Number(value);
        count[level] = (count[level] ?? 0) + 1;
      }
      return [variable, count];
    }),
  );
  return orderLabels({ ...fit.definition, latents }, fit.sizes, fit.arrays, counts);
}

function flat(value: unknown): readonly (number | null)[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (typeof value === 'boolean') return [Number(value)];
  return [typeof value === 'number' ? value : null];
}
