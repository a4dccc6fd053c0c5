import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { checkKey, type Metric, MlflowClient, MlflowError, TESTED_VERSIONS } from '../src/index.ts';
import { collect } from './collect.ts';
import { type MlflowServer, mlflowExecutable, startMlflowServer } from './mlflow-server.ts';

const executable = mlflowExecutable();
let server: MlflowServer;
let client: MlflowClient;
let experimentId: string;

if (executable === undefined) {
  test.skip('a real MLflow server: there is none, MLFLOW_EXECUTABLE names one', (t) => t.fail('needs a server'));
} else {
  test.before(async () => {
    server = await startMlflowServer(executable);
    client = new MlflowClient({ trackingUri: server.uri, maxRetries: 0 }, {});
    experimentId = await client.createExperiment('shared', { tags: { purpose: 'tests' } });
  });
  test.after.always(() => server?.stop());

  test('health, version and the check of both', async (t) => {
    await client.health();
    t.is(await client.serverVersion(), TESTED_VERSIONS.newest);
    t.deepEqual(await client.checkServer(), { version: TESTED_VERSIONS.newest, tested: true });
  });

  test('an experiment: created, found, tagged, renamed, deleted, restored', async (t) => {
    const id = await client.createExperiment('one', { tags: { a: 'b' } });
    await client.setExperimentTag(id, 'note', 'x'.repeat(20_000));
    const experiment = await client.getExperiment(id);
    t.like(experiment, { experimentId: id, name: 'one', lifecycleStage: 'active' });
    t.deepEqual(experiment.tags, { a: 'b', note: 'x'.repeat(20_000) });
    t.true(Math.abs((experiment.creationTime ?? 0) - Date.now()) < 3_600_000);
    await client.renameExperiment(id, 'two');
    t.is((await client.getExperimentByName('two'))?.experimentId, id);
    t.is(await client.getExperimentByName('one'), null);
    t.is((await client.getOrCreateExperiment('two')).experimentId, id);
    const taken = await t.throwsAsync(client.createExperiment('two'), { instanceOf: MlflowError });
    t.like(taken, { kind: 'already-exists', errorCode: 'RESOURCE_ALREADY_EXISTS', httpStatus: 400 });
    await client.deleteExperiment(id);
    t.is((await client.getExperimentByName('two'))?.lifecycleStage, 'deleted');
    t.like(await t.throwsAsync(client.getOrCreateExperiment('two')), { kind: 'deleted' });
    t.like(await t.throwsAsync(client.createRun(id)), { kind: 'deleted' });
    await client.restoreExperiment(id);
    t.is((await client.getOrCreateExperiment('two')).lifecycleStage, 'active');
    t.is((await client.getOrCreateExperiment('three')).name, 'three');
  });

  test('experiments come in pages', async (t) => {
    for (let index = 0; index < 5; index++) await client.createExperiment(`paged ${index}`);
    const search = { filter: "name LIKE 'paged%'", orderBy: ['name ASC'], maxResults: 2 };
    const page = await client.searchExperiments(search);
    t.is(page.experiments.length, 2);
    t.truthy(page.nextPageToken);
    const all = await collect(client.iterateExperiments(search));
    t.deepEqual(
      all.map(({ name }) => name),
      [0, 1, 2, 3, 4].map((index) => `paged ${index}`),
    );
  });

  test('a run: created, read, updated, ended, deleted, restored', async (t) => {
    const run = await client.createRun(experimentId, { runName: 'first', startTime: 1234.9, tags: { 'β/σ²': 'ü' } });
    const { runId } = run.info;
    t.like(run.info, { runName: 'first', startTime: 1234, status: 'RUNNING', experimentId, endTime: undefined });
    t.is(run.data.tags['β/σ²'], 'ü');
    await client.updateRun(runId, { runName: 'renamed' });
    await client.setTerminated(runId, 'FAILED', 99_999.7);
    t.like((await client.getRun(runId)).info, { runName: 'renamed', status: 'FAILED', endTime: 99_999 });
    await client.setTag(runId, 'extra', '');
    t.is((await client.getRun(runId)).data.tags.extra, '');
    await client.deleteTag(runId, 'extra');
    t.false('extra' in (await client.getRun(runId)).data.tags);
    t.like(await t.throwsAsync(client.deleteTag(runId, 'extra')), { kind: 'not-found' });
    await client.deleteRun(runId);
    t.is((await client.getRun(runId)).info.lifecycleStage, 'deleted');
    const gone = await t.throwsAsync(client.logParam(runId, 'a', 1), { instanceOf: MlflowError });
    t.like(gone, { kind: 'deleted' });
    t.regex(gone?.message ?? '', /restoreRun/);
    await client.restoreRun(runId);
    await client.logParam(runId, 'a', 1);
    t.like(await t.throwsAsync(client.getRun('0123')), { kind: 'not-found', errorCode: 'RESOURCE_DOES_NOT_EXIST' });
  });

  test('runs come in pages, each once', async (t) => {
    const id = await client.createExperiment('many runs');
    const names = Array.from({ length: 7 }, (_, index) => `run ${index}`);
    for (const runName of names)
      await client.createRun(id, { runName, tags: { odd: String(Number(runName.at(-1)) % 2) } });
    const search = { experimentIds: [id], orderBy: ['attributes.run_name ASC'], maxResults: 3 };
    t.is((await client.searchRuns(search)).runs.length, 3);
    const all = await collect(client.iterateRuns(search));
    t.deepEqual(
      all.map((run) => run.info.runName),
      names,
    );
    const odd = await client.searchRuns({ experimentIds: [id], filter: "tags.odd = '1'" });
    t.is(odd.runs.length, 3);
    t.deepEqual(await client.searchRuns({ experimentIds: [id], filter: "tags.odd = '2'" }), {
      runs: [],
      nextPageToken: undefined,
    });
    t.like(await t.throwsAsync(client.searchRuns({ experimentIds: [] })), { kind: 'invalid-input' });
    t.like(await t.throwsAsync(client.searchRuns({ experimentIds: [id], filter: 'a > > b' })), { kind: 'refused' });
  });

  test('a batch above every limit arrives whole: params, tags, values, timestamps, steps', async (t) => {
    const { runId } = (await client.createRun(experimentId)).info;
    const params = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`p${index}`, 'ü'.repeat(6000)]));
    const tags = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`t${index}`, 'x'.repeat(8000)]));
    const metrics = Array.from({ length: 3500 }, (_, step) => ({
      key: `train/m${step % 3}`,
      value: step === 7 ? Number.NaN : Math.sin(step) * 10 ** ((step % 600) - 300),
      timestamp: 1_700_000_000_000 + step,
      step: step - 100,
    }));
    await client.logBatch(runId, { params, tags, metrics });
    await client.logBatch(runId, { params, tags, metrics });
    const { data } = await client.getRun(runId);
    t.deepEqual(data.params, params);
    for (const [key, value] of Object.entries(tags)) t.is(data.tags[key], value);
    const found: Metric[] = [];
    for (let index = 0; index < 3; index++) {
      found.push(...(await collect(client.getMetricHistory(runId, `train/m${index}`, { pageSize: 500 }))));
    }
    t.deepEqual(
      found.sort((a, b) => a.step - b.step),
      metrics,
    );
    await client.logBatch(runId, {});
  });

  test('a changed param is refused, the same one is not; nothing after it is sent', async (t) => {
    const { runId } = (await client.createRun(experimentId)).info;
    await client.logParam(runId, 'rate', 0.1);
    await client.logParam(runId, 'rate', '0.1');
    const batch = { params: { rate: 0.2, other: true }, metrics: [{ key: 'm', value: 1, timestamp: 1 }] };
    const refused = await t.throwsAsync(client.logBatch(runId, batch), { instanceOf: MlflowError });
    t.like(refused, { kind: 'refused', errorCode: 'INVALID_PARAMETER_VALUE', temporary: false });
    const { data } = await client.getRun(runId);
    t.deepEqual([data.params, data.metrics], [{ rate: '0.1' }, {}]);
  });

  test('single metrics, and samples of several runs', async (t) => {
    const first = (await client.createRun(experimentId)).info.runId;
    const second = (await client.createRun(experimentId)).info.runId;
    for (const runId of [first, second]) {
      for (let step = 0; step < 4; step++) {
        await client.logMetric(runId, 'elbo', -step, { step, timestamp: 1000 + step });
      }
    }
    await client.logMetric(first, 'nothing', Number.NaN);
    t.is((await client.getRun(first)).data.metrics.nothing, Number.NaN);
    const all = await client.getMetricHistoryBulkInterval({ runIds: [first, second], metricKey: 'elbo' });
    t.is(all.length, 8);
    const some = await client.getMetricHistoryBulkInterval({
      runIds: [second],
      metricKey: 'elbo',
      startStep: 1,
      endStep: 2,
    });
    t.deepEqual(some, [
      { runId: second, key: 'elbo', value: -1, timestamp: 1001, step: 1 },
      { runId: second, key: 'elbo', value: -2, timestamp: 1002, step: 2 },
    ]);
    t.deepEqual(await collect(client.getMetricHistory(first, 'unknown')), []);
  });

  test('infinities are refused, or sent as MLflow keeps them', async (t) => {
    const { runId } = (await client.createRun(experimentId)).info;
    t.like(await t.throwsAsync(client.logMetric(runId, 'm', Number.POSITIVE_INFINITY)), { kind: 'invalid-input' });
    const sending = new MlflowClient({ trackingUri: server.uri, infinity: 'send' }, {});
    await sending.logMetric(runId, 'm', Number.NEGATIVE_INFINITY);
    t.is((await client.getRun(runId)).data.metrics.m, -Number.MAX_VALUE);
  });

  test('datasets, logged twice, are there once', async (t) => {
    const { runId } = (await client.createRun(experimentId)).info;
    const dataset = {
      name: 'mnist',
      digest: 'd'.repeat(36),
      sourceType: 'local',
      source: '{"uri":"x"}',
      context: 'training',
    };
    await client.logInputs(runId, [dataset]);
    await client.logInputs(runId, [dataset]);
    const { inputs } = await client.getRun(runId);
    t.is(inputs.datasetInputs.length, 1);
    t.like(inputs.datasetInputs[0], { dataset: { name: 'mnist', digest: dataset.digest, source: dataset.source } });
    t.deepEqual(inputs.datasetInputs[0]?.tags, { 'mlflow.data.context': 'training' });
    const long = { ...dataset, digest: 'd'.repeat(37) };
    t.like(await t.throwsAsync(client.logInputs(runId, [long])), { kind: 'invalid-input' });
  });

  test('artifacts from a file, bytes, a stream, text and JSON: listed, read back, deleted', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'artifacts-'));
    t.teardown(() => rm(directory, { recursive: true }));
    const { runId } = (await client.createRun(experimentId)).info;
    const bytes = new Uint8Array(3_000_000).map((_, index) => (index * 31) % 251);
    const local = join(directory, 'weights.bin');
    await writeFile(local, bytes);
    await client.logArtifact(runId, local);
    await client.logArtifact(runId, bytes, 'a b/ü+=,():;~*\'"%?\\日.bin');
    await client.logArtifact(runId, Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]), 'stream.bin');
    await client.logArtifact(runId, new Blob(['blob']), 'blob.txt');
    await client.logText(runId, 'é', 'notes/text.txt');
    await client.logDict(runId, { a: [1] }, 'notes/data.json');
    const root = [...(await client.listArtifacts(runId))].sort((a, b) => (a.path < b.path ? -1 : 1));
    t.deepEqual(
      root.map(({ path, isDir, fileSize }) => [path, isDir, fileSize]),
      [
        ['a b', true, undefined],
        ['blob.txt', false, 4],
        ['notes', true, undefined],
        ['stream.bin', false, bytes.length],
        ['weights.bin', false, bytes.length],
      ],
    );
    t.deepEqual((await client.listArtifacts(runId, 'notes')).map(({ path }) => path).sort(), [
      'notes/data.json',
      'notes/text.txt',
    ]);
    t.is(await text(await client.downloadArtifact(runId, 'notes/text.txt')), 'é');
    t.deepEqual(JSON.parse(await text(await client.downloadArtifact(runId, 'notes/data.json'))), { a: [1] });
    for (const name of ['weights.bin', 'stream.bin', 'a b/ü+=,():;~*\'"%?\\日.bin']) {
      const copy = join(directory, 'copy');
      await client.saveArtifact(runId, name, copy);
      t.true(Buffer.from(bytes).equals(await readFile(copy)), name);
    }
    await client.deleteArtifact(runId, 'notes');
    t.deepEqual(await client.listArtifacts(runId, 'notes'), []);
    t.like(await t.throwsAsync(client.downloadArtifact(runId, 'notes/text.txt')), { kind: 'not-found' });
    t.like(await t.throwsAsync(client.saveArtifact(runId, 'none', join(directory, 'none'))), { kind: 'not-found' });
    t.like(await t.throwsAsync(client.logText('0123', 'x', 'x')), { kind: 'not-found' });
    t.like(await t.throwsAsync(client.logArtifact(runId, join(directory, 'absent'))), { kind: 'invalid-input' });
    t.like(await t.throwsAsync(client.saveArtifact(runId, 'blob.txt', join(directory, 'no', 'folder'))), {
      kind: 'invalid-input',
    });
  });

  test('a stream that breaks leaves no artifact', async (t) => {
    const { runId } = (await client.createRun(experimentId)).info;
    const broken = async function* () {
      yield new Uint8Array(100_000);
      throw new Error('the source broke');
    };
    await t.throwsAsync(client.logArtifact(runId, broken(), 'broken.bin'), { message: /the source broke/ });
    t.deepEqual(await client.listArtifacts(runId), []);
  });

  test('checkKey accepts what the server accepts and refuses what it refuses', async (t) => {
    const { runId } = (await client.createRun(experimentId)).info;
    const keys = [
      ...[
        'a',
        'train/elbo',
        'a.b',
        'a-b',
        'a:b',
        'a b',
        ' a',
        'β',
        'σ²',
        '日本',
        'Ⅳ',
        '½',
        '_',
        '-',
        '...',
        '..a',
        'a..b',
      ],
      ...[
        '',
        '.',
        '..',
        './a',
        '../a',
        '/a',
        'a/',
        'a//b',
        'a/./b',
        'a/../b',
        'a=b',
        'a,b',
        'a(b)',
        'a@b',
        'a[0]',
        'a%b',
      ],
      ...['a\nb', 'a\tb', 'a#b', 'a?b', 'e\u0301', '😀', 'x'.repeat(250), 'x'.repeat(251), '𝒳'.repeat(250)],
    ];
    for (const key of keys) {
      const response = await fetch(`${server.uri}/api/2.0/mlflow/runs/set-tag`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key, value: 'x', run_id: runId }),
      });
      let accepted = true;
      try {
        checkKey('key', key);
      } catch (error) {
        t.true(error instanceof MlflowError);
        accepted = false;
      }
      t.is(accepted, response.status === 200, JSON.stringify(key));
    }
  });

  test('with run_id last, a body that the server cannot read is an error and stores nothing', async (t) => {
    const { runId } = (await client.createRun(experimentId)).info;
    const metrics = [{ key: 'm', value: 1, timestamp: 1.5, step: 0 }];
    const send = (body: string) =>
      fetch(`${server.uri}/api/2.0/mlflow/runs/log-batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    t.is((await send(JSON.stringify({ metrics, run_id: runId }))).status, 400);
    t.deepEqual((await client.getRun(runId)).data.metrics, {});
    t.is((await send(JSON.stringify({ run_id: runId, metrics }))).status, 200);
  });

  test('a host name that the server refuses is explained', async (t) => {
    const byName = new MlflowClient(
      { trackingUri: server.uri.replace('127.0.0.1', 'localhost'), fetch: withHost('mlflow:5000') },
      {},
    );
    await byName.health();
    const refused = await t.throwsAsync(byName.checkServer(), { instanceOf: MlflowError });
    t.like(refused, { kind: 'host-refused', httpStatus: 403 });
    t.regex(refused?.message ?? '', /--allowed-hosts/);
  });
}

/** Node's fetch sets Host itself, so this one goes through node:http. */
function withHost(host: string) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const { request } = await import('node:http');
    const outgoing = request(url, {
      method: init.method ?? 'GET',
      headers: { ...Object.fromEntries(new Headers(init.headers)), host },
    });
    outgoing.end(typeof init.body === 'string' ? init.body : undefined);
    const [incoming] = await once(outgoing, 'response');
    return new Response(await text(incoming), { status: incoming.statusCode });
  };
}
