// A name that nothing defines, or nothing that is visible or defined yet where it is read.

import { nearNames } from '../../diagnostics/did-you-mean.ts';
import { defineDiagnostic, type Fix } from '../../diagnostics/diagnostic.ts';
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
  message: ({ name, what, near }: Unknown) => {
    const said =
      what === 'name'
        ? `nothing here is named \`${name}\``
        : `there is no function or distribution \`${name}\``;
    return near.length === 0 ? said : `${said}; did you mean ${orList(near)}?`;
  },
  labels: ({ span, what }) => [{ span, text: what === 'name' ? 'not defined' : '' }],
  fix: ({ near, span }): Fix | null => {
    const [only] = near;
    return near.length === 1 && only !== undefined
      ? { description: `write \`${only}\``, edits: [{ span, text: only }] }
      : null;
  },
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
  why: ({ own }) =>
    own
      ? 'a model is generated from top to bottom: a variable reads only what stands above it'
      : 'a model is generated from top to bottom; move the definition up',
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
  why: ({ plate }) =>
    `move the statement that reads it into \`plate ${plate}\`, or define it before the plate`,
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
  why: ({ called }) => (called ? 'values are indexed with brackets: `x[i]`' : null),
});

function needsCall(definition: Definition): boolean {
  return definition.kind !== 'model' && definition.kind !== 'network';
}

/** `a`, `b` or `c`, in backticks. */
function orList(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`;
}
