// How deep a text nests. Both the parser and every walk over the tree call themselves once a level, so a text
// that nests without end would exhaust the stack: it is refused from its tokens, before anything recurses.

import type { IToken, TokenType } from 'chevrotain';
import * as t from '../../grammar/tokens.ts';
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';

/** Brackets inside brackets, and `if` inside `if`. Measured: the parser stands over 200 on a default stack. */
const maxBrackets = 100;
/** Levels of the tree: operators of one formula each add one. */
const maxLevels = 1000;

export const nestedTooDeep = defineDiagnostic<{ readonly span: Span; readonly long: boolean }>({
  code: 'E0121',
  name: 'nested-too-deep',
  severity: 'error',
  message: (d) =>
    d.long
      ? `this formula has more than ${String(maxLevels)} operations`
      : `this is nested more than ${String(maxBrackets)} levels deep`,
  labels: (d) => [{ span: d.span, text: 'read up to here' }],
  why: (d) => `the text from this ${d.long ? 'formula' : 'statement'} on was not read`,
  fix: (d) => ({
    description: `name a part of it with \`let\`${d.long ? ', or use `sum` over an array' : ''}`,
    edits: [],
  }),
});

export interface TooDeep {
  /** The token at which the limit is passed. */
  readonly token: IToken;
  /** Index of the first token of the statement that holds it. */
  readonly statementStart: number;
  readonly long: boolean;
}

interface Level {
  /** Of a `{`: statements stand in it. */
  readonly block: boolean;
  /** Operations of the formula being read at this level: an upper bound of its depth in the tree. */
  operations: number;
  /** `if`s that are still open at this level. */
  conditionals: number;
  /** Deepest finished part. */
  deepest: number;
}

const openers = new Set<TokenType>([t.LParen, t.LBracket, t.LCurly]);
const closers = new Set<TokenType>([t.RParen, t.RBracket, t.RCurly]);
/** After these a new formula begins at the same level. */
const separators = new Set<TokenType>([t.Comma, ...t.statementWords, ...t.declarationWords]);
const starters = new Set<TokenType>([...t.statementWords, ...t.declarationWords]);

export function findTooDeep(tokens: readonly IToken[]): TooDeep | null {
  const stack: Level[] = [{ block: true, operations: 0, conditionals: 0, deepest: 0 }];
  let conditionals = 0;
  let statementStart = 0;
  for (const [index, token] of tokens.entries()) {
    const type = token.tokenType;
    const next = tokens[index + 1]?.tokenType;
    const isUse = type === t.Use && next === t.LCurly;
    if (starters.has(type) || isUse) {
      statementStart = index;
      // A statement for certain: it also ends what the one before left open.
      if (next === t.Identifier || isUse)
        while (stack.at(-1)?.block === false) conditionals -= stack.pop()?.conditionals ?? 0;
    }
    const level = stack.at(-1) as Level;
    if (separators.has(type) || isUse) {
      conditionals -= level.conditionals;
      level.conditionals = 0;
      level.operations = 0;
      level.deepest = 0;
    } else if (openers.has(type)) {
      level.operations++;
      stack.push({ block: type === t.LCurly, operations: 0, conditionals: 0, deepest: 0 });
    } else if (closers.has(type)) {
      if (stack.length > 1) {
        stack.pop();
        conditionals -= level.conditionals;
        const outer = stack.at(-1) as Level;
        outer.deepest = Math.max(outer.deepest, level.operations + level.deepest + 1);
      }
    } else if (type === t.If) {
      level.conditionals++;
      conditionals++;
      level.operations++;
    } else if (type === t.Dot || type === t.PipeSign || isOperator(type)) {
      level.operations++;
    }
    const now = stack.at(-1) as Level;
    if (stack.length + conditionals > maxBrackets) return { token, statementStart, long: false };
    if (now.operations + now.deepest > maxLevels) return { token, statementStart, long: true };
  }
  return null;
}

function isOperator(type: TokenType): boolean {
  return (
    type.CATEGORIES?.some(
      (category) =>
        category === t.BinaryOperator || category === t.ArithmeticOperator || category === t.PrefixOperator,
    ) === true
  );
}
