import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { librariesThatSee, testFilesOf } from '../mutation/libraries.ts';
import { MUTATIONS } from '../mutation/lists.ts';
import { ListError, mutate, type PlacedMutation, placed } from '../mutation/mutation.ts';
import { parseMutationOptions } from '../mutation/options.ts';
import { selected } from '../mutation/selection.ts';
import { countsOf, isEnough, summaryText } from '../mutation/summary.ts';
import { type Tried, tryMutation, type Verdict } from '../mutation/try-mutation.ts';
import { copyRepository } from '../mutation/working-copy.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const mutation = (change: Partial<PlacedMutation> = {}): PlacedMutation => ({
  find: 'a + b',
  replace: 'a - b',
  means: 'a sum is a difference',
  file: 'libs/x/src/sum.ts',
  library: 'x',
  tests: ['libs/x/test/sum.test.ts'],
  ...change,
});

test('a mutation replaces its text where it stands once, or the one that is meant', (t) => {
  t.is(mutate('return a + b;', mutation()), 'return a - b;');
  t.is(mutate('a + b; a + b;', mutation({ occurrence: 2 })), 'a + b; a - b;');
  const refused = (source: string, change: Partial<PlacedMutation> = {}) =>
    t.throws(() => mutate(source, mutation(change)), { instanceOf: ListError }).message;
  t.regex(refused('return a * b;'), /not in the file/);
  t.regex(refused('a + b; a + b;'), /2 times: say which/);
  t.regex(refused('a + b', { occurrence: 2 }), /1 times only/);
  t.regex(refused('a + b', { replace: 'a + b' }), /changes nothing/);
});

test('tests are named from the library, or from the root', (t) => {
  const [own, other] = placed({
    file: 'libs/x/src/sum.ts',
    tests: ['sum.test.ts'],
    mutations: [mutation(), { ...mutation(), tests: ['libs/y/test/b.test.ts', 'a.test.ts'] }].map(
      ({ find, replace, means, ...rest }, index) => ({
        find,
        replace,
        means,
        ...(index === 1 && { tests: rest.tests }),
      }),
    ),
  });
  t.deepEqual(own?.tests, ['libs/x/test/sum.test.ts']);
  t.is(own?.library, 'x');
  t.deepEqual(other?.tests, ['libs/y/test/b.test.ts', 'libs/x/test/a.test.ts']);
  const { find, replace, means } = mutation();
  const tests = ['a.test.ts', 'libs/x/test/b.test.ts', 'apps/w/test/c.test.ts'];
  const [program] = placed({ file: 'apps/z/src/cost.ts', tests, mutations: [{ find, replace, means }] });
  t.deepEqual(program?.tests, ['apps/z/test/a.test.ts', 'libs/x/test/b.test.ts', 'apps/w/test/c.test.ts']);
  t.is(program?.library, 'z');
});

test('the lists name every mutation once, with tests, and give a reason for what may live in one file only', (t) => {
  const names = MUTATIONS.map(({ file, means }) => `${file}: ${means}`);
  t.is(new Set(names).size, names.length, names.filter((name, index) => names.indexOf(name) !== index).join('\n'));
  for (const { tests, means } of MUTATIONS) t.true(tests.length > 0, means);
  const lists = readdirSync(join(root, 'tools/mutation/lists'))
    .filter((name) => name !== 'left-alive.ts')
    .map((name) => readFileSync(join(root, 'tools/mutation/lists', name), 'utf8'));
  for (const text of lists) t.notRegex(text, /^\s*(equivalent|accepted):/m);
});

test('mutations are selected by library, file, meaning and what has changed', (t) => {
  const all = [
    mutation(),
    mutation({ library: 'y', file: 'libs/y/src/b.ts', means: 'beta is ignored' }),
    mutation({ library: 'y', file: 'libs/y/src/c.ts' }),
  ];
  const files = (options: Partial<Parameters<typeof selected>[1]>, changed: ReadonlySet<string> | null = null) =>
    selected(all, { libraries: [], file: null, only: null, ...options }, changed).map(({ file }) => file);
  t.is(files({}).length, 3);
  t.deepEqual(files({ libraries: ['x'] }), ['libs/x/src/sum.ts']);
  t.deepEqual(files({ file: '/c.' }), ['libs/y/src/c.ts']);
  t.deepEqual(files({ only: 'beta' }), ['libs/y/src/b.ts']);
  t.deepEqual(files({}, new Set(['libs/y/src/c.ts', 'README.md'])), ['libs/y/src/c.ts']);
});

