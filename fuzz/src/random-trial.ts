import type { TrialInput } from '@collapse/trials';
import fc from 'fast-check';

/*
 * Trials over every field of a specification, small enough to train in milliseconds. Many are refused: what goes with what
 * is not told here, so that a rule that is missing shows.
 */

/** One of the values, the likeliest first where it is named several times. */
const one = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);

/** The field or nothing, which leaves it to its default. */
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });

/** The field in one trial of six: what does not go with much else. */
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** From `least` to `most`, as many in each decade. */
const positive = (least: number, most: number) =>
  fc
    .double({ min: Math.log(least), max: Math.log(most), noNaN: true })
    .map((logarithm) => Number(Math.exp(logarithm).toPrecision(3)));

const seed = one(0, 1, 2 ** 40);

const synthetic = fc.record({
  name: fc.constant('synthetic' as const),
  eigenvalues: fc.array(positive(0.05, 9), { minLength: 1, maxLength: 5 }),
  dim: fc.integer({ min: 1, max: 9 }),
  count: one(40, 40, 9, 2, 1),
  noise: maybe(one(0.1, 0)),
  exact: maybe(fc.boolean()),
  seed: maybe(seed),
  condition: seldom(
    fc.record({
      correlations: fc.array(fc.double({ min: -0.99, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 3 }),
    }),
  ),
});

const images = fc.record({
  name: fc.constant('mnist-1k' as const),
  scaling: maybe(one('unit' as const, 'logit')),
  condition: maybe(fc.constant('left-half' as const)),
});

/** @param folder with `files` images */
const folder = (folder: string, files: number) =>
  fc.record({
    name: fc.constant('image-folder' as const),
    folder: fc.constant(folder),
    size: one(4, 8, 2, 6),
    channels: maybe(one('rgb' as const, 'grey')),
    count: maybe(fc.integer({ min: 1, max: files - 2 })),
    testCount: maybe(fc.integer({ min: 0, max: 2 })),
    scaling: maybe(one('unit' as const, 'logit')),
  });

/** @param folder with the files of writeArrays */
const arrays = (folder: string) =>
  fc.oneof(
    fc.record({
      name: fc.constant('array' as const),
      file: fc.constant(`${folder}/table.csv`),
      format: seldom(one('csv' as const)),
      columns: maybe(one(['a', 'b', 'c', 'd'], ['d', 'a'])),
      testFile: seldom(fc.constant(`${folder}/held-out.csv`)),
      testFraction: seldom(one(0.2, 0.5)),
      count: maybe(one(5, 12, 3)),
      seed: seldom(seed),
      scaling: maybe(one('none' as const, 'standardize', 'unit', 'log1p')),
      values: seldom(one('real' as const, 'unit', 'count', 'token')),
    }),
    fc.record({
      name: fc.constant('array' as const),
      file: fc.constant(`${folder}/arrays.safetensors`),
      key: one('one', 'other', 'counts', 'shares', 'images'),
      testFraction: seldom(one(0.3)),
      scaling: maybe(one('none' as const, 'standardize', 'unit', 'log1p')),
    }),
  );

const activation = maybe(one('relu' as const, 'tanh', 'identity'));
const hidden = maybe(one([], [8], [8, 9], [3], [1, 5]));
const channels = seldom(one([2], [3, 2]));

const variance = maybe(one('shared' as const, 'amortized'));

/** Named in one trial of six, whether the other fields are of it or not. */
const told = seldom(one('dense' as const, 'convolution'));

const residual = {
  network: fc.constant('residual' as const),
  width: one(4, 1, 8, 9),
  blocks: maybe(one(1, 2, 3)),
  activation: maybe(one('relu' as const, 'tanh')),
};

/** @param beside further fields of the part */
const network = <Beside extends object>(beside: Beside) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ network: told, hidden, activation, channels, ...beside }) },
    { weight: 1, arbitrary: fc.record({ ...residual, ...beside }) },
  );

const model = fc.record({
  family: seldom(fc.constant('vae' as const)),
  latentDim: one(1, 2, 2, 3, 4, 5),
  encoder: maybe(network({ variance })),
  decoder: maybe(network({})),
  second: seldom(
    fc.record({
      latentDim: one(1, 2, 3),
      priorVariance: maybe(positive(0.1, 3)),
      firstVariance: maybe(fc.oneof(positive(0.1, 2), fc.constant('learned' as const))),
    }),
  ),
  start: seldom(fc.constant('linear' as const)),
  initialization: seldom(one('glorot-uniform' as const, 'he-normal', 'pytorch')),
});

