// Colours of components. Charts name them by CSS variable, so that one style sheet serves light and dark pages.

/** `--c0` to `--c9` in the style sheet; further components start over. */
export const paletteSize = 10;

export function componentColour(index: number): string {
  return `var(--c${String(index % paletteSize)})`;
}
