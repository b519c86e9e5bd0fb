// The name of a level, with its colour where it is a component.

import { escapeHtml } from './escape.ts';
import { paletteSize } from './palette.ts';

export function levelHeader(
  { levels, coloured }: { readonly levels: readonly string[]; readonly coloured: boolean },
  level: number,
): string {
  const text = escapeHtml(levels[level] ?? String(level));
  return coloured ? `<i class="dot k${String(level % paletteSize)}"></i>${text}` : text;
}
