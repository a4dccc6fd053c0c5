import { impliedBetaVariance, type Reduction, rankOf } from '@collapse/closed-forms';
import { adviceFor } from './advice.ts';
import { type Alternative, alternativesTo } from './alternatives.ts';
import type { ColumnFacts } from './column-facts.ts';
import { type ExplainedOptimum, explainedOptimum } from './explained-optimum.ts';
import { type LossSettings, optimumOf } from './loss-optimum.ts';
import { type RatePoint, rateDistortion } from './rate-distortion.ts';

export interface ExplainSettings {
  readonly reduction: Reduction;
  readonly beta: number;
  /** Decoder variance, or that it is learned; null for the one that a loss as written implies at this beta, or 1 for the ELBO. */
  readonly variance: number | 'learned' | null;
  /** Data points a batch; all of them where it is null. */
  readonly batchSize: number | null;
  /** null for 50, or one less than the rank of the data where that is smaller. */
  readonly latentDim: number | null;
  readonly likelihood: 'gaussian' | 'bernoulli' | 'continuous-bernoulli';
}

export interface ExplainedData extends ColumnFacts {
  readonly count: number;
  readonly dim: number;
  /** Of the covariance (divided by N), descending: shape [dim], or the leading ones. */
  readonly eigenvalues: Float64Array;
  /** Of leading eigenvalues, what else is known; left out or null where all are. */
  readonly leading?: LeadingEigenvalues | null;
}

/** What is known of a spectrum besides its leading eigenvalues. */
export interface LeadingEigenvalues {
  /** How far each known one may be off at most, shape [known]. */
  readonly residualNorms: Float64Array;
  /** The sum of all the others, above 0. */
  readonly rest: number;
}

export interface Explanation {
  readonly count: number;
  readonly dim: number;
  /** Descending; of many dimensions the leading ones. */
  readonly eigenvalues: readonly number[];
  /** What is known of the other eigenvalues; null where there are none. */
  readonly leading: { readonly largestResidual: number; readonly rest: number } | null;
  /** Directions in which the data vary; where only leading eigenvalues are known, at least so many. */
  readonly rank: number;
  readonly constantColumns: readonly number[];
  readonly duplicateColumns: ColumnFacts['duplicates'];
  readonly settings: Omit<ExplainSettings, 'latentDim' | 'batchSize' | 'variance'> & {
    readonly variance: number | 'learned';
    readonly batchSize: number;
  };
  /** What the loss trains: a direction of the data lives where its eigenvalue is above. null where there is no optimum. */
  readonly impliedBetaVariance: number | null;
  readonly latentDim: number;
  /** Dimensions that live; null where there is no one optimum. */
  readonly active: number | null;
  /** Nats, shape [latentDim], 0 where collapsed. */
  readonly klPerDimension: readonly number[] | null;
  readonly optimum: ExplainedOptimum | null;
  /** Why there is no optimum. */
  readonly noOptimum: string | null;
  /** Latent dimensions beyond which the optimum stays as it is; null where each one below the rank, or as far as eigenvalues are known, changes it. */
  readonly enoughLatentDim: number | null;
  /** The optimum over beta, ascending, the beta asked for among them; empty where there is none. */
  readonly rateDistortion: readonly RatePoint[];
  readonly alternatives: readonly Alternative[];
  readonly advice: readonly string[];
}

/**
 * What the closed forms say of a linear VAE on these data, without training (Lucas et al. 2019; Wang & Ziyin 2022).
 * @throws ClosedFormError for a variance <= 0, a negative beta or a count that is none
 */
export function explain(data: ExplainedData, asked: ExplainSettings): Explanation {
  const { count, dim } = data;
  const { reduction, beta, likelihood } = asked;
  const known = data.eigenvalues.length;
  const leading = data.leading ?? null;
  const rank = leading === null ? rankOf(data.eigenvalues) : known;
  const eigenvalues = leading === null ? data.eigenvalues : withEqualRest(data.eigenvalues, leading.rest, dim);
  const latentDim = asked.latentDim ?? Math.max(1, Math.min(50, rank - 1));
  if (leading !== null && latentDim >= known) {
    throw new RangeError(`${latentDim} latent dimensions need more than the ${known} eigenvalues that are known`);
  }
  const batchSize = asked.batchSize ?? count;
  const shape = { latentDim, dim, batchSize };
  const variance = asked.variance ?? impliedVariance({ ...shape, reduction, beta });
  const optimum = optimumOf(eigenvalues, { ...shape, reduction, beta, variance });
  const unique = 'threshold' in optimum ? optimum : null;
  const settings = { reduction, beta, likelihood, variance, batchSize };
  const alternatives = alternativesTo(eigenvalues, { ...shape, reduction, beta, variance }, rank);
  const explanation = {
    count,
    dim,
    eigenvalues: Array.from(data.eigenvalues),
    leading: leading === null ? null : { largestResidual: Math.max(...leading.residualNorms), rest: leading.rest },
    rank,
    constantColumns: data.constant,
    duplicateColumns: data.duplicates,
    settings,
    impliedBetaVariance: unique?.threshold ?? null,
    latentDim,
    active: unique?.active ?? null,
    klPerDimension: unique === null ? null : Array.from(unique.klPerDimension),
    optimum: unique === null ? null : explainedOptimum(eigenvalues, unique),
    noOptimum: 'none' in optimum ? optimum.none : 'open' in optimum ? optimum.open : null,
    enoughLatentDim: enoughLatentDim(eigenvalues, { ...shape, reduction, beta, variance }, rank, leading !== null),
    rateDistortion: rateDistortion(eigenvalues, { ...shape, reduction, beta, variance }, rank),
    alternatives,
  };
  return { ...explanation, advice: adviceFor(explanation) };
}

/** The variance at which beta * variance is what the loss trains; 1 for the ELBO, and where beta is 0. */
function impliedVariance(loss: Omit<LossSettings, 'variance'>): number {
  if (loss.reduction === 'elbo' || loss.beta === 0) return 1;
  return impliedBetaVariance({ ...loss, variance: 1 }) / loss.beta;
}

/**
 * Leading eigenvalues with the rest shared out equally. With fewer latent dimensions than are known, an optimum depends on
 * the others through their sum alone, and none of them is above the last known one.
 */
function withEqualRest(known: Float64Array, rest: number, dim: number): Float64Array {
  const all = new Float64Array(dim).fill(rest / (dim - known.length));
  all.set(known);
  return all;
}

/**
 * The dimensions that live where there is room for all but one of the rank, or of the leading eigenvalues; the loss that
 * divides the KL by k knows no such number.
 */
function enoughLatentDim(eigenvalues: Float64Array, loss: LossSettings, rank: number, isBound: boolean): number | null {
  if (loss.reduction === 'mean-mean' || rank < 2) return null;
  const mayGoOn = loss.variance === 'learned' || isBound;
  const room = mayGoOn ? rank - 1 : rank;
  const optimum = optimumOf(eigenvalues, { ...loss, latentDim: room });
  if (!('threshold' in optimum) || (mayGoOn && optimum.active === room)) return null;
  return optimum.active;
}
