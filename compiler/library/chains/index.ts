// Chains of finite states, in numbers: what compiled kernels and the reference evaluator call.

export { createChain } from './chain.ts';
export { stationaryDistribution, stationarySlope } from './stationary.ts';
export type { Chain, RowIndices, RowValues, SequenceRange, TableValues } from './chain.ts';
export type { ChainLayout, TableLayout } from './layout.ts';
