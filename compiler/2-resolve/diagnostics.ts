// Everything that name resolution can say.

import type { DefinitionList } from '../diagnostics/registry.ts';
import { definitionCycle } from './rules/definition-cycle.ts';
import {
  duplicateName,
  reservedName,
  shadowedName,
  underscoreName,
  variableTwice,
} from './rules/name-conflict.ts';
import { earlyUse, outsidePlate, unknownName, wrongUse } from './rules/unknown-name.ts';
import { unusedName } from './rules/unused-name.ts';

export const resolveDiagnostics: DefinitionList = [
  duplicateName.definition,
  shadowedName.definition,
  variableTwice.definition,
  reservedName.definition,
  underscoreName.definition,
  unknownName.definition,
  earlyUse.definition,
  outsidePlate.definition,
  wrongUse.definition,
  definitionCycle.definition,
  unusedName.definition,
] as const;
