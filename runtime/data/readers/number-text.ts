// Numbers in text, without making a string of each cell.

/** Powers of ten that doubles hold exactly. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${String(exponent)}`));

const [zero, nine, dot, minus, plus] = [0x30, 0x39, 0x2e, 0x2d, 0x2b];

/**
 * The decimal number that the characters `[from, to)` are; NaN where they are none. Digits, one point (`point` is its
 * character code), an exponent; no hexadecimals, no infinity. At most 15 digits over a power of ten up to 22 are one
 * division of two exact doubles, so the result is rounded once (Clinger 1990); others go through `Number`.
 */
export function parseNumber(text: string, from: number, to: number, point = dot): number {
  let position = from;
  const first = text.charCodeAt(position);
  if (first === minus || first === plus) position++;
  let digits = 0;
  let value = 0;
  let pointAt = -1;
  for (; position < to; position++) {
    const code = text.charCodeAt(position);
    if (code >= zero && code <= nine) {
      value = value * 10 + (code - zero);
      digits++;
    } else if (code === point && pointAt < 0) pointAt = position;
    else return digits === 0 ? NaN : slowNumber(text, from, to, point);
  }
  if (digits === 0) return NaN;
  if (digits > 15) return slowNumber(text, from, to, point);
  const decimals = pointAt < 0 ? 0 : to - pointAt - 1;
  const size = decimals === 0 ? value : value / (powersOfTen[decimals] ?? 1);
  return first === minus ? -size : size;
}

function slowNumber(text: string, from: number, to: number, point: number): number {
  const cell = text.slice(from, to).replace(String.fromCharCode(point), '.');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell)) return NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : NaN;
}

/** The same for a text of its own. */
export const numberOf = (text: string): number => parseNumber(text, 0, text.length);
