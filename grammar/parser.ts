// The grammar: which token may follow which, as one Chevrotain rule for each construct. It builds a concrete
// syntax tree and means nothing: no actions, no checks. Operators are one flat list in the tree; which of them
// binds tighter is a table of the phase that reads it (`1-parse/precedence.ts`), which keeps both trees shallow.
//
// Here and there a rule takes more than the language, where people slip (`=` for `~`, a missing `:`); the same
// phase says what is wrong, and the rest of the statement is still understood.

import { CstParser, Lexer } from 'chevrotain';
import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import * as t from './tokens.ts';

export interface GrammarOptions {
  /** Checks the grammar for ambiguities; for tests, since it costs more than reading a file. */
  readonly validate: boolean;
}

// Messages for people are made from the parser's errors elsewhere; here only what an error alone knows is kept:
// the name of the token type that was due.
const bareFacts: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNoViableAltMessage: () => '',
  buildNotAllInputParsedMessage: () => '',
  buildEarlyExitMessage: () => '',
};

export function createLexer(options: GrammarOptions): Lexer {
  return new Lexer(t.allTokens, {
    positionTracking: 'full',
    ensureOptimizations: options.validate,
    skipValidations: !options.validate,
  });
}

export class GenParser extends CstParser {
  constructor(options: GrammarOptions) {
    super(t.allTokens, {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: 'onlyOffset',
      errorMessageProvider: bareFacts,
      skipValidations: !options.validate,
    });
    this.performSelfAnalysis();
  }

  // Declarations -----------------------------------------------------------------------------------------

