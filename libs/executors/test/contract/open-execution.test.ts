import { UserError } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { type AnyExecutorKind, type ExecutorKind, openExecution } from '../../src/contract/index.ts';
import { EXECUTOR_KINDS } from '../../src/kinds/index.ts';
import { contextFor } from '../support/made-up-context.ts';

const runner = { module: '/none', exportName: 'none', settings: null };
const executor = { description: 'made up', run: async () => undefined, close: async () => undefined };

interface Options {
  readonly place: string;
  readonly times: number;
}

/** Keeps what it is made from. */
function madeUp(given: Partial<ExecutorKind<Options>> = {}) {
  const made: Options[] = [];
  const kind: ExecutorKind<Options> = {
    name: 'made-up',
    summary: 'nowhere',
    here: false,
    options: z.strictObject({ place: z.string(), times: z.int().default(3) }),
    async create(options) {
      made.push(options);
      return { executor, groupTrials: async (jobs) => jobs.map((job) => [job]) };
    },
    ...given,
  };
  return { kind, made };
}

const fileOf = (value: unknown) => ({ source: 'options.json', path: '/folder/options.json', value });

async function refusal(t: ExecutionContext, kind: AnyExecutorKind, given: Parameters<typeof contextFor>[1]) {
  const error = await t.throwsAsync(openExecution(kind, contextFor(runner, given)), {
    instanceOf: UserError,
  });
  return error?.message ?? '';
}

test('a kind is given its options as its schema has them, defaults filled in', async (t) => {
  const { kind, made } = madeUp();
  t.is((await openExecution(kind, contextFor(runner, { file: fileOf({ place: 'here' }) }))).executor, executor);
  t.deepEqual(made, [{ place: 'here', times: 3 }]);
});

test('an option that does not exist names the nearest; a missing file is told with what it may hold', async (t) => {
  const { kind, made } = madeUp({ example: { place: 'there' }, documentation: 'docs/made-up.md' });
  t.regex(
    await refusal(t, kind, { file: fileOf({ place: 'x', tmes: 1 }) }),
    /options\.json: tmes: .*Did you mean .*times\?/,
  );
  t.regex(
    await refusal(t, kind, {}),
    /made-up \(place, times\), such as \{"place":"there"\}, received none\. Write one; docs\/made-up\.md/,
  );
  t.deepEqual(made, []);
});

test('arguments for this machine are refused by a kind that runs elsewhere, and a file by one without options', async (t) => {
  const { kind, made } = madeUp();
  const file = fileOf({ place: 'x' });
  t.regex(await refusal(t, kind, { file, workers: 2 }), /^--workers: .*received --executor made-up\./);
  t.regex(await refusal(t, kind, { file, gpus: ['0'] }), /^--gpus: /);
  await openExecution(madeUp({ here: true }).kind, contextFor(runner, { file, workers: 2 }));
  for (const name of ['local', 'in-process']) {
    const without = EXECUTOR_KINDS.find((one) => one.name === name);
    t.truthy(without);
    if (without)
      t.regex(await refusal(t, without, { file }), new RegExp(`the executor ${name} has no options of its own`));
  }
  t.deepEqual(made, []);
});

test("a kind's own check of its file goes before its schema", async (t) => {
  const { kind, made } = madeUp({ parse: () => ({ place: 'checked', times: 1 }) });
  await openExecution(kind, contextFor(runner, { file: fileOf({ secret: 'x' }) }));
  t.deepEqual(made, [{ place: 'checked', times: 1 }]);
});

test('every kind of the list has a name of its own, and each of its options is checked strictly', (t) => {
  t.is(new Set(EXECUTOR_KINDS.map(({ name }) => name)).size, EXECUTOR_KINDS.length);
  for (const { options, example = {} } of EXECUTOR_KINDS) {
    t.true(options.safeParse(example).success);
    t.false(options.safeParse({ ...example, 'no such option': 1 }).success);
  }
});
