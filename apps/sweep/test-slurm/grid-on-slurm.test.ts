import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { NODES, type SlurmCluster, startCluster } from '../../../tools/slurm-cluster/cluster.ts';
import { writeLogisticGrid } from '../test/support/own-components.ts';
import {
  ofKind,
  type Running,
  results,
  startSweep,
  sweep,
  TINY,
  workFolder,
  writeGrid,
} from '../test/support/run-sweep.ts';

const OPTIONS = { partition: 'main', memory: '1G', pollSeconds: 0.5, settleSeconds: 0.5 };
const RUN = [
  'grid',
  '--grid',
  'grid.json',
  '--out',
  'study',
  '--executor',
  'slurm',
  '--executor-options',
  'slurm.json',
];

let cluster: SlurmCluster;
let overTime: { readonly folder: string; readonly running: Running };

test.before('a cluster of three nodes', async () => {
  cluster = await startCluster(mkdtempSync(join(tmpdir(), 'slurm-')));
  // Slurm's time limits are whole minutes: one runs out beside the other tests, on nodes that are not killed.
  const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  writeGrid(folder, { ...TINY, axes: {} });
  writeFileSync(join(folder, 'late.sh'), '#!/bin/bash\nsleep 600\nexec "$@"\n');
  const options = { ...OPTIONS, timeLimit: '1', retries: 0, template: 'late.sh', extra: ['--exclude=node1'] };
  writeFileSync(join(folder, 'slurm.json'), JSON.stringify(options));
  overTime = { folder, running: startSweep(folder, RUN, cluster.environment) };
});

test.after.always('the cluster ends', async () => {
  await cluster?.stop();
  if (overTime === undefined) return;
  overTime.running.process.kill();
  rmSync(overTime.folder, { recursive: true, force: true });
});

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

interface Word {
  readonly kind: string;
  readonly host?: string;
  readonly worker?: string;
}

/** What each task under way has said. */
function taskWords(study: string): Word[][] {
  return listed(join(study, 'slurm')).flatMap((batch) => {
    const folder = join(study, 'slurm', batch, 'status');
    return listed(folder).map((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line): Word => JSON.parse(line)),
    );
  });
}

const words = (study: string, kind: string) =>
  taskWords(study)
    .flat()
    .filter((word) => word.kind === kind);

/** The table without the one column that no two runs share. */
const measured = (study: string) => results(study).map(({ seconds: _seconds, ...rest }) => rest);

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let left = 1200; !condition(); left -= 1) {
    if (left === 0) throw new Error(`waited in vain until ${what}`);
    await sleep(100);
  }
}

test.serial(
  '64 trials on three nodes, one killed, the program killed twice: the table of the local executor',
  async (t) => {
    const folder = workFolder(t);
    const study = join(folder, 'study');
    const seeds = Array.from({ length: 16 }, (_, seed) => seed);
    const base = { ...TINY.base, train: { steps: 800 } };
    writeGrid(folder, { ...TINY, base, axes: { 'objective.beta': [0.5, 1, 2, 4], seed: seeds } });
    writeFileSync(join(folder, 'slurm.json'), JSON.stringify({ ...OPTIONS, trialsPerTask: 8 }));
    const ended = () => listed(join(study, 'trials')).length;

    const first = startSweep(folder, RUN, cluster.environment);
    await until('a trial has begun on the first node', () =>
      words(study, 'started').some(({ worker }) => worker?.startsWith(`${NODES[0]}:`)),
    );
    const killed = performance.now();
    cluster.killNode(NODES[0]);
    const runAgain = until('what ran on the killed node runs on another', () =>
      taskWords(study).some((task) => {
        const hosts = task.filter(({ kind }) => kind === 'begun').map(({ host }) => host);
        return hosts.length > 1 && hosts[0] === NODES[0] && hosts[1] !== NODES[0];
      }),
    ).then(() =>
      t.log(`the killed node's work began again after ${((performance.now() - killed) / 1000).toFixed(1)} s`),
    );
    await until('some trials are done', () => ended() >= 4);
    first.process.kill('SIGKILL');
    await first.finished;
    const second = startSweep(folder, RUN, cluster.environment);
    await until('more are done', () => ended() >= 20);
    second.process.kill('SIGKILL');
    await second.finished;
    await runAgain;
    const third = await sweep(folder, RUN, cluster.environment);
    t.is(third.status, 0, third.errors);
    t.regex(third.output, /^trials +64 done, 0 failed, no bound violated$/m);

    const local = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'local', '--packs', 'off']);
    t.is(local.status, 0, local.errors);
    t.deepEqual(measured(study), measured(join(folder, 'local')));

    const finished = ofKind(study, 'finished').map(({ trialId }) => trialId);
    t.is(finished.length, 64);
    t.is(new Set(finished).size, 64);
    t.deepEqual(listed(join(study, 'attempts')), []);
    const hosts = new Set(
      listed(join(study, 'trials')).map((id) =>
        String(JSON.parse(readFileSync(join(study, 'trials', id, 'result.json'), 'utf8')).worker).replace(/:.*/, ''),
      ),
    );
    t.true(hosts.size >= 2 && [...hosts].every((host) => NODES.some((name) => name === host)));
    await cluster.startNode(NODES[0]);
  },
);

