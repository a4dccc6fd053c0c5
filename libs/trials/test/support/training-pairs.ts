import type { TrialInput } from '../../src/index.ts';

export const base = {
  dataset: { name: 'mnist-1k' as const },
  model: { latentDim: 3 },
  train: { steps: 6, batchSize: 100 },
};

/** Pairs of trials that are trained alike, and that are not though they look like it. */
export const PAIRS: Readonly<
  Record<string, readonly [alike: boolean, one: Partial<TrialInput>, other: Partial<TrialInput>]>
> = {
  'a variance that a written loss does not train on': [
    true,
    { objective: { reduction: 'sum-sum' }, likelihood: { variance: 1 } },
    { objective: { reduction: 'sum-sum' }, likelihood: { variance: 2 } },
  ],
  'a variance of the ELBO': [false, { likelihood: { variance: 1 } }, { likelihood: { variance: 2 } }],
  'the floor of a fixed variance': [true, {}, { likelihood: { varianceFloor: 0.1 } }],
  'the floor of a learned variance': [
    false,
    { likelihood: { learn: 'scalar' } },
    { likelihood: { learn: 'scalar', varianceFloor: 0.1 } },
  ],
  'samples of the analytic estimator': [
    true,
    { objective: { estimator: 'analytic' } },
    { objective: { estimator: 'analytic', samples: 2 } },
  ],
  'samples of the stochastic estimator': [false, {}, { objective: { samples: 2 } }],
  'a warm-up to nothing': [true, { objective: { beta: 0 } }, { objective: { beta: 0, warmupSteps: 5 } }],
  'a warm-up': [false, {}, { objective: { warmupSteps: 5 } }],
  'where a constant rate ends': [true, {}, { optimizer: { finalFraction: 0.1 } }],
  'where a falling rate ends': [
    false,
    { optimizer: { schedule: 'cosine' } },
    { optimizer: { schedule: 'cosine', finalFraction: 0.1 } },
  ],
  'the activation of no layers': [
    true,
    {},
    { model: { latentDim: 3, encoder: { activation: 'tanh' }, decoder: { activation: 'tanh' } } },
  ],
  'the activation of layers': [
    false,
    { model: { latentDim: 3, decoder: { hidden: [4] } } },
    { model: { latentDim: 3, decoder: { hidden: [4], activation: 'tanh' } } },
  ],
  'the activation of convolutions': [
    false,
    { model: { latentDim: 3, encoder: { channels: [4] } } },
    { model: { latentDim: 3, encoder: { channels: [4], activation: 'tanh' } } },
  ],
  'who gives a posterior variance that is fixed': [
    true,
    { model: { latentDim: 3, second: { latentDim: 2, firstVariance: 0.5 } } },
    { model: { latentDim: 3, encoder: { variance: 'amortized' }, second: { latentDim: 2, firstVariance: 0.5 } } },
  ],
  'who gives a posterior variance': [false, {}, { model: { latentDim: 3, encoder: { variance: 'amortized' } } }],
  'what is measured': [
    true,
    {},
    { evaluation: { samples: 3, importanceSamples: 5 }, train: { ...base.train, logEvery: 7 } },
  ],
  'how long it is trained': [false, {}, { train: { ...base.train, steps: 7 } }],
  'the seed': [false, {}, { seed: 1 }],
};
