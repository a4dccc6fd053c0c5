import test from 'ava';
import { testServer } from '../../../tools/redis/test-server.ts';
import { createRedisExecutor } from '../src/redis/index.ts';
import { createScenario } from '../test/support/scenario.ts';
import { type Answer, handWorker } from './support/hand-worker.ts';
import { addressOf } from './support/test-worker.ts';

// Whoever has the password can write anything into Redis. What is no whole and true result is a failed attempt that says
// which worker sent it, and the trial is tried again.

const server = await testServer();
test.after.always(() => server.end());

const INSANE = Number.MAX_SAFE_INTEGER;
const MEGABYTE = 2 ** 20;

type Spoil = (answer: Answer, trial: { readonly id: string }) => void;

/** Changes the record that was sent; a path through it, and the value that is put there. */
const record =
  (...path: [...string[], unknown]): Spoil =>
  (answer) => {
    const value = path.at(-1);
    const names = path.slice(0, -1).map(String);
    const last = names.pop() ?? '';
    const result = JSON.parse(String(answer.files.get('result.json')));
    const place = names.reduce((inner, name) => inner[name], result);
    if (value === undefined) delete place[last];
    else place[last] = value;
    answer.files.set('result.json', JSON.stringify(result));
  };

const file =
  (name: string, data: string | Buffer = 'x'): Spoil =>
  (answer) =>
    void answer.files.set(name, data);

const BAD: readonly (readonly [what: string, spoil: Spoil, message: RegExp])[] = [
  ['another specification under the id', record('specification', 'seed', 12345), /specification/],
  ['another id', record('trialId', '0123456789abcdef'), /trialId/],
  ['a metric that is missing', record('metrics', 'elbo', undefined), /metrics\.elbo/],
  ['a metric that is a word', record('metrics', 'elbo', 'high'), /metrics\.elbo/],
  [
    'a metric beyond all numbers',
    (answer) => {
      const text = String(answer.files.get('result.json'));
      answer.files.set('result.json', text.replace('"elbo":-1', '"elbo":-1e999'));
    },
    /metrics\.elbo/,
  ],
  ['too few dimensions', record('dimensions', 'kl', []), /dimensions\.kl/],
  ['too many dimensions', record('dimensions', 'predictedKl', [1, 2, 3]), /dimensions\.predictedKl/],
  ['a dimension that is a word', record('dimensions', 'posteriorMeanVariance', ['a']), /posteriorMeanVariance/],
  ['no dimensions at all', record('dimensions', undefined), /dimensions/],
  [
    'a picture that was not sent',
    record('pictures', [{ file: 'pictures/other.png', title: 'x' }]),
    /pictures\/other\.png/,
  ],
  ['a picture of another place', record('pictures', [{ file: '../../x.png', title: 'x' }]), /pictures/],
  ['pictures that are none', record('pictures', 'many'), /pictures/],
  ['a status that does not exist', record('status', 'excellent'), /status/],
  ['a record that is no JSON', file('result.json', '{"status": "done"'), /result\.json/],
  ['a file that leads out', file('../../../escaped'), /escaped/],
  ['a file at an absolute place', file('/tmp/network-escaped'), /network-escaped/],
  ['a file with a control character', file('weights/a\u001b[2J.bin'), /weights/],
  ['a file that has no business there', file('journal.jsonl'), /journal\.jsonl/],
  ['a file in a place of its own', file('weights/deeper/x.bin'), /deeper/],
  [
    'fewer bytes than it says',
    (answer) => {
      answer.meanwhile = (redis, job, { files }) =>
        redis.hset(files, `${job.data.trials[0].id}/history.jsonl`, 'short');
    },
    /history\.jsonl.*bytes/,
  ],
  [
    'other bytes than it says',
    (answer) => {
      const length = String(answer.files.get('history.jsonl')).length;
      answer.meanwhile = (redis, job, { files }) =>
        redis.hset(files, `${job.data.trials[0].id}/history.jsonl`, 'z'.repeat(length));
    },
    /history\.jsonl.*sha256/,
  ],
  [
    'a file that it lists and did not send',
    (answer) => {
      answer.meanwhile = (redis, job, { files }) => redis.hdel(files, `${job.data.trials[0].id}/history.jsonl`);
    },
    /history\.jsonl/,
  ],
  ['more than the limit', file('weights/large.bin', Buffer.alloc(3 * MEGABYTE)), /limit/],
  [
    'files that are no hash',
    (answer) => {
      answer.meanwhile = async (redis, _, { files }) => {
        await redis.del(files);
        await redis.set(files, 'a text');
      };
    },
    /WRONGTYPE|of another type/,
  ],
  [
    'a list of files that is none',
    (answer) => {
      answer.listed = [{ name: 'result.json', bytes: -1, sha256: 'x' }];
    },
    /outcome/,
  ],
  [
    'an outcome that is none',
    (answer) => {
      answer.outcome = { messages: 'none' };
    },
    /outcome/,
  ],
];

