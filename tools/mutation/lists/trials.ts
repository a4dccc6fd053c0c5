import type { MutatedFile } from '../mutation.ts';

export const trials: readonly MutatedFile[] = [
  {
    file: 'libs/trials/src/checks/check-convolutions.ts',
    tests: ['checks/check-models.test.ts', 'checks/check-trial.test.ts'],
    mutations: [
      {
        find: '2 ** halvings',
        replace: '2 * halvings',
        means: 'three layers are taken to halve a side of 28',
      },
      {
        find: 'imageSide === undefined ? facts?.imageSide : imageSide',
        replace: 'imageSide',
        means: 'arrays that are no square images pass',
      },
    ],
  },
  {
    file: 'libs/trials/src/datasets/images.ts',
    tests: ['specification/dataset-traits.test.ts', 'checks/check-models.test.ts'],
    mutations: [
      {
        find: 'imageSide: condition === undefined ? side : null',
        replace: 'imageSide: side',
        means: 'convolutions of half images pass',
      },
      {
        find: "values: unit ? 'unit' : 'real'",
        replace: "values: 'unit'",
        means: 'logits are said to be within [0, 1]',
      },
    ],
  },
  {
    file: 'libs/trials/src/datasets/image-folder.ts',
    tests: ['specification/dataset-traits.test.ts', 'checks/check-trial.test.ts'],
    mutations: [
      {
        find: 'imageTraits(own, own.size, own.count)',
        replace: 'imageTraits(own, 28, own.count)',
        means: 'images of a folder are taken for 28 x 28',
      },
    ],
  },
  {
    file: 'libs/trials/src/datasets/array.ts',
    tests: ['specification/dataset-traits.test.ts', 'checks/check-models.test.ts'],
    mutations: [
      {
        find: "own.scaling === 'standardize' ? { withinUnit: false } : {}",
        replace: '{}',
        means: 'standardised values are taken for probabilities until the data is read',
      },
    ],
  },
  {
    file: 'libs/trials/src/checks/check-linear-start.ts',
    tests: ['checks/check-models.test.ts', 'checks/check-trial.test.ts'],
    mutations: [
      {
        find: "learn !== 'fixed' && learn !== 'scalar'",
        replace: "learn === 'network'",
        means: 'variances per dimension start from no closed form',
      },
      {
        find: 'if (objective.beta === 0) refuse',
        replace: 'if (objective.beta < 0) refuse',
        means: 'beta 0 passes, which has no closed form',
      },
      {
        find: 'if (isConditional(dataset)) refuse',
        replace: "if (dataset.name === 'mnist') refuse",
        means: 'a conditional model starts from the closed form of another',
      },
      {
        find: '.slice(0, 1)',
        replace: '.slice(0, 0)',
        means: 'convolutions start from a closed form that they cannot hold',
      },
      {
        find: 'if (vae.second) refuse',
        replace: 'if (vae.second === null) refuse',
        means: 'two levels start from the closed form of one',
      },
      {
        find: "if (objective.reduction !== 'elbo') refuse",
        replace: "if (objective.reduction === 'sum-sum') refuse",
        means: 'a loss as written starts from the optimum of another',
      },
    ],
  },
  {
    file: 'libs/trials/src/checks/check-second-level.ts',
    tests: ['checks/check-models.test.ts'],
    mutations: [
      {
        find: 'second.latentDim > model.latentDim',
        replace: 'second.latentDim >= model.latentDim',
        means: 'a second level as wide as the first is refused',
      },
      {
        find: "['evaluation.priorSamples', evaluation.priorSamples, undefined],",
        replace: '',
        means: 'naive estimates of two levels pass, which are of one',
      },
      {
        find: 'if (objective.secondBeta === undefined) return [];',
        replace: 'return [];',
        means: 'a weight of a level that is not there passes',
      },
    ],
  },
  {
    file: 'libs/trials/src/checks/check-trial.ts',
    tests: ['grid/grid-errors-combinations.test.ts', 'checks/check-models.test.ts', 'checks/check-trial.test.ts'],
    mutations: [
      {
        find: 'objective.warmupSteps <= train.steps',
        replace: 'objective.warmupSteps < train.steps',
        means: 'a warm-up over the whole training is refused',
      },
      {
        find: 'latentDim > dim',
        replace: 'latentDim >= dim',
        means: 'as many latent dimensions as the data have are refused',
      },
      { find: '>= rank', replace: '> rank', means: 'a learned variance at the rank passes, where it goes to 0' },
      { find: 'varianceFloor === 0 &&', replace: '', means: 'a floor does not help at the rank' },
      {
        find: 'train.batchSize > count',
        replace: 'train.batchSize > count + 1',
        means: 'batches of one point more than there are',
      },
      {
        find: '.filter(({ none }) => none === undefined)',
        replace: '.filter(() => false)',
        means: 'convolutions in the eigenbasis pass',
      },
      {
        find: 'withinUnit === undefined || (withinUnit &&',
        replace: 'withinUnit === undefined || (!withinUnit &&',
        means: 'images are no values for a Bernoulli, logits are',
        tests: [
          'checks/likelihood-values.test.ts',
          'specification/dataset-traits.test.ts',
          'grid/grid-errors-combinations.test.ts',
        ],
      },
      {
        find: "support === 'unit' ? unitByScaling && 'unit' : unscaled",
        replace: "unitByScaling && 'unit'",
        means: 'counts that are standardised are to be scaled to [0, 1]',
        tests: ['checks/likelihood-values.test.ts'],
      },
      {
        find: 'supports !== undefined && !supports.includes(support)',
        replace: 'supports !== undefined && supports.length === 0',
        means: 'values that a likelihood is not of pass once they are read',
        tests: ['checks/likelihood-values.test.ts', 'checks/check-trial.test.ts'],
      },
      {
        find: 'values === undefined || values === VALUES_OF[support]',
        replace: 'true',
        means: 'what the values are said to be has no effect',
      },
      {
        find: "count: 'count',\n};",
        replace: "count: 'unit',\n};",
        means: 'values that are said to be counts are refused for a likelihood of counts',
      },
      {
        find: '...ofFamily.map(worded),',
        replace: '',
        means: 'what a family finds wrong passes',
        tests: ['catalog/catalog.test.ts'],
      },
      {
        find: '...ofObjective.map(worded),',
        replace: '',
        means: 'what an objective finds wrong passes',
      },
    ],
  },
  {
    file: 'libs/trials/src/record/metric-names.ts',
    tests: ['record/evidence.test.ts'],
    mutations: [
      { find: 'taken[name] ?? null', replace: 'taken[name] ?? 0', means: 'a metric that was not taken is 0' },
      { find: "  'objective',\n", replace: '', means: 'the objective is left out of the results' },
    ],
  },
  {
    file: 'libs/trials/src/identity/pack-key.ts',
    tests: ['identity/pack-key.test.ts', 'checks/check-models.test.ts'],
    mutations: [
      {
        find: 'likelihood: presence(likelihood, known(BUILT_IN.likelihoods, likelihood.kind)),',
        replace: '',
        means: 'fixed and learned variances train as one',
      },
      {
        find: 'optimizer: presence(optimizer, [...namesOf(SHARED_FIELDS), ...known(BUILT_IN.optimizers, optimizer.name)]),',
        replace: '',
        means: 'different schedules train as one',
      },
      {
        find: 'given: given.map(([name]) => name).filter((name) => names.includes(name)),',
        replace: '',
        means: 'trials that clip and trials that do not train as one',
        tests: [
          'identity/pack-key.test.ts',
          'optimizers/optimizers.test.ts',
          'libs/training/test/steps/step-key.test.ts',
        ],
      },
      {
        find: '!names.includes(name)',
        replace: 'name === names[0]',
        means: 'steps of one optimiser are taken for those of another',
        tests: [
          'identity/pack-key.test.ts',
          'optimizers/optimizers.test.ts',
          'libs/training/test/steps/step-key.test.ts',
        ],
      },
      { find: 'model: sameModel,', replace: '', means: 'different shapes train as one' },
      {
        find: 'secondBeta !== undefined',
        replace: 'true',
        means: 'a weight of the second level of its own, and none, train as one',
      },
      { find: 'beta: _beta, ', replace: '', means: 'different betas cannot train together' },
      { find: 'seed: _seed, ', replace: '', means: 'different seeds cannot train together' },
    ],
  },
  {
    file: 'libs/trials/src/identity/seed-streams.ts',
    tests: ['identity/seed-streams.test.ts'],
    mutations: [
      { find: 'digest.readInt32BE(4)', replace: 'digest.readInt32BE(0)', means: 'both words of a seed are one' },
      {
        find: '(seed: number, name: string)',
        replace: "(seed: number, _name: string, name = 'noise')",
        means: 'all streams of a trial are one',
      },
      {
        find: 'digest.readInt32BE(0),',
        replace: 'digest.readInt32LE(0),',
        means: 'every seed gives other numbers than before',
      },
    ],
  },
  {
    file: 'libs/trials/src/datasets/synthetic.ts',
    tests: ['identity/trial-id.test.ts', 'specification/specification.test.ts'],
    mutations: [
      {
        find: '.array(z.number().gt(-1).lt(1))',
        replace: '.array(z.number())',
        means: 'correlations of more than 1 pass',
      },
      {
        find: 'conditional: own.condition !== undefined',
        replace: "conditional: 'condition' in own",
        means: 'a condition that is left out counts as one',
      },
    ],
  },
  {
    file: 'libs/trials/src/specification/specification.ts',
    tests: ['identity/trial-id.test.ts', 'specification/specification.test.ts'],
    mutations: [
      {
        find: 'steps: z.int().min(0)',
        replace: 'steps: z.int().min(1)',
        means: 'a trial that is only measured is refused',
      },
    ],
  },
  {
    file: 'libs/trials/src/identity/trial-id.ts',
    tests: ['identity/trial-id.test.ts'],
    mutations: [
      { find: 'slice(0, 16)', replace: 'slice(0, 8)', means: 'ids so short that trials share them' },
      { find: 'canonicalJson(', replace: 'JSON.stringify(', means: 'the order of a grid file changes ids' },
    ],
  },
];
