import type { MutatedFile } from '../mutation.ts';

export const trialWords: readonly MutatedFile[] = [
  {
    file: 'libs/trials/src/identity/canonical-json.ts',
    tests: ['identity/canonical-json.test.ts', 'identity/trial-id.test.ts'],
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
    file: 'libs/trials/src/words/expected-words.ts',
    tests: ['words/words.test.ts', 'grid/grid-errors.test.ts'],
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
    file: 'libs/trials/src/specification/field-schema.ts',
    tests: [
      'grid/grid-many.test.ts',
      'grid/grid-errors.test.ts',
      'grid/grid-errors-axes.test.ts',
      'grid/grid-json-schema.test.ts',
    ],
    mutations: [
      {
        find: 'meant.length > 0 ? meant : every',
        replace: 'every',
        means: 'what fits a field is told for every data set',
      },
      {
        find: '(valueAt(input, [name]) ?? field.default) === field.const',
        replace: 'valueAt(input, [name]) === field.const',
        means: 'an optimiser without a name has the fields of all of them',
      },
      {
        find: "typeof key === 'number' ? schema.items :",
        replace: "typeof key === 'bigint' ? schema.items :",
        means: 'what fits an item of a list is not known',
      },
    ],
  },
  {
    file: 'libs/trials/src/grid/grid-error.ts',
    tests: ['grid/grid-errors-axes.test.ts', 'words/words.test.ts'],
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
    file: 'libs/trials/src/words/nearest-name.ts',
    tests: ['words/nearest-name.test.ts'],
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
    file: 'libs/trials/src/specification/parse-json.ts',
    tests: ['specification/parse-json.test.ts'],
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
    file: 'libs/trials/src/specification/parse-options.ts',
    tests: ['words/words.test.ts'],
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
    file: 'libs/trials/src/specification/plain-object.ts',
    tests: ['grid/merge.test.ts', 'grid/grid-errors.test.ts'],
    mutations: [{ find: '&& !Array.isArray(value)', replace: '', means: 'lists are merged item by item' }],
  },
  {
    file: 'libs/trials/src/words/printable.ts',
    tests: ['words/printable.test.ts'],
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
    file: 'libs/trials/src/words/received-words.ts',
    tests: ['words/words.test.ts'],
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
    file: 'libs/trials/src/checks/schema-issues.ts',
    tests: ['grid/grid-errors.test.ts'],
    mutations: [
      {
        find: 'other !== dotted(path)',
        replace: 'true',
        means: 'a field is proposed in its own place',
        tests: ['grid/grid-errors.test.ts', 'grid/grid-errors-axes.test.ts'],
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
    file: 'libs/trials/src/words/user-error.ts',
    tests: ['words/user-error.test.ts'],
    mutations: [
      {
        find: 'super(issueMessage(issue), options);',
        replace: 'super(issueMessage(issue));',
        means: 'the cause of an error is lost',
      },
      {
        find: 'printableLines(issue.received)',
        replace: 'printableLines(issue.expected)',
        means: 'messages do not say what arrived',
      },
    ],
  },
];