const learn = maybe(one('fixed' as const, 'fixed', 'scalar', 'per-dimension', 'network'));
const size = maybe(positive(0.03, 10));
const floor = maybe(one(0, 0.01, 0.5));
const librarySize = maybe(one('none' as const, 'observed'));

const gaussianOrBernoulli = fc.record({
  kind: maybe(one('gaussian' as const, 'gaussian', 'bernoulli', 'continuous-bernoulli')),
  variance: size,
  learn,
  varianceFloor: floor,
});
const real = fc.oneof(
  fc.record({ kind: fc.constant('laplace' as const), scale: size, learn, scaleFloor: floor }),
  fc.record({
    kind: fc.constant('student-t' as const),
    scale: size,
    degreesOfFreedom: maybe(positive(0.3, 1e4)),
    learn,
    scaleFloor: floor,
  }),
);
const ofCounts = fc.oneof(
  fc.record({ kind: fc.constant('poisson' as const), librarySize }),
  fc.record({
    kind: one('negative-binomial' as const, 'zero-inflated-negative-binomial'),
    dispersion: maybe(positive(0.03, 1e4)),
    learn,
    dispersionFloor: floor,
    librarySize,
  }),
);
const ofShares = fc.record({ kind: fc.constant('beta' as const), concentration: maybe(positive(0.1, 100)), learn });

const likelihood = fc.oneof(
  { weight: 6, arbitrary: gaussianOrBernoulli },
  { weight: 3, arbitrary: real },
  { weight: 1, arbitrary: fc.oneof(ofCounts, ofShares) },
);

const freeBits = fc.record({
  nats: fc.oneof(one(0), positive(0.01, 5)),
  per: maybe(one('dimension' as const, 'total')),
  over: maybe(one('batch' as const, 'example')),
});

const objective = fc.record({
  kind: seldom(one('elbo' as const, 'written-loss', 'free-bits')),
  estimator: maybe(one('stochastic' as const, 'analytic', 'analytic')),
  samples: maybe(one(1, 2, 5)),
  beta: maybe(one(1, 0.5, 4, 0)),
  secondBeta: seldom(one(1, 0.3, 2, 0)),
  warmupSteps: seldom(one(0, 2, 3)),
  reduction: maybe(
    one('elbo' as const, 'elbo', 'elbo', 'sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'),
  ),
  freeBits: seldom(freeBits),
  basis: seldom(one('pixel' as const, 'eigen')),
});

/** Small enough a rate that three steps of a right program stay finite, where a step is not longer than its rate. */
const rate = {
  learningRate: maybe(positive(1e-5, 1e-3)),
  schedule: maybe(one('constant' as const, 'cosine', 'exponential')),
  finalFraction: maybe(one(0.001, 1, 1e-9)),
};
const clipNorm = seldom(one(1, 1e-3, 1e6));

const adam = fc.record({
  name: maybe(fc.constant('adam' as const)),
  ...rate,
  beta1: maybe(one(0.9, 0)),
  // Not 0: where a gradient vanishes nothing bounds Adam's step then.
  beta2: maybe(one(0.999, 0.5)),
  epsilon: maybe(one(1e-8, 1e-3)),
  clipNorm,
});

const rmsprop = fc.record({
  name: fc.constant('rmsprop' as const),
  ...rate,
  alpha: maybe(one(0.99, 0.5, 0)),
  epsilon: maybe(one(1e-8, 1e-3)),
  clipNorm,
});

const momentum = {
  name: fc.constant('sgd' as const),
  momentum: maybe(one(0.9, 0, 0.5)),
  nesterov: maybe(fc.boolean()),
};

/** Its step is as long as the gradient, which only a clipping norm or a rate near 0 bounds. */
const sgd = fc.oneof(
  fc.record({ ...momentum, ...rate, clipNorm: one(1, 1e-3) }),
  fc.record({ ...momentum, ...rate, learningRate: positive(1e-30, 1e-20) }),
);

const optimizer = fc.oneof(
  { weight: 3, arbitrary: adam },
  { weight: 1, arbitrary: rmsprop },
  { weight: 1, arbitrary: sgd },
);

const train = fc.record({
  steps: one(3, 3, 3, 0, 1),
  batchSize: maybe(one<number | 'full'>('full', 1, 2, 9, 40)),
  logEvery: maybe(one<number | 'auto'>('auto', 1, 2, 5)),
  encoderSteps: seldom(one(1, 2, 5)),
});

