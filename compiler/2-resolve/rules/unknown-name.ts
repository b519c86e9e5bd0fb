// A name that nothing defines, or nothing that is visible or defined yet where it is read.

import { askWhetherMeant, nearNames, renamingFix } from '../../diagnostics/did-you-mean.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { describeDefinition, type Definition, type WrittenDefinition } from '../definition.ts';

interface Unknown {
  readonly name: string;
  readonly span: Span;
  readonly what: 'name' | 'function or distribution';
  readonly near: readonly string[];
}

export const unknownName = defineDiagnostic({
  code: 'E0206',
  name: 'unknown-name',
  severity: 'error',
  message: ({ name, what, near }: Unknown) =>
    (what === 'name'
      ? `nothing here is named \`${name}\``
      : `there is no function or distribution \`${name}\``) + askWhetherMeant(near),
  labels: ({ span, what }) => [{ span, text: what === 'name' ? 'not defined' : '' }],
  fix: ({ near, span }) => renamingFix(span, near),
});

/** The nearest of the names in view, for "did you mean". */
export function suggestNames(name: string, candidates: Iterable<string>): readonly string[] {
  return nearNames(
    name,
    [...new Set(candidates)].filter((candidate) => candidate !== name),
  );
}

export const earlyUse = defineDiagnostic({
  code: 'E0207',
  name: 'used-before-defined',
  severity: 'error',
  message: ({ definition, own }: { definition: WrittenDefinition; span: Span; own: boolean }) =>
    own
      ? `\`${definition.name}\` is used in its own definition`
      : `\`${definition.name}\` is used before it is defined`,
  labels: ({ definition, span, own }) =>
    own
      ? [{ span, text: 'not defined yet' }]
      : [
          { span, text: 'not defined yet' },
          { span: definition.nameSpan, text: `${describeDefinition(definition)}, defined here` },
        ],
  why: () => 'a model is generated from top to bottom: a statement reads only what stands above it',
  fix: ({ definition, own }) =>
    own
      ? null
      : { description: `move the definition of \`${definition.name}\` above this statement`, edits: [] },
});

export const outsidePlate = defineDiagnostic({
  code: 'E0208',
  name: 'outside-its-plate',
  severity: 'error',
  message: ({ definition, plate }: { definition: WrittenDefinition; plate: string; span: Span }) =>
    `\`${definition.name}\` has one value for each row of plate \`${plate}\` and is not visible outside it`,
  labels: ({ definition, span }) => [
    { span, text: 'read outside its plate' },
    { span: definition.nameSpan, text: `${describeDefinition(definition)}, defined here` },
  ],
  why: () => 'outside there is no saying which of its rows is meant',
  fix: ({ definition, plate }) => ({
    description: `move the statement that reads it into \`plate ${plate}\`, or define \`${definition.name}\` before the plate`,
    edits: [],
  }),
});

export const wrongUse = defineDiagnostic({
  code: 'E0209',
  name: 'not-callable',
  severity: 'error',
  message: ({ definition, called }: { definition: Definition; called: boolean; span: Span }) =>
    called
      ? `\`${definition.name}\` is ${describeDefinition(definition)}, not a function`
      : `\`${definition.name}\` is ${describeDefinition(definition)}, not a value`,
  labels: ({ definition, called, span }) => {
    const place = {
      span,
      text: called
        ? 'called here'
        : needsCall(definition)
          ? `write \`${definition.name}(...)\` to use it`
          : '',
    };
    return definition.nameSpan === null
      ? [place]
      : [place, { span: definition.nameSpan, text: 'defined here' }];
  },
  fix: ({ definition, called }) =>
    called ? { description: `index a value with brackets: \`${definition.name}[i]\``, edits: [] } : null,
});

function needsCall(definition: Definition): boolean {
  return definition.kind !== 'model' && definition.kind !== 'network';
}
