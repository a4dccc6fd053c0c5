import test from 'ava';
import { redisAddress } from '../../../src/redis/index.ts';
import { refusalOf } from '../../../src/redis/server/redis-replies.ts';
import { RefusingServer } from '../../../src/redis/server/refusing-server.ts';

const address = redisAddress({
  url: 'redis://127.0.0.1:6379',
  passwordFile: null,
  caFile: null,
  environment: {},
  field: 'url',
});

// As Redis 8.2 writes them, alone, and met inside of a script as servers before 7 pass them on.
const REPLIES = [
  ['OOM', "OOM command not allowed when used memory > 'maxmemory'."],
  [
    'MISCONF',
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled",
  ],
  ['MISCONF', 'MISCONF Errors writing to the AOF file: No space left on device'],
  ['READONLY', "READONLY You can't write against a read only replica."],
  ['READONLY', 'READONLY Can not run script with write flag on readonly replica'],
  ['LOADING', 'LOADING Redis is loading the dataset in memory'],
  [
    'MISCONF',
    'ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -MISCONF Redis is configured to save RDB snapshots',
  ],
  ['READONLY', "READONLY You can't write against a read only replica. script: 1, on @user_script:1."],
] as const;

test('refusals that pass are known by their code, alone and from a script', (t) => {
  for (const [code, message] of REPLIES) t.is(refusalOf(new Error(message)), code, message);
});

test('other errors, and text that only has such a word, are none', (t) => {
  for (const message of [
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    'ERR unknown command LOADING',
    'Missing lock for job READONLY. moveToFinished',
    'NOAUTH Authentication required.',
    'connect ECONNREFUSED 127.0.0.1:6379',
    '',
  ]) {
    t.is(refusalOf(new Error(message)), null, message);
  }
  t.is(refusalOf('LOADING Redis is loading the dataset in memory'), null);
});

test('what is refused is done as soon as it is taken, and each reason is told once', async (t) => {
  const lines: string[] = [];
  const server = new RefusingServer(address, (line) => lines.push(line));
  const refusals = ['MISCONF Redis is configured', 'LOADING Redis is loading', 'MISCONF Redis is configured'];
  const left = [...refusals];
  const value = await server.untilAccepted(async () => {
    const message = left.shift();
    if (message !== undefined) throw new Error(message);
    return 'done';
  }, new AbortController().signal);
  t.is(value, 'done');
  t.deepEqual(left, []);
  t.is(lines.length, 2);
  t.regex(
    lines[0] ?? '',
    /^Redis at redis:\/\/127\.0\.0\.1:6379.* takes no writes, since it cannot save to its disk \(MISCONF\)/,
  );
  t.regex(lines[1] ?? '', /is loading its data \(LOADING\)/);
});

test('what may be left is left; an error of another kind is passed on by both', async (t) => {
  const server = new RefusingServer(address, () => undefined);
  const fail = (message: string) => async () => {
    throw new Error(message);
  };
  t.is(await server.ifAccepted(fail("READONLY You can't write")), null);
  await t.throwsAsync(server.ifAccepted(fail('WRONGTYPE x')), { message: 'WRONGTYPE x' });
  await t.throwsAsync(server.untilAccepted(fail('ERR x'), new AbortController().signal), { message: 'ERR x' });
  t.is(await server.untilAccepted(fail('LOADING Redis'), AbortSignal.abort()), null);
});
