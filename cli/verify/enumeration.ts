// Sums over every configuration of what is hidden, one by one, with densities as textbooks write them, by an interpreter
// of the spec (`oracle/`) that shares nothing with what the model was compiled by. The likelihood, the posterior, the
// most probable values and the priors must be these.

import { bindKernel, hyperArrays, paramInputs } from '../../runtime/inference/problem.ts';
import { scalarOutput } from '../../runtime/model/kernel.ts';
import { Agreement, hyperOf, skipped, timeBox, type Check, type Finding, type Subject } from './check.ts';
import { configurationCount, infer, logJointOf, type Exact, type NestedValues } from './oracle/exact.ts';
import { platesAround } from './oracle/log-joint.ts';
import { flatten, itemAt, toArray, type Nested } from './oracle/nested.ts';
import { Uninterpreted } from './oracle/textbook-math.ts';
import type { Told } from './oracle/world.ts';
import { randomFit, type RandomFit } from './random-fit.ts';

const mostConfigurations = 20_000;
const draws = 3;
const seconds = 4;

export const enumeration: Check = {
  name: 'enumeration',
  meaning: 'likelihood, posterior, decoded values and priors are those of every configuration added up',
  run(subject) {
    try {
      return compareWithEnumeration(subject);
    } catch (error) {
      if (error instanceof Uninterpreted) return skipped(`the interpreter does not know ${error.message}`);
      throw error;
    }
  },
};

function compareWithEnumeration(subject: Subject): Finding {
  const found = new Agreement();
  const box = timeBox(seconds);
  let largest = 0;
  for (let draw = 1; draw <= draws && !box.isOver(); draw++) {
    for (const rows of [3, 2, 1]) {
      const drawn = randomFit(subject, rows, draw);
      const told = toldOf(subject, drawn);
      const count = configurationCount(told);
      if (count > mostConfigurations) continue;
      largest = Math.max(largest, count);
      const exact = infer(told);
      comparePrior(found, subject, drawn, exact);
      compare(found, drawn, told, exact);
      break;
    }
  }
  if (found.cases === 0)
    return skipped(`more than ${String(mostConfigurations)} configurations in the smallest data`);
  const configurations =
    largest === 1 ? 'nothing is hidden: the log joint itself' : `up to ${String(largest)} configurations`;
  return found.finding(1e-9, [configurations, ...box.notes()].join('; '));
}

function toldOf(subject: Subject, { fit, data, everything }: RandomFit): Told {
  const model = subject.analysis.models.find(({ name }) => name === subject.model.definition.name);
  if (model === undefined) throw new Error(`internal: no checked model ${subject.model.definition.name}`);
  const seen = model.variables.filter(({ role }) => role === 'observe' || role === 'given');
  return {
    model,
    sizes: fit.sizes,
    hyper: hyperOf(subject),
    params: Object.fromEntries(Object.entries(fit.params).map(([name, value]) => [name, numbers(value)])),
    data: Object.fromEntries(seen.map(({ name }) => [name, numbers(data[name] ?? everything[name])])),
  };
}

/** As users give them: true and false count as 1 and 0, and null is NaN. */
function numbers(value: unknown): Nested {
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as ArrayLike<unknown>, numbers);
  return value === null || value === undefined ? Number.NaN : Number(value);
}

function comparePrior(found: Agreement, subject: Subject, { fit }: RandomFit, exact: Exact): void {
  const { logPrior } = subject.model.definition.kernels;
  if (logPrior === null) return;
  const run = bindKernel(logPrior, fit.sizes, hyperArrays(hyperOf(subject)));
  const own = scalarOutput(run(paramInputs(fit.arrays)), 'logPrior');
  found.compare(own, exact.logPrior, 'the log prior', exact.logPrior);
}

function compare(found: Agreement, { fit, data }: RandomFit, told: Told, exact: Exact): void {
  const { logLikelihood, bestLogJoint } = exact;
  const score = fit.logProb(data);
  found.compare(score.total, logLikelihood, 'the log likelihood', logLikelihood);
  const [rows, ...others] = Object.values(exact.rows ?? {});
  if (score.rows !== null && others.length === 0)
    rows?.forEach((due, row) => {
      found.compare(
        score.rows?.[row] ?? Number.NaN,
        due,
        `the log likelihood of row ${String(row + 1)}`,
        due,
      );
    });
  if (Object.keys(exact.marginals).length === 0) return;

  const posterior = answersOf(told, fit.posterior(data));
  for (const [name, due] of Object.entries(exact.marginals)) {
    const [own, wanted] = [flatten(posterior[name] ?? []), flatten(due)];
    found.compare(own.length, wanted.length, `how many posterior probabilities ${name} has`);
    wanted.forEach((p, i) => {
      found.compare(own[i] ?? Number.NaN, p, `the posterior of ${name}`);
    });
  }
  // There may be several that are most probable; their log joint is one.
  const best = logJointOf(told, answersOf(told, fit.decode(data)));
  found.compare(best, bestLogJoint, 'the most probable values', bestLogJoint);
}

/** What a query answers by variable, entries of arrays before what is said of each: an array of latents is answered for under `z[0]`, `z[1]`, .... */
export function answersOf({ model }: Told, answers: Readonly<Record<string, unknown>>): NestedValues {
  const entries = model.variables.flatMap(({ name, plate }) => {
    if (Object.hasOwn(answers, name)) return [[name, numbers(answers[name])] as const];
    const own = Object.entries(answers).filter(([answered]) => answered.startsWith(`${name}[`));
    if (own.length === 0) return [];
    const depth = platesAround(model, plate).length;
    return [
      [
        name,
        gathered(
          own.map(([, values]) => numbers(values)),
          depth,
        ),
      ] as const,
    ];
  });
  return Object.fromEntries(entries);
}

/** The entries' values `[row]..` as those of one array, `[row]..[entry]`. */
function gathered(entries: readonly Nested[], depth: number): Nested {
  if (depth === 0) return entries;
  const [first] = entries;
  return toArray(first ?? []).map((_, row) =>
    gathered(
      entries.map((entry) => itemAt(entry, row)),
      depth - 1,
    ),
  );
}
