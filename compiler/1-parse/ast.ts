// The syntax tree of a `.gen` file: immutable plain data, one interface per construct, a span on everything.
// Where the text is broken the tree holds `error` nodes, and all the rest of the file stands.

import type { Span } from '../source/source.ts';

export interface Identifier {
  readonly kind: 'identifier';
  /** NFC-normalised. Empty where a name (or a type's name) is missing from the text; already reported. */
  readonly name: string;
  readonly span: Span;
}

export interface Comment {
  readonly kind: 'line' | 'block';
  /** With its markers, as written. `///` comments that document a declaration are in its `doc` instead. */
  readonly text: string;
  readonly span: Span;
}

export interface Program {
  readonly kind: 'program';
  readonly uses: readonly UseDeclaration[];
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  readonly span: Span;
}

interface Documented {
  /** Text of the `///` lines before it, markers and one leading blank removed, joined by `\n`; null without. */
  readonly doc: string | null;
}

// Declarations -------------------------------------------------------------------------------------------

export interface UseDeclaration {
  readonly kind: 'use';
  readonly names: readonly { readonly name: Identifier; readonly alias: Identifier | null }[];
  readonly path: string;
  readonly pathSpan: Span;
  readonly span: Span;
}

export type Declaration = ConstDeclaration | FunctionDeclaration | NetworkDeclaration | ModelDeclaration;

export interface ConstDeclaration extends Documented {
  readonly kind: 'const';
  readonly name: Identifier;
  readonly value: Expression;
  readonly span: Span;
}

export interface FunctionDeclaration extends Documented {
  readonly kind: 'function';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly result: ResultType;
  readonly body: readonly Statement[];
  readonly span: Span;
}

export interface NetworkDeclaration extends Documented {
  readonly kind: 'network';
  readonly name: Identifier;
  readonly hyperparameters: readonly Parameter[];
  readonly parameters: readonly Parameter[];
  readonly result: ResultType;
  readonly body: readonly Statement[];
  readonly span: Span;
}

export interface ModelDeclaration extends Documented {
  readonly kind: 'model';
  readonly name: Identifier;
  readonly hyperparameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly span: Span;
}

export interface Parameter extends Documented {
  readonly kind: 'parameter';
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly defaultValue: Expression | null;
  readonly span: Span;
}

export type ResultType = TypeExpression | RecordType;

export interface RecordType {
  readonly kind: 'recordType';
  readonly fields: readonly { readonly name: Identifier; readonly type: TypeExpression }[];
  readonly span: Span;
}

/** `category<K>[N, D]?`, `real<lower: 0, upper: 1>`, `dim`. */
export interface TypeExpression {
  readonly kind: 'type';
  readonly name: Identifier;
  readonly arguments: readonly Argument[];
  /** Null where no brackets are written. */
  readonly sizes: readonly Expression[] | null;
  readonly optional: boolean;
  readonly span: Span;
}

// Statements ---------------------------------------------------------------------------------------------

export type Statement =
  | ConstDeclaration
  | ParamStatement
  | LatentStatement
  | ObserveStatement
  | GivenStatement
  | LetStatement
  | NetworkStatement
  | PlateStatement
  | SequenceStatement
  | GuideStatement
  | TrainStatement
  | ReturnStatement;

export interface ParamStatement extends Documented {
  readonly kind: 'param';
  readonly name: Identifier;
  readonly type: TypeExpression;
  readonly prior: Expression | null;
  readonly initial: Expression | null;
  readonly span: Span;
}

/** What a statement defines: `z`, or inside a sequence `z[t]`, `z[0]`, `z[last]`. */
export interface Target {
  readonly name: Identifier;
  readonly index: Expression | null;
  readonly span: Span;
}

export interface LatentStatement extends Documented {
  readonly kind: 'latent';
  readonly target: Target;
  readonly type: TypeExpression;
  readonly distribution: Expression;
  readonly span: Span;
}

export interface ObserveStatement extends Documented {
  readonly kind: 'observe';
  readonly target: Target;
  readonly type: TypeExpression;
  /** `~ D`; exactly one of `distribution` and `value` (`= e`) is set. */
  readonly distribution: Expression | null;
  readonly value: Expression | null;
  readonly span: Span;
}

export interface GivenStatement extends Documented {
  readonly kind: 'given';
  readonly target: Target;
  readonly type: TypeExpression;
  readonly span: Span;
}

