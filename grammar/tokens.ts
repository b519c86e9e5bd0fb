// The words of the language. Text that is a slip rather than nonsense (`#`, `;`, `.5`, an open string) has
// token types of its own, so that it can be named in a message and the rest of the file still be read.

import { createToken, Lexer } from 'chevrotain';
import type { CustomPatternMatcherFunc, TokenType } from 'chevrotain';

const identifierPattern = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const numberWithLettersPattern = /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const unknownPattern = /[^]/uy;

// Chevrotain rebuilds a pattern without its `u` flag, so these match for themselves.
const sticky =
  (pattern: RegExp): CustomPatternMatcherFunc =>
  (text, offset) => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };

// The lexer picks candidates by the first character: each code below 256, then blocks of 255 codes. One code
// from each block beyond ASCII, so that no letter of any script is missed.
const codesBeyondAscii = [
  ...Array.from({ length: 128 }, (_, index) => 128 + index),
  ...Array.from({ length: 257 }, (_, index) => Math.min(256 + 255 * index, 65535)),
];
const asciiLetters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_');
const asciiCodes = Array.from({ length: 128 }, (_, code) => code);

// Categories: a rule that asks for one takes any of its members ------------------------------------------

const category = (name: string, categories: TokenType[] = []): TokenType =>
  createToken({ name, pattern: Lexer.NA, categories });

export const BinaryOperator = category('BinaryOperator');
/** The operators that sizes and the arguments of types may hold: no `>`, which closes a type's arguments. */
export const ArithmeticOperator = category('ArithmeticOperator', [BinaryOperator]);
export const PrefixOperator = category('PrefixOperator');
/** `~` or `=`. */
export const DefinitionSign = category('DefinitionSign');
/** Every reserved word. */
export const Keyword = category('Keyword');

// Names and literals -------------------------------------------------------------------------------------

export const Identifier = createToken({
  name: 'Identifier',
  pattern: sticky(identifierPattern),
  start_chars_hint: [...asciiLetters, ...codesBeyondAscii],
  line_breaks: false,
});

/** `1.`: a number that stops at its point. */
export const TrailingDotNumber = createToken({ name: 'TrailingDotNumber', pattern: /\d[\d_]*\.(?![.\w])/ });
/** `2x`: a number that runs into a name. */
export const NumberWithLetters = createToken({
  name: 'NumberWithLetters',
  pattern: sticky(numberWithLettersPattern),
  start_chars_hint: Array.from('0123456789'),
  line_breaks: false,
});
export const NumberLiteral = createToken({
  name: 'NumberLiteral',
  pattern: /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/,
  longer_alt: [TrailingDotNumber, NumberWithLetters],
});
/** `.5`: a number without a digit before its point. */
export const LeadingDotNumber = createToken({
  name: 'LeadingDotNumber',
  pattern: /\.\d[\d_]*(?:[eE][+-]?\d+)?/,
});

export const StringLiteral = createToken({ name: 'StringLiteral', pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/ });
/** Text in the quotes of other languages and of word processors. */
export const ForeignString = createToken({
  name: 'ForeignString',
  pattern: sticky(/'[^'"\n\r]+'|`[^`"\n\r]+`|[“”][^“”"\n\r]+[“”]|[‘’][^‘’"\n\r]+[‘’]/uy),
  start_chars_hint: ["'", '`', '“', '‘', '”', '’'],
  line_breaks: false,
});
export const UnterminatedString = createToken({
  name: 'UnterminatedString',
  pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*\\?/,
});

// Reserved words -----------------------------------------------------------------------------------------

const word = (name: string, pattern: string, ...categories: TokenType[]): TokenType =>
  createToken({ name, pattern, longer_alt: Identifier, categories: [Keyword, ...categories] });

export const Const = word('Const', 'const');
export const Function = word('Function', 'function');
export const Network = word('Network', 'network');
export const Model = word('Model', 'model');
export const Param = word('Param', 'param');
export const Latent = word('Latent', 'latent');
export const Observe = word('Observe', 'observe');
export const Given = word('Given', 'given');
export const Let = word('Let', 'let');
export const Plate = word('Plate', 'plate');
export const Sequence = word('Sequence', 'sequence');
export const Guide = word('Guide', 'guide');
export const Train = word('Train', 'train');
export const Return = word('Return', 'return');
export const Residual = word('Residual', 'residual');
export const Repeat = word('Repeat', 'repeat');
export const If = word('If', 'if');
export const Then = word('Then', 'then');
export const Else = word('Else', 'else');
export const For = word('For', 'for');
export const In = word('In', 'in');
export const And = word('And', 'and', BinaryOperator);
export const Or = word('Or', 'or', BinaryOperator);
export const Not = word('Not', 'not', PrefixOperator);
export const True = word('True', 'true');
export const False = word('False', 'false');

// Words only in their place: elsewhere they are names like any other.
const placeWord = (name: string, pattern: string): TokenType =>
  createToken({ name, pattern, longer_alt: Identifier, categories: [Identifier] });

export const Use = placeWord('Use', 'use');
export const From = placeWord('From', 'from');
export const As = placeWord('As', 'as');
export const Until = placeWord('Until', 'until');

/** A word that begins a block and that the language does not know; the lexer makes none, it is told from the lines. */
export const UnknownBlock = createToken({ name: 'UnknownBlock', pattern: Lexer.NA });

// Signs --------------------------------------------------------------------------------------------------

const sign = (name: string, pattern: string, ...categories: TokenType[]): TokenType =>
  createToken({ name, pattern, categories });

