// Errors of the parser -> diagnostics in the words of the language. The parser knows what was due, what stands there
// instead, and in which rules it was; each reading below turns one such situation into one message, the first that
// fits is taken.

import { EOF } from 'chevrotain';
import type { IRecognitionException, IToken, TokenType } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import { nearNames } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import { positionAt, spanOf } from '../source/source.ts';
import type { SourceFile, Span } from '../source/source.ts';
import { misalignedBlock, openBracket } from './brackets.ts';
import { countBefore, tokenBefore, tokenEnd, tokenSpan } from './cst-access.ts';
import { isTypeWord, nearStatements, ourDeclaration } from './foreign-words.ts';
import { heads } from './slip-diagnostics.ts';
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
  questionChoice,
  reservedWord,
  strayBracket,
  unclosedBracket,
  unexpectedText,
} from './syntax-diagnostics.ts';
import type { Advice } from './syntax-diagnostics.ts';
import { lookalikeCharacter } from './tokenize.ts';

interface Situation {
  readonly file: SourceFile;
  readonly tokens: readonly IToken[];
  /** Null where the parser had a choice, and nothing fitted. */
  readonly due: TokenType | null;
  readonly found: IToken;
  /** What follows it on its line. */
  readonly following: readonly IToken[];
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
    following: atEnd ? [] : restOfLine(tokens, found),
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
    advice: null,
  });
}

/** Of a long line its beginning. */
function restOfLine(tokens: readonly IToken[], found: IToken): readonly IToken[] {
  const start = countBefore(tokens, found.startOffset) + 1;
  return tokens.slice(start, start + 20).filter(({ startLine }) => startLine === found.startLine);
}

/**
 * What is wrong with the lines that the parser left out after an error in a block: none of them begins a statement. They
 * are those whose first word stands in no bracket.
 */