  program = this.RULE('program', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.useDeclaration) },
        { ALT: () => this.SUBRULE(this.constDeclaration) },
        { ALT: () => this.SUBRULE(this.functionDeclaration) },
        { ALT: () => this.SUBRULE(this.networkDeclaration) },
        { ALT: () => this.SUBRULE(this.modelDeclaration) },
      ]);
    });
  });

  useDeclaration = this.RULE('useDeclaration', () => {
    this.CONSUME(t.Use);
    this.CONSUME(t.LCurly);
    this.OPTION1(() => {
      this.SUBRULE1(this.useItem);
      this.MANY(() => {
        this.CONSUME1(t.Comma);
        this.SUBRULE2(this.useItem);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RCurly);
    this.CONSUME(t.From);
    this.CONSUME(t.StringLiteral);
  });

  useItem = this.RULE('useItem', () => {
    this.SUBRULE1(this.name);
    this.OPTION(() => {
      this.CONSUME(t.As);
      this.SUBRULE2(this.name);
    });
  });

  constDeclaration = this.RULE('constDeclaration', () => {
    this.CONSUME(t.Const);
    this.SUBRULE(this.name);
    this.OPTION({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.CONSUME(t.DefinitionSign);
    this.SUBRULE(this.expression);
  });

  functionDeclaration = this.RULE('functionDeclaration', () => {
    this.CONSUME(t.Function);
    this.SUBRULE(this.name);
    this.SUBRULE(this.parameters);
    this.CONSUME(t.Arrow);
    this.SUBRULE(this.resultType);
    this.SUBRULE(this.body);
  });

  networkDeclaration = this.RULE('networkDeclaration', () => {
    this.CONSUME(t.Network);
    this.SUBRULE(this.name);
    this.SUBRULE1(this.parameters);
    this.OPTION(() => this.SUBRULE2(this.parameters));
    this.CONSUME(t.Arrow);
    this.SUBRULE(this.resultType);
    this.SUBRULE(this.body);
  });

  modelDeclaration = this.RULE('modelDeclaration', () => {
    this.CONSUME(t.Model);
    this.SUBRULE(this.name);
    this.OPTION1(() => this.SUBRULE(this.parameters));
    this.OPTION2({ GATE: () => this.blockFollows(), DEF: () => this.SUBRULE(this.surplus) });
    this.SUBRULE(this.body);
  });

  parameters = this.RULE('parameters', () => {
    this.CONSUME(t.LParen);
    this.OPTION1(() => {
      this.SUBRULE1(this.parameter);
      this.MANY(() => {
        this.CONSUME1(t.Comma);
        this.SUBRULE2(this.parameter);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RParen);
  });

  parameter = this.RULE('parameter', () => {
    this.SUBRULE(this.name);
    this.OPTION1({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.OPTION2(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  /**
   * A name that is being given. A reserved word is taken too where what follows shows that a name was meant:
   * `param given: real` has one, a `param` that is still being typed above a `latent` has none.
   */
  name = this.RULE('name', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Identifier) },
      { GATE: () => this.followedBy(afterName), ALT: () => this.CONSUME(t.Keyword) },
    ]);
  });

  // Types ------------------------------------------------------------------------------------------------

  resultType = this.RULE('resultType', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.recordType) }, { ALT: () => this.SUBRULE(this.type) }]);
  });

  recordType = this.RULE('recordType', () => {
    this.CONSUME(t.LParen);
    this.SUBRULE1(this.recordTypeField);
    this.MANY(() => {
      this.CONSUME1(t.Comma);
      this.SUBRULE2(this.recordTypeField);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RParen);
  });

  recordTypeField = this.RULE('recordTypeField', () => {
    this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
  });

  /** The colon may be missing: behind a name, a name on the same line can only be its type. */
  typeAnnotation = this.RULE('typeAnnotation', () => {
    this.OPTION(() => this.CONSUME(t.Colon));
    this.SUBRULE(this.type);
  });

  type = this.RULE('type', () => {
    this.CONSUME(t.Identifier);
    this.OPTION1(() => this.SUBRULE(this.typeArguments));
    this.OPTION2(() => this.SUBRULE(this.sizes));
    this.OPTION3(() => this.CONSUME(t.Question));
  });

  typeArguments = this.RULE('typeArguments', () => {
    this.CONSUME(t.Less);
    this.SUBRULE1(this.typeArgument);
    this.MANY(() => {
      this.CONSUME1(t.Comma);
      this.SUBRULE2(this.typeArgument);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.Greater);
  });

  typeArgument = this.RULE('typeArgument', () => {
    this.OPTION(() => {
      this.CONSUME(t.Identifier);
      this.SUBRULE(this.nameSign);
    });
    this.SUBRULE(this.arithmetic);
  });

  sizes = this.RULE('sizes', () => {
    this.CONSUME(t.LBracket);
    this.SUBRULE1(this.arithmetic);
    this.MANY(() => {
      this.CONSUME1(t.Comma);
      this.SUBRULE2(this.arithmetic);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RBracket);
  });

  // Statements -------------------------------------------------------------------------------------------

  body = this.RULE('body', () => {
    this.CONSUME(t.LCurly);
    this.MANY({ GATE: () => this.staysInside(), DEF: () => this.SUBRULE(this.statement) });
    this.CONSUME(t.RCurly);
  });

  statement = this.RULE('statement', () => {
    this.OR({
      // The first word decides, and what is missing behind it can be said.
      MAX_LOOKAHEAD: 1,
      DEF: [
        { ALT: () => this.SUBRULE(this.constDeclaration) },
        { ALT: () => this.SUBRULE(this.paramStatement) },
        { ALT: () => this.SUBRULE(this.latentStatement) },
        { ALT: () => this.SUBRULE(this.observeStatement) },
        { ALT: () => this.SUBRULE(this.givenStatement) },
        { ALT: () => this.SUBRULE(this.letStatement) },
        // A declaration out of place, or a `}` forgotten above it: read as what it is.
        {
          GATE: () => this.LA(3).tokenType === t.LParen,
          ALT: () => this.SUBRULE(this.networkDeclaration),
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.SUBRULE(this.functionDeclaration) },
        { ALT: () => this.SUBRULE(this.modelDeclaration) },
        { ALT: () => this.SUBRULE(this.networkStatement) },
        { ALT: () => this.SUBRULE(this.plateStatement) },
        { ALT: () => this.SUBRULE(this.sequenceStatement) },
        { ALT: () => this.SUBRULE(this.guideStatement) },
        { ALT: () => this.SUBRULE(this.trainStatement) },
        { ALT: () => this.SUBRULE(this.returnStatement) },
        { ALT: () => this.SUBRULE(this.foreignStatement) },
      ],
    });
  });

  /** A loop or an `if` between statements, or a block that an unknown word begins; the language has none of them. */
  foreignStatement = this.RULE('foreignStatement', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.For) },
      { ALT: () => this.CONSUME(t.If) },
      { ALT: () => this.CONSUME(t.UnknownBlock) },
    ]);
    this.SUBRULE1(this.restOfLine);
    this.OPTION(() => {
      this.SUBRULE1(this.body);
      this.MANY(() => {
        this.CONSUME(t.Else);
        this.SUBRULE2(this.restOfLine);
        this.SUBRULE2(this.body);
      });
    });
  });

  /** What stands before the `{` of a block. */
  restOfLine = this.RULE('restOfLine', () => {
    this.MANY({
      GATE: () => this.LA(1).startLine === this.LA(0).endLine,
      DEF: () => this.CONSUME(t.OtherText),
    });
  });

  /** The same where nothing should: `plate i in 0..N {`. */
  surplus = this.RULE('surplus', () => {
    this.AT_LEAST_ONE(() => this.CONSUME(t.OtherText));
  });

  paramStatement = this.RULE('paramStatement', () => {
    this.CONSUME(t.Param);
    this.SUBRULE(this.name);
    this.OPTION1({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.OPTION2(() => {
      this.CONSUME(t.Tilde);
      this.SUBRULE1(this.expression);
    });
    this.OPTION3(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE2(this.expression);
    });
  });

  latentStatement = this.RULE('latentStatement', () => {
    this.CONSUME(t.Latent);
    this.SUBRULE(this.target);
    this.OPTION({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.CONSUME(t.DefinitionSign);
    this.SUBRULE(this.expression);
  });

  observeStatement = this.RULE('observeStatement', () => {
    this.CONSUME(t.Observe);
    this.SUBRULE(this.target);
    this.OPTION({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.CONSUME(t.DefinitionSign);
    this.SUBRULE(this.expression);
  });

  /** A given has no definition; one that is written is read, and refused by name. */
  givenStatement = this.RULE('givenStatement', () => {
    this.CONSUME(t.Given);
    this.SUBRULE(this.target);
    this.OPTION1({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.OPTION2(() => {
      this.CONSUME(t.DefinitionSign);
      this.SUBRULE(this.expression);
    });
  });

  /** As `guide`, takes a type that the language has no use for. */
  letStatement = this.RULE('letStatement', () => {
    this.CONSUME(t.Let);
    this.SUBRULE(this.target);
    this.OPTION({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.CONSUME(t.DefinitionSign);
    this.SUBRULE(this.expression);
  });

  networkStatement = this.RULE('networkStatement', () => {
    this.CONSUME(t.Network);
    this.SUBRULE(this.name);
    this.CONSUME(t.DefinitionSign);
    this.SUBRULE(this.expression);
  });

  plateStatement = this.RULE('plateStatement', () => {
    this.CONSUME(t.Plate);
    this.SUBRULE(this.name);
    this.OPTION1(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.arithmetic);
    });
    this.OPTION2({ GATE: () => this.blockFollows(), DEF: () => this.SUBRULE(this.surplus) });
    this.SUBRULE(this.body);
  });

  sequenceStatement = this.RULE('sequenceStatement', () => {
    this.CONSUME(t.Sequence);
    this.SUBRULE1(this.name);
    this.OPTION1(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.arithmetic);
    });
    this.OPTION2({
      // `until` alone decides: its name may be missing.
      MAX_LOOKAHEAD: 1,
      DEF: () => {
        this.CONSUME(t.Until);
        this.SUBRULE2(this.name);
      },
    });
    this.OPTION3({ GATE: () => this.blockFollows(), DEF: () => this.SUBRULE(this.surplus) });
    this.SUBRULE(this.body);
  });

  guideStatement = this.RULE('guideStatement', () => {
    this.CONSUME(t.Guide);
    this.SUBRULE(this.target);
    this.OPTION({ GATE: () => this.annotates(), DEF: () => this.SUBRULE(this.typeAnnotation) });
    this.CONSUME(t.DefinitionSign);
    this.SUBRULE(this.expression);
  });

  trainStatement = this.RULE('trainStatement', () => {
    this.CONSUME(t.Train);
    this.SUBRULE(this.name);
    this.OPTION(() => this.SUBRULE(this.arguments));
  });

  returnStatement = this.RULE('returnStatement', () => {
    this.CONSUME(t.Return);
    this.SUBRULE(this.expression);
  });

  target = this.RULE('target', () => {
    this.SUBRULE(this.name);
    this.OPTION(() => {
      this.CONSUME(t.LBracket);
      this.SUBRULE(this.expression);
      this.CONSUME(t.RBracket);
    });
  });

  // Expressions ------------------------------------------------------------------------------------------

  expression = this.RULE('expression', () => {
    this.SUBRULE(this.operation);
    this.MANY(() => {
      this.CONSUME(t.PipeSign);
      this.SUBRULE(this.stage);
    });
  });

  /** Operands and operators in the order written. */
  operation = this.RULE('operation', () => {
    this.SUBRULE1(this.operand);
    this.MANY(() => {
      this.CONSUME(t.BinaryOperator);
      this.OPTION({ GATE: () => this.closesGreaterEqual(), DEF: () => this.CONSUME(t.Equals) });
      this.SUBRULE2(this.operand);
    });
  });

  /** The same without comparisons, `and`, `or`: for sizes and the arguments of types. */
  arithmetic = this.RULE('arithmetic', () => {
    this.SUBRULE1(this.operand);
    this.MANY(() => {
      this.CONSUME(t.ArithmeticOperator);
      this.SUBRULE2(this.operand);
    });
  });

  operand = this.RULE('operand', () => {
    this.MANY1(() => this.CONSUME(t.PrefixOperator));
    this.SUBRULE(this.primary);
    this.MANY2(() => this.SUBRULE(this.suffix));
  });

  suffix = this.RULE('suffix', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.arguments) },
      { ALT: () => this.SUBRULE(this.indices) },
      {
        ALT: () => {
          this.CONSUME(t.Dot);
          this.SUBRULE(this.name);
        },
      },
    ]);
  });

  primary = this.RULE('primary', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Identifier) },
      { ALT: () => this.CONSUME(t.NumberLiteral) },
      { ALT: () => this.CONSUME(t.StringLiteral) },
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.SUBRULE(this.parenthesised) },
      { ALT: () => this.SUBRULE(this.array) },
      { ALT: () => this.SUBRULE(this.conditional) },
      { GATE: () => this.LA(3).tokenType === t.Colon, ALT: () => this.SUBRULE(this.braced) },
      // A reserved word where only a name makes sense: `Normal(given, 1)`.
      {
        GATE: () => this.followedBy(afterOperand),
        ALT: () => this.CONSUME(t.Keyword),
        IGNORE_AMBIGUITIES: true,
      },
    ]);
  });

  conditional = this.RULE('conditional', () => {
    this.CONSUME(t.If);
    this.SUBRULE1(this.expression);
    this.CONSUME(t.Then);
    this.SUBRULE2(this.expression);
    this.CONSUME(t.Else);
    this.SUBRULE3(this.expression);
  });

  /** A name and a colon make it a record. A list is none, and is read as the array that it is meant to be. */
  parenthesised = this.RULE('parenthesised', () => {
    this.CONSUME(t.LParen);
    this.OR([
      {
        ALT: () => {
          this.SUBRULE1(this.recordField);
          this.MANY(() => {
            this.CONSUME1(t.Comma);
            this.SUBRULE2(this.recordField);
          });
          this.OPTION(() => this.CONSUME2(t.Comma));
        },
      },
      {
        ALT: () => {
          this.SUBRULE2(this.expression);
          this.MANY2(() => {
            this.CONSUME3(t.Comma);
            this.OPTION2(() => this.SUBRULE3(this.expression));
          });
        },
      },
    ]);
    this.CONSUME(t.RParen);
  });

  /** A record as other languages write it. */
  braced = this.RULE('braced', () => {
    this.CONSUME(t.LCurly);
    this.SUBRULE1(this.recordField);
    this.MANY(() => {
      this.CONSUME1(t.Comma);
      this.SUBRULE2(this.recordField);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RCurly);
  });

  recordField = this.RULE('recordField', () => {
    this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.expression);
  });

  array = this.RULE('array', () => {
    this.CONSUME(t.LBracket);
    this.OPTION1(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.comprehension) },
        {
          ALT: () => {
            this.SUBRULE1(this.expression);
            this.MANY(() => {
              this.CONSUME1(t.Comma);
              this.SUBRULE2(this.expression);
            });
            this.OPTION2(() => this.CONSUME2(t.Comma));
          },
        },
      ]);
    });
    this.CONSUME(t.RBracket);
  });

  comprehension = this.RULE('comprehension', () => {
    this.CONSUME(t.For);
    this.SUBRULE(this.name);
    this.CONSUME(t.In);
    this.SUBRULE1(this.expression);
    this.CONSUME(t.DotDot);
    this.SUBRULE2(this.expression);
    this.CONSUME(t.Colon);
    this.SUBRULE3(this.expression);
  });

  arguments = this.RULE('arguments', () => {
    this.CONSUME(t.LParen);
    this.OPTION1(() => {
      this.SUBRULE1(this.argument);
      this.MANY(() => {
        this.CONSUME1(t.Comma);
        this.SUBRULE2(this.argument);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RParen);
  });

  argument = this.RULE('argument', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Ellipsis);
          this.SUBRULE1(this.expression);
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.name);
          this.SUBRULE(this.nameSign);
          this.SUBRULE2(this.expression);
        },
      },
      { ALT: () => this.SUBRULE3(this.expression) },
    ]);
  });

  /** Behind the name of an argument: `:`, for which some write `=`. */
  nameSign = this.RULE('nameSign', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Colon) }, { ALT: () => this.CONSUME(t.Equals) }]);
  });

  indices = this.RULE('indices', () => {
    this.CONSUME(t.LBracket);
    this.SUBRULE1(this.index);
    this.MANY(() => {
      this.CONSUME1(t.Comma);
      this.SUBRULE2(this.index);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RBracket);
  });

  /** `i`, or a slice: `a..b`, `a..`, `..b`, `..`. */
  index = this.RULE('index', () => {
    this.OR([
      {
        ALT: () => {
          this.SUBRULE1(this.sliceSign);
          this.OPTION1(() => this.SUBRULE1(this.expression));
        },
      },
      {
        ALT: () => {
          this.SUBRULE2(this.expression);
          this.OPTION2(() => {
            this.SUBRULE2(this.sliceSign);
            this.OPTION3(() => this.SUBRULE3(this.expression));
          });
        },
      },
    ]);
  });

  /** `..`, for which some write `:`. */
  sliceSign = this.RULE('sliceSign', () => {
    this.OR([{ ALT: () => this.CONSUME(t.DotDot) }, { ALT: () => this.CONSUME(t.Colon) }]);
  });

  // Pipes ------------------------------------------------------------------------------------------------

  stage = this.RULE('stage', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Residual);
          this.SUBRULE1(this.stages);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Repeat);
          this.SUBRULE(this.primary);
          this.SUBRULE2(this.stages);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Identifier);
          this.MANY(() => {
            this.CONSUME(t.Dot);
            this.SUBRULE(this.name);
          });
          this.OPTION(() => this.SUBRULE(this.arguments));
        },
      },
    ]);
  });

  stages = this.RULE('stages', () => {
    this.CONSUME(t.LCurly);
    this.SUBRULE1(this.stage);
    this.MANY(() => {
      this.CONSUME(t.PipeSign);
      this.SUBRULE2(this.stage);
    });
    this.CONSUME(t.RCurly);
  });

  // Gates ------------------------------------------------------------------------------------------------

  private followedBy(types: readonly TokenType[]): boolean {
    const next = this.LA(2).tokenType;
    return types.some((type) => next === type || next.CATEGORIES?.includes(type) === true);
  }

  private annotates(): boolean {
    return this.LA(1).tokenType === t.Colon || this.LA(1).startLine === this.LA(0).endLine;
  }

  /** Whether there is text on this line before a `{`, and nothing that ends a block or begins a statement. */
  private blockFollows(): boolean {
    const line = this.LA(0).endLine;
    // These have their place there, and something is missing behind them.
    if (this.LA(1).tokenType === t.Colon || this.LA(1).tokenType === t.Until) return false;
    for (let distance = 1; ; distance++) {
      const next = this.LA(distance);
      if (next.startLine !== line) return false;
      if (next.tokenType === t.LCurly) return distance > 1;
      if (next.tokenType.CATEGORIES?.includes(t.OtherText) !== true) return false;
    }
  }

  /**
   * Whether what follows stands inside the block that is being read. Of a model or function this is so when the text
   * from there on closes more braces than it opens; otherwise a `}` is missing above it.
   */
  private staysInside(): boolean {
    const { tokenType } = this.LA(1);
    if (tokenType !== t.Model && tokenType !== t.Function) return true;
    if (this.inside?.text !== this.input) this.inside = { text: this.input, words: wordsInside(this.input) };
    return this.inside.words.has(this.LA(1));
  }
  private inside: { readonly text: readonly IToken[]; readonly words: ReadonlySet<IToken> } | null = null;

  /** Whether the next token is the `=` of a `>=`: right behind a `>`. */
  private closesGreaterEqual(): boolean {
    const greater = this.LA(0);
    return greater.tokenType === t.Greater && greater.startOffset + 1 === this.LA(1).startOffset;
  }
}

/** The words of declarations behind which more braces close than open. */
function wordsInside(tokens: readonly IToken[]): ReadonlySet<IToken> {
  const words = new Set<IToken>();
  let surplus = 0;
  for (const token of tokens.toReversed()) {
    if (token.tokenType === t.RCurly) surplus++;
    else if (token.tokenType === t.LCurly) surplus = Math.max(0, surplus - 1);
    else if (surplus > 0 && t.declarationWords.includes(token.tokenType)) words.add(token);
  }
  return words;
}

// prettier-ignore
const afterName: readonly TokenType[] = [
  t.Colon, t.DefinitionSign, t.LBracket, t.LParen, t.LCurly, t.Comma, t.RParen, t.In,
];
// prettier-ignore
const afterOperand: readonly TokenType[] = [
  t.Comma, t.RParen, t.RBracket, t.LBracket, t.BinaryOperator, t.PipeSign, t.Dot, t.DotDot,
];
