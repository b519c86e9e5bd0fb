// Colours of a terminal, or none.

import type { Severity } from './diagnostic.ts';

type Style = (text: string) => string;

export interface Paint {
  /** `error[E0402]` and what is underlined. */
  readonly primary: Style;
  readonly secondary: Style;
  readonly gutter: Style;
  readonly strong: Style;
}

const codes: Readonly<Record<Severity, string>> = { error: '1;31', warning: '1;33', note: '1;36' };

export function paintFor(severity: Severity, color: boolean): Paint {
  // Distinct functions even without colour: a row of a frame groups its characters by style.
  const style =
    (code: string): Style =>
    (text) =>
      color ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { primary: style(codes[severity]), secondary: style('34'), gutter: style('34'), strong: style('1') };
}
