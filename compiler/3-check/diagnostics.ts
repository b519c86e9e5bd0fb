// Everything that checking can say.

import type { DefinitionList } from '../diagnostics/registry.ts';
import { argumentShape } from './argument-shape.ts';
import {
  argumentTwice,
  missingArgument,
  positionalAfterNamed,
  tooManyArguments,
  unknownArgument,
} from './arguments.ts';
import { outsideDomain, powerOfNegative } from './apply.ts';
import { shapeMismatch } from './broadcast.ts';
import { distributionAsValue } from './call.ts';
import { emptyArray, unlikeElements } from './compound.ts';
import { failsAtDefaults, sizeOutOfRange } from './conditions.ts';
import { boundNotConstant, emptyRange, unknownType, wrongTypeForm } from './declared-type.ts';
import { cutsNumbers, noBound } from './cut.ts';
import { fewDegrees } from './degrees.ts';
import { conflictingArguments } from './distribution-form.ts';
import { arrayCondition, eventNeedsAxis, notADistribution } from './distribution.ts';
import { doesNotFit } from './fit.ts';
import { defaultNotConstant, defaultOutsideType, dimDefault, hyperparameterType } from './hyperparameters.ts';
import { arrayIndex, tooManyIndices, unboundedIndex, wrongLevels } from './indexing.ts';
import { missingReturn } from './inline.ts';
import { notLabels } from './label-range.ts';
import { productMismatch } from './matrix-product.ts';
import { partsNotListed, unlikeParts } from './mixture.ts';
import { cannotCompare, categoryArithmetic, needsCondition } from './operands.ts';
import { argumentNotStructured, argumentOutside } from './parameter-domain.ts';
import { reducesSingle } from './reduction.ts';
import { idleParam } from './rules/idle-param.ts';
import { constNotConstant, indexedTarget, misplacedStatement, optionalElsewhere } from './rules/misplaced.ts';
import {
  guideNotServed,
  implicitNotServed,
  networkNotServed,
  optionalNotServed,
  sequenceNotServed,
  spreadNotServed,
  stageNotServed,
  useNotServed,
  wordNotServed,
} from './rules/not-served.ts';
import { undecidedDim } from './rules/undecided-dim.ts';
import { noRecords, openSize, textValue } from './rules/value-forms.ts';
import { notASize } from './size-expression.ts';
import { paramNotContinuous, priorReadsVariable } from './variables.ts';
import { nothingLeft, supportOutsideType } from './support.ts';
import {
  methodNotServed,
  optionTwice,
  optionValue,
  optionWithoutName,
  trainTwice,
  unknownMethod,
  unknownOption,
} from './train.ts';

export const checkDiagnostics: DefinitionList = [
  // Types.
  categoryArithmetic,
  needsCondition,
  cannotCompare,
  outsideDomain,
  powerOfNegative,
  textValue,
  openSize,
  emptyArray,
  unlikeElements,
  notASize,
  unboundedIndex,
  arrayIndex,
  unknownArgument,
  argumentTwice,
  tooManyArguments,
  missingArgument,
  positionalAfterNamed,
  unknownType,
  wrongTypeForm,
  boundNotConstant,
  emptyRange,
  doesNotFit,
  conflictingArguments,
  // Sizes and shapes.
  sizeOutOfRange,
  failsAtDefaults,
  shapeMismatch,
  productMismatch,
  tooManyIndices,
  wrongLevels,
  reducesSingle,
  argumentShape,
  arrayCondition,
  eventNeedsAxis,
  // Supports and constraints.
  supportOutsideType,
  argumentOutside,
  argumentNotStructured,
  defaultOutsideType,
  fewDegrees,
  nothingLeft,
  notLabels,
  cutsNumbers,
  noBound,
  partsNotListed,
  unlikeParts,
  // Structure of a model.
  distributionAsValue,
  missingReturn,
  misplacedStatement,
  indexedTarget,
  optionalElsewhere,
  constNotConstant,
  notADistribution,
  hyperparameterType,
  defaultNotConstant,
  dimDefault,
  paramNotContinuous,
  priorReadsVariable,
  undecidedDim,
  idleParam,
  // Training.
  unknownMethod,
  unknownOption,
  optionWithoutName,
  optionValue,
  optionTwice,
  trainTwice,
  // Not served yet.
  noRecords,
  useNotServed,
  networkNotServed,
  sequenceNotServed,
  guideNotServed,
  optionalNotServed,
  implicitNotServed,
  stageNotServed,
  spreadNotServed,
  wordNotServed,
  methodNotServed,
].map((factory) => factory.definition);
