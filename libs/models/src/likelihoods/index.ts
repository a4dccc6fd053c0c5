import { bernoulli } from './bernoulli.ts';
import { continuousBernoulli } from './continuous-bernoulli.ts';
import { gaussian } from './gaussian.ts';

/** Every likelihood that is built in: a new one is a file and a line here. The first is the default. */
export const LIKELIHOODS = [gaussian, bernoulli, continuousBernoulli] as const;