test.serial('tasks load a likelihood that lies beside the grid: the table of the local executor', async (t) => {
  const folder = workFolder(t);
  writeLogisticGrid(folder);
  writeFileSync(join(folder, 'slurm.json'), JSON.stringify(OPTIONS));
  const finished = await sweep(folder, RUN, cluster.environment);
  t.is(finished.status, 0, finished.errors);
  const local = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'local', '--packs', 'off']);
  t.is(local.status, 0, local.errors);
  t.is(results(join(folder, 'study')).length, 4);
  t.deepEqual(measured(join(folder, 'study')), measured(join(folder, 'local')));
  t.regex(readFileSync(join(folder, 'study', 'report', 'index.html'), 'utf8'), /logistic\.ts/);
});

test.serial('a task refuses a likelihood that changed while it waited', async (t) => {
  const folder = workFolder(t);
  writeLogisticGrid(folder);
  const changed = join(folder, 'changed');
  writeFileSync(join(folder, 'wait.sh'), `#!/bin/bash\nuntil [ -e ${changed} ]; do sleep 0.2; done\nexec "$@"\n`);
  const options = { ...OPTIONS, retries: 0, template: 'wait.sh', trialsPerTask: 4 };
  writeFileSync(join(folder, 'slurm.json'), JSON.stringify(options));
  const running = startSweep(folder, RUN, cluster.environment);
  await until('the tasks are submitted', () => listed(join(folder, 'study', 'slurm')).length > 0);
  appendFileSync(join(folder, 'logistic.ts'), '// changed\n');
  writeFileSync(changed, '');
  const finished = await running.finished;
  t.is(finished.status, 1, finished.errors);
  t.regex(finished.errors, /expected .*the component that the trials were planned with/);
  t.is(results(join(folder, 'study')).filter(({ status }) => status === 'failed').length, 4);
});

test.serial('left alone, a study tells how far it is; other executors keep away; it can be cancelled', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, { ...TINY, base: { ...TINY.base, train: { steps: 10_000_000 } }, axes: { seed: [0, 1] } });
  writeFileSync(join(folder, 'slurm.json'), JSON.stringify(OPTIONS));
  const running = startSweep(folder, RUN, cluster.environment);
  await until('all have begun', () => words(study, 'started').length === 2);
  running.process.kill('SIGINT');
  const left = await running.finished;
  t.is(left.status, 130);
  t.regex(
    left.errors,
    /Trials on other machines go on without this program\. To end them:\n {2}npx sweep cancel --study study/,
  );

  const status = await sweep(folder, ['status', '--study', 'study'], cluster.environment);
  t.regex(status.output, /^trials +2: 0 done, 0 failed, 2 running$/m);
  t.regex(status.output, /node[123] +\d+ +0 +0$/m);

  for (const other of [
    ['grid', '--grid', 'grid.json', '--out', 'study'],
    [...RUN, '--fresh'],
  ]) {
    const refused = await sweep(folder, other, cluster.environment);
    t.is(refused.status, 2);
    t.regex(refused.errors, /2 trials under way on other machines\. .* npx sweep cancel --study study/);
  }

  const cancelled = await sweep(folder, ['cancel', '--study', 'study'], cluster.environment);
  t.regex(cancelled.output, /^2 tasks on Slurm cancelled$/m);
  const after = await sweep(folder, ['status', '--study', 'study'], cluster.environment);
  t.regex(after.output, /^trials +2: 0 done, 0 failed, 0 running, 2 to come$/m);
  t.regex((await sweep(folder, ['cancel', '--study', 'study'])).output, /Nothing of this study is under way/);
});

test.serial('a task over its time limit is a failure of that name, with its log', async (t) => {
  const { folder, running } = overTime;
  const finished = await running.finished;
  t.is(finished.status, 1);
  t.regex(
    finished.errors,
    /failed, timed-out: task \d+_0 on node[23] ended as TIMEOUT: it ran into its time limit\n\s*Log .*log\/0\.txt/,
  );
  const status = await sweep(folder, ['status', '--study', 'study']);
  t.regex(status.output, /^failed +timed-out, 1 trial\n +\w{16}: task \d+_0 on node[23] ended as TIMEOUT/m);
});

test.serial(
  'tasks that end before their first word stop the run with a reason, not with a retry of everything',
  async (t) => {
    const folder = workFolder(t);
    writeGrid(folder, TINY);
    writeFileSync(join(folder, 'task.sh'), '#!/bin/bash\necho no such module >&2\nexit 3\nexec "$@"\n');
    writeFileSync(join(folder, 'slurm.json'), JSON.stringify({ ...OPTIONS, template: 'task.sh' }));
    const finished = await sweep(folder, RUN, cluster.environment);
    t.is(finished.status, 2);
    t.regex(finished.errors, /expected tasks that begin on their nodes, received 3 that ended before their first word/);
    t.regex(finished.errors, /no such module/);
  },
);

test.serial('what Slurm refuses is said before anything starts', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, TINY);
  const refused = async (options: object) => {
    writeFileSync(join(folder, 'slurm.json'), JSON.stringify({ ...OPTIONS, ...options }));
    const { status, errors } = await sweep(folder, RUN, cluster.environment);
    t.is(status, 2);
    return errors;
  };
  t.regex(
    await refused({ partition: 'maim' }),
    /partition: expected one of this cluster's partitions \(main\), received maim\. Did you mean main\?/,
  );
  t.regex(
    await refused({ memory: '900G' }),
    /sbatch: expected a job that Slurm accepts, received .*Memory specification can not be satisfied/,
  );
  t.deepEqual(listed(join(folder, 'study', 'slurm')), []);
});
