import type { MutatedFile } from '../mutation.ts';

export const trials: readonly MutatedFile[] = [
  {
    file: 'libs/trials/src/canonical-json.ts',
    tests: ['canonical-json.test.ts', 'trial-id.test.ts'],
    mutations: [
      {
        find: 'left < right ? -1 : 1',
        replace: 'left < right ? 1 : -1',
        means: 'keys are sorted the other way: every id changes',
      },
      {
        find: '.filter(([, member]) => member !== undefined)',
        replace: '',
        means: 'a property that is undefined is an error',
      },
      { find: '&& Number.isFinite(value)', replace: '', means: 'NaN is written as null' },
      { find: ".join(',')}]`", replace: ".sort().join(',')}]`", means: 'lists in another order are one' },
    ],
  },
  {
    file: 'libs/trials/src/check-axes.ts',
    tests: ['check-axes.test.ts', 'grid-errors-axes.test.ts'],
    mutations: [
      {
        find: 'MOST_TRIALS = 1_000_000',
        replace: 'MOST_TRIALS = 10_000_000',
        means: 'grids of ten million are expanded',
      },
      { find: 'count > MOST_TRIALS', replace: 'count >= MOST_TRIALS', means: 'exactly a million trials are refused' },
      {
        find: '...duplicateIssues(axis)',
        replace: '',
        means: 'a value that stands twice is trained once without a word',
      },
      {
        find: 'if (KNOWN.has(path)) return [];',
        replace: 'if (path !== "x") return [];',
        means: 'axes of no field pass',
      },
      { find: 'earlier + 1}', replace: 'earlier}', means: 'values are counted from 0' },
    ],
  },
  {
    file: 'libs/trials/src/check-convolutions.ts',
    tests: ['check-models.test.ts', 'check-trial.test.ts'],
    mutations: [
      {
        find: '2 ** channels.length',
        replace: '2 * channels.length',
        means: 'three layers are taken to halve a side of 28',
      },
      { find: '|| isConditional(dataset)', replace: '', means: 'convolutions of half images pass' },
      {
        find: "dataset.name === 'image-folder' ? dataset.size : 28",
        replace: '28',
        means: 'images of a folder are taken for 28 x 28',
      },
    ],
  },
  {
    file: 'libs/trials/src/check-linear-start.ts',
    tests: ['check-models.test.ts', 'check-trial.test.ts'],
    mutations: [
      {
        find: "activation === 'relu' ? 2 * model.latentDim : model.latentDim",
        replace: 'model.latentDim',
        means: 'relu layers too narrow for a code pass',
      },
      {
        find: "likelihood.learn !== 'fixed' && likelihood.learn !== 'scalar'",
        replace: "likelihood.learn === 'network'",
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
        find: 'if (channels) refuse',
        replace: 'if (channels?.length === 9) refuse',
        means: 'convolutions start from a closed form that they cannot hold',
      },
      {
        find: 'if (model.second) refuse',
        replace: 'if (model.second === null) refuse',
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
    file: 'libs/trials/src/check-second-level.ts',
    tests: ['check-models.test.ts'],
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
    file: 'libs/trials/src/check-trial.ts',
    tests: ['grid-errors-combinations.test.ts', 'check-models.test.ts', 'check-trial.test.ts'],
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
        find: "['model.encoder.channels', model.encoder.channels],",
        replace: '',
        means: 'convolutions in the eigenbasis pass',
      },
    ],
  },
  {
    file: 'libs/trials/src/expand.ts',
    tests: ['grid.test.ts'],
    mutations: [
      { find: 'product * values.length, 1', replace: 'product + values.length, 0', means: 'axes add up' },
      {
        find: "path === '' ? [] : path.split('.')",
        replace: "path.split('.')",
        means: 'the axis of the whole trial is a field without a name',
      },
      {
        find: 'for (let axis = axes.length - 1; axis >= 0; axis -= 1)',
        replace: 'for (let axis = 0; axis < axes.length; axis += 1)',
        means: 'the first axis is the fastest',
      },
      {
        find: "if (name === valueAt(base, ['dataset', 'name'])) {",
        replace: 'if (name !== 0) {',
        means: 'fields of the base hold for data sets that do not have them',
      },
      {
        find: 'yield { input: laid(bases.get(name)), values };',
        replace: 'yield { input: bases.get(name), values };',
        means: 'a trial of another data set is the base alone',
      },
    ],
  },
  {
    file: 'libs/trials/src/expected-words.ts',
    tests: ['words.test.ts', 'grid-errors.test.ts'],
    mutations: [
      {
        find: '`> $',
        replace: '`>= $',
        means: '0 is said to be enough where it is not',
      },
      {
        find: '`< $',
        replace: '`<= $',
        means: '1 is said to be allowed where it is not',
      },
      {
        find: 'names.every((others) => others.includes(name))',
        replace: 'true',
        means: 'fields of one data set are named for all',
      },
      {
        find: "schema.minItems ? 'a list that is not empty' : 'a list'",
        replace: "'a list'",
        means: 'an empty list is told to be no list',
      },
    ],
  },
  {
    file: 'libs/trials/src/field-schema.ts',
    tests: ['grid-many.test.ts', 'grid-errors.test.ts', 'grid-errors-axes.test.ts', 'grid-json-schema.test.ts'],
    mutations: [
      {
        find: 'meant.length > 0 ? meant : every',
        replace: 'every',
        means: 'what fits a field is told for every data set',
      },
      {
        find: "typeof key === 'number' ? schema.items :",
        replace: "typeof key === 'bigint' ? schema.items :",
        means: 'what fits an item of a list is not known',
      },
    ],
  },
  {
    file: 'libs/trials/src/grid-error.ts',
    tests: ['grid-errors-axes.test.ts', 'words.test.ts'],
    mutations: [
      { find: 'MOST_SHOWN = 20', replace: 'MOST_SHOWN = 2', means: 'only two mistakes are shown' },
      { find: 'issues.length > MOST_SHOWN', replace: 'issues.length >= MOST_SHOWN', means: '"and 0 more"' },
      {
        find: 'issues.length - MOST_SHOWN} more',
        replace: 'issues.length} more',
        means: 'the mistakes left are counted wrong',
      },
    ],
  },
  {
    file: 'libs/trials/src/grid.ts',
    tests: ['grid.test.ts', 'grid-many.test.ts', 'grid-errors.test.ts', 'grid-errors-axes.test.ts'],
    mutations: [
      {
        find: 'report(combinedIssues(specification, factsOf));',
        replace: '',
        means: 'settings that do not go together pass',
        tests: ['grid-errors-combinations.test.ts'],
      },
      {
        find: 'if (!known.has(message)) issues.push(issue);',
        replace: 'issues.push(issue);',
        means: 'a mistake is told once for each trial',
      },
      {
        find: 'if (issues.length >= MOST_ISSUES) break;',
        replace: '',
        means: 'a grid of mistakes is gone through to its end',
        tests: ['grid-many.test.ts'],
      },
      {
        find: 'report(hiddenBaseIssues(base));',
        replace: '',
        means: 'what every trial replaces may be wrong in the base',
        tests: ['trial-issues.test.ts'],
      },
      {
        find: 'if (broken !== null) throw gridError(source, [broken]);',
        replace: '',
        means: 'a grid that holds itself takes the program down',
        tests: ['check-structure.test.ts', 'grid.test.ts'],
      },
      {
        find: 'report([sameTrial(axes, twin, combination)]);',
        replace: ';',
        means: 'a trial that stands twice is listed twice',
      },
      { find: 'known.set(key, facts);', replace: '', means: 'a data set is looked at for every trial' },
      { find: 'axis.one !== axis.other', replace: 'true', means: 'axes that do not differ are named too' },
      {
        find: 'share(specification)',
        replace: 'specification',
        means: 'a large grid holds its model once for each trial',
      },
    ],
  },
  {
    file: 'libs/trials/src/linearity.ts',
    tests: ['evidence.test.ts'],
    mutations: [
      {
        find: "hidden.length === 0 || activation === 'identity'",
        replace: 'hidden.length === 0',
        means: 'a deep linear network counts as nonlinear',
      },
      { find: 'channels === undefined &&', replace: '', means: 'convolutions count as linear' },
    ],
  },
  {
    file: 'libs/trials/src/merge.ts',
    tests: ['merge.test.ts', 'grid.test.ts'],
    mutations: [
      {
        find: 'key in target ? merge(target[key], inner) : inner',
        replace: 'inner',
        means: 'an object replaces what it should be merged into',
      },
      { find: '{ ...target }', replace: 'target', means: 'the base of a grid is changed by its axes' },
      { find: 'isPlainObject(target) ? target : {}', replace: '{}', means: 'the other fields of an object are lost' },
    ],
  },
  {
    file: 'libs/trials/src/metric-names.ts',
    tests: ['evidence.test.ts'],
    mutations: [
      { find: 'taken[name] ?? null', replace: 'taken[name] ?? 0', means: 'a metric that was not taken is 0' },
      { find: "  'objective',\n", replace: '', means: 'the objective is left out of the results' },
    ],
  },
  {
    file: 'libs/trials/src/nearest-name.ts',
    tests: ['nearest-name.test.ts'],
    mutations: [
      {
        find: 'distance < least',
        replace: 'distance <= least',
        means: 'the last of names equally near, and names too far off',
      },
      {
        find: 'given.toLowerCase(), name.toLowerCase()',
        replace: 'given, name',
        means: 'capitals count as letters that are wrong',
      },
      { find: 'Math.floor(given.length / 3)', replace: '0', means: 'three letters wrong in a long name are too many' },
    ],
  },
  {
    file: 'libs/trials/src/pack-key.ts',
    tests: ['pack-key.test.ts', 'check-models.test.ts'],
    mutations: [
      { find: 'likelihood: sameLikelihood,', replace: '', means: 'fixed and learned variances train as one' },
      { find: 'optimizer: sameOptimizer,', replace: '', means: 'different schedules train as one' },
      { find: 'model: sameModel,', replace: '', means: 'different shapes train as one' },
      {
        find: 'secondBeta !== undefined',
        replace: 'true',
        means: 'a weight of the second level of its own, and none, train as one',
      },
      { find: 'beta: _beta, ', replace: '', means: 'different betas cannot train together' },
      { find: 'seed: _seed, ', replace: '', means: 'different seeds cannot train together' },
      { find: 'learningRate: _learningRate, ', replace: '', means: 'different rates cannot train together' },
    ],
  },
  {
    file: 'libs/trials/src/parse-options.ts',
    tests: ['words.test.ts'],
    mutations: [
      {
        find: 'if (parsed.success) return parsed.data;',
        replace: 'if (parsed.success) return input as z.output<Schema>;',
        means: 'defaults of options are not filled in',
      },
      {
        find: ".filter((part) => part !== '')",
        replace: '',
        means: 'a file whose whole content is wrong is named with a colon',
      },
    ],
  },
  {
    file: 'libs/trials/src/parse-json.ts',
    tests: ['parse-json.test.ts'],
    mutations: [
      {
        find: 'text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text',
        replace: 'text',
        means: 'a byte order mark is a mistake',
      },
      {
        find: "seen.has(key) || key === '__proto__'",
        replace: "key === '__proto__'",
        means: 'of a key that stands twice the last counts without a word',
      },
      { find: "seen.has(key) || key === '__proto__'", replace: 'seen.has(key)', means: '__proto__ passes' },
      { find: 'yield* doubtfulKeys(child);', replace: '', means: 'only the outermost object is looked at' },
      {
        find: 'disallowComments: true',
        replace: 'disallowComments: false',
        means: 'comments reach JSON.parse, which stumbles over them',
      },
      { find: 'before.length}', replace: 'before.length + 1}', means: 'mistakes are told a line too far down' },
    ],
  },
  {
    file: 'libs/trials/src/plain-object.ts',
    tests: ['merge.test.ts', 'grid-errors.test.ts'],
    mutations: [{ find: '&& !Array.isArray(value)', replace: '', means: 'lists are merged item by item' }],
  },
  {
    file: 'libs/trials/src/printable.ts',
    tests: ['printable.test.ts'],
    mutations: [
      { find: 'text.replaceAll(UNPRINTABLE, escaped)', replace: 'text', means: 'control characters move the cursor' },
      {
        find: 'code.length <= 2 ?',
        replace: 'code.length <= 9 ?',
        means: 'characters above ff have no escape of four digits',
      },
    ],
  },
  {
    file: 'libs/trials/src/received-words.ts',
    tests: ['words.test.ts'],
    mutations: [
      { find: "if (typeof value === 'number') return String(value);", replace: '', means: 'NaN is shown as null' },
      { find: 'text.length > LONGEST', replace: 'text.length < 0', means: 'values of any length are shown whole' },
      {
        find: "if (typeof value === 'function') return 'a function';",
        replace: '',
        means: 'a function in a grid takes the program down',
      },
      {
        find: "typeof value === 'bigint' || typeof value === 'symbol'",
        replace: "typeof value === 'symbol'",
        means: 'a bigint in a grid takes the program down',
      },
    ],
  },
  {
    file: 'libs/trials/src/schema-issues.ts',
    tests: ['grid-errors.test.ts'],
    mutations: [
      {
        find: 'other !== dotted(path)',
        replace: 'true',
        means: 'a field is proposed in its own place',
        tests: ['grid-errors.test.ts', 'grid-errors-axes.test.ts'],
      },
      {
        find: 'near === null ? elsewhere.slice(0, 2)',
        replace: 'near !== null ? elsewhere.slice(0, 2)',
        means: 'a misspelt field is not told its name',
      },
      {
        find: 'depth(other) === Math.min(...others.map(depth))',
        replace: 'true',
        means: 'fields far below are proposed first',
      },
      {
        find: 'description === undefined || expected.includes(description)',
        replace: 'description === undefined',
        means: 'what a field is for is said twice',
      },
      {
        find: "received: 'nothing', remedy: `Add",
        replace: "received: 'nothing', remedy: `Write",
        means: 'a missing field is told to be written over',
      },
    ],
  },
  {
    file: 'libs/trials/src/seed-streams.ts',
    tests: ['seed-streams.test.ts'],
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
    file: 'libs/trials/src/specification.ts',
    tests: ['trial-id.test.ts', 'specification.test.ts'],
    mutations: [
      {
        find: '.array(z.number().gt(-1).lt(1))',
        replace: '.array(z.number())',
        means: 'correlations of more than 1 pass',
      },
      {
        find: 'beta2: z.number().min(0).lt(1).default(0.999)',
        replace: 'beta2: z.number().min(0).lt(1).default(0.99)',
        means: 'another default: old grids train something else',
      },
      {
        find: 'beta2: z.number().min(0).lt(1).default(0.999)',
        replace: 'beta2: z.number().min(0).max(1).default(0.999)',
        means: 'a beta2 of 1 passes, which never learns',
      },
      {
        find: 'varianceFloor: z.number().min(0)',
        replace: 'varianceFloor: z.number()',
        means: 'a floor below 0 passes',
      },
      {
        find: 'finalFraction: z.number().positive().max(1)',
        replace: 'finalFraction: z.number().positive()',
        means: 'a rate that grows passes',
      },
      {
        find: "'condition' in dataset && dataset.condition !== undefined",
        replace: "'condition' in dataset",
        means: 'a condition that is left out counts as one',
      },
      {
        find: 'steps: z.int().min(0)',
        replace: 'steps: z.int().min(1)',
        means: 'a trial that is only measured is refused',
      },
    ],
  },
  {
    file: 'libs/trials/src/study-definition.ts',
    tests: ['study-definition.test.ts'],
    mutations: [
      { find: "'sizes' in input", replace: "'name' in input", means: 'every grid is taken for a study' },
      {
        find: 'z.array(z.looseObject({ name })).min(1)',
        replace: 'z.array(z.looseObject({ name }))',
        means: 'a size without grids passes',
      },
    ],
  },
  {
    file: 'libs/trials/src/trial-issues.ts',
    tests: ['trial-issues.test.ts', 'grid-errors.test.ts'],
    mutations: [
      {
        find: 'facts instanceof UserError ? [facts] : []',
        replace: '[]',
        means: 'a data set that makes no sense passes',
      },
      {
        find: 'others.filter((issue) => !speaksOf(issue, replaced))',
        replace: '[]',
        means: 'a second round of mistakes comes after the first is mended',
      },
      {
        find: 'others.filter((issue) => !speaksOf(issue, replaced))',
        replace: 'others',
        means: 'rules speak of fields that stand in for wrong ones',
      },
      {
        find: 'dataUnknown ? () => null : factsOf',
        replace: 'factsOf',
        means: 'rules on the data speak of another data set',
      },
    ],
  },
  {
    file: 'libs/trials/src/trial-id.ts',
    tests: ['trial-id.test.ts'],
    mutations: [
      { find: 'slice(0, 16)', replace: 'slice(0, 8)', means: 'ids so short that trials share them' },
      { find: 'canonicalJson(', replace: 'JSON.stringify(', means: 'the order of a grid file changes ids' },
    ],
  },
  {
    file: 'libs/trials/src/user-error.ts',
    tests: ['user-error.test.ts'],
    mutations: [
      {
        find: 'super(issueMessage(issue), options);',
        replace: 'super(issueMessage(issue));',
        means: 'the cause of an error is lost',
      },
      { find: '.received}', replace: '.expected}', means: 'messages do not say what arrived' },
    ],
  },
];
