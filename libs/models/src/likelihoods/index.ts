import { bernoulli } from './bernoulli.ts';
import { beta } from './beta.ts';
import { continuousBernoulli } from './continuous-bernoulli.ts';
import { gaussian } from './gaussian.ts';
import { laplace } from './laplace.ts';
import { negativeBinomial } from './negative-binomial.ts';
import { poisson } from './poisson.ts';
import { studentT } from './student-t.ts';
import { zeroInflatedNegativeBinomial } from './zero-inflated-negative-binomial.ts';

/** Every likelihood that is built in: a new one is a file and a line here. The first is the default. */
export const LIKELIHOODS = [
  gaussian,
  bernoulli,
  continuousBernoulli,
  laplace,
  studentT,
  poisson,
  negativeBinomial,
  zeroInflatedNegativeBinomial,
  beta,
] as const;
