// Errors of the parser -> diagnostics in the words of the language. The parser knows what was due, what stands there
// instead, and in which rules it was; each reading below turns one such situation into one message, the first that
// fits is taken.

import { EOF } from 'chevrotain';
import type { IRecognitionException, IToken, TokenType } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import { nearNames } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { positionAt, spanOf } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';
import { misalignedBlock, openBracket } from './brackets.ts';
import { tokenBefore, tokenEnd, tokenSpan } from './cst-access.ts';
import {
  misalignedBrace,
  missingComma,
  missingDefinitionSign,
  missingName,
  missingSign,
  missingType,
  missingValue,
  noDeclaration,
  noStatement,
  outsideModel,
  reservedWord,
  strayBracket,
  unclosedBracket,
  unexpectedText,
} from './syntax-diagnostics.ts';

interface Situation {
  readonly file: SourceFile;
  readonly tokens: readonly IToken[];
  /** Null where the parser had a choice, and nothing fitted. */
  readonly due: TokenType | null;
  readonly found: IToken;
  /** The token before; null at the start of the text. */
  readonly previous: IToken | null;
  /** Innermost last. */
  readonly rules: readonly string[];
  readonly rule: string;
  /** The found text. Where that stands on a later line, the end of the line on which something is missing. */
  readonly place: Span;
  readonly sameLine: boolean;
  /** The found text as a message names it. */
  readonly foundText: string;
  /** The same, null on a later line, where it tells nothing about what is missing. */
  readonly foundHere: string | null;
}

export function explainSyntaxError(
  file: SourceFile,
  tokens: readonly IToken[],
  error: IRecognitionException,
): Diagnostic {
  const found = error.token;
  const atEnd = found.tokenType === EOF;
  const previous = tokenBefore(tokens, atEnd ? Infinity : found.startOffset);
  const end = previous === null ? 0 : tokenEnd(previous);
  const sameLine =
    !atEnd &&
    (previous === null ||
      positionAt(file, previous.startOffset).line === positionAt(file, found.startOffset).line);
  const foundText = atEnd ? 'the end of the file' : `\`${found.image}\``;
  const situation: Situation = {
    file,
    tokens,
    due: t.allTokens.find((type) => type.name === error.message) ?? null,
    found,
    previous,
    rules: error.context.ruleStack,
    rule: error.context.ruleStack.at(-1) ?? 'program',
    place: sameLine ? tokenSpan(file, found) : spanOf(file, end, end),
    sameLine,
    foundText,
    foundHere: sameLine ? foundText : null,
  };
  for (const reading of readings) {
    const diagnostic = reading(situation);
    if (diagnostic !== null) return diagnostic;
  }
  return unexpectedText({
    span: situation.place,
    found: situation.foundText,
    startsValue: startsValue(found),
  });
}

type Reading = (situation: Situation) => Diagnostic | null;

const isWord = (token: IToken, words: readonly TokenType[]): boolean => words.includes(token.tokenType);
const isKeyword = (token: IToken): boolean => token.tokenType.CATEGORIES?.includes(t.Keyword) === true;
const closers: readonly TokenType[] = [t.RCurly, t.RParen, t.RBracket];
const valueStarts: readonly TokenType[] = [
  t.Identifier,
  t.NumberLiteral,
  t.StringLiteral,
  t.True,
  t.False,
  t.LParen,
  t.LBracket,
];
const startsValue = (token: IToken): boolean =>
  valueStarts.some((type) => token.tokenType === type || token.tokenType.CATEGORIES?.includes(type) === true);

/** Whether a block must have ended where this token stands. */
const breaksOff = (token: IToken): boolean =>
  token.tokenType === EOF || isWord(token, [t.Model, t.Function, t.Use]);

/** `param` at the top of a file, a `}` too many, text between declarations. */
const outsideDeclarations: Reading = ({ file, rule, found, foundText }) => {
  if (rule !== 'program') return null;
  const place = tokenSpan(file, found);
  if (closers.includes(found.tokenType)) return strayBracket({ span: place, text: found.image });
  if (isWord(found, t.statementWords)) return outsideModel({ span: place, text: found.image });
  const near = nearNames(found.image, ['model', 'network', 'function', 'const', 'use']);
  return noDeclaration({ span: place, found: foundText, near });
};

/** A `}`, `)`, `]` or `>` that is due, and something else stands there. */
const unclosed: Reading = ({ file, tokens, due, rule, found, previous, place, foundText, foundHere }) => {
  if (due === null || previous === null) return null;
  if (due !== t.RCurly && due !== t.RParen && due !== t.RBracket && due !== t.Greater) return null;
  const inBody = due === t.RCurly && rule === 'body';
  if (inBody && closers.includes(found.tokenType))
    return strayBracket({ span: tokenSpan(file, found), text: found.image });
  if (inBody && !breaksOff(found)) return null;

  const at = spanOf(file, tokenEnd(previous), tokenEnd(previous));
  if (!inBody && lists.has(rule)) {
    if (startsValue(found))
      return missingComma({ span: place, at, found: foundText, closer: t.writtenAs(due) });
    if (found.tokenType === t.Comma)
      return missingValue({ span: place, found: foundHere, after: previous.image });
  }
  const limit = found.tokenType === EOF ? file.text.length + 1 : found.startOffset;
  const suspect = inBody ? misalignedBlock(file, tokens, limit) : null;
  if (suspect !== null)
    return misalignedBrace({
      opener: tokenSpan(file, suspect.opener),
      closer: tokenSpan(file, suspect.closer),
    });
  const opener = openBracket(tokens, limit, due);
  if (opener === null) return null;
  const span = tokenSpan(file, opener);
  // `f(1, 2]`: the wrong bracket, unless it closes something further out.
  const wrongKind =
    due !== t.Greater &&
    closers.includes(found.tokenType) &&
    openBracket(tokens, limit, found.tokenType) === null;
  return unclosedBracket({
    opener: span,
    text: opener.image,
    closer: t.writtenAs(due),
    at: wrongKind ? tokenSpan(file, found) : at,
    span: place,
    found: foundHere,
  });
};