test('options have names and numbers', (t) => {
  t.deepEqual(parseMutationOptions(['--library', 'a,b', '--library', 'c', '--jobs', '3', '--quick']), {
    libraries: ['a', 'b', 'c'],
    file: null,
    only: null,
    since: null,
    jobs: 3,
    quick: true,
    check: false,
  });
  t.is(parseMutationOptions(['--help']), 'help');
  t.throws(() => parseMutationOptions(['--jobs', '0']), { message: /--jobs: expected an integer >= 1, received 0/ });
  t.throws(() => parseMutationOptions(['--fast']), { message: /--fast/ });
});

test('nine in ten must be killed, accepted ones are alive, and an error fails whatever the rest', (t) => {
  const tried = (verdict: Verdict, change: Partial<PlacedMutation> = {}): Tried => ({
    mutation: mutation(change),
    verdict,
    by: verdict === 'error' ? 'not in the file' : '',
    seconds: 1,
  });
  const nine = Array.from({ length: 9 }, () => tried('killed'));
  const enough = (...others: Tried[]) => isEnough(countsOf([...nine, ...others]));
  t.true(enough(tried('alive')));
  t.true(enough(tried('alive', { accepted: 'because' })));
  t.false(enough(tried('alive'), tried('alive', { accepted: 'because' })));
  t.false(enough(tried('error')));
  const text = summaryText(
    [
      ...nine,
      tried('alive', { means: 'lives' }),
      tried('alive', { means: 'may', library: 'y', accepted: 'because' }),
      tried('error'),
    ],
    new Map([['x', 2]]),
  );
  t.deepEqual(text.split('\n').slice(0, 4), [
    'library  tried  killed  alive  accepted  errors  equivalent  killed',
    'x           11       9      1         0       1           2   81.8%',
    'y            1       0      0         1       0           0    0.0%',
    'all         12       9      1         1       1           2   75.0%',
  ]);
  t.true(text.includes('Alive: no test notices:\n  libs/x/src/sum.ts: lives\n'));
  t.true(text.includes('Accepted:\n  libs/x/src/sum.ts: may (because)\n'));
  t.true(text.includes('must follow the source:\n  libs/x/src/sum.ts: a sum is a difference (not in the file)'));
});

test('a change is seen by its library and all that use it, the nearest first', (t) => {
  const seen = librariesThatSee(root, 'closed-forms');
  t.is(seen[0], 'closed-forms');
  t.true(seen.includes('training') && seen.includes('analysis'));
  t.true(seen.indexOf('training') < seen.indexOf('executors'));
  t.false(seen.includes('trials'));
  t.true(testFilesOf(root, 'closed-forms').includes('libs/closed-forms/test/algebra/moments.test.ts'));
});

test('a mutation is tried in a copy that runs its own sources, and is undone', async (t) => {
  const copy = copyRepository(root);
  t.teardown(() => copy.remove());
  const folder = join(copy.directory, 'libs', 'trials', 'test');
  // The library by its name, as other libraries import it.
  writeFileSync(
    join(folder, 'of-the-copy.test.ts'),
    "import { messageOf } from '@collapse/trials';\nimport test from 'ava';\ntest('as is', (t) => t.is(messageOf(3), '3'));\n",
  );
  const file = 'libs/trials/src/words/message-of.ts';
  const before = readFileSync(join(root, file), 'utf8');
  const tests = ['libs/trials/test/of-the-copy.test.ts'];
  const options = { quick: true, usualSeconds: () => 30 };
  const verdictOf = async (find: string, replace: string) =>
    (await tryMutation(copy.directory, mutation({ file, library: 'trials', find, replace, tests }), options)).verdict;
  t.is(await verdictOf('String(error)', "'something'"), 'killed');
  t.is(readFileSync(join(copy.directory, file), 'utf8'), before);
  t.is(await verdictOf('error.message', "'something'"), 'alive');
  t.is(await verdictOf('no such text', ''), 'error');
  t.is(await verdictOf('String(error)', 'String('), 'error');
  t.is(readFileSync(join(root, file), 'utf8'), before);
});

test('a copy has what is not committed, and no history', (t) => {
  const copy = copyRepository(root);
  t.teardown(() => copy.remove());
  t.is(
    readFileSync(join(copy.directory, 'tools/mutation/main.ts'), 'utf8'),
    readFileSync(join(root, 'tools/mutation/main.ts'), 'utf8'),
  );
  t.throws(() => readFileSync(join(copy.directory, '.git')), { code: 'ENOENT' });
});
