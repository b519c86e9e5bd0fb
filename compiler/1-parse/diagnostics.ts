// Everything that reading a file can say.

import type { DefinitionList } from '../diagnostics/registry.ts';
import { numberTooLarge } from './literals.ts';
import { nestedTooDeep } from './nesting.ts';
import { chainedComparison, looseNot } from './precedence.ts';
import {
  definedGiven,
  looseIf,
  missingColon,
  nestedNetwork,
  surplusType,
  untyped,
  wrongDefinitionSign,
} from './slip-diagnostics.ts';
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
import {
  hashComment,
  lookalikeCharacter,
  malformedNumber,
  semicolon,
  unknownCharacter,
  unterminatedComment,
  unterminatedString,
} from './tokenize.ts';

export const parseDiagnostics: DefinitionList = [
  unknownCharacter.definition,
  lookalikeCharacter.definition,
  hashComment.definition,
  unterminatedString.definition,
  unterminatedComment.definition,
  malformedNumber.definition,
  semicolon.definition,
  numberTooLarge.definition,
  unclosedBracket.definition,
  missingComma.definition,
  missingSign.definition,
  missingDefinitionSign.definition,
  missingName.definition,
  reservedWord.definition,
  missingType.definition,
  missingValue.definition,
  outsideModel.definition,
  strayBracket.definition,
  noStatement.definition,
  nestedTooDeep.definition,
  noDeclaration.definition,
  unexpectedText.definition,
  misalignedBrace.definition,
  wrongDefinitionSign.definition,
  missingColon.definition,
  untyped.definition,
  surplusType.definition,
  chainedComparison.definition,
  looseIf.definition,
  looseNot.definition,
  definedGiven.definition,
  nestedNetwork.definition,
] as const;
