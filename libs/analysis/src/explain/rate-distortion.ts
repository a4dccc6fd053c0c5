import { type ExplainedOptimum, explainedOptimum } from './explained-optimum.ts';
import { type LossSettings, optimumOf } from './loss-optimum.ts';

/** The optimum at one beta: KL is the rate, squared error or -reconstruction the distortion. */
export interface RatePoint
  extends Pick<ExplainedOptimum, 'kl' | 'squaredError' | 'reconstruction' | 'elbo' | 'logLikelihood'> {
  readonly beta: number;
  readonly impliedBetaVariance: number;
  readonly active: number;
}

const POINTS = 61;
/** How far the curve goes on below the beta at which all live, and above the one at which none does. */
const BEYOND = 2;

/**
 * The optimum over beta, everything else as in `loss`: on a logarithmic grid from where all k directions live, or as many
 * as the data have, to where none does, with the beta asked for between. Empty where no beta has one optimum.
 * @param eigenvalues shape [dim], descending
 */
export function rateDistortion(eigenvalues: Float64Array, loss: LossSettings, rank: number): readonly RatePoint[] {
  const range = betasOfInterest(eigenvalues, loss, rank);
  if (range === null) return [];
  const asked = loss.beta > 0 ? [loss.beta] : [];
  const from = Math.min(range.all / BEYOND, ...asked);
  const to = Math.max(range.none * BEYOND, ...asked);
  const grid = Array.from({ length: POINTS }, (_, index) => from * (to / from) ** (index / (POINTS - 1)));
  const betas = [...new Set([...grid, ...asked])].sort((a, b) => a - b);
  return betas.flatMap((beta) => {
    const optimum = optimumOf(eigenvalues, { ...loss, beta });
    if (!('threshold' in optimum)) return [];
    const { kl, squaredError, reconstruction, elbo, logLikelihood } = explainedOptimum(eigenvalues, optimum);
    const { active, threshold } = optimum;
    return [{ beta, impliedBetaVariance: threshold, active, kl, squaredError, reconstruction, elbo, logLikelihood }];
  });
}

/** The beta below which all k live and the one from which none does; null where no direction could. */
function betasOfInterest(eigenvalues: Float64Array, loss: LossSettings, rank: number) {
  const first = eigenvalues[0] ?? 0;
  const width = Math.min(loss.latentDim, rank);
  const last = eigenvalues[width - 1] ?? 0;
  if (!(last > 0)) return null;
  if (loss.reduction !== 'elbo' || loss.variance !== 'learned') {
    const atOne = optimumOf(eigenvalues, { ...loss, beta: 1 });
    return 'threshold' in atOne ? { all: last / atOne.threshold, none: first / atOne.threshold } : null;
  }
  // beta s2 reaches lambda_i where s2 = discarded / (d - i beta), with i the dimensions that live just below.
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  const discarded = eigenvalues.subarray(width).reduce((sum, value) => sum + value, 0);
  return {
    all: (loss.dim * last) / (discarded + width * last),
    none: (loss.dim * first) / total,
  };
}
