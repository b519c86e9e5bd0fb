// `guide z ~ D`: of a latent, beside it, once for each of its definitions.

import type { Target } from '../../1-parse/ast.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { spanText, type Span } from '../../source/source.ts';
import { describeDefinition, type VariableDefinition, type WrittenDefinition } from '../definition.ts';

export const guideOfNoLatent = defineDiagnostic({
  code: 'E0224',
  name: 'guide-of-no-latent',
  severity: 'error',
  message: ({ definition }: { definition: WrittenDefinition; span: Span }) =>
    `\`${definition.name}\` is ${describeDefinition(definition)}, and only latents have a guide`,
  labels: ({ definition, span }) => [
    { span, text: 'not a latent' },
    { span: definition.nameSpan, text: `${describeDefinition(definition)}, defined here` },
  ],
  why: () => 'a guide approximates the distribution of what is random and not seen, given what is seen',
});

export const guideElsewhere = defineDiagnostic({
  code: 'E0225',
  name: 'guide-away-from-its-latent',
  severity: 'error',
  message: ({ definition: { name, block } }: { definition: VariableDefinition; span: Span }) =>
    block === null
      ? `the guide of \`${name}\` stands where \`${name}\` does: outside every plate and sequence`
      : `the guide of \`${name}\` stands where \`${name}\` does: in ${block.kind} \`${block.name}\``,
  labels: ({ definition, span }) => [
    { span, text: 'in another place' },
    { span: definition.nameSpan, text: 'the latent' },
  ],
  why: () => 'it gives one distribution for each of the values that the latent has',
  fix: ({ definition: { name, block, sequence } }) => ({
    description:
      block === null
        ? 'move it out of the plates and sequences'
        : sequence === null
          ? `move it into the plate of \`${name}\``
          : `move it into \`${block.kind} ${block.name}\`, as \`guide ${name}[${sequence.name}] ~ ...\``,
    edits: [],
  }),
});

export const guideTwice = defineDiagnostic({
  code: 'E0226',
  name: 'guide-twice',
  severity: 'error',
  message: ({ target }: { target: Target; before: Span }) => `\`${spanText(target.span)}\` has two guides`,
  labels: ({ target, before }) => [
    { span: target.span, text: 'second' },
    { span: before, text: 'first' },
  ],
  why: () => 'a guide is the one distribution that stands for the latent while training',
  fix: () => ({ description: 'remove one of the two', edits: [] }),
});
