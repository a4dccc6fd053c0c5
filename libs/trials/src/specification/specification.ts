import type {
  clippingField,
  encoderFields,
  Fields,
  LIKELIHOODS,
  NETWORKS,
  OBJECTIVES,
  OPTIMIZERS,
  rateFields,
  vaeFields,
} from '@collapse/models';
import { z } from 'zod';
import type { datasetSpecification } from './dataset-specification.ts';
import { count } from './specification-numbers.ts';

/*
 * Fields that came later are optional and have no default, so that a trial which does not name them keeps its id.
 */

/** What every objective has, in front of its own fields and behind them. */
export const objectiveFields = {
  estimator: z.enum(['analytic', 'stochastic']).default('stochastic'),
  samples: z.int().min(1).max(1024).default(1).describe('posterior samples a data point, stochastic estimator'),
  beta: z.number().min(0).default(1),
  secondBeta: z
    .number()
    .min(0)
    .optional()
    .describe('weight of the second level KL(q(z2|z1) || p(z2)), where model.second is; as beta where left out'),
  warmupSteps: z.int().min(0).default(0).describe('beta rises linearly from 0 over this many steps'),
};

export const objectiveBasis = {
  basis: z
    .enum(['pixel', 'eigen'])
    .default('pixel')
    .describe(
      'eigen: train in the eigenbasis of the data covariance (full batch, analytic, linear); Adam takes another path',
    ),
};

export const trainSpecification = z.strictObject({
  steps: z.int().min(0).max(100_000_000),
  batchSize: z.union([count, z.literal('full')]).default('full'),
  logEvery: z
    .union([count, z.literal('auto')])
    .default('auto')
    .describe('steps between points of the training curve; auto: 40 parts of the first nine tenths and 8 of the last'),
  encoderSteps: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('steps of the encoder for each step of the decoder, which takes part in every n-th step only'),
});

export const evaluationSpecification = z
  .strictObject({
    samples: z
      .int()
      .min(1)
      .max(100_000)
      .default(16)
      .describe('posterior samples a data point where the ELBO has no closed form'),
    importanceSamples: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('samples a data point of the importance-weighted log p(x); 0 leaves it out'),
    importancePoints: count
      .default(200)
      .describe('data points that the estimates of log p(x) are taken over, the first ones'),
    priorSamples: z
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .describe('samples of the naive Monte Carlo log p(x); left out, it is not taken'),
    marginalSamples: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('samples a data point of the mutual information and the marginal KL; left out, they are not taken'),
    gapPoints: count
      .optional()
      .describe(
        'data points, the first ones, that the approximation and amortization gaps of a nonlinear decoder are taken over',
      ),
    gapSteps: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('steps from the posterior of the encoder to the best Gaussian of each of those points'),
  })
  .prefault({});

type InputOf<Shape extends z.ZodRawShape> = z.input<z.ZodObject<Shape>>;
type OutputOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** A likelihood's fields by kind; only the likelihood itself knows more of them. */
export type LikelihoodSpecification = Fields & { readonly kind: string };
export type ModelSpecification = Fields & { readonly latentDim: number; readonly family?: string | undefined };
/** What all objectives have; only the objective itself knows the others of its fields. */
export type ObjectiveSpecification = Fields &
  Readonly<OutputOf<typeof objectiveFields & typeof objectiveBasis>> & {
    readonly kind?: string;
    readonly reduction: string;
  };
/** What all optimizers have; only the optimizer itself knows the others of its fields. */
export type OptimizerSpecification = Fields &
  Readonly<OutputOf<typeof rateFields & typeof clippingField>> & { readonly name: string };
export type TrainSpecification = z.output<typeof trainSpecification>;
export type EvaluationSpecification = z.output<typeof evaluationSpecification>;

/** A trial with every default filled in. */
export interface TrialSpecification {
  readonly dataset: z.output<typeof datasetSpecification>;
  readonly model: ModelSpecification;
  readonly likelihood: LikelihoodSpecification;
  readonly objective: ObjectiveSpecification;
  readonly optimizer: OptimizerSpecification;
  readonly train: TrainSpecification;
  readonly evaluation: EvaluationSpecification;
  readonly seed: number;
  /** sha256 of each component from outside that the trial uses, by names such as "likelihood logistic"; left out where there is none. */
  readonly components?: Readonly<Record<string, string>> | undefined;
}

/** What a person may write of one of several components, whose kind is told by a field. */
type KindInput<Of, Discriminator extends string> = Of extends {
  readonly kind: infer Kind;
  readonly fields: infer Shape extends z.ZodRawShape;
}
  ? { readonly [Key in Discriminator]?: Kind } & InputOf<Shape>
  : never;

type LikelihoodInput = KindInput<(typeof LIKELIHOODS)[number], 'kind'>;
type NetworkInput = KindInput<(typeof NETWORKS)[number], 'network'>;
type ObjectiveInput = KindInput<(typeof OBJECTIVES)[number], 'kind'> &
  InputOf<typeof objectiveFields & typeof objectiveBasis>;

type OptimizerInput = KindInput<(typeof OPTIMIZERS)[number], 'name'> &
  InputOf<typeof rateFields & typeof clippingField>;

/** A trial as a person writes it, of what is built in. */
export interface TrialInput {
  readonly dataset: z.input<typeof datasetSpecification>;
  readonly model: InputOf<typeof vaeFields> & {
    readonly encoder?: NetworkInput & InputOf<typeof encoderFields>;
    readonly decoder?: NetworkInput;
  };
  readonly likelihood?: LikelihoodInput;
  readonly objective?: ObjectiveInput;
  readonly optimizer?: OptimizerInput;
  readonly train: z.input<typeof trainSpecification>;
  readonly evaluation?: z.input<typeof evaluationSpecification>;
  readonly seed?: number;
}
