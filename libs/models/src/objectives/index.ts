import { elbo } from './elbo.ts';
import { freeBitsElbo } from './free-bits.ts';
import { writtenLoss } from './written-loss.ts';

/** Every objective that is built in: a new one is a file and a line here. */
export const OBJECTIVES = [elbo, writtenLoss, freeBitsElbo] as const;
