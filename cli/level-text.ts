// A level as a person reads it.

/** Blanks, line ends and marks are tokens too: those stand in quotes. */
export function levelText(level: unknown): string {
  const text = String(level);
  return /^[^\s,()]+$/u.test(text) ? text : JSON.stringify(text);
}
