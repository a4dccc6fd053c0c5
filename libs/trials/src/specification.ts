import { z } from 'zod';
import { datasetSpecification } from './dataset-specification.ts';
import { optimizerSpecification } from './optimizers/index.ts';
import { count, seed } from './specification-numbers.ts';

const hiddenWidths = z.array(count).max(16);

/** relu or tanh make a network nonlinear; identity with hidden layers is the deep linear net. */
export const activation = z.enum(['relu', 'tanh', 'identity']);

/*
 * Fields that came later are optional and have no default, so that a trial which does not name them keeps its id.
 */

const encoder = z
  .strictObject({
    hidden: hiddenWidths.default([]).describe('widths of the hidden layers; [] is linear'),
    activation: activation.default('relu'),
    variance: z
      .enum(['shared', 'amortized'])
      .default('shared')
      .describe('shared: one posterior variance for all x; amortized: an output of the network'),
    channels: z
      .array(count)
      .min(1)
      .max(6)
      .optional()
      .describe('of convolutions (4 x 4, stride 2) before the hidden layers; each halves the side of the square image'),
  })
  .prefault({});

const decoder = z
  .strictObject({
    hidden: hiddenWidths.default([]).describe('widths of the hidden layers, from the latent to the data; [] is linear'),
    activation: activation.default('relu'),
    channels: z
      .array(count)
      .min(1)
      .max(6)
      .optional()
      .describe(
        'that go into transposed convolutions (4 x 4, stride 2) behind the hidden layers; each doubles the side',
      ),
  })
  .prefault({});

const secondLevel = z
  .strictObject({
    latentDim: count.describe('of z2, in p(z2) p(z1|z2) p(x|z1)'),
    priorVariance: z.number().positive().default(1).describe('of p(z1|z2) = N(B z2 + b, priorVariance I)'),
    firstVariance: z
      .union([z.number().positive(), z.literal('learned')])
      .default('learned')
      .describe('posterior variance of z1: learned as model.encoder.variance says, or fixed at this number'),
  })
  .optional()
  .describe('a second, linear level of latent variables above the first');

export const modelSpecification = z.strictObject({
  latentDim: count,
  encoder,
  decoder,
  second: secondLevel,
  start: z
    .enum(['linear'])
    .optional()
    .describe('linear: networks start as the best linear VAE; left out, they start at random'),
  initialization: z
    .enum(['glorot-uniform', 'he-normal', 'pytorch'])
    .optional()
    .describe(
      'how weights start, for models with hidden layers or channels: glorot-uniform where left out; he-normal is that of versions without this field',
    ),
});

export const likelihoodSpecification = z
  .strictObject({
    kind: z.enum(['gaussian', 'bernoulli', 'continuous-bernoulli']).default('gaussian'),
    variance: z.number().positive().default(1).describe('decoder variance, or its start where it is learned'),
    learn: z
      .enum(['fixed', 'scalar', 'per-dimension', 'network'])
      .default('fixed')
      .describe('whether and how the decoder variance is learned'),
    varianceFloor: z.number().min(0).default(0).describe('added to a learned variance, so that it cannot reach zero'),
  })
  .prefault({});

/**
 * How the training loss was reduced: `elbo` is the ELBO in nats per data point; the others are losses as people write
 * them, RECONSTRUCTION-KL: sum over everything, batch (sum divided by the batch size) or mean over every element.
 */
export const reduction = z.enum(['elbo', 'sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean']);

export const objectiveSpecification = z
  .strictObject({
    estimator: z.enum(['analytic', 'stochastic']).default('stochastic'),
    samples: z.int().min(1).max(1024).default(1).describe('posterior samples a data point, stochastic estimator'),
    beta: z.number().min(0).default(1),
    secondBeta: z
      .number()
      .min(0)
      .optional()
      .describe('weight of the second level KL(q(z2|z1) || p(z2)), where model.second is; as beta where left out'),
    warmupSteps: z.int().min(0).default(0).describe('beta rises linearly from 0 over this many steps'),
    reduction: reduction.default('elbo'),
    basis: z
      .enum(['pixel', 'eigen'])
      .default('pixel')
      .describe(
        'eigen: train in the eigenbasis of the data covariance (full batch, analytic, linear); Adam takes another path',
      ),
  })
  .prefault({});

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

/** The fields of a trial, each with its own default. */
export const writtenTrial = z.strictObject({
  dataset: datasetSpecification,
  model: modelSpecification,
  likelihood: likelihoodSpecification,
  objective: objectiveSpecification,
  optimizer: optimizerSpecification,
  train: trainSpecification,
  evaluation: evaluationSpecification,
  seed: seed.default(0),
});

/**
 * Everything that decides a trial's numbers, and nothing that does not: where a default depends on other fields it is
 * filled in here, and what a Bernoulli decoder never uses goes back to its default. Parsing twice changes nothing.
 */
export const trialSpecification = writtenTrial.transform(({ model, likelihood, ...rest }) => ({
  ...rest,
  model: hasNetwork(model) ? { ...model, initialization: model.initialization ?? 'glorot-uniform' } : model,
  likelihood: withoutUnusedVariance(likelihood),
}));

/** Neither Bernoulli kind has a variance. That one is to be learned stays as it is, to be refused. */
function withoutUnusedVariance(likelihood: LikelihoodSpecification): LikelihoodSpecification {
  const { kind, learn } = likelihood;
  return kind === 'gaussian' ? likelihood : likelihoodSpecification.parse({ kind, learn });
}

export type ModelSpecification = z.output<typeof modelSpecification>;
export type LikelihoodSpecification = z.output<typeof likelihoodSpecification>;
export type ObjectiveSpecification = z.output<typeof objectiveSpecification>;
export type { OptimizerSpecification } from './optimizers/index.ts';
export type TrainSpecification = z.output<typeof trainSpecification>;
export type EvaluationSpecification = z.output<typeof evaluationSpecification>;
export type Activation = z.output<typeof activation>;
export type Initialization = NonNullable<ModelSpecification['initialization']>;
export type Reduction = z.output<typeof reduction>;
/** A trial with every default filled in. */
export type TrialSpecification = z.output<typeof trialSpecification>;
/** A trial as a person writes it. */
export type TrialInput = z.input<typeof trialSpecification>;

/** Whether a model has hidden layers or convolutions: how such a network starts is a choice, `model.initialization`. */
export function hasNetwork({ encoder, decoder }: ModelSpecification): boolean {
  return [encoder, decoder].some(({ hidden, channels }) => hidden.length > 0 || channels !== undefined);
}
