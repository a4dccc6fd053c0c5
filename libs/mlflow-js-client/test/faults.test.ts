import { setTimeout as wait } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { type MetricPoint, MlflowClient, MlflowError } from '../src/index.ts';
import { collect } from './collect.ts';
import { FAULTS, type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type MlflowServer, mlflowExecutable, startMlflowServer } from './mlflow-server.ts';
import { seededRandom } from './seeded-random.ts';

const executable = mlflowExecutable();
let server: MlflowServer;
let direct: MlflowClient;

/** A busy machine must not time out by itself: only the test of slow answers gives up early. */
const PATIENT = { timeout: 120_000, slowMilliseconds: 300 };
const HASTY = { timeout: 3000, slowMilliseconds: 4000 };

async function proxied(
  t: ExecutionContext,
  choose: (method: string, path: string) => Fault,
  { timeout, slowMilliseconds } = PATIENT,
): Promise<{ client: MlflowClient; proxy: FaultProxy }> {
  const proxy = await startFaultProxy(server.uri, choose, slowMilliseconds);
  t.teardown(() => proxy.close());
  const sleep = (milliseconds: number) => wait(Math.min(milliseconds, 20));
  return { client: new MlflowClient({ trackingUri: proxy.uri, timeout, maxRetries: 50, sleep }, {}), proxy };
}

/** Spoils the first request to an endpoint. */
function once(endpoint: string, fault: Fault): (method: string, path: string) => Fault {
  let done = false;
  return (_method, path) => {
    if (done || !path.includes(endpoint)) return 'none';
    done = true;
    return fault;
  };
}