export interface LetStatement extends Documented {
  readonly kind: 'let';
  readonly target: Target;
  readonly value: Expression;
  readonly span: Span;
}

/** `network encode = Encoder(L)`. */
export interface NetworkStatement extends Documented {
  readonly kind: 'instance';
  readonly name: Identifier;
  readonly value: Expression;
  readonly span: Span;
}

export interface PlateStatement extends Documented {
  readonly kind: 'plate';
  readonly name: Identifier;
  readonly size: Expression | null;
  readonly body: readonly Statement[];
  readonly span: Span;
}

export interface SequenceStatement extends Documented {
  readonly kind: 'sequence';
  readonly name: Identifier;
  readonly size: Expression | null;
  readonly until: Identifier | null;
  readonly body: readonly Statement[];
  readonly span: Span;
}

export interface GuideStatement extends Documented {
  readonly kind: 'guide';
  readonly target: Target;
  readonly distribution: Expression;
  readonly span: Span;
}

export interface TrainStatement {
  readonly kind: 'train';
  readonly method: Identifier;
  readonly options: readonly Argument[];
  readonly span: Span;
}

export interface ReturnStatement {
  readonly kind: 'return';
  readonly value: Expression;
  readonly span: Span;
}

// Expressions --------------------------------------------------------------------------------------------

export type Expression =
  | NumberLiteral
  | BooleanLiteral
  | StringLiteral
  | NameExpression
  | UnaryExpression
  | BinaryExpression
  | ConditionalExpression
  | CallExpression
  | MemberExpression
  | IndexExpression
  | PipeExpression
  | ArrayLiteral
  | Comprehension
  | RecordLiteral
  | ErrorExpression;

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  /** Written without `.` and exponent. */
  readonly integer: boolean;
  readonly text: string;
  readonly span: Span;
}

export interface BooleanLiteral {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

/** A name in use. `_` is a name too: the size that the checker infers. */
export interface NameExpression {
  readonly kind: 'name';
  readonly name: string;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: '-' | 'not';
  readonly operand: Expression;
  readonly span: Span;
}

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '@' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface ConditionalExpression {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
  readonly span: Span;
}

/** An argument of a call, type or `train`: positional, named (`sd: 1`) or spread (`...r`). */
export interface Argument {
  readonly name: Identifier | null;
  readonly spread: boolean;
  readonly value: Expression;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export interface MemberExpression {
  readonly kind: 'member';
  readonly object: Expression;
  readonly property: Identifier;
  readonly span: Span;
}

export type Index =
  | { readonly kind: 'at'; readonly value: Expression; readonly span: Span }
  /** Half-open; a missing end is open, `..` alone is the whole axis. */
  | {
      readonly kind: 'slice';
      readonly from: Expression | null;
      readonly to: Expression | null;
      readonly span: Span;
    };

export interface IndexExpression {
  readonly kind: 'index';
  readonly object: Expression;
  readonly indices: readonly Index[];
  readonly span: Span;
}

/** `value |> stage |> stage`. */
export interface PipeExpression {
  readonly kind: 'pipe';
  readonly value: Expression;
  readonly stages: readonly Stage[];
  readonly span: Span;
}

export type Stage =
  | {
      readonly kind: 'call';
      readonly callee: Expression;
      readonly arguments: readonly Argument[];
      readonly span: Span;
    }
  | { readonly kind: 'residual'; readonly stages: readonly Stage[]; readonly span: Span }
  | {
      readonly kind: 'repeat';
      readonly count: Expression;
      readonly stages: readonly Stage[];
      readonly span: Span;
    };

export interface ArrayLiteral {
  readonly kind: 'array';
  readonly elements: readonly Expression[];
  readonly span: Span;
}

/** `[for k in from..to: body]`. */
export interface Comprehension {
  readonly kind: 'comprehension';
  readonly variable: Identifier;
  readonly from: Expression;
  readonly to: Expression;
  readonly body: Expression;
  readonly span: Span;
}

export interface RecordLiteral {
  readonly kind: 'record';
  readonly fields: readonly { readonly name: Identifier; readonly value: Expression }[];
  readonly span: Span;
}

/** Text that is no expression; already reported. */
export interface ErrorExpression {
  readonly kind: 'error';
  readonly span: Span;
}
