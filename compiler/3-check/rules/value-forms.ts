// Expressions that have no value here.

import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../source/source.ts';

interface Place {
  readonly span: Span;
}

export const textValue = defineDiagnostic<Place>({
  code: 'E0306',
  name: 'text-as-value',
  severity: 'error',
  message: () => 'text is no value of a model',
  labels: ({ span }) => [{ span, text: 'text' }],
  why: () =>
    'labels are categories: declare `category<K>`, and the data may hold text, whose levels are learned in training',
});

export const openSize = defineDiagnostic<Place>({
  code: 'E0307',
  name: 'open-size',
  severity: 'error',
  message: () => '`_` leaves a size open, which only the arguments of functions may do',
  labels: ({ span }) => [{ span, text: 'write the size' }],
  why: () => 'a size that the data decide is a dim: `model M(D: dim)`',
});
