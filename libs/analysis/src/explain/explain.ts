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
  /** Of the covariance (divided by N), shape [dim], descending. */
  readonly eigenvalues: Float64Array;
}

export interface Explanation {
  readonly count: number;
  readonly dim: number;
  readonly eigenvalues: readonly number[];
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
  /** Latent dimensions beyond which the optimum stays as it is; null where each one below the rank changes it. */
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
  const { count, dim, eigenvalues } = data;
  const { reduction, beta, likelihood } = asked;
  const rank = rankOf(eigenvalues);
  const latentDim = asked.latentDim ?? Math.max(1, Math.min(50, rank - 1));
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
    eigenvalues: Array.from(eigenvalues),
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
    enoughLatentDim: enoughLatentDim(eigenvalues, { ...shape, reduction, beta, variance }, rank),
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

/** The dimensions that live where there is room for all but one of the rank; the loss that divides the KL by k knows no such number. */
function enoughLatentDim(eigenvalues: Float64Array, loss: LossSettings, rank: number): number | null {
  if (loss.reduction === 'mean-mean' || rank < 2) return null;
  const room = loss.variance === 'learned' ? rank - 1 : rank;
  const optimum = optimumOf(eigenvalues, { ...loss, latentDim: room });
  if (!('threshold' in optimum) || (loss.variance === 'learned' && optimum.active === room)) return null;
  return optimum.active;
}