for (const [index, [what, spoil, message]] of BAD.entries()) {
  test.serial(`${what}: a failed attempt that names the worker, and the trial is tried again`, async (t) => {
    const prefix = `bad-${index}`;
    const scenario = await createScenario(t, [null]);
    const worker = handWorker(t, server.urlWithPassword, prefix, [spoil]);
    await scenario.run(executorOn(prefix));
    const retries = scenario.events.flatMap((event) => (event.kind === 'retrying' ? [event] : []));
    t.deepEqual(
      retries.map(({ reason, attempt }) => [reason, attempt]),
      [['error', 1]],
    );
    t.regex(retries[0]?.message ?? '', message);
    t.true(retries[0]?.message.includes(worker.name), retries[0]?.message);
    t.deepEqual(scenario.outcomes(), [['done', 2]]);
    t.is(worker.taken.length, 2);
  });
}

test.serial('a worker that never sends a whole result: a failed trial, and the run ends', async (t) => {
  const prefix = 'never-whole';
  const scenario = await createScenario(t, [null, null]);
  const spoil = record('metrics', 'elbo', undefined);
  handWorker(t, server.urlWithPassword, prefix, [spoil, spoil, spoil, spoil, spoil, spoil]);
  await scenario.run(executorOn(prefix));
  t.deepEqual(scenario.outcomes(), [
    ['failed', 3],
    ['failed', 3],
  ]);
});

test.serial('attempts that nobody asked for are not counted: the trial can be tried again for ever', async (t) => {
  const prefix = 'attempts';
  const scenario = await createScenario(t, [null]);
  const worker = handWorker(t, server.urlWithPassword, prefix, [
    (answer, { id }) => {
      const about = { trialId: id, attempt: INSANE, timestamp: 1_700_000_000_000 };
      answer.messages = [
        { kind: 'started', ...about, worker: 'liar:77/0' },
        { kind: 'progress', ...about, step: 3 },
        { kind: 'threw', ...about, error: { name: 'Error', message: 'x', stack: null, storage: null } },
      ];
      answer.files.clear();
      // BullMQ's own count of how often the job was lost, which is added to the attempt.
      answer.meanwhile = (redis, _, { job }) => redis.hset(job, 'stc', INSANE);
    },
  ]);
  await scenario.run(executorOn(prefix));
  t.deepEqual(scenario.outcomes(), [['done', 2]]);
  t.is(worker.taken[1]?.data.trials[0].attempt, 2);
  t.true(scenario.events.every((event) => !('attempt' in event) || event.attempt <= 2));
});

test.serial('a disk that is said to be full somewhere else ends no run here', async (t) => {
  const prefix = 'other-disk';
  const scenario = await createScenario(t, [null]);
  handWorker(t, server.urlWithPassword, prefix, [
    (answer, { id }) => {
      const error = { name: 'StorageError', message: 'full', stack: null, storage: { path: '/x', code: 'ENOSPC' } };
      answer.messages = [{ kind: 'threw', trialId: id, attempt: 1, timestamp: 1_700_000_000_000, error }];
      answer.files.clear();
    },
  ]);
  await scenario.run(executorOn(prefix));
  t.deepEqual(scenario.outcomes(), [['done', 2]]);
});

function executorOn(prefix: string) {
  return createRedisExecutor({
    address: addressOf(server.urlWithPassword),
    prefix,
    queued: 10,
    fileBytes: MEGABYTE,
    code: null,
    leave: false,
    environment: {},
    trialBytes: 2 * MEGABYTE,
  });
}
