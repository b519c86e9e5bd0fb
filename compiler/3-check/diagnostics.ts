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
import { missingReturn } from './body.ts';
import { distributionAsValue, notCallable } from './call.ts';
import { emptyArray, unlikeElements, unlikeRecords } from './compound.ts';
import { failsAtDefaults, sizeOutOfRange } from './conditions.ts';
import { boundNotConstant, emptyRange, unknownType, wrongTypeForm } from './declared-type.ts';
import { cutsNumbers, noBound } from './cut.ts';
import { fewDegrees } from './degrees.ts';
import { conflictingArguments } from './distribution-form.ts';
import { arrayCondition, eventNeedsAxis, notADistribution } from './distribution.ts';
import { doesNotFit } from './fit.ts';
import { guideOfDiscrete, latentsWithoutGuide } from './guides.ts';
import { defaultNotConstant, defaultOutsideType, dimDefault, hyperparameterType } from './hyperparameters.ts';
import { arrayIndex, tooManyIndices, unboundedIndex, wrongLevels } from './indexing.ts';
import { notLabels } from './label-range.ts';
import { productMismatch } from './matrix-product.ts';
import { blockChangesShape, blockOutsideNetwork } from './networks/blocks.ts';
import { notCausal } from './networks/causal.ts';
import { manyAtOnce } from './networks/inputs.ts';
import {
  layerNeedsAxes,
  layerSizesDisagree,
  layerTakesOther,
  layerWithoutInput,
  networkTooLarge,
} from './networks/layers.ts';
import { optionKind, optionNotKnown, unknownOptionWord } from './networks/options.ts';
import { usesDisagree } from './networks/shared-sizes.ts';
import { hyperparameterNotFixed } from './networks/template.ts';
import { layerOutsideNetwork, networkWithoutInstance } from './networks/use.ts';
import { partsNotListed, unlikeParts } from './mixture.ts';
import { cannotCompare, categoryArithmetic, needsCondition } from './operands.ts';
import { argumentNotStructured, argumentOutside } from './parameter-domain.ts';
import {
  fieldOfValue,
  fieldTwice,
  otherFields,
  recordAsValue,
  singleForRecord,
  spreadOfValue,
  unknownField,
} from './record.ts';
import { reducesSingle } from './reduction.ts';
import { guideReadsLatent, guideReadsMissing } from './rules/guide-reads.ts';
import { idleHyperparameter, idleLatent, idleNetwork, idleParam } from './rules/idle.ts';
import { implicitWithoutChance } from './rules/implicit-observation.ts';
import { tooManyLevels } from './rules/depth.ts';
import { tooManyCalls } from './rules/inlined-calls.ts';
import { constNotConstant, optionalElsewhere, optionalImplicit } from './rules/misplaced.ts';
import { undecidedDim } from './rules/undecided-dim.ts';
import { undecidedLength } from './rules/undecided-length.ts';
import { openSize, textValue } from './rules/value-forms.ts';
import { stepDiagnostics } from './sequences/diagnostics.ts';
import { notASize } from './size-expression.ts';
import { notATransitionMatrix } from './stationary.ts';
import { initialOutsideSupport, supportElsewhere, supportMask } from './structural-zeros.ts';
import { paramNotContinuous, priorReadsVariable } from './variables.ts';
import { nothingLeft, supportOutsideType } from './support.ts';
import { trainTwice, unknownMethod } from './train.ts';
import {
  missingOption,
  optionTwice,
  optionValue,
  optionWithoutName,
  unknownOption,
  unknownWord,
} from './train-options.ts';

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
  recordAsValue,
  unknownField,
  fieldOfValue,
  fieldTwice,
  spreadOfValue,
  otherFields,
  singleForRecord,
  notCallable,
  unlikeRecords,
  unknownOptionWord,
  optionNotKnown,
  optionKind,
  layerTakesOther,
  layerWithoutInput,
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
  layerNeedsAxes,
  layerSizesDisagree,
  manyAtOnce,
  usesDisagree,
  blockChangesShape,
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
  optionalElsewhere,
  constNotConstant,
  notADistribution,
  hyperparameterType,
  defaultNotConstant,
  dimDefault,
  paramNotContinuous,
  priorReadsVariable,
  optionalImplicit,
  implicitWithoutChance,
  supportMask,
  supportElsewhere,
  initialOutsideSupport,
  notATransitionMatrix,
  undecidedDim,
  undecidedLength,
  tooManyCalls,
  tooManyLevels,
  idleParam,
  idleLatent,
  idleNetwork,
  idleHyperparameter,
  // Sequences and guides.
  ...stepDiagnostics,
  guideOfDiscrete,
  latentsWithoutGuide,
  guideReadsLatent,
  guideReadsMissing,
  networkTooLarge,
  hyperparameterNotFixed,
  networkWithoutInstance,
  layerOutsideNetwork,
  blockOutsideNetwork,
  notCausal,
  // Training.
  unknownMethod,
  unknownOption,
  optionWithoutName,
  optionValue,
  optionTwice,
  trainTwice,
  missingOption,
  unknownWord,
].map((factory) => factory.definition);