export function explainSkippedLines(
  file: SourceFile,
  tokens: readonly IToken[],
  error: IRecognitionException,
): readonly Diagnostic[] {
  if (error.context.ruleStack.at(-1) !== 'body' || error.message !== t.RCurly.name) return [];
  let depth = 0;
  let line = error.token.startLine;
  return error.resyncedTokens.flatMap((token) => {
    const begins = depth === 0 && token.startLine !== line && token.tokenType === t.Identifier;
    if ([t.LParen, t.LBracket, t.LCurly].includes(token.tokenType)) depth++;
    else if (closers.includes(token.tokenType)) depth = Math.max(0, depth - 1);
    if (depth === 0) line = token.endLine;
    return begins ? explainSyntaxError(file, tokens, { ...error, message: error.message, token }) : [];
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

/** Signs and words of other languages that stand for several of ours. */
const foreign: Reading = ({ file, due, rule, found, following: [next], place, previous }) => {
  if (found.tokenType === t.Question && due !== t.DefinitionSign && rule !== 'type')
    return questionChoice({ span: place });
  const isArrow =
    found.tokenType === t.Less && next?.tokenType === t.Minus && next.startOffset === tokenEnd(found);
  if (isArrow && due === t.DefinitionSign)
    return lookalikeCharacter({
      span: spanOf(file, found.startOffset, tokenEnd(next)),
      text: '<-',
      proposal: definitionSigns.get(rule) ?? '~',
    });
  if (due === t.Else && previous !== null && ['elif', 'elsif', 'elseif'].includes(found.image))
    return lookalikeCharacter({ span: place, text: found.image, proposal: 'else if' });
  return null;
};

/** `param` at the top of a file, a `}` too many, text between declarations. */
const outsideDeclarations: Reading = (situation) => {
  const { file, rule, found, following, previous, sameLine, foundText } = situation;
  if (rule !== 'program') return null;
  const [next] = following;
  const place = tokenSpan(file, found);
  if (closers.includes(found.tokenType)) return strayBracket({ span: place, text: found.image });
  if (sameLine && previous !== null && previous.tokenType !== t.RCurly && !isKeyword(found))
    return unexpectedText({
      span: place,
      found: foundText,
      startsValue: startsValue(found),
      advice: adviceOnType(situation),
    });
  if (isWord(found, t.statementWords)) return outsideModel({ span: place, text: found.image });
  const ours = ourDeclaration(found.image);
  const near =
    ours === null ? nearNames(found.image, ['model', 'network', 'function', 'const', 'use']) : [ours];
  const advice =
    near.length === 0 && next?.tokenType === t.Equals
      ? { why: 'a constant is given its name by `const`', fix: insertion(place, 'const ') }
      : null;
  return noDeclaration({ span: place, found: foundText, near, advice });
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
      return missingValue({ span: place, found: foundHere, after: previous.image, axis: null });
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
const betweenStatements: Reading = (situation) => {
  const { file, rule, due, found, previous, place, sameLine, foundText } = situation;
  if (rule !== 'body' || due !== t.RCurly || previous === null || breaksOff(found)) return null;
  if (sameLine && previous.tokenType !== t.LCurly)
    return unexpectedText({
      span: place,
      found: foundText,
      startsValue: startsValue(found),
      advice: adviceOnType(situation),
    });
  const near = nearStatements(found.image);
  const advice = near.length > 0 ? null : adviceOnLine(situation);
  return noStatement({ span: tokenSpan(file, found), found: foundText, near, advice });
};

/** Behind a type: brackets of the wrong kind, or too many of them. */
function adviceOnType({ tokens, found, previous, place }: Situation): Advice | null {
  if (previous === null) return null;
  if (found.tokenType === t.LBracket && previous.tokenType === t.RBracket)
    return { why: 'all sizes of a type stand in one `[ ]`: `real[N, D]`', fix: null };
  const before = tokenBefore(tokens, previous.startOffset);
  if (found.tokenType === t.LParen && previous.tokenType === t.Identifier && before?.tokenType === t.Colon)
    return { why: `the sizes of a type stand in \`[ ]\`: \`${previous.image}[N]\``, fix: null };
  return found.tokenType === t.Comma
    ? {
        why: 'statements stand side by side without a sign',
        fix: { description: 'remove the `,`', edits: [{ span: place, text: '' }] },
      }
    : null;
}

/** Of a line that begins with no word of the language. */
function adviceOnLine({ found, following, rules, place }: Situation): Advice | null {
  const [next] = following;
  const sign = following.find(({ tokenType }) => tokenType === t.Equals || tokenType === t.Tilde);
  if (isTypeWord(found.image) && next?.tokenType === t.Identifier)
    return {
      why: `a word says what it is, and the name comes before the type: \`param ${next.image}: ${found.image}\``,
      fix: null,
    };
  if (found.tokenType === t.Identifier && sign?.tokenType === t.Tilde)
    return {
      why: 'a word says how it is known: `latent` is not seen, `observe` is in the data, `param` is to be estimated',
      fix: null,
    };
  const named = next !== undefined && [t.Equals, t.LBracket, t.Colon].includes(next.tokenType);
  if (found.tokenType === t.Identifier && named && sign !== undefined)
    return { why: 'a value is given its name by `let`', fix: insertion(place, 'let ') };
  const inFunction = rules.at(-2) === 'functionDeclaration' || rules.at(-2) === 'networkDeclaration';
  return inFunction && startsValue(found)
    ? { why: 'the value of a function or network stands behind `return`', fix: insertion(place, 'return ') }
    : null;
}

function insertion({ file, start }: Span, text: string): Fix {
  return {
    description: `write \`${text.trim()}\` there`,
    edits: [{ span: spanOf(file, start, start), text }],
  };
}

/** `~` or `=`. */
const definitionSign: Reading = ({ file, due, rule, previous, place, foundHere }) => {
  if (due !== t.DefinitionSign || previous === null) return null;
  const at = spanOf(file, tokenEnd(previous), tokenEnd(previous));
  return missingDefinitionSign({
    sign: definitionSigns.get(rule) ?? null,
    word: statementWord.get(rule) ?? rule,
    at,
    span: place,
    found: foundHere,
  });
};
/** Of an `observe` it may be either. */
const definitionSigns: ReadonlyMap<string, '~' | '='> = new Map([
  ['latentStatement', '~'],
  ['guideStatement', '~'],
  ['letStatement', '='],
  ['networkStatement', '='],
  ['constDeclaration', '='],
]);
const statementWord = new Map([
  ['latentStatement', 'latent'],
  ['observeStatement', 'observe'],
  ['guideStatement', 'guide'],
  ['letStatement', 'let'],
  ['networkStatement', 'network'],
  ['constDeclaration', 'const'],
]);

/** A name that is not there, or that is a word of the language. */
const name: Reading = ({ rule, rules, due, found, previous, place, foundHere }) => {
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
    reason: rules.at(-2)?.endsWith('Statement') === true ? headOf(rules.at(-2)) : null,
  });
};

/** How a block begins, by the rule of its statement. */
function headOf(rule: string | undefined): string | null {
  if (rule === 'plateStatement') return heads.plate;
  if (rule === 'sequenceStatement') return heads.sequence;
  if (rule === 'functionDeclaration')
    return 'what it does stands in braces: `function f(x: real) -> real { return x + 1 }`';
  if (rule === 'networkDeclaration')
    return 'what it does stands in braces: `network N(x: real[D]) -> real[2] { return x |> dense(2) }`';
  return rule === 'modelDeclaration' ? heads.model : null;
}

/** A value that is not there. */
const value: Reading = ({ file, rule, due, found, previous, place, foundHere }) => {
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
  const at = previous === null ? 0 : tokenEnd(previous);
  const axis = rule === 'index' && found.tokenType === t.Comma ? spanOf(file, at, at) : null;
  return missingValue({ span: place, found: foundHere, after: previous?.image ?? '', axis });
};

/** Any other word or sign that was due: `->`, `then`, `:`, `{`. */
const sign: Reading = ({ file, due, found, previous, place, foundHere, rule, rules }) => {
  if (due === null || previous === null) return null;
  const at = spanOf(file, tokenEnd(previous), tokenEnd(previous));
  const text = due === t.StringLiteral ? '"./file.gen"' : t.writtenAs(due);
  return missingSign({
    span: place,
    at,
    found: foundHere,
    text,
    reason: (rule === 'body' ? headOf(rules.at(-2)) : reasons.get(`${rule} ${due.name}`)) ?? null,
    instead: insteadOf(due, found),
  });
};

/** What is plainly meant by another sign. */
function insteadOf(due: TokenType, found: IToken): string | null {
  if (due === t.StringLiteral && found.tokenType === t.Identifier) return `"./${found.image}.gen"`;
  return due === t.Arrow && found.tokenType === t.Colon ? ' ->' : null;
}

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
  foreign,
  outsideDeclarations,
  unclosed,
  betweenStatements,
  definitionSign,
  name,
  value,
  sign,
];
