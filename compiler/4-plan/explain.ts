// A derivation in words, as `gen explain` prints it: the factors, what is summed out in which order and at what
// cost, how each param is updated, and why no earlier rule was taken. Without a derivation: the rule that would serve.

import type { CheckedModel, Variable } from '../3-check/model.ts';
import { printSize } from '../sizes/size.ts';
import type { Block, Derivation, Factor, SolverStep } from './derivation.ts';
import { familyNamed } from './factor-graph.ts';
import { printStage } from './stage/print-stage.ts';
import type { Stage } from './stage/stage.ts';

const methodNames = {
  mle: 'maximum likelihood',
  map: 'maximum of the posterior',
  em: 'EM, with the latents summed out exactly',
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
    section(
      'Summed out, in this order',
      derivation.eliminations.map((elimination, position) => {
        const table = `a table of ${printSize(elimination.cost)} entries`;
        const left =
          elimination.remaining.length === 0
            ? ''
            : `, which leaves a function of ${elimination.remaining.join(', ')}`;
        return `${String(position + 1)}. ${elimination.variable}: ${table} ${perRow(elimination.plate)}${left}`;
      }),
    ),
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
  const branch = factor.guard.length === 0 ? '' : ', where its branch of the `if` holds';
  return `log p(${factor.variable}${given}) ${perRow(factor.plate)}: ${factor.family}(${Object.keys(factor.arguments).join(', ')})${branch}`;
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
  if (block.solver.kind === 'closedForm')
    return block.solver.steps.map(
      (step) => `${stepLine(derivation, step)} (closed form${priorOf(derivation, step)})`,
    );
  const isExpected = derivation.method === 'em';
  const rows = isExpected ? 'the rows and their posterior weights' : 'the rows of the data';
  const source = block.solver.evidence === 'statistics' ? 'the statistics of each cell' : rows;
  const objective = `${isExpected ? 'expected ' : ''}log joint${block.hasPrior ? ', its log prior added' : ''}`;
  return [`${block.name}: L-BFGS on the ${objective}, from ${source}, in free coordinates`];
}

/** A conjugate prior is worth some events, which count like those of the data. */
function priorOf({ model }: Derivation, step: SolverStep): string {
  const params = step.estimates.map(({ param }) => param);
  const hasPrior = model.variables.some(
    ({ name, distribution }) => params.includes(name) && distribution !== null,
  );
  return hasPrior ? ', after the prior is added to the statistics' : '';
}

function stepLine(derivation: Derivation, planned: SolverStep): string {
  const step = familyNamed(planned.family).estimation[planned.step];
  const sites = derivation.factors.filter((factor) => planned.sites.includes(factor.id));
  const over = sites.map((site) => site.variable).join(' and ');
  const names = planned.estimates.map(({ param, parameter, argument }) =>
    argument === parameter ? param : `${param} (as ${argument})`,
  );
  const cells = [...new Set(sites.flatMap((site) => site.cells.map((cell) => cell.name)))];
  const each = cells.length === 0 ? '' : `, for each ${cells.join(', ')}`;
  const formulas = planned.estimates.map(
    ({ parameter }) => `${parameter} = ${step?.formulas[parameter] ?? '?'}`,
  );
  return `${names.join(', ')} from ${planned.family} statistics of ${over}${each}: ${formulas.join(', ')}`;
}
