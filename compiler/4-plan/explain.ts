// A derivation in words, as `gen explain` prints it: the factors, what is summed out in which order and at what
// cost, how each param is updated, and why no earlier rule was taken. Without a derivation: the rule that would serve.

import type { CheckedModel, Variable } from '../3-check/model.ts';
import type {
  Block,
  ClosedFormStep,
  Derivation,
  Factor,
  GradientStep,
  LeastSquaresStep,
} from './derivation.ts';
import { eliminationLines } from './eliminate/print-elimination.ts';
import { familyNamed, isConditional } from './factor-graph.ts';
import { guardWords, lagLines } from './sequences/step-words.ts';
import { printStage } from './stage/print-stage.ts';
import type { Stage } from './stage/stage.ts';

const methodNames = {
  mle: 'maximum likelihood',
  map: 'maximum of the posterior',
  em: 'EM, with what is not known summed out exactly',
} as const;

/** Of a model that is planned: its derivation among these, or how far planning went. */
export function explainStage(stage: Stage, derivations: readonly Derivation[]): string {
  const { name } = stage.model;
  const derivation = derivations.find(({ model }) => model.span === stage.model.span);
  return derivation === undefined ? `${name}: ${printStage(stage)}` : explainDerivation(derivation);
}

export function explainDerivation(derivation: Derivation): string {
  return [
    `${derivation.model.name}: ${methodNames[derivation.method]}`,
    section('Log joint, a sum of', [
      ...derivation.factors.map((factor) => factorLine(derivation.model, factor)),
      ...derivation.model.variables.flatMap(priorLine),
    ]),
    section('Read of other steps', lagLines(derivation)),
    section('Summed out, in this order', eliminationLines(derivation)),
    section(
      'Updates',
      derivation.blocks.flatMap((block) => blockLines(derivation, block)),
    ),
    section(
      'Why',
      derivation.reasons.flatMap(({ subject, taken, notTaken }) => [
        `${subject}: ${taken}`,
        ...notTaken.map(({ rule, because }) => `  not by ${rule}: ${because}`),
      ]),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function perRow(plate: string | null): string {
  return plate === null ? 'in all' : `for each ${plate}`;
}

function factorLine(model: CheckedModel, factor: Factor): string {
  const parents = parentsOf(model, factor);
  const given = parents.length === 0 ? '' : ` | ${parents.join(', ')}`;
  return `log p(${factor.variable}${given}) ${perRow(factor.plate)}: ${factor.family}(${Object.keys(factor.arguments).join(', ')})${guardWords(model, factor)}${missingOf(factor)}`;
}

/** What becomes of missing values. */
function missingOf(factor: Factor): string {
  if (factor.missing === 'nothing') return '';
  if (factor.missing === 'events') return '; 0 where it is missing';
  return isConditional(factor)
    ? '; of the entries that are there, the others integrated out'
    : '; 0 for each entry that is missing';
}

function priorLine({ name, role, distribution }: Variable): readonly string[] {
  if (role !== 'param' || distribution === null) return [];
  const prior =
    distribution.kind === 'distribution'
      ? `${distribution.family}(${Object.keys(distribution.arguments).join(', ')})`
      : 'a choice';
  return [`log p(${name}): ${prior}, its prior`];
}

/** Latents and data that the factor depends on, its own variable apart. */
function parentsOf(model: CheckedModel, factor: Factor): readonly string[] {
  const names = new Set([...factor.scope, ...factor.cells.map((cell) => cell.name)]);
  return [
    ...model.variables.map((variable) => variable.name),
    ...model.plates.map((plate) => plate.name),
  ].filter((name) => names.has(name) && name !== factor.variable);
}

function blockLines(derivation: Derivation, block: Block): readonly string[] {
  return block.steps.map((step) => {
    switch (step.kind) {
      case 'closedForm': {
        const rows = step.evidence === 'rows' ? ' from the rows' : '';
        return `${stepLine(derivation, step)} (closed form${rows}${priorOf(derivation, step)})`;
      }
      case 'leastSquares':
        return squaresLine(derivation, step);
      case 'gradient':
        return gradientLine(derivation, step);
    }
  });
}

/** The equations that are solved, with J the derivative of the location by the params. */
function squaresLine(derivation: Derivation, step: LeastSquaresStep): string {
  const names = step.params.join(', ');
  const weight = derivation.method === 'em' ? 'w ' : '';
  const sites = derivation.factors.filter(({ id }) => step.sites.includes(id));
  const over = [...new Set(sites.map(({ variable }) => variable))].join(' and ');
  const each = step.batch === null ? '' : `, for each ${step.batch.cell.name}`;
  const prior = step.priors.length === 0 ? '' : ', the Normal priors as further rows';
  const of = over === '' ? 'the priors' : over;
  return (
    `${names} by weighted least squares on ${of}${each}: sum{ ${weight}J' inverse(V) J } step = ` +
    `sum{ ${weight}J' inverse(V) (${over === '' ? 'value' : 'x'} - location) } with J = d location / d (${names}), V the variance${prior}`
  );
}

function gradientLine(derivation: Derivation, step: GradientStep): string {
  const isExpected = derivation.method === 'em';
  const rows = isExpected ? 'the rows and their posterior weights' : 'the rows of the data';
  const source = step.evidence === 'statistics' ? 'the statistics of each cell' : rows;
  const objective = `${isExpected ? 'expected ' : ''}log joint${step.priors.length > 0 ? ', its log prior added' : ''}`;
  return `${step.params.join(', ')}: L-BFGS on the ${objective}, from ${source}, in free coordinates`;
}

/** A conjugate prior is worth some events, which count like those of the data. */
function priorOf({ model }: Derivation, step: ClosedFormStep): string {
  const params = step.estimates.map(({ param }) => param);
  const hasPrior = model.variables.some(
    ({ name, distribution }) => params.includes(name) && distribution !== null,
  );
  return hasPrior ? ', after the prior is added to the statistics' : '';
}

function stepLine(derivation: Derivation, planned: ClosedFormStep): string {
  const step = familyNamed(planned.family).estimation[planned.step];
  const sites = derivation.factors.filter((factor) => planned.sites.includes(factor.id));
  const over = sites.map((site) => site.variable).join(' and ');
  const names = planned.estimates.map(({ param, parameter, argument }) =>
    argument === parameter ? param : `${param} (as ${argument})`,
  );
  const cells = [...new Set(sites.flatMap((site) => cellsOf(site, planned)))];
  const each = cells.length === 0 ? '' : `, for each ${cells.join(', ')}`;
  const formulas = planned.estimates.map(
    ({ parameter }) => `${parameter} = ${step?.formulas[parameter] ?? '?'}`,
  );
  return `${names.join(', ')} from ${planned.family} statistics of ${over}${each}: ${formulas.join(', ')}`;
}

/** Names of what numbers the cells: of the statistics, or where a step goes over rows of the estimated params. */
function cellsOf(site: Factor, planned: ClosedFormStep): readonly string[] {
  if (planned.evidence === 'statistics') return site.cells.map((cell) => cell.name);
  const maps = planned.estimates.map(({ argument }) => site.arguments[argument]);
  return maps.flatMap((map) =>
    map?.kind === 'cell'
      ? map.indices.flatMap((index) => (index.kind === 'variable' ? [index.cell.name] : []))
      : [],
  );
}