/** Rules whose parts are separated by commas. */
// prettier-ignore
const lists = new Set([
  'arguments', 'parameters', 'recordType', 'parenthesised', 'typeArguments', 'sizes', 'array', 'indices', 'useDeclaration',
]);

/** In a block, where only a statement can stand. */
const betweenStatements: Reading = ({ file, rule, due, found, previous, place, sameLine, foundText }) => {
  if (rule !== 'body' || due !== t.RCurly || previous === null || breaksOff(found)) return null;
  if (sameLine && previous.tokenType !== t.LCurly)
    return unexpectedText({ span: place, found: foundText, startsValue: startsValue(found) });
  const near = nearNames(
    found.image,
    t.statementWords.map((type) => t.writtenAs(type)),
  );
  return noStatement({ span: tokenSpan(file, found), found: foundText, near });
};

/** `~` or `=`. */
const definitionSign: Reading = ({ file, due, rule, previous, place, foundHere }) => {
  if (due !== t.DefinitionSign || previous === null) return null;
  const at = spanOf(file, tokenEnd(previous), tokenEnd(previous));
  const sign =
    rule === 'latentStatement' || rule === 'guideStatement' ? '~' : rule === 'observeStatement' ? null : '=';
  return missingDefinitionSign({
    sign,
    word: statementWord.get(rule) ?? rule,
    at,
    span: place,
    found: foundHere,
  });
};
const statementWord = new Map([
  ['latentStatement', 'latent'],
  ['observeStatement', 'observe'],
  ['guideStatement', 'guide'],
  ['letStatement', 'let'],
  ['networkStatement', 'network'],
  ['constDeclaration', 'const'],
]);

/** A name that is not there, or that is a word of the language. */
const name: Reading = ({ rule, due, found, previous, place, foundHere }) => {
  if (rule === 'type' && due === t.Identifier)
    return isKeyword(found) && !isWord(found, t.statementWords)
      ? reservedWord({ span: place, text: found.image })
      : missingType({ span: place, found: foundHere, after: previous?.image ?? '' });
  if (rule === 'resultType')
    return missingType({ span: place, found: foundHere, after: previous?.image ?? '' });
  if (rule !== 'name' && due !== t.Identifier && rule !== 'stage') return null;
  if (isKeyword(found) && !isWord(found, t.statementWords))
    return reservedWord({ span: place, text: found.image });
  return missingName({
    span: place,
    found: foundHere,
    after: previous?.image ?? '',
    what: rule === 'stage' ? 'layer or function' : 'name',
  });
};

/** A value that is not there. */
const value: Reading = ({ rule, due, previous, place, foundHere }) => {
  const wanting = [
    'primary',
    'operand',
    'operation',
    'arithmetic',
    'expression',
    'argument',
    'index',
    'array',
  ];
  if (due !== null || !(wanting.includes(rule) || rule === 'parenthesised')) return null;
  return missingValue({ span: place, found: foundHere, after: previous?.image ?? '' });
};

/** Any other word or sign that was due: `->`, `then`, `:`, `{`. */
const sign: Reading = ({ file, due, previous, place, foundHere, rule }) => {
  if (due === null || previous === null) return null;
  const at = spanOf(file, tokenEnd(previous), tokenEnd(previous));
  const text = due === t.StringLiteral ? '"./file.gen"' : t.writtenAs(due);
  return missingSign({
    span: place,
    at,
    found: foundHere,
    text,
    reason: reasons.get(`${rule} ${due.name}`) ?? null,
  });
};
const reasons = new Map([
  ['functionDeclaration Arrow', 'a function says what it returns: `function f(x: real) -> real { ... }`'],
  ['networkDeclaration Arrow', 'a network says what it returns: `network Net(x: real[D]) -> real { ... }`'],
  ['conditional Then', 'a choice is written `if condition then value else other`'],
  ['conditional Else', 'a choice is written `if condition then value else other`; both values are needed'],
  ['comprehension In', 'a comprehension is written `[for k in 0..K: value]`'],
  ['comprehension DotDot', 'a comprehension is written `[for k in 0..K: value]`'],
  ['comprehension Colon', 'a comprehension is written `[for k in 0..K: value]`'],
  ['useDeclaration From', 'names from another file are read by `use { A, B } from "./file.gen"`'],
  ['useDeclaration StringLiteral', 'names from another file are read by `use { A, B } from "./file.gen"`'],
]);

const readings: readonly Reading[] = [
  outsideDeclarations,
  unclosed,
  betweenStatements,
  definitionSign,
  name,
  value,
  sign,
];
