import test from 'ava';
import { testServer } from '../../../tools/redis/test-server.ts';
import { sweep, TINY, workFolder, writeGrid } from '../test/support/run-sweep.ts';
import { openLink } from './support/cut-link.ts';
import { finishedIn, fleet, table } from './support/fleet.ts';

// Everything here is real: the server, the workers' processes, the program, the training. Serial, so that a machine of
// two cores does not starve the workers of the seconds they need to say that they are alive.

const server = await testServer();
test.after.always(() => server.end());

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const grid = (name: string, trials: number, steps: number) => ({
  ...TINY,
  name,
  base: { ...TINY.base, train: { steps } },
  axes: { 'objective.beta': [0.5, 2], seed: seeds(trials / 2) },
});

test.serial(
  '64 trials on three workers, one of which is killed: the table is the local one, cell for cell',
  async (t) => {
    const folder = workFolder(t);
    const { study, worker, grid: start, until } = fleet(t, folder, server, 'killed');
    writeGrid(folder, grid('many', 64, 100));
    const [victim] = [worker(), worker(), worker()];
    const running = start();
    await until('some trials are done', () => finishedIn(study).length >= 8);
    await until(
      'the victim is at work',
      () => victim?.log().trimEnd().split('\n').at(-1)?.includes('started') ?? false,
    );
    victim?.process.kill('SIGKILL');
    const finished = await running.finished;
    t.is(finished.status, 0, finished.errors);
    t.is(finishedIn(study).length, 64);
    t.is(new Set(finishedIn(study)).size, 64);

    const local = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'local', '--packs', 'off']);
    t.is(local.status, 0, local.errors);
    t.deepEqual(table(study), table(`${folder}/local`));
  },
);

test.serial('a link that is cut for 15 s: others take over, and the late result is refused', async (t) => {
  const folder = workFolder(t);
  const { study, worker, grid: start, until } = fleet(t, folder, server, 'cut');
  writeGrid(folder, grid('cut', 4, 4000));
  const link = await openLink(server.port);
  t.teardown(() => link.close());
  const far = worker({ port: link.port });
  const running = start();
  await until('the far worker has a trial', () => far.log().includes('started'));
  const trial = /started {4}trial (\w+)\./.exec(far.log())?.[1] ?? '';
  link.cut();
  const near = worker();
  await until('another has it', () => near.log().includes(`started    trial ${trial}`));
  const [, from = ''] = /^(\S+) started/m.exec(far.log()) ?? [];
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(from) + 15_000 - Date.now())));
  link.mend();
  await until('the far worker gives up', () => far.log().includes(`taken over trial ${trial}`));
  const finished = await running.finished;
  t.is(finished.status, 0, finished.errors);
  t.is(finishedIn(study).length, 4);
  t.is(new Set(finishedIn(study)).size, 4);
  t.regex(finished.errors, new RegExp(`${trial}.* was lost with its worker`));
});

test.serial('Redis killed and started again: nothing is lost, nothing doubled', async (t) => {
  const folder = workFolder(t);
  const { study, worker, grid: start, until } = fleet(t, folder, server, 'restart');
  writeGrid(folder, grid('restart', 10, 500));
  const workers = [worker(), worker()];
  const running = start();
  await until('some trials are done', () => finishedIn(study).length >= 3);
  await server.kill();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await server.startAgain();
  const finished = await running.finished;
  t.is(finished.status, 0, finished.errors);
  t.is(finishedIn(study).length, 10);
  t.is(new Set(finishedIn(study)).size, 10);
  t.regex(finished.errors, /is out of reach; waiting for it\n.*is back/s);
  for (const { process } of workers) t.is(process.exitCode, null);
});

test.serial('a worker that stands still loses its trial; what it says later is refused', async (t) => {
  const folder = workFolder(t);
  const { study, worker, grid: start, until } = fleet(t, folder, server, 'still');
  writeGrid(folder, grid('still', 4, 4000));
  const still = worker();
  const running = start();
  await until('it has a trial', () => still.log().includes('started'));
  still.process.kill('SIGSTOP');
  const trial = /started {4}trial (\w+)\./.exec(still.log())?.[1] ?? '';
  const other = worker();
  await until('another has it', () => other.log().includes(`started    trial ${trial}`));
  still.process.kill('SIGCONT');
  await until('it gives up', () => still.log().includes(`taken over trial ${trial}`));
  t.is((await running.finished).status, 0);
  t.is(new Set(finishedIn(study)).size, 4);
  t.is(finishedIn(study).length, 4);
});

test.serial(
  'Ctrl-C leaves what runs, and the same command takes it in; a worker told to stop gives back',
  async (t) => {
    const folder = workFolder(t);
    const { study, worker, grid: start, until } = fleet(t, folder, server, 'leave');
    writeGrid(folder, grid('leave', 4, 6000));
    const first = worker();
    const interrupted = start();
    await until('a trial runs', () => first.log().includes('started'));
    interrupted.process.kill('SIGINT');
    t.is((await interrupted.finished).status, 130);
    t.is(finishedIn(study).length, 0);
    await until('the trial is done', () => first.log().includes('done'));
    t.is(first.log().match(/started/g)?.length, 1);

    const status = await sweep(folder, ['status', '--study', 'study']);
    t.is(status.status, 0);
    const again = start();
    await until('another trial runs', () => first.log().match(/started/g)?.length === 2);
    await until('the first is taken in', () => finishedIn(study).length === 1);
    const second = worker();
    first.process.kill('SIGTERM');
    t.is((await first.finished).status, 0);
    const finished = await again.finished;
    t.is(finished.status, 0, finished.errors);
    t.is(finishedIn(study).length, 4);
    const starts = `${first.log()}${second.log()}`.match(/started {4}trial/g)?.length ?? 0;
    t.is(starts, 4, 'no trial ran twice');
  },
);
