import type { MutatedFile } from '../mutation.ts';

export const trialCatalog: readonly MutatedFile[] = [
  {
    file: 'libs/trials/src/catalog/catalog.ts',
    tests: ['catalog/catalog.test.ts', 'identity/locked-ids.test.ts'],
    mutations: [
      {
        find: 'family === UNNAMED_FAMILY ? others : trial.model',
        replace: 'trial.model',
        means: 'the family of a VAE is written: every id changes',
      },
      {
        find: "withoutImplied(trial.objective, 'kind', objectiveKind)",
        replace: 'trial.objective',
        means: 'an objective that its fields tell is written: every id changes',
      },
      {
        find: 'implied(others) === kind ? (others as Given) : fields',
        replace: 'others as Given',
        means: 'an objective from outside loses its name',
      },
      {
        find: 'Object.entries(hashes).filter(([name]) => kindsOf(trial, components).includes(name))',
        replace: 'Object.entries(hashes)',
        means: 'a component that a trial does not use changes its id',
      },
      {
        find: '...networks.map(',
        replace: '...[].map(',
        means: 'another network under the same name has the id of the first',
      },
      {
        find: 'familyKind(model)}`',
        replace: "'none'}`",
        means: 'another family under the same name has the id of the first',
      },
      {
        find: 'const { components: _given, ...written } = trial;',
        replace: 'const written = trial;',
        means: 'hashes that a trial brings along stay though nothing has them',
      },
      {
        find: 'if (unused.length === 0) return likelihood;\n',
        replace: 'return likelihood;\n',
        means: 'fields that a decoder does not use make another trial',
      },
      {
        find: '!unused.includes(name)',
        replace: 'unused.includes(name)',
        means: 'fields that a decoder uses go back to their defaults',
      },
      {
        find: '...familyOf(components, model).resolve?.(model, components)',
        replace: '',
        means: 'the default of an initialization is not filled in',
        tests: ['checks/initialization.test.ts', 'identity/locked-ids.test.ts'],
      },
      {
        find: 'const { components: _hashes, ...fields } = shape;',
        replace: 'const fields = shape;',
        means: 'editors offer hashes to write',
        tests: ['grid/grid-json-schema.test.ts', 'catalog/catalog.test.ts'],
      },
    ],
  },
  {
    file: 'libs/trials/src/catalog/component-union.ts',
    tests: ['catalog/component-union.test.ts'],
    mutations: [
      {
        find: 'value[discriminator] === undefined ?',
        replace: 'false ?',
        means: 'fields do not tell their kind',
      },
      { find: 'z.strictObject({', replace: 'z.object({', means: 'a field of another kind is dropped without a word' },
      {
        find: 'unnamed.includes(kind) ?',
        replace: 'true ?',
        means: 'editors take the fields of a kind that has to be named without its name',
      },
      { find: '.prefault({})', replace: '', means: 'a part of which nothing is written is refused' },
      { find: '      ...before,\n', replace: '', means: 'fields that every kind has are refused' },
    ],
  },
];
