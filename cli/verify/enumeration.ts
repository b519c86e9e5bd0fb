// Sums over every configuration of what is hidden, one by one: the model with all of it observed is compiled anew, which
// leaves nothing to eliminate, and its log densities are added up. The likelihood and the posterior must be these.

import type { CheckedModel } from '../../compiler/3-check/model.ts';
import { isFinite } from '../../compiler/3-check/model.ts';
import type { AnyFit, AnyValues } from '../../runtime/model/model.ts';
import type { VariableDefinition } from '../../runtime/model/definition.ts';
import { Agreement, skipped, type Check, type Finding, type Subject } from './check.ts';
import { randomFit } from './random-fit.ts';

const mostConfigurations = 20_000;
const draws = 3;

/** A hidden value: where it stands in the nested data, and how many values it may have. */
interface Site {
  readonly variable: VariableDefinition;
  readonly path: readonly number[];
  readonly levels: number;
}

export const enumeration: Check = {
  name: 'enumeration',
  meaning: 'likelihood and posterior are those of every configuration added up',
  run: compareWithEnumeration,
};

async function compareWithEnumeration(subject: Subject): Promise<Finding> {
  const { definition } = subject.model;
  const hidden = definition.variables.filter(
    ({ role, optional, type }) =>
      role === 'latent' ||
      (role === 'observe' && optional && (type.element === 'category' || type.element === 'bool')),
  );
  if (hidden.length === 0) return skipped('nothing is hidden');
  const observed = await allObserved(subject);
  if (observed === null) return skipped('the model with everything observed is not derivable');
  const found = new Agreement();
  let largest = 0;
  for (let draw = 1; draw <= draws; draw++) {
    for (const rows of [3, 2, 1]) {
      const { fit, data, everything } = randomFit(subject, rows, draw);
      const sites = hidden.flatMap((variable) =>
        sitesOf(fit, variable, data[variable.name], everything[variable.name]),
      );
      const count = sites.reduce((product, { levels }) => product * levels, 1);
      if (count > mostConfigurations) continue;
      largest = Math.max(largest, count);
      compare(found, fit, observed, data, everything, sites, count);
      break;
    }
  }
  if (found.cases === 0)
    return skipped(`more than ${String(mostConfigurations)} configurations in the smallest data`);
  return found.finding(1e-9, `up to ${String(largest)} configurations`);
}

/** A fit's twin in which what is hidden is data. */
type Twin = (fit: AnyFit) => AnyFit;

async function allObserved({ analysis, derivation, set, load }: Subject): Promise<Twin | null> {
  const { planInference } = await import('../../compiler/4-plan/plan.ts');
  const { generate } = await import('../../compiler/pipeline.ts');
  // Parts of mixtures and entries of arrays are latents of their own by then; sequences are as the spec has them.
  const checked =
    derivation.lags.length === 0
      ? derivation.model
      : analysis.models.find(({ name }) => name === derivation.model.name);
  if (checked === undefined) return null;
  const model: CheckedModel = {
    ...checked,
    train: null,
    variables: checked.variables.map((variable) => {
      if (variable.role === 'latent') return { ...variable, role: 'observe' };
      return isFinite(variable.type) ? { ...variable, optional: false } : variable;
    }),
  };
  const { value } = planInference(model);
  if (value === null) return null;
  const code = await generate({ ...analysis, derivations: [value] }, 'plain');
  const twin = await load(code, model.name);
  return (fit) => {
    const dims = Object.fromEntries(twin.definition.dims.map((dim) => [dim, fit.sizes[dim] ?? 1]));
    return twin.with(fit.params, { set: { ...set, ...dims } });
  };
}

/** Entries of a latent, or those of an observation that are missing. */
function sitesOf(fit: AnyFit, variable: VariableDefinition, seen: unknown, whole: unknown): readonly Site[] {
  const levels = variable.type.element === 'bool' ? 2 : (variable.type.levels?.(fit.sizes) ?? 0);
  const sites: Site[] = [];
  const visit = (value: unknown, known: unknown, path: readonly number[]): void => {
    if (Array.isArray(value))
      value.forEach((inner, i) => {
        visit(inner, Array.isArray(known) ? known[i] : known, [...path, i]);
      });
    else if (variable.role === 'latent' || known === null) sites.push({ variable, path, levels });
  };
  visit(whole, seen ?? null, []);
  return sites;
}

function compare(
  found: Agreement,
  fit: AnyFit,
  twin: Twin,
  data: AnyValues,
  everything: AnyValues,
  sites: readonly Site[],
  count: number,
): void {
  const complete = twin(fit);
  const values: Record<string, unknown> = { ...structuredClone(everything) };
  // What is a missing number stays missing.
  for (const { name, role, type } of fit.definition.variables)
    if (role === 'observe' && type.element !== 'category' && type.element !== 'bool')
      values[name] = data[name];
  const logs = new Float64Array(count);
  for (let configuration = 0; configuration < count; configuration++) {
    let rest = configuration;
    for (const site of sites) {
      set(values, site, rest % site.levels);
      rest = Math.floor(rest / site.levels);
    }
    logs[configuration] = complete.logProb(values).total;
  }
  const peak = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - peak));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const total = peak + Math.log(sum);
  found.compare(fit.logProb(data).total, total, 'the log likelihood', total);
  const posterior = fit.posterior(data);
  sites.forEach((site, position) => {
    const stride = sites.slice(0, position).reduce((product, { levels }) => product * levels, 1);
    const probability = new Float64Array(site.levels);
    weights.forEach((weight, configuration) => {
      const level = Math.floor(configuration / stride) % site.levels;
      probability[level] = (probability[level] ?? 0) + weight / sum;
    });
    const answered = read(posterior[site.variable.name], site.path) as readonly number[];
    probability.forEach((p, level) => {
      found.compare(
        answered[level] ?? NaN,
        p,
        `the posterior of ${site.variable.name}[${site.path.join(', ')}]`,
      );
    });
  });
}

const read = (value: unknown, path: readonly number[]): unknown =>
  path.reduce((inner, index) => (inner as readonly unknown[])[index], value);

function set(values: Record<string, unknown>, { variable, path }: Site, level: number): void {
  const code = variable.type.element === 'bool' ? level === 1 : level;
  const last = path.at(-1);
  if (last === undefined) values[variable.name] = code;
  else (read(values[variable.name], path.slice(0, -1)) as unknown[])[last] = code;
}
