// Everything that name resolution can say.

import type { DefinitionList } from '../diagnostics/registry.ts';
import { definitionCycle } from './rules/definition-cycle.ts';
import { guideElsewhere, guideOfNoLatent, guideTwice } from './rules/guide-target.ts';
import { importedModel, importedTwice, nameNotInFile } from './rules/imported-name.ts';
import { afterReturn, indexedTarget, misplacedStatement } from './rules/misplaced-statement.ts';
import {
  duplicateName,
  reservedName,
  shadowedName,
  underscoreName,
  variableTwice,
} from './rules/name-conflict.ts';
import { notANetwork, stageOfNetwork } from './rules/network-use.ts';
import { untilNotObserved } from './rules/sequence-end.ts';
import { stepIndexMissing, stepKinds, stepTarget, stepTwice } from './rules/step-target.ts';
import { earlyUse, outsideBlock, unknownName, wrongUse } from './rules/unknown-name.ts';
import { unusedName } from './rules/unused-name.ts';
import { unreadableFile, useCycle, usePath } from './rules/used-file.ts';

export const resolveDiagnostics: DefinitionList = [
  duplicateName.definition,
  shadowedName.definition,
  variableTwice.definition,
  reservedName.definition,
  underscoreName.definition,
  unknownName.definition,
  earlyUse.definition,
  outsideBlock.definition,
  wrongUse.definition,
  definitionCycle.definition,
  usePath.definition,
  unreadableFile.definition,
  useCycle.definition,
  nameNotInFile.definition,
  importedModel.definition,
  importedTwice.definition,
  notANetwork.definition,
  stageOfNetwork.definition,
  stepTarget.definition,
  stepIndexMissing.definition,
  stepTwice.definition,
  stepKinds.definition,
  untilNotObserved.definition,
  guideOfNoLatent.definition,
  guideElsewhere.definition,
  guideTwice.definition,
  afterReturn.definition,
  misplacedStatement.definition,
  indexedTarget.definition,
  unusedName.definition,
] as const;
