import { expect, test } from 'vitest';
import { builtInNetworks } from '../../../compiler/library/built-in-networks.ts';
import { libraryFunctions } from '../../../compiler/library/functions.ts';
import { layers } from '../../../compiler/library/layers/index.ts';
import { signatures } from '../../../compiler/library/signatures/index.ts';
import { ourWord, synonyms, type SynonymKind } from '../../../compiler/library/synonyms.ts';

const ours: Readonly<Record<SynonymKind, { has(name: string): boolean }>> = {
  distribution: signatures,
  stage: layers,
  function: libraryFunctions,
  network: builtInNetworks,
};

test.each(Object.keys(ours) as SynonymKind[])(
  'words of other systems for a %s lead to one of ours',
  (kind) => {
    const words = Object.values(synonyms[kind]).flat();
    expect(Object.keys(synonyms[kind]).filter((word) => !ours[kind].has(word))).toEqual([]);
    expect(words.filter((word) => ours[kind].has(word))).toEqual([]);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    expect(words.filter((word) => word !== word.toLowerCase().replaceAll('_', ''))).toEqual([]);
  },
);

test('capitals and underscores do not matter', () => {
  expect(ourWord('distribution', 'Multi_Normal')).toBe('MvNormal');
  expect(ourWord('stage', 'ConvTranspose2d')).toBe('conv2dTranspose');
  expect(ourWord('function', 'inv_logit')).toBe('sigmoid');
  expect(ourWord('distribution', 'Nothing')).toBeNull();
});
