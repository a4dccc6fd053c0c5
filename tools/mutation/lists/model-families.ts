import type { MutatedFile } from '../mutation.ts';

export const modelFamilies: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/vae/family.ts',
    tests: ['vae/family.test.ts'],
    mutations: [
      {
        find: "typeof second?.firstVariance === 'number' ? { variance: null } : {}",
        replace: '{}',
        means: 'who gives a posterior variance that is fixed makes another training',
      },
      {
        find: "typeof second?.firstVariance === 'number' ? { variance: null } : {}",
        replace: 'second ? { variance: null } : {}',
        means: 'trainings of shared and amortized variances are one below a second level',
      },
      {
        find: 'decoder: busy(decoder, components),',
        replace: 'decoder,',
        means: "the activation of a linear decoder's no layers makes another training",
      },
      {
        find: 'decoder: withoutKind(decoder)',
        replace: 'decoder',
        means: 'a dense decoder that is named is another trial',
        tests: ['libs/trials/test/catalog/catalog.test.ts'],
      },
      {
        find: 'networkKind(others) === network ? (others as Given) : fields',
        replace: 'networkKind(others) !== network ? (others as Given) : fields',
        means: 'a residual network loses its name',
      },
      {
        find: '[own(fields).encoder, own(fields).decoder],',
        replace: '[own(fields).encoder],',
        means: "a decoder's network from outside is none of the trial's components",
      },
      {
        find: "model.initialization ?? 'glorot-uniform'",
        replace: "model.initialization ?? 'he-normal'",
        means: 'networks start as in versions before',
      },
      {
        find: "['model.second.priorVariance', own(fields).second?.priorVariance],",
        replace: '',
        means: "a prior's variance that float32 cannot hold passes",
        tests: ['libs/trials/test/checks/check-float32.test.ts'],
      },
      {
        find: "'decoder', { widthIn: latentDim, out: dim }",
        replace: "'decoder', { widthIn: latentDim, out: latentDim }",
        means: 'a decoder costs as much whatever the data is',
        tests: ['apps/sweep/test/training-cost.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/families/model-facts.ts',
    tests: ['families/model-facts.test.ts'],
    mutations: [
      {
        find: '{ encoder: null, decoder: null, width: latentDim }',
        replace: '{ encoder: null, decoder: [], width: latentDim }',
        means: 'a closed form is exact for a model of which nothing is known',
      },
      { find: '?? 1;', replace: '?? 2;', means: 'a family that nobody knows has two levels' },
      {
        find: 'familyKind(model) === UNNAMED_FAMILY ?',
        replace: 'familyKind(model) ?',
        means: 'fields of another family are taken for those of a VAE',
      },
      {
        find: 'family.kind === kind',
        replace: "family.kind === 'vae'",
        means: 'every family has the facts of a VAE',
      },
    ],
  },
];
