// Where one word ends and the next begins.

import { describe, expect, test } from 'vitest';
import { createLexer } from '../../../grammar/parser.ts';
import { reservedWords } from '../../../grammar/tokens.ts';

const lexer = createLexer({ validate: true });
const words = (text: string): string[] => {
  const { tokens, errors } = lexer.tokenize(text);
  expect(errors).toEqual([]);
  return tokens.map(({ image, tokenType }) => `${tokenType.name} ${image}`);
};

describe('words', () => {
  test.each([
    ['...x', 'Ellipsis ...|Identifier x'],
    ['..x', 'DotDot ..|Identifier x'],
    ['0..K', 'NumberLiteral 0|DotDot ..|Identifier K'],
    ['a.b', 'Identifier a|Dot .|Identifier b'],
    ['1.5', 'NumberLiteral 1.5'],
    ['1.', 'TrailingDotNumber 1.'],
    ['.5', 'LeadingDotNumber .5'],
    ['..5', 'DotDot ..|NumberLiteral 5'],
    ['1e5', 'NumberLiteral 1e5'],
    ['1e5x', 'NumberWithLetters 1e5x'],
    ['2μ', 'NumberWithLetters 2μ'],
    ['2−μ', 'NumberLiteral 2|UnknownCharacter −|Identifier μ'],
    ['K>=3', 'Identifier K|Greater >|Equals =|NumberLiteral 3'],
    ['a<=b', 'Identifier a|LessEqual <=|Identifier b'],
    ['a->b', 'Identifier a|Arrow ->|Identifier b'],
    ['a|>b', 'Identifier a|PipeSign |>|Identifier b'],
    ['letter', 'Identifier letter'],
    ['let ter', 'Let let|Identifier ter'],
    ['letμ', 'Identifier letμ'],
    ['let\u0301', 'Identifier let\u0301'],
    ['untilx', 'Identifier untilx'],
    ['ｘ變𝜃', 'Identifier ｘ變𝜃'],
    ['"a\\"b" "c', 'StringLiteral "a\\"b"|UnterminatedString "c'],
    ['a // b\nc /* d\n */ e', 'Identifier a|Identifier c|Identifier e'],
    ['a # b\nc', 'Identifier a|HashComment # b|Identifier c'],
    ['a /* b', 'Identifier a|UnterminatedComment /* b'],
    ['\u00a0\ufeffa\u2028b', 'Identifier a|Identifier b'],
  ])('%s', (text, expected) => {
    expect(words(text).join('|')).toBe(expected);
  });

  test('every letter of the basic plane begins or continues a name', () => {
    for (let code = 0x80; code < 0xd800; code += 7) {
      const letter = String.fromCharCode(code);
      if (/\p{L}/u.test(letter)) expect(words(letter)).toEqual([`Identifier ${letter}`]);
    }
  });

  test('the reserved words are those of the language', () => {
    expect(reservedWords.join(' ')).toBe(
      'const function network model param latent observe given let plate sequence guide train return residual repeat if then else for in and or not true false',
    );
  });
});
