import type { MutatedFile } from '../mutation.ts';

/** What tables and the command line say of a trial. */
export const toldTrials: readonly MutatedFile[] = [
  {
    file: 'libs/analysis/src/model-label.ts',
    tests: ['model-label.test.ts'],
    mutations: [
      {
        find: "return isLinearNetwork(networkAt(cells, 'encoder')) ? 'linear' : 'linear decoder';",
        replace: "return 'linear';",
        means: 'a linear decoder with a nonlinear encoder is said to be linear',
      },
      {
        find: 'networkOf(encoder)?.mirrored?.(encoder) ?? encoder',
        replace: 'encoder',
        means: 'a model whose decoder mirrors its encoder is told by both',
      },
      {
        find: '?? networkKind(fields)',
        replace: "?? 'linear'",
        means: 'a network from outside is said to be linear',
      },
      {
        find: "hidden: [], activation: 'relu', ...fieldsAt",
        replace: '...fieldsAt',
        means: 'a row of another version is no linear model',
      },
    ],
  },
  {
    file: 'libs/analysis/src/fields-of-row.ts',
    tests: ['fields-of-row.test.ts', 'model-label.test.ts'],
    mutations: [
      { find: ' && value !== null', replace: '', means: 'what a table has as nothing is a field' },
      { find: 'part}.`)', replace: 'part}`)', means: 'fields of a part whose name begins alike are taken' },
      { find: 'isList(value) ? JSON.parse(value) : value', replace: 'value', means: 'lists stay text' },
      {
        find: 'if (inside.length === 0) return',
        replace: 'if (inside.length >= 0) return',
        means: 'fields inside a field are lost',
      },
      {
        find: 'kind === fields.kind',
        replace: "kind === 'gaussian'",
        means: 'every decoder has the closed forms of a Gaussian one',
      },
    ],
  },
  {
    file: 'apps/sweep/src/training-cost.ts',
    tests: ['training-cost.test.ts'],
    mutations: [
      { find: 'encoding + samples * decoding', replace: 'encoding + decoding', means: 'samples cost nothing' },
      {
        find: "objective.estimator === 'stochastic' ? objective.samples : 1",
        replace: 'objective.samples',
        means: 'samples that are not drawn cost time',
      },
      {
        find: "train.batchSize === 'full' ? count : train.batchSize",
        replace: 'count',
        means: 'a small batch costs as much as all the data',
      },
      { find: '!isConditional(dataset) &&', replace: '', means: 'a conditional model is taken to train on moments' },
      {
        find: "vaeFieldsOf(model)?.encoder.variance === 'shared' &&",
        replace: '',
        means: 'an amortized variance is taken to train on moments',
      },
      {
        find: 'levelsOf(model, components) === 1 &&',
        replace: '',
        means: 'two levels are taken to train on moments',
      },
      {
        find: 'encoder?.length === 0 &&',
        replace: '',
        means: 'a nonlinear encoder is taken to train on moments',
      },
      { find: " &&\n    train.batchSize === 'full'", replace: '', means: 'batches are taken to train on moments' },
      {
        find: 'latentDim ** 2 * dim : latentDim * dim ** 2',
        replace: 'latentDim * dim ** 2 : latentDim * dim ** 2',
        means: 'the eigenbasis costs as much as the pixels',
      },
    ],
  },
];