if (executable === undefined) {
  test.skip('a real MLflow server: there is none, MLFLOW_EXECUTABLE names one', (t) => t.fail('needs a server'));
} else {
  test.before(async () => {
    server = await startMlflowServer(executable);
    direct = new MlflowClient({ trackingUri: server.uri }, {});
  });
  test.after.always(() => server?.stop());

  for (const fault of FAULTS) {
    test(`${fault}: a batch is stored once, a run is created once`, async (t) => {
      const pace = fault === 'slow-after' ? HASTY : PATIENT;
      const experimentId = await direct.createExperiment(fault);
      const creating = await proxied(t, once('runs/create', fault), pace);
      const { run } = await creating.client.createRunOnce(experimentId, { key: 'the one' });
      t.is(creating.proxy.played.get(fault), 1);
      t.is((await direct.searchRuns({ experimentIds: [experimentId] })).runs.length, 1);
      const again = await creating.client.createRunOnce(experimentId, { key: 'the one' });
      t.deepEqual([again.created, again.run.info.runId], [false, run.info.runId]);

      const logging = await proxied(t, once('runs/log-batch', fault), pace);
      const metrics = [0, 1, 2].map((step) => ({ key: 'm', value: step / 3, timestamp: 1000 + step, step }));
      await logging.client.logBatch(run.info.runId, { metrics, params: { a: 1 }, tags: { b: 'c' } });
      t.is(logging.proxy.played.get(fault), 1);
      t.deepEqual(await collect(direct.getMetricHistory(run.info.runId, 'm')), metrics);
      t.is((await direct.getRun(run.info.runId)).data.params.a, '1');
    });
  }

  test('createRun alone is not repeated after the server may have acted', async (t) => {
    const experimentId = await direct.createExperiment('create alone');
    const { client } = await proxied(t, once('runs/create', 'cut-after'));
    const lost = await t.throwsAsync(client.createRun(experimentId), { instanceOf: MlflowError });
    t.like(lost, { kind: 'connection-lost', temporary: true, untouched: false });
    t.is((await direct.searchRuns({ experimentIds: [experimentId] })).runs.length, 1);
    const limited = await proxied(t, once('runs/create', '429'));
    await limited.client.createRun(experimentId);
    t.is((await direct.searchRuns({ experimentIds: [experimentId] })).runs.length, 2);
  });

  test('an experiment whose creation got no reply is found again', async (t) => {
    const { client } = await proxied(t, once('experiments/create', 'cut-after'));
    const { experimentId } = await client.getOrCreateExperiment('lost reply');
    t.is((await direct.getExperimentByName('lost reply'))?.experimentId, experimentId);
  });

  test('deletions whose reply was lost are not reported as failures', async (t) => {
    const experimentId = await direct.createExperiment('to delete');
    const { runId } = (await direct.createRun(experimentId, { tags: { gone: 'soon' } })).info;
    await (await proxied(t, once('delete-tag', 'cut-after'))).client.deleteTag(runId, 'gone');
    t.false('gone' in (await direct.getRun(runId)).data.tags);
    await (await proxied(t, once('experiments/delete', '502-after'))).client.deleteExperiment(experimentId);
    t.is((await direct.getExperiment(experimentId)).lifecycleStage, 'deleted');
    await (await proxied(t, once('experiments/restore', 'cut-after'))).client.restoreExperiment(experimentId);
    t.is((await direct.getExperiment(experimentId)).lifecycleStage, 'active');
  });

  test('an empty double left by an earlier failure is removed, one with data is reported', async (t) => {
    const experimentId = await direct.createExperiment('doubles');
    const tags = { 'client.runKey': 'k' };
    const used = await direct.createRun(experimentId, { tags, startTime: 2 });
    await direct.logParam(used.info.runId, 'a', 1);
    const empty = await direct.createRun(experimentId, { tags, startTime: 1 });
    const { run, created } = await direct.createRunOnce(experimentId, { key: 'k' });
    t.deepEqual([run.info.runId, created], [used.info.runId, false]);
    t.is((await direct.getRun(empty.info.runId)).info.lifecycleStage, 'deleted');
    const second = await direct.createRun(experimentId, { tags });
    await direct.logParam(second.info.runId, 'a', 1);
    t.like(await t.throwsAsync(direct.createRunOnce(experimentId, { key: 'k' })), { kind: 'ambiguous-key' });
    await direct.deleteRun(second.info.runId);
    await direct.deleteRun(used.info.runId);
    t.like(await t.throwsAsync(direct.createRunOnce(experimentId, { key: 'k' })), { kind: 'deleted' });
  });

  test('artifacts survive faults in both directions', async (t) => {
    const experimentId = await direct.createExperiment('artifact faults');
    const { runId } = (await direct.createRun(experimentId)).info;
    const bytes = new Uint8Array(500_000).map((_, index) => index % 256);
    for (const fault of ['cut-request', 'cut-after', 'cut-in-reply', '500-before', '503-retry-after'] as const) {
      const up = await proxied(t, once('mlflow-artifacts', fault));
      await up.client.logArtifact(runId, bytes, `${fault}.bin`);
      t.is(up.proxy.played.get(fault), 1);
      const [file] = (await direct.listArtifacts(runId)).filter(({ path }) => path === `${fault}.bin`);
      t.is(file?.fileSize, bytes.length);
    }
  });

  test('5 runs of 2000 points under random faults read back equal', async (t) => {
    const random = seededRandom(20_260_101);
    const experimentId = await direct.createExperiment('random faults');
    const { client, proxy } = await proxied(t, () =>
      random() < 0.4 ? (FAULTS[Math.floor(random() * FAULTS.length)] ?? 'none') : 'none',
    );
    await Promise.all(
      [0, 1, 2, 3, 4].map(async (index) => {
        const { run } = await client.createRunOnce(experimentId, { key: `trial-${index}`, startTime: 1 });
        const { runId } = run.info;
        const metrics: MetricPoint[] = Array.from({ length: 2000 }, (_, step) => ({
          key: step % 2 === 0 ? 'train/elbo' : 'train/kl',
          value: (random() - 0.5) * 10 ** Math.floor(random() * 20 - 10),
          timestamp: 1_700_000_000_000 + Math.floor(random() * 1000),
          step,
        }));
        await client.logBatch(runId, { params: { index }, metrics: metrics.slice(0, 700) });
        await client.logBatch(runId, { metrics: metrics.slice(700) });
        await client.setTerminated(runId, 'FINISHED', 2);
        const found = [
          ...(await collect(client.getMetricHistory(runId, 'train/elbo', { pageSize: 300 }))),
          ...(await collect(client.getMetricHistory(runId, 'train/kl', { pageSize: 300 }))),
        ];
        t.deepEqual(
          found.sort((a, b) => a.step - b.step),
          metrics,
        );
      }),
    );
    const { runs } = await direct.searchRuns({ experimentIds: [experimentId] });
    t.deepEqual(runs.map(({ info, data }) => [data.tags['client.runKey'], data.params.index, info.status]).sort(), [
      ['trial-0', '0', 'FINISHED'],
      ['trial-1', '1', 'FINISHED'],
      ['trial-2', '2', 'FINISHED'],
      ['trial-3', '3', 'FINISHED'],
      ['trial-4', '4', 'FINISHED'],
    ]);
    const spoiled = FAULTS.reduce((sum, fault) => sum + (proxy.played.get(fault) ?? 0), 0);
    t.true(spoiled > 20, `${spoiled} requests were spoiled`);
  });
}