export const Ellipsis = sign('Ellipsis', '...');
export const DotDot = sign('DotDot', '..');
export const Dot = sign('Dot', '.');
export const PipeSign = sign('PipeSign', '|>');
export const Arrow = sign('Arrow', '->');
export const EqualEqual = sign('EqualEqual', '==', BinaryOperator);
export const NotEqual = sign('NotEqual', '!=', BinaryOperator);
export const LessEqual = sign('LessEqual', '<=', BinaryOperator);
export const Less = sign('Less', '<', BinaryOperator);
/** There is no token `>=`: the comparison is `>` with `=` right behind, so that `category<K>=3` reads. */
export const Greater = sign('Greater', '>', BinaryOperator);
export const Equals = sign('Equals', '=', DefinitionSign);
export const Tilde = sign('Tilde', '~', DefinitionSign);
export const Plus = sign('Plus', '+', ArithmeticOperator);
export const Minus = sign('Minus', '-', ArithmeticOperator, PrefixOperator);
export const Star = sign('Star', '*', ArithmeticOperator);
export const Slash = sign('Slash', '/', ArithmeticOperator);
export const At = sign('At', '@', ArithmeticOperator);
export const Caret = sign('Caret', '^', ArithmeticOperator);
export const LCurly = sign('LCurly', '{');
export const RCurly = sign('RCurly', '}');
export const LParen = sign('LParen', '(');
export const RParen = sign('RParen', ')');
export const LBracket = sign('LBracket', '[');
export const RBracket = sign('RBracket', ']');
export const Comma = sign('Comma', ',');
export const Colon = sign('Colon', ':');
export const Question = sign('Question', '?');

// Signs of other languages, which are read as ours ---------------------------------------------------------

export const foreignSigns: ReadonlyMap<TokenType, TokenType> = new Map([
  [createToken({ name: 'StarStar', pattern: '**' }), Caret],
  [createToken({ name: 'MatrixPercent', pattern: '%*%' }), At],
  [createToken({ name: 'ColonEquals', pattern: ':=' }), Equals],
  [createToken({ name: 'TildeEquals', pattern: '~=' }), Tilde],
  [createToken({ name: 'TripleEquals', pattern: '===' }), EqualEqual],
  [createToken({ name: 'NotDoubleEquals', pattern: '!==' }), NotEqual],
  [createToken({ name: 'FatArrow', pattern: '=>' }), Arrow],
]);

// What is not code, and slips ----------------------------------------------------------------------------

/** The lexer's group of everything that is commentary. */
export const commentGroup = 'comments';

export const WhiteSpace = createToken({
  name: 'WhiteSpace',
  pattern: /\s+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
/** Three slashes; four or more are a rule drawn by hand, an ordinary comment. */
export const DocComment = createToken({
  name: 'DocComment',
  pattern: /\/\/\/(?!\/)[^\n\r]*/,
  group: commentGroup,
});
export const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\n\r]*/, group: commentGroup });
export const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*[^]*?\*\//,
  group: commentGroup,
  line_breaks: true,
});
export const UnterminatedComment = createToken({
  name: 'UnterminatedComment',
  pattern: /\/\*[^]*/,
  line_breaks: true,
});
export const HashComment = createToken({ name: 'HashComment', pattern: /#[^\n\r]*/ });
export const Semicolon = createToken({ name: 'Semicolon', pattern: ';' });
/** One character that begins nothing else. Last, so that it takes only what is left. */
export const UnknownCharacter = createToken({
  name: 'UnknownCharacter',
  pattern: sticky(unknownPattern),
  start_chars_hint: [...asciiCodes, ...codesBeyondAscii],
  line_breaks: true,
});

/** In the order in which they are tried: what begins like something shorter stands before it. */
// prettier-ignore
export const allTokens: TokenType[] = [
  WhiteSpace,
  DocComment, LineComment, BlockComment, UnterminatedComment, HashComment, Semicolon,
  Const, Function, Network, Model, Param, Latent, Observe, Given, Let, Plate, Sequence, Guide, Train, Return,
  Residual, Repeat, If, Then, Else, For, In, And, Or, Not, True, False,
  Use, From, As, Until,
  Identifier, UnknownBlock,
  NumberLiteral, TrailingDotNumber, NumberWithLetters,
  StringLiteral, ForeignString, UnterminatedString,
  Ellipsis, DotDot, LeadingDotNumber, Dot,
  ...foreignSigns.keys(),
  PipeSign, Arrow, EqualEqual, NotEqual, LessEqual, Less, Greater, Equals, Tilde,
  Plus, Minus, Star, Slash, At, Caret,
  LCurly, RCurly, LParen, RParen, LBracket, RBracket, Comma, Colon, Question,
  BinaryOperator, ArithmeticOperator, PrefixOperator, DefinitionSign, Keyword,
  UnknownCharacter,
];

/** How a word or sign is written; of those that vary (names, numbers) what they are. */
export function writtenAs(type: TokenType): string {
  return typeof type.PATTERN === 'string' ? type.PATTERN : type.name;
}

/** Reserved words, as written. */
export const reservedWords: readonly string[] = allTokens
  .filter((type) => type.CATEGORIES?.includes(Keyword) === true)
  .map(writtenAs);

/** The words that begin a statement of a model, network or function. */
// prettier-ignore
export const statementWords: readonly TokenType[] = [
  Const, Param, Latent, Observe, Given, Let, Network, Plate, Sequence, Guide, Train, Return,
];

/** What no block or statement begins or ends with: all that may be in the way where a `{` is due. */
export const OtherText = createToken({ name: 'OtherText', pattern: Lexer.NA });
for (const type of allTokens)
  if (type !== LCurly && type !== RCurly && !statementWords.includes(type))
    type.CATEGORIES = [...(type.CATEGORIES ?? []), OtherText];
allTokens.push(OtherText);

/** The words that begin a declaration; `use` does so only at the start of a file's text. */
export const declarationWords: readonly TokenType[] = [Const, Function, Network, Model];
