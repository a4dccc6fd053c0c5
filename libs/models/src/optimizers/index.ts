import { adam } from './adam.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** Every optimizer that is built in: a new one is a file and a line here. The first is the default. */
export const OPTIMIZERS = [adam, sgd, rmsprop] as const;
