import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isJsonObject, readJsonLines } from '@collapse/study';
import test from 'ava';
import { MlflowClient } from 'mlflow-js-client';
import { type Difference, syncStudy, verifyStudy } from '../src/index.ts';
import { trackingPaths } from '../src/server/tracking-paths.ts';
import { leftOut, NO_SERVER } from './support/left-out.ts';
import { curveOf, pointsOf, runsByTrial } from './support/read-back.ts';
import { seededRandom } from './support/seeded-random.ts';
import { mlflowExecutable, type Server, startServer } from './support/server.ts';
import { temporaryFolder, trainedFixture } from './support/study-fixture.ts';

const executable = mlflowExecutable();
/** TRACKING_KILLS=20 for the long form; each start of a server takes some seconds. */
const KILLS = Number(process.env.TRACKING_KILLS ?? 4);
const SEED = 20261121;
const PROGRAM = fileURLToPath(new URL('./support/sync-process.ts', import.meta.url));

function startSync(directory: string, server: Server): ChildProcess {
  return spawn(process.execPath, [PROGRAM, directory, server.uri], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Trials that the study folder has as sent. */
function acknowledged(directory: string, { uri }: Server): number {
  const lines = [...readJsonLines(trackingPaths(directory, uri).position)];
  return new Set(lines.flatMap((line) => (isJsonObject(line) && line.kind === 'trial' ? [line.trialId] : []))).size;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

if (executable === undefined) {
  leftOut(NO_SERVER);
} else {
  test(`${KILLS} kills of server, sync and both at random moments: nothing is lost and nothing doubled`, async (t) => {
    const server = await startServer(executable);
    t.teardown(() => server.stop());
    const trials = 5 * KILLS;
    const seeds = Array.from({ length: trials }, (_, seed) => seed);
    const shape = { betas: [1], variances: [1], seeds, steps: 150, metrics: 8, pictures: true };
    const { directory, record, trials: all } = trainedFixture(temporaryFolder(t), { name: 'kills', ...shape });
    const random = seededRandom(SEED);
    let hits = 0;
    let sync = startSync(directory, server);
    t.teardown(() => kill(sync));
    for (let count = 0; count < KILLS; count += 1) {
      if (sync.exitCode !== null || sync.signalCode !== null) sync = startSync(directory, server);
      const goal = 1 + Math.floor(((count + random()) * (trials - 8)) / KILLS);
      while (sync.exitCode === null && acknowledged(directory, server) < goal) await wait(5);
      await wait(100 * random());
      // A kill that comes too late, with nothing left to send, would show nothing.
      if (sync.exitCode === null && acknowledged(directory, server) < trials) hits += 1;
      const victim = ['server', 'sync', 'both'][Math.floor(3 * random())];
      if (victim !== 'server') await kill(sync);
      if (victim !== 'sync') await server.restart();
    }
    t.is(hits, KILLS);
    await kill(sync);
    const client = new MlflowClient({ trackingUri: server.uri }, {});
    const report = await syncStudy({ directory, client, environment: {}, now: Date.now });
    t.like(report, { trials, refused: 0, blocked: [] });
    const differences: Difference[] = [];
    const onDifference = (difference: Difference) => differences.push(difference);
    t.like(await verifyStudy({ directory, client, onDifference }), { trials, differences: 0 });
    t.deepEqual(differences, []);
    // Once more without the library's own comparison.
    const runs = await runsByTrial(client, record.name);
    t.is(runs.size, trials + 1);
    for (const { id } of all) {
      const [run, ...doubles] = runs.get(id) ?? [];
      t.is(doubles.length, 0);
      if (run === undefined) return t.fail(`trial ${id} has no run`);
      t.is(run.info.status, 'FINISHED');
      const points = (await pointsOf(client, run)).filter((point) => point.startsWith('train/'));
      t.deepEqual(points, curveOf(directory, id));
    }
    t.like(await syncStudy({ directory, client, environment: {}, now: Date.now }), { sent: 0, studySent: false });
  });
}
