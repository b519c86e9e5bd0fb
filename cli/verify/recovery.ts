// Params that data were drawn with are found again, within their standard errors.

import { variablesIn } from '../../compiler/3-check/mentions.ts';
import type { CheckedModel, DistributionExpression } from '../../compiler/3-check/model.ts';
import { InputError } from '../../runtime/errors.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import { orderLabels } from '../../runtime/inference/order-labels.ts';
import { skipped, timeBox, type Check, type Finding, type Subject } from './check.ts';
import { randomFit } from './random-fit.ts';

const rows = 2000;
const mostCoordinates = 150;
/** Other params are drawn where those before lead to no fit. */
const firstDraw = 4;
const lastDraw = 7;
const seconds = 8;

export const recovery: Check = {
  name: 'recovery',
  meaning: 'params are found again from simulated data, in units of their standard errors',
  run: recover,
};

async function recover(subject: Subject): Promise<Finding> {
  if (subject.model.definition.kernels.gradient === null) return skipped('the model has no params');
  const box = timeBox(seconds);
  let finding = skipped('');
  for (let draw = firstDraw; draw <= lastDraw && finding.cases === 0 && !box.isOver(); draw++)
    finding = await recoverOnce(subject, draw);
  return finding;
}

async function recoverOnce(subject: Subject, draw: number): Promise<Finding> {
  const { model, set, seed, derivation } = subject;
  const { fit: truth, data, everything } = randomFit(subject, rows, draw);
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
  const known = ordered(truth, everything, fit, data);
  const kinked = paramsOfKinks(derivation.model);
  let [worst, place] = [0, ''];
  let [cases, beyond] = [0, 0];
  for (const name of Object.keys(fit.arrays)) {
    if (kinked.has(name)) continue;
    const [own, due] = [fit.arrays[name], known[name]];
    const sd = flat(errors.values[name]);
    own?.forEach((value, i) => {
      const error = sd[i] ?? null;
      if (error === null || !(error > 0)) return;
      const gap = Math.abs(value - (due?.[i] ?? NaN)) / error;
      const z = Number.isNaN(gap) ? Infinity : gap;
      cases++;
      if (z > 2) beyond++;
      if (z > worst) [worst, place] = [z, `${name}, entry ${String(i)}`];
    });
  }
  const left =
    kinked.size === 0 ? [] : [`left out, as a density has a kink in it: ${[...kinked].join(', ')}`];
  if (cases === 0) return skipped(['no param has a standard error here', ...left].join('; '));
  // Of k normal numbers the largest is beyond this with a probability of about one in ten thousand.
  const tolerance = 3.9 + 0.35 * Math.log(cases);
  const notes = [
    `${String(beyond)} of ${String(cases)} beyond 2`,
    ...(worst > tolerance ? [`worst at ${place}`] : []),
    ...(errors.absent.length > 0 ? [`${String(errors.absent.length)} entries without an error`] : []),
    ...left,
  ];
  return { cases, worst, tolerance, note: notes.join('; ') };
}

/** A log density with a kink in its location has no second derivative there, and so no observed information. */
const kinkedFamily = /\bLaplace\b/;

/** Params that the location of such a family reads. */
function paramsOfKinks({ variables }: CheckedModel): ReadonlySet<string> {
  const params = new Set(variables.filter(({ role }) => role === 'param').map(({ name }) => name));
  const read = (described: DistributionExpression): readonly string[] => {
    switch (described.kind) {
      case 'distribution': {
        const { location } = described.arguments;
        return kinkedFamily.test(described.family) && location !== undefined
          ? [...variablesIn(location)]
          : [];
      }
      case 'choice':
        return [described.then, described.else].flatMap(read);
      case 'mixture':
        return described.parts.flatMap(read);
      case 'truncated':
      case 'censored':
        return read(described.part);
    }
  };
  const found = variables
    .filter(({ role }) => role === 'observe')
    .flatMap(({ distribution, steps }) =>
      [distribution, ...(steps?.special ?? []).map((special) => special.distribution)].flatMap((each) =>
        each === null ? [] : read(each),
      ),
    );
  return new Set(found.filter((name) => params.has(name)));
}

/**
 * The true params with exchangeable labels in the order in which the fit has them. By the rows that labels share: by how common
 * they are, two that are about as common would change places.
 */
function ordered(
  truth: AnyFit,
  everything: AnyValues,
  fit: AnyFit,
  data: AnyValues,
): Readonly<Record<string, Float64Array>> {
  // Labels that data hold keep their meaning.
  const hidden = truth.definition.variables.filter(({ role }) => role === 'latent').map(({ name }) => name);
  const latents = truth.definition.latents.filter(({ variable }) => hidden.includes(variable));
  if (latents.length === 0) return truth.arrays;
  const decoded = fit.decode(data);
  const ranks = Object.fromEntries(
    latents.map(({ variable, levels }) => {
      const [own, found] = [flat(everything[variable]), flat(decoded[variable])];
      return [variable, ranksOf(levels(truth.sizes), own, found)];
    }),
  );
  return orderLabels({ ...truth.definition, latents }, truth.sizes, truth.arrays, ranks);
}

/** For each true level, the more the earlier its partner stands: pairs by the rows in which they meet, most first. */
function ranksOf(
  count: number,
  own: readonly (number | null)[],
  found: readonly (number | null)[],
): Float64Array {
  const meetings = new Float64Array(count * count);
  own.forEach((level, row) => {
    const cell = Number(level) * count + Number(found[row]);
    meetings[cell] = (meetings[cell] ?? 0) + 1;
  });
  const ranks = new Float64Array(count);
  const taken = new Set<number>();
  const cells = [...meetings.keys()].sort((a, b) => (meetings[b] ?? 0) - (meetings[a] ?? 0));
  for (const cell of cells) {
    const [level, partner] = [Math.floor(cell / count), cell % count];
    if (ranks[level] !== 0 || taken.has(partner)) continue;
    ranks[level] = count - partner;
    taken.add(partner);
  }
  return ranks;
}

function flat(value: unknown): readonly (number | null)[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (typeof value === 'boolean') return [Number(value)];
  return [typeof value === 'number' ? value : null];
}
