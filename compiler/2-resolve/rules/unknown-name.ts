// A name that nothing defines, or nothing that is visible or defined yet where it is read.

import { askWhetherMeant, renamingFix } from '../../diagnostics/did-you-mean.ts';
import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';
import {
  describeDefinition,
  isValue,
  type BlockDefinition,
  type Definition,
  type WrittenDefinition,
} from '../definition.ts';
import { layerWords } from '../library-words.ts';
import type { Due } from '../suggest.ts';

interface Unknown {
  readonly name: string;
  readonly span: Span;
  readonly due: Due;
  readonly called?: boolean;
  readonly near: readonly string[];
}

/** What a called name should be the name of. */
const callables: Readonly<Partial<Record<Due, string>>> = {
  distribution: 'distribution',
  argument: 'function or distribution',
  stage: 'layer or function',
  network: 'network',
};

export const unknownName = defineDiagnostic({
  code: 'E0206',
  name: 'unknown-name',
  severity: 'error',
  message: ({ name, due, called = false, near }: Unknown) =>
    (called
      ? `there is no ${callables[due] ?? 'function'} \`${name}\``
      : `nothing here is named \`${name}\``) + askWhetherMeant(near),
  labels: ({ span, called = false }) => [{ span, text: called ? '' : 'not defined' }],
  why: ({ name, near, due }) => {
    if (near.length > 0) return null;
    if (name === 'last')
      return '`last` is the last step of what a sequence indexes, in its brackets: `z[last]`';
    return due === 'layerArgument' ? `the words for options of layers are ${layerWords.join(', ')}` : null;
  },
  fix: ({ near, span }) => renamingFix(span, near),
});

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
      ? earlierStep(definition)
      : { description: `move the definition of \`${definition.name}\` above this statement`, edits: [] },
});

/** What a sequence carries along is read from an earlier step. */
function earlierStep(definition: WrittenDefinition): Fix | null {
  if ((definition.kind !== 'variable' && definition.kind !== 'let') || definition.sequence === null)
    return null;
  return {
    description: `read an earlier step: \`${definition.name}[${definition.sequence.name}-1]\``,
    edits: [],
  };
}

interface Outside {
  readonly definition: WrittenDefinition;
  readonly block: BlockDefinition;
  readonly span: Span;
}

export const outsideBlock = defineDiagnostic({
  code: 'E0208',
  name: 'outside-its-plate',
  severity: 'error',
  message: ({ definition, block }: Outside) => {
    const name = `\`${definition.name}\``;
    if (definition === block)
      return block.kind === 'plate'
        ? `${name} is the row's number inside plate ${name}, and has no value outside it`
        : `${name} is the step's number inside sequence ${name}, and has no value outside it`;
    return `${name} has one value for each ${block.kind === 'plate' ? 'row' : 'step'} of ${block.kind} \`${block.name}\` and is not visible outside it`;
  },
  labels: ({ definition, block, span }) => [
    { span, text: `read outside its ${block.kind}` },
    { span: definition.nameSpan, text: `${describeDefinition(definition)}, defined here` },
  ],
  why: ({ block }) =>
    `outside there is no saying which of its ${block.kind === 'plate' ? 'rows' : 'steps'} is meant`,
  fix: ({ definition, block }) => ({
    description: outsideFix(definition, block),
    edits: [],
  }),
});

function outsideFix(definition: WrittenDefinition, block: BlockDefinition): string {
  const inside = `move the statement that reads it into \`${block.kind} ${block.name}\``;
  if (definition === block)
    return block.kind === 'plate'
      ? inside
      : `${inside}, or read the last step of what it indexes: \`[last]\``;
  return block.kind === 'sequence' && definition.kind === 'let'
    ? `${inside}, or give it an index, \`${definition.name}[${block.name}]\`, and read \`${definition.name}[last]\``
    : `${inside}, or define \`${definition.name}\` before the ${block.kind}`;
}

interface WrongUse {
  readonly definition: Definition;
  readonly called: boolean;
  readonly span: Span;
}

export const wrongUse = defineDiagnostic({
  code: 'E0209',
  name: 'not-callable',
  severity: 'error',
  message: ({ definition, called }: WrongUse) =>
    `\`${definition.name}\` is ${describeDefinition(definition)}, not a ${called ? 'function' : 'value'}`,
  labels: ({ definition, called, span }) => {
    const place = { span, text: called ? 'called here' : howToUse(definition) };
    return definition.nameSpan === null
      ? [place]
      : [place, { span: definition.nameSpan, text: 'defined here' }];
  },
  why: ({ definition }) =>
    definition.kind === 'type' ? 'types stand after `:`, where something is declared' : null,
  fix: ({ definition, called }) =>
    called && isValue(definition)
      ? { description: `index a value with brackets: \`${definition.name}[i]\``, edits: [] }
      : null,
});

/** What is no value by itself, but gives one. */
function howToUse({ kind, name }: Definition): string {
  switch (kind) {
    case 'model':
    case 'type':
      return '';
    case 'network':
    case 'libraryNetwork':
      return `make an instance to use it: \`network f = ${name}(...)\``;
    default:
      return `write \`${name}(...)\` to use it`;
  }
}
