import type { OptimizerSpecification } from '@collapse/trials';
import { adam } from './adam.ts';
import type { Optimizer, OptimizerOf } from './contract.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** Every optimiser by its `optimizer.name`. */
const OPTIMIZERS: { readonly [Kind in OptimizerSpecification['name']]: Optimizer<OptimizerOf<Kind>> } = {
  adam,
  sgd,
  rmsprop,
};

export function optimizerOf({ name }: OptimizerSpecification): Optimizer {
  return OPTIMIZERS[name] as Optimizer;
}
