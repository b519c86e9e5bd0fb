// What of sequences is not built besides the rules for what is hidden and linked along them: what they carry along, and
// reads of the data that no input stands for (`sequences/steps-as-rows.ts`).

import { distinctParts, distributionParts } from '../../3-check/mentions.ts';
import type { CoreExpression, Plate, StepValue, Variable } from '../../3-check/model.ts';
import type { Span } from '../../source/source.ts';
import type { Analysis } from './analysis.ts';
import { variableParts } from './reads.ts';
import type { Gap } from './stage.ts';
import type { Structure } from './structure.ts';

export function sequenceGaps({ structure }: Analysis): readonly Gap[] {
  const { model } = structure;
  if (!model.plates.some(({ sequence }) => sequence !== null)) return [];
  return [
    ...model.recurrences.map(({ name, plate, nameSpan }) =>
      gap(`what \`${name}\` carries along`, 'carried from step to step', nameSpan, `\`${plate}\``),
    ),
    ...model.variables.flatMap((variable) => [
      ...definitionGaps(variable),
      ...readGaps(structure, variable),
      ...atEndGaps(structure, variable),
    ]),
  ];
}

function gap(subject: string, label: string, span: Span, along: string | null = null): Gap {
  const name = along === null ? subject : `${subject} ${along}`;
  return { message: `${name} is not derivable yet`, label, span, name, instead: null };
}

/** Without a general definition the other steps have no value, and the data no place for it. */
function definitionGaps({ name, role, distribution, value, steps, nameSpan }: Variable): readonly Gap[] {
  if (steps === null || steps.special.length === 0) return [];
  const general = role !== 'given' && (distribution !== null || value !== null);
  const at = steps.special.map(({ step }) => String(step)).join(', ');
  return general ? [] : [gap(`\`${name}\` at single steps only`, `defined at ${at}`, nameSpan)];
}

// Reads of other steps ----------------------------------------------------------------------------------------

function readGaps(structure: Structure, reader: Variable): readonly Gap[] {
  const special = reader.steps?.special ?? [];
  const ofSteps = special.flatMap(({ step, distribution }) =>
    distribution === null
      ? []
      : [...distinctParts(distributionParts(distribution))].map((part) => ({ part, step })),
  );
  const general = reader.distribution === null ? [] : distributionParts(reader.distribution);
  const others = special.length === 0 ? variableParts(reader) : general;
  return [...[...distinctParts(others)].map((part) => ({ part, step: null })), ...ofSteps].flatMap(
    ({ part, step }) => readGap(structure, reader, part, step) ?? [],
  );
}

/** `step`: of the reader, where it is one step alone. */
function readGap(
  structure: Structure,
  reader: Variable,
  part: CoreExpression,
  step: number | null,
): Gap | null {
  const found = otherSteps(structure, part);
  if (found === null) return null;
  const { variable, sequence, text, at } = found;
  const { span } = part;
  const read = `reading ${text}`;
  const because = (why: string): Gap => ({
    ...gap(read, why, span),
    message: `${read}, ${why}, is not derivable yet`,
  });
  const ends = sequence.sequence?.until !== null;
  const hidden = structure.hidden.get(variable.name);
  if (hidden !== undefined) {
    // The rule for what is continuous is told by itself.
    if (hidden.kind === 'continuous') return null;
    const isEarlier =
      part.kind === 'step' && step !== null && part.at.kind === 'absolute' && part.at.step <= step;
    // By what has one value for each row around the sequence.
    const isAfter = at === 'last' && !ends && reader.plate === sequence.parent && reader.role !== 'param';
    if (part.kind !== 'step' || !(part.at.kind === 'relative' || isEarlier || isAfter))
      return because(`which is hidden, other than some steps later or right after its sequence`);
    if (variable.plate !== sequence.name) return because(`which is hidden, of a plate within the sequence`);
    if (variable.role === 'observe' && variable.type.shape.length > 0)
      return because(`an array of which entries may be missing`);
    return null;
  }
  if (at === 'last' && ends) return because(`of a sequence that ends itself`);
  if (at === 'all' && (sequence.size === null || variable.plate !== sequence.name))
    return because(`all steps of a sequence whose length the data decide`);
  const isInner = variable.plate !== sequence.name;
  if (isInner && (ends || !hasEqualRows(structure, variable.plate, sequence.name)))
    return because(`of a plate that may have other rows at another step`);
  return null;
}

interface OtherSteps {
  readonly variable: Variable;
  readonly sequence: Plate;
  /** As it is written. */
  readonly text: string;
  readonly at: 'step' | 'last' | 'all';
}

/** Null: what is read is of the same step, or nothing that a sequence indexes. */
function otherSteps({ model, variables }: Structure, part: CoreExpression): OtherSteps | null {
  if (part.kind !== 'step' && part.kind !== 'variable') return null;
  const variable = variables.get(part.name);
  const sequence = model.plates.find(({ name }) => name === variable?.steps?.sequence);
  if (variable === undefined || sequence === undefined) return null;
  const { name } = variable;
  if (part.kind === 'variable') return { variable, sequence, text: `all of \`${name}\``, at: 'all' };
  const { at } = part;
  if (at.kind === 'relative' && at.offset === 0) return null;
  const text = `\`${name}[${positionText(at, sequence.name)}]\``;
  return { variable, sequence, text, at: at.kind === 'last' ? 'last' : 'step' };
}

function positionText(at: StepValue['at'], sequence: string): string {
  switch (at.kind) {
    case 'relative':
      return `${sequence}-${String(-at.offset)}`;
    case 'absolute':
      return String(at.step);
    case 'last':
      return 'last';
    case 'before':
      return `..${sequence}`;
  }
}

/** Whether every plate between the two has a size of its own. */
function hasEqualRows(structure: Structure, plate: string | null, sequence: string): boolean {
  const around = structure.chain(plate);
  const between = around.slice(0, around.indexOf(sequence));
  return between.every((name) =>
    structure.model.plates.some((each) => each.name === name && each.size !== null),
  );
}

// At END ------------------------------------------------------------------------------------------------------

/** At the step of END the data hold nothing but END. */
function atEndGaps(structure: Structure, reader: Variable): readonly Gap[] {
  const { model, variables } = structure;
  const sequence = model.plates.find(({ name }) => name === reader.plate);
  const until = sequence?.sequence?.until ?? null;
  if (until === null || (reader.name !== until && reader.role !== 'latent')) return [];
  return [...distinctParts(variableParts(reader))].flatMap((part) => {
    if (part.kind !== 'step' || part.at.kind !== 'relative' || part.at.offset !== 0) return [];
    const read = variables.get(part.name);
    if (read === undefined || read.role === 'latent' || read.name === until || read.plate !== sequence?.name)
      return [];
    const name = `\`${reader.name}\` at the step of END`;
    const message = `${name} depends on \`${read.name}\`, which has no value there: this is not derivable yet`;
    return [{ message, label: 'has no value at END', span: part.span, name, instead: null }];
  });
}
