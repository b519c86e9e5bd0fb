// Sums over every configuration of what is hidden, one by one, with densities as textbooks write them, by an interpreter
// of the spec (`oracle/`) that shares nothing with what the model was compiled by. The likelihood, the posterior, the
// most probable values and the priors must be these.

import { bindKernel, hyperArrays, paramInputs } from '../../runtime/inference/problem.ts';
import { scalarOutput } from '../../runtime/model/kernel.ts';
import { Agreement, hyperOf, skipped, timeBox, type Check, type Finding, type Subject } from './check.ts';
import { levelsOf, logJointOf, logPriorOf, pathsOf, shapeOf, type World } from './oracle/log-joint.ts';
import { itemAtPath, unflatten, type Nested } from './oracle/nested.ts';
import { Uninterpreted } from './oracle/textbook-math.ts';
import { randomFit, type RandomFit } from './random-fit.ts';

const mostConfigurations = 20_000;
const draws = 3;
const seconds = 4;

/** A hidden value: where it stands in the nested data, and how many values it may have. */
interface Site {
  readonly variable: string;
  readonly path: readonly number[];
  /** How many indices at the end of the path are those of an array's entry, not of rows. */
  readonly entryRank: number;
  readonly levels: number;
}

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
      const world = worldOf(subject, drawn);
      const sites = sitesOf(world);
      const count = sites.reduce((product, { levels }) => product * levels, 1);
      if (count > mostConfigurations) continue;
      largest = Math.max(largest, count);
      comparePriors(found, subject, drawn, world);
      compare(found, drawn, world, sites, count);
      break;
    }
  }
  if (found.cases === 0)
    return skipped(`more than ${String(mostConfigurations)} configurations in the smallest data`);
  const configurations =
    largest === 1 ? 'nothing is hidden: the log joint itself' : `up to ${String(largest)} configurations`;
  return found.finding(1e-9, [configurations, ...box.notes()].join('; '));
}

function worldOf(subject: Subject, { fit, data, everything }: RandomFit): World {
  const model = subject.analysis.models.find(({ name }) => name === subject.model.definition.name);
  if (model === undefined) throw new Error(`internal: no checked model ${subject.model.definition.name}`);
  const values: Record<string, Nested> = {};
  const world: World = {
    model,
    sizes: fit.sizes,
    hyper: hyperOf(subject),
    params: Object.fromEntries(Object.entries(fit.params).map(([name, value]) => [name, numbers(value)])),
    values,
  };
  for (const { name, role } of model.variables)
    if (role === 'observe' || role === 'given') values[name] = numbers(data[name] ?? everything[name]);
  for (const variable of model.variables) {
    if (variable.role !== 'latent') continue;
    const blank = unflatten([], shapeOf(world, variable));
    values[variable.name] = pathsOf(world, variable.plate).reduce<Nested>(
      (nested, path) => replaced(nested, path, blank),
      [],
    );
  }
  return world;
}

/** As users give them: true and false count as 1 and 0, and null is NaN. */
function numbers(value: unknown): Nested {
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as ArrayLike<unknown>, numbers);
  return value === null || value === undefined ? Number.NaN : Number(value);
}

/** Entries that are NaN: those of latents, and what is missing of finite observations. */
function sitesOf(world: World): readonly Site[] {
  return world.model.variables.flatMap((variable) => {
    const { name, role, type } = variable;
    const entryRank = type.shape.length;
    if (role !== 'latent' && (role !== 'observe' || (type.element !== 'category' && type.element !== 'bool')))
      return [];
    const levels = levelsOf(world, variable);
    const sites: Site[] = [];
    const visit = (value: Nested, path: readonly number[]): void => {
      if (typeof value === 'number') {
        if (Number.isNaN(value)) sites.push({ variable: name, path, entryRank, levels });
      } else
        value.forEach((inner, index) => {
          visit(inner, [...path, index]);
        });
    };
    visit(world.values[name] ?? [], []);
    return sites;
  });
}

function comparePriors(found: Agreement, subject: Subject, { fit }: RandomFit, world: World): void {
  const { logPrior } = subject.model.definition.kernels;
  if (logPrior === null) return;
  const run = bindKernel(logPrior, fit.sizes, hyperArrays(hyperOf(subject)));
  const own = scalarOutput(run(paramInputs(fit.arrays)), 'logPrior');
  const due = logPriorOf(world);
  found.compare(own, due, 'the log prior', due);
}

function compare(
  found: Agreement,
  { fit, data }: RandomFit,
  world: World,
  sites: readonly Site[],
  count: number,
): void {
  const logJoint = logJointOf(world);
  const at = (levels: readonly number[]): number => {
    sites.forEach(({ variable, path }, position) => {
      world.values[variable] = replaced(world.values[variable] ?? [], path, levels[position] ?? 0);
    });
    return logJoint();
  };
  const strides = sites.map((_, position) =>
    sites.slice(0, position).reduce((product, { levels }) => product * levels, 1),
  );
  const levelAt = (configuration: number, position: number): number =>
    Math.floor(configuration / (strides[position] ?? 1)) % (sites[position]?.levels ?? 1);
  const logs = Float64Array.from({ length: count }, (_, configuration) =>
    at(sites.map((_site, position) => levelAt(configuration, position))),
  );
  const peak = logs.reduce((largest, log) => Math.max(largest, log), -Infinity);
  const weights = logs.map((log) => Math.exp(log - peak));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const total = peak + Math.log(sum);
  found.compare(fit.logProb(data).total, total, 'the log likelihood', total);
  if (sites.length === 0) return;

  const posterior = fit.posterior(data);
  sites.forEach((site, position) => {
    const { variable, path, levels } = site;
    const probability = new Float64Array(levels);
    weights.forEach((weight, configuration) => {
      const level = levelAt(configuration, position);
      probability[level] = (probability[level] ?? 0) + weight / sum;
    });
    const answered = answerAt(posterior, site);
    probability.forEach((p, level) => {
      const own = itemAtPath(answered, [level]);
      found.compare(Number(own), p, `the posterior of ${variable}[${path.join(', ')}]`);
    });
  });
  // There may be several that are most probable; their log joint is one.
  const decoded = fit.decode(data);
  const best = at(sites.map((site) => Number(answerAt(decoded, site))));
  found.compare(best, peak, 'the most probable values', peak);
}

/** What a query says of a site: an array of latents is as many of them, each under a name of its own. */
function answerAt(answers: Readonly<Record<string, unknown>>, { variable, path, entryRank }: Site): Nested {
  if (Object.hasOwn(answers, variable)) return itemAtPath(numbers(answers[variable]), path);
  const rows = path.length - entryRank;
  const name = `${variable}[${path.slice(rows).join(', ')}]`;
  return itemAtPath(numbers(answers[name]), path.slice(0, rows));
}

/** The nested array with another value at this path; arrays that are not there yet are made. */
function replaced(nested: Nested, path: readonly number[], value: Nested): Nested {
  const [index, ...rest] = path;
  if (index === undefined) return value;
  const copy = typeof nested === 'number' ? [] : [...nested];
  copy[index] = replaced(copy[index] ?? [], rest, value);
  return copy;
}
