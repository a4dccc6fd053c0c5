import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { freePort } from '../../../tools/redis/redis-server.ts';
import { testServer } from '../../../tools/redis/test-server.ts';
import { sweep, TINY, workFolder, writeGrid } from '../test/support/run-sweep.ts';
import { finishedIn, fleet } from './support/fleet.ts';
import { openTlsServer } from './support/tls-server.ts';

const server = await testServer();
test.after.always(() => server.end());

const SMALL = { ...TINY, name: 'small', base: { ...TINY.base, train: { steps: 20 } }, axes: { seed: [0, 1] } };

/** What the grid command says of a server. */
async function gridOn(t: ExecutionContext, options: object, environment: NodeJS.ProcessEnv = {}) {
  const folder = workFolder(t);
  writeGrid(folder, SMALL);
  writeFileSync(join(folder, 'redis.json'), JSON.stringify(options));
  const args = ['grid', '--grid', 'grid.json', '--executor', 'redis', '--executor-options', 'redis.json'];
  const { status, output, errors } = await sweep(folder, args, environment);
  return { status, text: `${output}${errors}` };
}

test.serial(
  'a server that is not there, or wants another password: what and where, and never the password',
  async (t) => {
    const port = await freePort();
    const away = await gridOn(t, { url: `redis://127.0.0.1:${port}` });
    t.is(away.status, 2);
    t.regex(
      away.text,
      new RegExp(`redis.json: url: expected a Redis server at redis://127.0.0.1:${port}, received ECONNREFUSED`),
    );

    const none = await gridOn(t, { url: server.url });
    t.is(none.status, 2);
    t.regex(none.text, /expected the password of redis:.*received none\. Set REDIS_PASSWORD/);

    const secret = 'a-wrong-secret';
    for (const [options, environment] of [
      [{ url: server.url }, { REDIS_PASSWORD: secret }],
      [{ url: server.url.replace('//', `//:${secret}@`) }, {}],
    ] as const) {
      const wrong = await gridOn(t, options, environment);
      t.is(wrong.status, 2);
      t.regex(wrong.text, /received one that the server refuses/);
      t.false(wrong.text.includes(secret));
    }
    const misspelt = await gridOn(t, { url: server.url, pasword: secret });
    t.is(misspelt.status, 2);
    t.false(misspelt.text.includes(secret));
    t.regex(misspelt.text, /redis.json: pasword: .*Did you mean passwordFile\?/);
  },
);

test.serial('TLS: with the right authority all goes through it, without it the server is not trusted', async (t) => {
  const folder = workFolder(t);
  const tls = await openTlsServer(t, folder, server.port);
  const { study, worker, grid, until } = fleet(t, folder, server, 'tls');
  writeGrid(folder, SMALL);
  const url = `rediss://localhost:${tls.port}`;
  writeFileSync(join(folder, 'redis.json'), JSON.stringify({ url, prefix: 'tls', caFile: 'ca.pem' }));
  const running = worker({ args: ['--redis', url, '--ca-file', tls.caFile] });
  const { status, errors } = await grid().finished;
  t.is(status, 0, errors);
  t.is(finishedIn(study).length, 2);
  await until('the worker is done', () => running.log().match(/done/g)?.length === 2);

  const untrusted = await gridOn(t, { url }, { REDIS_PASSWORD: server.password });
  t.is(untrusted.status, 2);
  t.regex(untrusted.text, /a server at rediss:.* whose certificate can be trusted, received \w*(SELF|VERIFY|SIGN)\w*/);
  const plain = await gridOn(t, { url: `rediss://127.0.0.1:${server.port}` }, { REDIS_PASSWORD: server.password });
  t.is(plain.status, 2);
  t.regex(plain.text, /for a server without TLS write redis:/);
});

test.serial('no worker is told after 10 s, one of another version too; then one that may do it does', async (t) => {
  const folder = workFolder(t);
  const { study, worker, grid, until } = fleet(t, folder, server, 'versions');
  writeGrid(folder, SMALL);
  const running = grid();
  let said = '';
  running.process.stderr?.on('data', (text: string) => {
    said += text;
  });
  await until('it says so', () =>
    said.includes('No worker is connected that takes these trials. Waiting for one: REDIS_PASSWORD=... npx'),
  );
  // A checkout of another commit: git is asked in the project's folder.
  const elsewhere = workFolder(t);
  execFileSync('git', ['init', '--quiet', elsewhere]);
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  execFileSync('git', ['-C', elsewhere, ...identity, 'commit', '--quiet', '--allow-empty', '-m', 'another']);
  const environment = { GIT_DIR: join(elsewhere, '.git') };
  worker({ environment });
  await until('it is refused', () => /Worker \S+ takes none of these trials: the worker runs commit \w{12}/.test(said));
  t.is(finishedIn(study).length, 0);
  worker({ environment, args: ['--any-version'] });
  const { status, errors } = await running.finished;
  t.is(status, 0, errors);
  t.regex(errors, /A worker is connected\./);
  t.is(finishedIn(study).length, 2);
});

test.serial('sweep cancel ends what an interrupted run left with a worker', async (t) => {
  const folder = workFolder(t);
  const { study, worker, grid, until } = fleet(t, folder, server, 'cancel');
  writeGrid(folder, { ...SMALL, base: { ...SMALL.base, train: { steps: 10_000_000 } } });
  const at = worker();
  const running = grid();
  await until('a trial runs', () => at.log().includes('started'));
  running.process.kill('SIGINT');
  t.is((await running.finished).status, 130);
  const status = await sweep(folder, ['status', '--study', 'study']);
  t.regex(status.output, /1 running/);
  const cancelled = await sweep(folder, ['cancel', '--study', 'study'], { REDIS_PASSWORD: server.password });
  t.is(cancelled.status, 0, cancelled.errors);
  t.regex(cancelled.output, /Redis: took back 0 jobs that waited, ended 1 job that ran\./);
  await until('the worker lets go', () => at.log().includes('taken over'));
  t.is(finishedIn(study).length, 0);
});
