// Functions of a module that go along the steps of one chain of states, one sequence at a call: what library/chains does
// for any chain, for the usual one: one state, one table that links it to the state before, the same at all rows or
// picked by an index.

import type { ModuleBuilder } from '../../encoder/index.ts';
import type { Arithmetic } from '../arithmetic.ts';
import { backwardFunction, type Backward } from './backward.ts';
import { forwardFunction, type Forward } from './forward.ts';
import { multiplyFunction } from './multiply.ts';
import { addOuterProductsFunction, type AddOuterProducts } from './outer-sums.ts';
import { packFunction, type Pack } from './pack.ts';

export interface ChainFunctions {
  readonly pack: Pack;
  readonly forward: Forward;
  readonly backward: Backward;
  readonly addOuterProducts: AddOuterProducts;
}

export function chainFunctions(module: ModuleBuilder, arithmetic: Arithmetic): ChainFunctions {
  const multiply = multiplyFunction(module, arithmetic);
  return {
    pack: packFunction(module),
    forward: forwardFunction(module, arithmetic, multiply),
    backward: backwardFunction(module, arithmetic, multiply),
    addOuterProducts: addOuterProductsFunction(module, arithmetic),
  };
}
