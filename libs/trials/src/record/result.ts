import type { EvaluationSpecification, TrialSpecification } from '../specification/specification.ts';
import type { Evidence } from './evidence.ts';
import type { Metrics } from './metric-names.ts';

/**
 * What runs training steps: TensorFlow's own kernels, or XLA, many steps a call. XLA is faster where a step is many small operations; its
 * results differ by float32 rounding.
 */
export type StepCompiler = 'graph' | 'xla';

/** The tensor library that trained a trial. */
export interface BackendDescription {
  readonly name: 'native' | 'wasm';
  readonly device: 'cpu' | 'gpu';
  /** Versions of what computed the numbers, such as { tensorflow: '2.21.0', tfjs: '4.22.0' }. */
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  /** What ran the steps, where it was not the library's own kernels. */
  readonly compiler?: Exclude<StepCompiler, 'graph'>;
}

/** One point of a training curve. */
export interface HistoryPoint {
  readonly step: number;
  /** Integer milliseconds since 1970, taken when the values were measured. */
  readonly timestamp: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What each latent dimension does over the whole training set, arrays of shape [latentDim], in the model's own order. */
export interface Dimensions {
  /** E_x KL(q(z_i|x) || p(z_i)), nats. */
  readonly kl: readonly number[];
  /** Var_x(mu_i(x)). */
  readonly posteriorMeanVariance: readonly number[];
  /** P_x[KL(q(z_i|x) || p(z_i)) < 0.01]. */
  readonly fractionBelowEpsilon: readonly number[];
  /** The epsilon above which each is (epsilon, 0.01)-collapsed, nats; results of earlier versions lack it. */
  readonly collapseEpsilon?: readonly number[];
  /** Closed form at the optimum, descending, nats; null where there is none. */
  readonly predictedKl: readonly number[] | null;
}

/** PNG files in the trial's folder. */
export interface Picture {
  readonly file: string;
  readonly title: string;
}

interface ResultBase {
  readonly trialId: string;
  readonly specification: TrialSpecification;
  readonly attempt: number;
  readonly backend: BackendDescription | null;
  /** Integer milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Host name and process id that trained it. */
  readonly worker: string;
  /** Data points that the training curve is taken over; results of earlier versions, always over all, lack it. */
  readonly curve?: { readonly points: number };
}

/** How the measures of a trial were taken again from its weights, without training. */
export interface Reevaluation {
  /** The settings that were used in place of those of the specification. */
  readonly evaluation: EvaluationSpecification;
  /** Of the code that measured; null where it is no git checkout. */
  readonly code: { readonly commit: string; readonly modified: boolean } | null;
  readonly backend: BackendDescription;
  /** Integer milliseconds since 1970. */
  readonly at: number;
}

export interface DoneResult extends ResultBase {
  readonly status: 'done';
  /** What a closed form can say of it; results of earlier versions lack it, see evidenceOf. */
  readonly evidence?: Evidence;
  /** Why the ELBO that was trained has no maximum, or would have none but for the variance floor; only where that is so. */
  readonly unbounded?: string;
  readonly metrics: Metrics;
  readonly dimensions: Dimensions;
  readonly pictures: readonly Picture[];
  /** Left out where the measures are those that training ended with. */
  readonly reevaluation?: Reevaluation;
}

/** timed-out: over the time it was given. stalled: no progress for too long. node-failed: the machine went away. */
export type FailureReason =
  | 'diverged'
  | 'error'
  | 'worker-died'
  | 'out-of-memory'
  | 'timed-out'
  | 'stalled'
  | 'node-failed';

export interface FailedResult extends ResultBase {
  readonly status: 'failed';
  readonly error: { readonly reason: FailureReason; readonly message: string };
}

/** What a trial left behind: exactly one for each trial id. */
export type TrialResult = DoneResult | FailedResult;
