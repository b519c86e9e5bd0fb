// What checking can say of sequences.

import type { DiagnosticFactory } from '../../diagnostics/diagnostic.ts';
import { backwardsReadsLatent, readOfBackwards } from '../rules/backwards.ts';
import { carriedChanges } from './carried.ts';
import { otherSteps, untilWhat, untilWithSize } from './check-sequence.ts';
import {
  beforeFirstStep,
  belowAtStep,
  lastInside,
  laterStep,
  nothingAtStep,
  numberedStep,
  sliceOfSteps,
  stepForm,
  stepLeftOut,
} from './read-faults.ts';
import { unlikeDefinitions } from './stepped-statements.ts';

export const stepDiagnostics: readonly DiagnosticFactory<never>[] = [
  stepForm,
  stepLeftOut,
  lastInside,
  sliceOfSteps,
  beforeFirstStep,
  nothingAtStep,
  belowAtStep,
  laterStep,
  numberedStep,
  unlikeDefinitions,
  carriedChanges,
  untilWithSize,
  untilWhat,
  otherSteps,
  backwardsReadsLatent,
  readOfBackwards,
];
