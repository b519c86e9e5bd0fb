// The shape of what the parser returns. Generated from the grammar by tests/unit/grammar/cst-types.test.ts.

import type { CstNode, IToken } from 'chevrotain';

export interface ProgramCstNode extends CstNode {
  name: 'program';
  children: ProgramCstChildren;
}

export type ProgramCstChildren = {
  useDeclaration?: UseDeclarationCstNode[];
  constDeclaration?: ConstDeclarationCstNode[];
  functionDeclaration?: FunctionDeclarationCstNode[];
  networkDeclaration?: NetworkDeclarationCstNode[];
  modelDeclaration?: ModelDeclarationCstNode[];
};

export interface UseDeclarationCstNode extends CstNode {
  name: 'useDeclaration';
  children: UseDeclarationCstChildren;
}

export type UseDeclarationCstChildren = {
  Use: IToken[];
  LCurly: IToken[];
  useItem?: UseItemCstNode[];
  Comma?: IToken[];
  RCurly: IToken[];
  From: IToken[];
  StringLiteral: IToken[];
};

export interface UseItemCstNode extends CstNode {
  name: 'useItem';
  children: UseItemCstChildren;
}

export type UseItemCstChildren = {
  name: NameCstNode[];
  As?: IToken[];
};

export interface ConstDeclarationCstNode extends CstNode {
  name: 'constDeclaration';
  children: ConstDeclarationCstChildren;
}

export type ConstDeclarationCstChildren = {
  Const: IToken[];
  name: NameCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  DefinitionSign: IToken[];
  expression: ExpressionCstNode[];
};

export interface FunctionDeclarationCstNode extends CstNode {
  name: 'functionDeclaration';
  children: FunctionDeclarationCstChildren;
}

export type FunctionDeclarationCstChildren = {
  Function: IToken[];
  name: NameCstNode[];
  parameters: ParametersCstNode[];
  Arrow: IToken[];
  resultType: ResultTypeCstNode[];
  body: BodyCstNode[];
};

export interface NetworkDeclarationCstNode extends CstNode {
  name: 'networkDeclaration';
  children: NetworkDeclarationCstChildren;
}

export type NetworkDeclarationCstChildren = {
  Network: IToken[];
  name: NameCstNode[];
  parameters: ParametersCstNode[];
  Arrow: IToken[];
  resultType: ResultTypeCstNode[];
  body: BodyCstNode[];
};

export interface ModelDeclarationCstNode extends CstNode {
  name: 'modelDeclaration';
  children: ModelDeclarationCstChildren;
}

export type ModelDeclarationCstChildren = {
  Model: IToken[];
  name: NameCstNode[];
  parameters?: ParametersCstNode[];
  surplus?: SurplusCstNode[];
  body: BodyCstNode[];
};

export interface ParametersCstNode extends CstNode {
  name: 'parameters';
  children: ParametersCstChildren;
}