const evaluation = fc
  .record({
    samples: maybe(one(2, 1, 16)),
    importanceSamples: seldom(one(0, 3, 1)),
    importancePoints: fc.constant(7),
    priorSamples: seldom(one(1, 4)),
    marginalSamples: seldom(one(1, 3)),
    // Points and steps go together, and with samples; one alone is refused.
    gaps: seldom(
      one({ gapPoints: 4, gapSteps: 3, importanceSamples: 2 }, { gapPoints: 50, gapSteps: 1 }, { gapSteps: 1 }),
    ),
  })
  .map(({ gaps, ...measures }) => ({ ...measures, ...gaps }));

/** What is seldom accepted by chance because it needs several fields at once; laid over a random trial. */
const KINDS: readonly object[] = [
  {},
  { model: { encoder: { hidden: [8] } } },
  { model: { encoder: { hidden: [9] }, decoder: { hidden: [8], activation: 'tanh' }, initialization: 'pytorch' } },
  { objective: { estimator: 'analytic' }, model: { decoder: {} }, likelihood: { kind: 'gaussian' } },
  {
    objective: { estimator: 'analytic', basis: 'eigen' },
    model: { encoder: {}, decoder: {}, second: undefined },
    likelihood: { kind: 'gaussian', learn: 'fixed' },
    train: { batchSize: 'full' },
  },
  {
    model: { second: { latentDim: 1 } },
    objective: { reduction: 'elbo' },
    evaluation: { samples: 3, importancePoints: 7 },
  },
  {
    model: { second: { latentDim: 1 } },
    objective: { secondBeta: 0.5, reduction: 'elbo', warmupSteps: 0 },
    evaluation: { samples: 3, importancePoints: 7 },
  },
  { dataset: { name: 'mnist-1k', condition: 'left-half' }, evaluation: { samples: 1, importancePoints: 7 } },
  { likelihood: { kind: 'bernoulli', learn: 'fixed' }, dataset: { scaling: 'unit' } },
  { objective: { reduction: 'mean-batch' }, likelihood: { learn: 'fixed' }, model: { second: undefined } },
  { likelihood: { learn: 'scalar', varianceFloor: 0.1 }, objective: { reduction: 'elbo' } },
  { model: { encoder: { channels: [2] }, decoder: { channels: [2] }, start: undefined } },
  { model: { encoder: { network: 'residual', width: 6 }, decoder: { network: 'residual', width: 6, blocks: 1 } } },
  ...[{ nats: 0.3 }, { nats: 1, per: 'total' }, { nats: 0.2, over: 'example' }].map((freeBits) => ({
    objective: { kind: undefined, reduction: 'elbo', secondBeta: undefined, freeBits },
    model: { second: undefined, start: undefined },
  })),
];

/**
 * Random trials, whether they are accepted or not.
 * @param imageFolder a folder of PNG files, and how many there are
 */
export function randomTrial(imageFolder: { readonly path: string; readonly files: number }): fc.Arbitrary<TrialInput> {
  const dataset = fc.oneof(
    { weight: 4, arbitrary: synthetic },
    { weight: 3, arbitrary: folder(imageFolder.path, imageFolder.files) },
    { weight: 3, arbitrary: arrays(imageFolder.path) },
    { weight: 1, arbitrary: images },
  );
  const others = {
    model,
    objective: maybe(objective),
    optimizer: maybe(optimizer),
    train,
    evaluation,
    seed: maybe(seed),
  };
  const trial = fc.record({ ...others, dataset, likelihood: maybe(likelihood) });
  const any = fc.tuple(trial, fc.constantFrom(...KINDS)).map(([drawn, kind]) => laid(drawn, kind));
  // What few data are of is drawn together with such data, or hardly a trial would be accepted.
  const array = (key: string) =>
    fc.constant({ name: 'array' as const, file: `${imageFolder.path}/arrays.safetensors`, key });
  const special = fc.oneof(
    fc.record({ ...others, dataset: array('counts'), likelihood: ofCounts }),
    fc.record({ ...others, dataset: array('shares'), likelihood: ofShares }),
  );
  return fc.oneof({ weight: 4, arbitrary: any }, { weight: 1, arbitrary: special }).map(withoutUndefined);
}

/** Sections of a kind laid over those of a trial, field by field; a data set of another name replaces the whole. */
function laid(trial: object, kind: object): object {
  const sections: Record<string, unknown> = { ...trial };
  for (const [name, section] of Object.entries(kind)) {
    sections[name] = 'name' in section ? section : { ...(sections[name] as object | undefined), ...section };
  }
  return sections;
}

function withoutUndefined(trial: object): TrialInput {
  return JSON.parse(JSON.stringify(trial));
}
