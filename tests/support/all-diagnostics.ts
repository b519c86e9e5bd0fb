// Every code that the compiler can say, phase by phase.

import { parseDiagnostics } from '../../compiler/1-parse/diagnostics.ts';
import { resolveDiagnostics } from '../../compiler/2-resolve/diagnostics.ts';
import { checkDiagnostics } from '../../compiler/3-check/diagnostics.ts';
import { planDiagnostics } from '../../compiler/4-plan/diagnostics.ts';
import type { DefinitionList } from '../../compiler/diagnostics/registry.ts';

export const allDiagnostics: DefinitionList = [
  ...parseDiagnostics,
  ...resolveDiagnostics,
  ...checkDiagnostics,
  ...planDiagnostics,
];