export type ParametersCstChildren = {
  LParen: IToken[];
  parameter?: ParameterCstNode[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface ParameterCstNode extends CstNode {
  name: 'parameter';
  children: ParameterCstChildren;
}

export type ParameterCstChildren = {
  name: NameCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface NameCstNode extends CstNode {
  name: 'name';
  children: NameCstChildren;
}

export type NameCstChildren = {
  Identifier?: IToken[];
  Keyword?: IToken[];
};

export interface ResultTypeCstNode extends CstNode {
  name: 'resultType';
  children: ResultTypeCstChildren;
}

export type ResultTypeCstChildren = {
  recordType?: RecordTypeCstNode[];
  type?: TypeCstNode[];
};

export interface RecordTypeCstNode extends CstNode {
  name: 'recordType';
  children: RecordTypeCstChildren;
}

export type RecordTypeCstChildren = {
  LParen: IToken[];
  recordTypeField: RecordTypeFieldCstNode[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface RecordTypeFieldCstNode extends CstNode {
  name: 'recordTypeField';
  children: RecordTypeFieldCstChildren;
}

export type RecordTypeFieldCstChildren = {
  name: NameCstNode[];
  Colon: IToken[];
  type: TypeCstNode[];
};

export interface TypeAnnotationCstNode extends CstNode {
  name: 'typeAnnotation';
  children: TypeAnnotationCstChildren;
}

export type TypeAnnotationCstChildren = {
  Colon?: IToken[];
  type: TypeCstNode[];
};

export interface TypeCstNode extends CstNode {
  name: 'type';
  children: TypeCstChildren;
}

export type TypeCstChildren = {
  Identifier: IToken[];
  typeArguments?: TypeArgumentsCstNode[];
  sizes?: SizesCstNode[];
  Question?: IToken[];
};

export interface TypeArgumentsCstNode extends CstNode {
  name: 'typeArguments';
  children: TypeArgumentsCstChildren;
}

export type TypeArgumentsCstChildren = {
  Less: IToken[];
  typeArgument: TypeArgumentCstNode[];
  Comma?: IToken[];
  Greater: IToken[];
};

export interface TypeArgumentCstNode extends CstNode {
  name: 'typeArgument';
  children: TypeArgumentCstChildren;
}

export type TypeArgumentCstChildren = {
  Identifier?: IToken[];
  nameSign?: NameSignCstNode[];
  arithmetic: ArithmeticCstNode[];
};

export interface SizesCstNode extends CstNode {
  name: 'sizes';
  children: SizesCstChildren;
}

export type SizesCstChildren = {
  LBracket: IToken[];
  arithmetic: ArithmeticCstNode[];
  Comma?: IToken[];
  RBracket: IToken[];
};

export interface BodyCstNode extends CstNode {
  name: 'body';
  children: BodyCstChildren;
}

export type BodyCstChildren = {
  LCurly: IToken[];
  statement?: StatementCstNode[];
  RCurly: IToken[];
};

export interface StatementCstNode extends CstNode {
  name: 'statement';
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  constDeclaration?: ConstDeclarationCstNode[];
  paramStatement?: ParamStatementCstNode[];
  latentStatement?: LatentStatementCstNode[];
  observeStatement?: ObserveStatementCstNode[];
  givenStatement?: GivenStatementCstNode[];
  letStatement?: LetStatementCstNode[];
  networkDeclaration?: NetworkDeclarationCstNode[];
  functionDeclaration?: FunctionDeclarationCstNode[];
  modelDeclaration?: ModelDeclarationCstNode[];
  networkStatement?: NetworkStatementCstNode[];
  plateStatement?: PlateStatementCstNode[];
  sequenceStatement?: SequenceStatementCstNode[];
  guideStatement?: GuideStatementCstNode[];
  trainStatement?: TrainStatementCstNode[];
  returnStatement?: ReturnStatementCstNode[];
  foreignStatement?: ForeignStatementCstNode[];
};

export interface ForeignStatementCstNode extends CstNode {
  name: 'foreignStatement';
  children: ForeignStatementCstChildren;
}

export type ForeignStatementCstChildren = {
  For?: IToken[];
  If?: IToken[];
  UnknownBlock?: IToken[];
  restOfLine: RestOfLineCstNode[];
  body?: BodyCstNode[];
  Else?: IToken[];
};

export interface RestOfLineCstNode extends CstNode {
  name: 'restOfLine';
  children: RestOfLineCstChildren;
}

export type RestOfLineCstChildren = {
  OtherText?: IToken[];
};

export interface SurplusCstNode extends CstNode {
  name: 'surplus';
  children: SurplusCstChildren;
}

export type SurplusCstChildren = {
  OtherText: IToken[];
};

export interface ParamStatementCstNode extends CstNode {
  name: 'paramStatement';
  children: ParamStatementCstChildren;
}

export type ParamStatementCstChildren = {
  Param: IToken[];
  name: NameCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  Tilde?: IToken[];
  expression?: ExpressionCstNode[];
  Equals?: IToken[];
};

export interface LatentStatementCstNode extends CstNode {
  name: 'latentStatement';
  children: LatentStatementCstChildren;
}

export type LatentStatementCstChildren = {
  Latent: IToken[];
  target: TargetCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  DefinitionSign: IToken[];
  expression: ExpressionCstNode[];
};

export interface ObserveStatementCstNode extends CstNode {
  name: 'observeStatement';
  children: ObserveStatementCstChildren;
}

export type ObserveStatementCstChildren = {
  Observe: IToken[];
  target: TargetCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  DefinitionSign: IToken[];
  expression: ExpressionCstNode[];
};

export interface GivenStatementCstNode extends CstNode {
  name: 'givenStatement';
  children: GivenStatementCstChildren;
}

export type GivenStatementCstChildren = {
  Given: IToken[];
  target: TargetCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  DefinitionSign?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface LetStatementCstNode extends CstNode {
  name: 'letStatement';
  children: LetStatementCstChildren;
}

export type LetStatementCstChildren = {
  Let: IToken[];
  target: TargetCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  DefinitionSign: IToken[];
  expression: ExpressionCstNode[];
};

export interface NetworkStatementCstNode extends CstNode {
  name: 'networkStatement';
  children: NetworkStatementCstChildren;
}

export type NetworkStatementCstChildren = {
  Network: IToken[];
  name: NameCstNode[];
  DefinitionSign: IToken[];
  expression: ExpressionCstNode[];
};

export interface PlateStatementCstNode extends CstNode {
  name: 'plateStatement';
  children: PlateStatementCstChildren;
}

export type PlateStatementCstChildren = {
  Plate: IToken[];
  name: NameCstNode[];
  Colon?: IToken[];
  arithmetic?: ArithmeticCstNode[];
  surplus?: SurplusCstNode[];
  body: BodyCstNode[];
};

export interface SequenceStatementCstNode extends CstNode {
  name: 'sequenceStatement';
  children: SequenceStatementCstChildren;
}

export type SequenceStatementCstChildren = {
  Sequence: IToken[];
  name: NameCstNode[];
  Colon?: IToken[];
  arithmetic?: ArithmeticCstNode[];
  Until?: IToken[];
  surplus?: SurplusCstNode[];
  body: BodyCstNode[];
};

export interface GuideStatementCstNode extends CstNode {
  name: 'guideStatement';
  children: GuideStatementCstChildren;
}

export type GuideStatementCstChildren = {
  Guide: IToken[];
  target: TargetCstNode[];
  typeAnnotation?: TypeAnnotationCstNode[];
  DefinitionSign: IToken[];
  expression: ExpressionCstNode[];
};

export interface TrainStatementCstNode extends CstNode {
  name: 'trainStatement';
  children: TrainStatementCstChildren;
}

export type TrainStatementCstChildren = {
  Train: IToken[];
  name: NameCstNode[];
  arguments?: ArgumentsCstNode[];
};

export interface ReturnStatementCstNode extends CstNode {
  name: 'returnStatement';
  children: ReturnStatementCstChildren;
}

export type ReturnStatementCstChildren = {
  Return: IToken[];
  expression: ExpressionCstNode[];
};

export interface TargetCstNode extends CstNode {
  name: 'target';
  children: TargetCstChildren;
}

export type TargetCstChildren = {
  name: NameCstNode[];
  LBracket?: IToken[];
  expression?: ExpressionCstNode[];
  RBracket?: IToken[];
};

export interface ExpressionCstNode extends CstNode {
  name: 'expression';
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  operation: OperationCstNode[];
  PipeSign?: IToken[];
  stage?: StageCstNode[];
};

export interface OperationCstNode extends CstNode {
  name: 'operation';
  children: OperationCstChildren;
}

export type OperationCstChildren = {
  operand: OperandCstNode[];
  BinaryOperator?: IToken[];
  Equals?: IToken[];
};

export interface ArithmeticCstNode extends CstNode {
  name: 'arithmetic';
  children: ArithmeticCstChildren;
}

export type ArithmeticCstChildren = {
  operand: OperandCstNode[];
  ArithmeticOperator?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: 'operand';
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  PrefixOperator?: IToken[];
  primary: PrimaryCstNode[];
  suffix?: SuffixCstNode[];
};

export interface SuffixCstNode extends CstNode {
  name: 'suffix';
  children: SuffixCstChildren;
}

export type SuffixCstChildren = {
  arguments?: ArgumentsCstNode[];
  indices?: IndicesCstNode[];
  Dot?: IToken[];
  name?: NameCstNode[];
};

export interface PrimaryCstNode extends CstNode {
  name: 'primary';
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  Identifier?: IToken[];
  NumberLiteral?: IToken[];
  StringLiteral?: IToken[];
  True?: IToken[];
  False?: IToken[];
  parenthesised?: ParenthesisedCstNode[];
  array?: ArrayCstNode[];
  conditional?: ConditionalCstNode[];
  braced?: BracedCstNode[];
  Keyword?: IToken[];
};

export interface ConditionalCstNode extends CstNode {
  name: 'conditional';
  children: ConditionalCstChildren;
}

export type ConditionalCstChildren = {
  If: IToken[];
  expression: ExpressionCstNode[];
  Then: IToken[];
  Else: IToken[];
};

export interface ParenthesisedCstNode extends CstNode {
  name: 'parenthesised';
  children: ParenthesisedCstChildren;
}

export type ParenthesisedCstChildren = {
  LParen: IToken[];
  recordField?: RecordFieldCstNode[];
  Comma?: IToken[];
  expression?: ExpressionCstNode[];
  RParen: IToken[];
};

export interface BracedCstNode extends CstNode {
  name: 'braced';
  children: BracedCstChildren;
}

export type BracedCstChildren = {
  LCurly: IToken[];
  recordField: RecordFieldCstNode[];
  Comma?: IToken[];
  RCurly: IToken[];
};

export interface RecordFieldCstNode extends CstNode {
  name: 'recordField';
  children: RecordFieldCstChildren;
}

export type RecordFieldCstChildren = {
  name: NameCstNode[];
  Colon: IToken[];
  expression: ExpressionCstNode[];
};

export interface ArrayCstNode extends CstNode {
  name: 'array';
  children: ArrayCstChildren;
}

export type ArrayCstChildren = {
  LBracket: IToken[];
  comprehension?: ComprehensionCstNode[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RBracket: IToken[];
};

export interface ComprehensionCstNode extends CstNode {
  name: 'comprehension';
  children: ComprehensionCstChildren;
}

export type ComprehensionCstChildren = {
  For: IToken[];
  name: NameCstNode[];
  In: IToken[];
  expression: ExpressionCstNode[];
  DotDot: IToken[];
  Colon: IToken[];
};

export interface ArgumentsCstNode extends CstNode {
  name: 'arguments';
  children: ArgumentsCstChildren;
}

export type ArgumentsCstChildren = {
  LParen: IToken[];
  argument?: ArgumentCstNode[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface ArgumentCstNode extends CstNode {
  name: 'argument';
  children: ArgumentCstChildren;
}

export type ArgumentCstChildren = {
  Ellipsis?: IToken[];
  expression?: ExpressionCstNode[];
  name?: NameCstNode[];
  nameSign?: NameSignCstNode[];
};

export interface NameSignCstNode extends CstNode {
  name: 'nameSign';
  children: NameSignCstChildren;
}

export type NameSignCstChildren = {
  Colon?: IToken[];
  Equals?: IToken[];
};

export interface IndicesCstNode extends CstNode {
  name: 'indices';
  children: IndicesCstChildren;
}

export type IndicesCstChildren = {
  LBracket: IToken[];
  index: IndexCstNode[];
  Comma?: IToken[];
  RBracket: IToken[];
};

export interface IndexCstNode extends CstNode {
  name: 'index';
  children: IndexCstChildren;
}

export type IndexCstChildren = {
  sliceSign?: SliceSignCstNode[];
  expression?: ExpressionCstNode[];
};

export interface SliceSignCstNode extends CstNode {
  name: 'sliceSign';
  children: SliceSignCstChildren;
}

export type SliceSignCstChildren = {
  DotDot?: IToken[];
  Colon?: IToken[];
};

export interface StageCstNode extends CstNode {
  name: 'stage';
  children: StageCstChildren;
}

export type StageCstChildren = {
  Residual?: IToken[];
  stages?: StagesCstNode[];
  Repeat?: IToken[];
  primary?: PrimaryCstNode[];
  Identifier?: IToken[];
  Dot?: IToken[];
  name?: NameCstNode[];
  arguments?: ArgumentsCstNode[];
};

export interface StagesCstNode extends CstNode {
  name: 'stages';
  children: StagesCstChildren;
}

export type StagesCstChildren = {
  LCurly: IToken[];
  stage: StageCstNode[];
  PipeSign?: IToken[];
  RCurly: IToken[];
};
