import type { MutatedFile } from '../mutation.ts';

export const trialGrids: readonly MutatedFile[] = [
  {
    file: 'libs/trials/src/grid/check-axes.ts',
    tests: ['grid/check-axes.test.ts', 'grid/grid-errors-axes.test.ts'],
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
        find: "if (path === '' || paths.includes(path)) return [];",
        replace: 'if (path !== "x") return [];',
        means: 'axes of no field pass',
      },
      { find: 'earlier + 1}', replace: 'earlier}', means: 'values are counted from 0' },
    ],
  },
  {
    file: 'libs/trials/src/grid/expand.ts',
    tests: ['grid/grid.test.ts'],
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
        find: 'if (changed.length === 0) {',
        replace: 'if (changed.length >= 0) {',
        means: 'fields of the base hold for data sets that do not have them',
      },
      {
        find: 'yield { input: laid(meant), values };',
        replace: 'yield { input: meant, values };',
        means: 'a trial of another data set is the base alone',
      },
    ],
  },
  {
    file: 'libs/trials/src/grid/grid.ts',
    tests: ['grid/grid.test.ts', 'grid/grid-many.test.ts', 'grid/grid-errors.test.ts', 'grid/grid-errors-axes.test.ts'],
    mutations: [
      {
        find: 'report(combinedIssues(catalog, specification, factsOf));',
        replace: '',
        means: 'settings that do not go together pass',
        tests: ['grid/grid-errors-combinations.test.ts'],
      },
      {
        find: 'if (!known.has(message)) issues.push(issue);',
        replace: 'issues.push(issue);',
        means: 'the mistake of a hundred trials hides those of the trials behind them',
      },
      {
        find: 'if (issues.length >= MOST_ISSUES) break;',
        replace: '',
        means: 'a grid of mistakes is gone through to its end',
        tests: ['grid/grid-many.test.ts'],
      },
      {
        find: 'report(hiddenBaseIssues(catalog, base));',
        replace: '',
        means: 'what every trial replaces may be wrong in the base',
        tests: ['checks/trial-issues.test.ts'],
      },
      {
        find: 'if (broken !== null) throw gridError(source, [broken]);',
        replace: '',
        means: 'a grid that holds itself takes the program down',
        tests: ['checks/check-structure.test.ts', 'grid/grid.test.ts'],
      },
      {
        find: 'report([sameTrial(axes, twin, combination)]);',
        replace: ';',
        means: 'a trial that stands twice is listed twice',
      },
      { find: 'known.set(key, found);', replace: '', means: 'a data set is looked at for every trial' },
      { find: 'axis.one !== axis.other', replace: 'true', means: 'axes that do not differ are named too' },
      {
        find: 'share(specification)',
        replace: 'specification',
        means: 'a large grid holds its model once for each trial',
      },
    ],
  },
  {
    file: 'libs/trials/src/grid/merge.ts',
    tests: ['grid/merge.test.ts', 'grid/grid.test.ts'],
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
    file: 'libs/trials/src/grid/study-definition.ts',
    tests: ['grid/study-definition.test.ts'],
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
    file: 'libs/trials/src/checks/trial-issues.ts',
    tests: ['checks/trial-issues.test.ts', 'grid/grid-errors.test.ts'],
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
];
