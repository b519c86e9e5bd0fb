// A line of source as a terminal shows it: where each character stands, with tabs as blanks, wide characters two
// columns wide, and nothing that would steer the terminal.

const tabWidth = 4;

export interface DisplayedLine {
  readonly text: string;
  /** Column (from zero) at which the UTF-16 offset is shown; offsets past the end continue the count. */
  readonly columnOf: (offset: number) => number;
}

export function displayLine(line: string): DisplayedLine {
  const columns: number[] = [];
  let text = '';
  let column = 0;
  for (const character of line) {
    const { shown, width } = displayCharacter(character, column);
    // Both halves of a surrogate pair stand where the character does.
    columns.push(...Array<number>(character.length).fill(column));
    text += shown;
    column += width;
  }
  const end = column;
  return {
    text,
    columnOf: (offset) => columns[offset] ?? end + Math.max(0, offset - columns.length),
  };
}

function displayCharacter(character: string, column: number): { shown: string; width: number } {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return { shown: character, width: 1 };
  if (character === '\t') {
    const width = tabWidth - (column % tabWidth);
    return { shown: ' '.repeat(width), width };
  }
  // Control characters by their pictures; what turns the direction of text or is half a pair by a placeholder.
  if (code < 0x20) return { shown: String.fromCodePoint(0x2400 + code), width: 1 };
  if (/[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/u.test(character))
    return { shown: '\ufffd', width: 1 };
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return { shown: character, width: 0 };
  return { shown: character, width: isWide(character) ? 2 : 1 };
}

/** Roughly the wide and full-width characters of Unicode Standard Annex 11, and emoji shown as pictures. */
function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u.test(
    character,
  );
}
