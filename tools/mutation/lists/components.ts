import type { MutatedFile } from '../mutation.ts';

export const components: readonly MutatedFile[] = [
  {
    file: 'libs/components/src/import-graph.ts',
    tests: ['component-hash.test.ts'],
    mutations: [
      {
        find: 'else if (/^\\.\\.?\\//.test(specifier)) queue.push(localFile(specifier, path, place));',
        replace: 'else if (/^\\.\\.?\\//.test(specifier)) localFile(specifier, path, place);',
        means: 'what a component imports is no part of its hash',
      },
    ],
  },
  {
    file: 'libs/components/src/component-hash.ts',
    tests: ['component-hash.test.ts'],
    mutations: [
      { find: 'local.sort(byName)', replace: 'local', means: 'the hash depends on the order of imports' },
      { find: 'relative(folder, path)', replace: 'path', means: 'the hash depends on where the folder lies' },
    ],
  },
  {
    file: 'libs/components/src/numbers/check-density.ts',
    tests: ['check-numbers.test.ts'],
    mutations: [
      {
        find: 'value * (1 - value) * step',
        replace: 'step',
        means: 'integrals over (0, 1) leave out the change of variable',
      },
      {
        find: 'Math.abs(value - 1) <= TOLERANCE',
        replace: 'Math.abs(value - 1) <= 10',
        means: 'a density without its normalising term passes',
      },
    ],
  },
];
