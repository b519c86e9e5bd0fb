// The layers of the language, one file each, and the activations as stages. What is not here does not exist.

import { activations } from '../activations.ts';
import type { Layer } from '../layer.ts';
import { activationLayer } from './activation.ts';
import { attention } from './attention.ts';
import { batchNorm } from './batch-norm.ts';
import { concat } from './concat.ts';
import { conv2d } from './conv2d.ts';
import { conv2dTranspose } from './conv2d-transpose.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { globalAvgPool } from './global-avg-pool.ts';
import { groupNorm } from './group-norm.ts';
import { gru } from './gru.ts';
import { layerNorm } from './layer-norm.ts';
import { lstm } from './lstm.ts';
import { avgPool, maxPool } from './pool.ts';
import { position } from './position.ts';
import { reshape } from './reshape.ts';
import { upsample } from './upsample.ts';

const list: readonly Layer[] = [
  dense,
  conv2d,
  conv2dTranspose,
  maxPool,
  avgPool,
  globalAvgPool,
  upsample,
  flatten,
  reshape,
  embedding,
  gru,
  lstm,
  attention,
  position,
  layerNorm,
  batchNorm,
  groupNorm,
  dropout,
  concat,
  ...[...activations.values()].map(activationLayer),
];

/** By name, as specs write it. A map, so that `constructor` is no layer. */
export const layers: ReadonlyMap<string, Layer> = new Map(list.map((each) => [each.name, each]));

/** The layer of this name; null if there is none. */
export function findLayer(name: string): Layer | null {
  return layers.get(name) ?? null;
}
