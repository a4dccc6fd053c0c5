import { z } from 'zod';

/** An integer that survives JSON, CSV and a 32-bit seed derivation unchanged. */
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const count = z.int().min(1);
const hiddenWidths = z.array(count).max(16);

/** Variances of data beyond these leave the range of float32 once they are squared and summed. */
const SMALLEST_EIGENVALUE = 1e-30;
const LARGEST_EIGENVALUE = 1e30;

/** relu or tanh make a network nonlinear; identity with hidden layers is the deep linear net. */
export const activation = z.enum(['relu', 'tanh', 'identity']);

/*
 * Fields that came later are optional and have no default, so that a trial which does not name them keeps its id.
 */

const scaling = z.enum(['unit', 'logit']).default('unit').describe('unit: x/255; logit: dequantised, then logit');
const imageCondition = z
  .enum(['left-half'])
  .optional()
  .describe('makes the model conditional: it models the right half of each image given the left half');
const publishedCount = z.int().min(1).max(60000).default(60000).describe('the first COUNT training images');

export const datasetSpecification = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('mnist-1k').describe('the first 1000 MNIST training images, shipped with the project'),
    scaling,
    condition: imageCondition,
  }),
  z.strictObject({ name: z.literal('mnist'), count: publishedCount, scaling, condition: imageCondition }),
  z.strictObject({ name: z.literal('fashion-mnist'), count: publishedCount, scaling, condition: imageCondition }),
  z.strictObject({
    name: z.literal('image-folder').describe('PNG and JPEG files of a folder, such as CelebA'),
    folder: z.string().min(1).describe('absolute, or relative to IMAGES_DIR or else the working directory'),
    size: z.int().min(2).max(64).default(32).describe('pixels on a side, after the largest centred square is resized'),
    channels: z.enum(['rgb', 'grey']).default('rgb'),
    count: count.describe('training images: the first COUNT files by name'),
    testCount: z.int().min(0).default(0).describe('held-out images: the files after those'),
    scaling,
  }),
  z.strictObject({
    name: z.literal('array').describe('rows of a file: .npy, .npz, .csv, .tsv or .safetensors, plain or .gz'),
    file: z.string().min(1).describe("absolute, or relative to the grid file's folder"),
    key: z.string().min(1).optional().describe('the array of a .npz or .safetensors file; left out, its only one'),
    columns: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('names of the columns taken of a .csv or .tsv file; left out, all of them'),
    testFile: z.string().min(1).optional().describe('held-out rows, of the same columns'),
    testFraction: z.number().gt(0).lt(1).optional().describe('share of the rows that is held out, drawn by `seed`'),
    count: count.optional().describe('training rows: the first COUNT; left out, all of them'),
    seed: seed
      .optional()
      .describe('draws the rows of testFraction, 0 where left out; the trial seed does not touch it'),
    scaling: z
      .enum(['none', 'standardize', 'unit', 'log1p'])
      .default('none')
      .describe('by column, statistics of the training rows; standardize: mean 0, variance 1; unit: to [0, 1]'),
  }),
  z.strictObject({
    name: z.literal('synthetic').describe('Gaussian data with a given covariance spectrum'),
    eigenvalues: z
      .array(z.number().min(SMALLEST_EIGENVALUE).max(LARGEST_EIGENVALUE))
      .min(1)
      .describe('leading covariance eigenvalues; the rest are `noise`'),
    dim: z.int().min(1).max(4096),
    count,
    noise: z
      .number()
      .min(0)
      .max(LARGEST_EIGENVALUE)
      .default(0)
      .describe('eigenvalue of every direction not named in `eigenvalues`'),
    exact: z.boolean().default(false).describe('true: the sample covariance is exactly the asked one'),
    seed: seed.default(0).describe('draws the data; the trial seed does not touch it'),
    condition: z
      .strictObject({
        correlations: z
          .array(z.number().gt(-1).lt(1))
          .min(1)
          .describe('of condition i, a standard normal, with the data along direction i'),
      })
      .optional()
      .describe('makes the model conditional on numbers of which the data depend linearly'),
  }),
]);

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

export const optimizerSpecification = z
  .strictObject({
    name: z.literal('adam').default('adam'),
    learningRate: z.number().positive().default(0.001),
    schedule: z
      .enum(['constant', 'cosine', 'exponential'])
      .default('constant')
      .describe('how the rate goes from learningRate to learningRate * finalFraction over the steps'),
    finalFraction: z.number().positive().max(1).default(0.001),
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    epsilon: z.number().positive().default(1e-8),
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

export type DatasetSpecification = z.output<typeof datasetSpecification>;
export type ModelSpecification = z.output<typeof modelSpecification>;
export type LikelihoodSpecification = z.output<typeof likelihoodSpecification>;
export type ObjectiveSpecification = z.output<typeof objectiveSpecification>;
export type OptimizerSpecification = z.output<typeof optimizerSpecification>;
export type TrainSpecification = z.output<typeof trainSpecification>;
export type EvaluationSpecification = z.output<typeof evaluationSpecification>;
export type Activation = z.output<typeof activation>;
export type Initialization = NonNullable<ModelSpecification['initialization']>;
export type Reduction = z.output<typeof reduction>;
/** A trial with every default filled in. */
export type TrialSpecification = z.output<typeof trialSpecification>;
/** A trial as a person writes it. */
export type TrialInput = z.input<typeof trialSpecification>;

/** Whether the data come with a condition, so that the model is of p(x|condition). */
export function isConditional(dataset: DatasetSpecification): boolean {
  return 'condition' in dataset && dataset.condition !== undefined;
}

/** Whether a model has hidden layers or convolutions: how such a network starts is a choice, `model.initialization`. */
export function hasNetwork({ encoder, decoder }: ModelSpecification): boolean {
  return [encoder, decoder].some(({ hidden, channels }) => hidden.length > 0 || channels !== undefined);
}
