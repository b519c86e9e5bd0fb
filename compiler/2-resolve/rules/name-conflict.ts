// Every name means one thing at each place, and data are keyed by name: no second definition in one body, no
// hiding of a name further out, no two variables of one name in a model, no library name for something that
// is called or sampled.

import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import { describeDefinition, type LibraryDefinition, type WrittenDefinition } from '../definition.ts';

interface Conflict {
  readonly definition: WrittenDefinition;
  readonly before: WrittenDefinition;
}

const renameOne = (): Fix => ({ description: 'give one of the two another name', edits: [] });

export const duplicateName = defineDiagnostic({
  code: 'E0201',
  name: 'duplicate-name',
  severity: 'error',
  message: ({ definition }: Conflict) => `\`${definition.name}\` is defined twice`,
  labels: ({ definition, before }) => [
    { span: definition.nameSpan, text: 'defined again here' },
    { span: before.nameSpan, text: `${describeDefinition(before)} of this name` },
  ],
  why: () => 'a name has one meaning',
  fix: renameOne,
});

export const shadowedName = defineDiagnostic({
  code: 'E0202',
  name: 'shadowed-name',
  severity: 'error',
  message: ({ definition, before }: Conflict) =>
    `\`${definition.name}\` already names ${describeDefinition(before)} that is visible here`,
  labels: ({ definition, before }) => [
    { span: definition.nameSpan, text: 'this would hide it' },
    { span: before.nameSpan, text: describeDefinition(before) },
  ],
  why: () => 'a name has one meaning wherever it can be read',
  fix: renameOne,
});

export const variableTwice = defineDiagnostic({
  code: 'E0203',
  name: 'name-in-two-plates',
  severity: 'error',
  message: ({ definition }: Conflict) => `\`${definition.name}\` names something in another plate as well`,
  labels: ({ definition, before }) => [
    { span: definition.nameSpan, text: 'here' },
    { span: before.nameSpan, text: `${describeDefinition(before)} of this name` },
  ],
  why: () =>
    'data and results are keyed by name, so variables and plates need names of their own in the whole model',
  fix: renameOne,
});

export const reservedName = defineDiagnostic({
  code: 'E0204',
  name: 'reserved-name',
  severity: 'error',
  message: ({ library }: { library: LibraryDefinition; span: Span }) =>
    `\`${library.name}\` is ${describeDefinition(library)} and cannot be redefined`,
  labels: ({ span }) => [{ span, text: 'choose another name' }],
});

export const underscoreName = defineDiagnostic<{ span: Span }>({
  code: 'E0205',
  name: 'underscore-name',
  severity: 'error',
  message: () => '`_` is not a name: it stands for a size that is left open',
  labels: ({ span }) => [{ span, text: 'choose a name' }],
});
