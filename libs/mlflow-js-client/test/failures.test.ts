import { createServer } from 'node:net';
import test from 'ava';
import {
  MlflowClient,
  type MlflowClientOptions,
  MlflowError,
  type MlflowErrorKind,
  type RetryNotice,
} from '../src/index.ts';
import { collect } from './collect.ts';
import { cut, cutInBody, fakeServer, html, json, ok, reply, silence } from './fake-server.ts';
import { freePort } from './free-port.ts';

/** A client whose waits are recorded instead of waited, with a clock that they move on. */
function testClient(trackingUri: string, options: MlflowClientOptions = {}) {
  let time = Date.UTC(2026, 0, 1);
  const waits: number[] = [];
  const notices: RetryNotice[] = [];
  const client = new MlflowClient(
    {
      trackingUri,
      random: () => 0.5,
      now: () => time,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        time += milliseconds;
      },
      onRetry: (notice) => notices.push(notice),
      ...options,
    },
    {},
  );
  return { client, waits, notices };
}

async function failure(call: Promise<unknown>): Promise<MlflowError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof MlflowError) return error;
    throw error;
  }
  throw new Error('expected the call to fail');
}

const version = reply(200, '3.17.2');

for (const status of [408, 429, 500, 502, 503, 504]) {
  test(`${status} is repeated, with the Python client's backoff`, async (t) => {
    const server = await fakeServer(t, reply(status, 'x'), reply(status, 'x'), reply(status, 'x'), version);
    const { client, waits, notices } = testClient(server.uri);
    t.is(await client.serverVersion(), '3.17.2');
    t.deepEqual(waits, [500, 4500, 8500]);
    t.deepEqual(
      notices.map(({ attempt, waitMilliseconds, error }) => [attempt, waitMilliseconds, error.httpStatus]),
      [
        [1, 500, status],
        [2, 4500, status],
        [3, 8500, status],
      ],
    );
  });
}

for (const status of [400, 404, 409, 501]) {
  test(`${status} is not repeated`, async (t) => {
    const server = await fakeServer(t, json(status, { error_code: 'X', message: 'm' }));
    const error = await failure(testClient(server.uri).client.getRun('a'));
    t.like(error, { httpStatus: status, errorCode: 'X', temporary: false });
    t.is(server.requests.length, 1);
  });
}

test('retries end after maxRetries with the last error', async (t) => {
  const server = await fakeServer(t, json(500, { error_code: 'INTERNAL_ERROR', message: 'database is locked' }));
  const { client } = testClient(server.uri, { maxRetries: 2 });
  const error = await failure(client.getRun('abc'));
  t.like(error, { kind: 'server-error', errorCode: 'INTERNAL_ERROR', httpStatus: 500, temporary: true });
  t.regex(error.message, /^GET \/api\/2\.0\/mlflow\/runs\/get at http:.*database is locked/);
  t.is(server.requests.length, 3);
});

test('retries end with the total time', async (t) => {
  const server = await fakeServer(t, reply(503, 'busy'));
  const { client, waits } = testClient(server.uri, { maxRetries: 100, totalTimeout: 20_000 });
  t.is((await failure(client.getRun('abc'))).kind, 'server-error');
  t.deepEqual(waits, [500, 4500, 8500]);
});

test('Retry-After in seconds and as a date is obeyed, unless switched off or too long', async (t) => {
  const later = new Date(Date.UTC(2026, 0, 1, 0, 0, 37)).toUTCString();
  const busy = (retryAfter: string) => reply(503, 'busy', { 'retry-after': retryAfter });
  const server = await fakeServer(t, busy('30'), busy(later), version);
  const { client, waits } = testClient(server.uri);
  await client.serverVersion();
  t.deepEqual(waits, [30_000, 7000]);
  const other = await fakeServer(t, busy('30'), version);
  const hasty = testClient(other.uri, { respectRetryAfter: false });
  await hasty.client.serverVersion();
  t.deepEqual(hasty.waits, [500]);
  const long = await fakeServer(t, busy('3600'));
  t.like(await failure(testClient(long.uri).client.serverVersion()), { retryAfterMilliseconds: 3_600_000 });
  t.is(long.requests.length, 1);
});

test('a connection cut before or inside a reply is repeated', async (t) => {
  const server = await fakeServer(t, cut, cutInBody, version);
  t.is(await testClient(server.uri).client.serverVersion(), '3.17.2');
  const always = await fakeServer(t, cutInBody);
  const { client } = testClient(always.uri, { maxRetries: 1 });
  t.like(await failure(client.searchRuns({ experimentIds: ['1'] })), { kind: 'connection-lost', temporary: true });
});

test('silence ends with the timeout, before and inside a reply', async (t) => {
  const server = await fakeServer(t, silence, (response) => void response.writeHead(200).write('{'), version);
  t.is(await testClient(server.uri, { timeout: 500 }).client.serverVersion(), '3.17.2');
  const always = await fakeServer(t, silence);
  const { client } = testClient(always.uri, { timeout: 500, maxRetries: 1 });
  const error = await failure(client.getRun('abc'));
  t.is(error.kind, 'timeout');
  t.regex(error.message, /500 ms/);
  t.is(always.requests.length, 2);
});

test('a download that stops in the middle ends with the timeout', async (t) => {
  const run = {
    run: {
      info: {
        run_id: 'r',
        experiment_id: '1',
        status: 'RUNNING',
        artifact_uri: 'mlflow-artifacts:/1/r/artifacts',
        lifecycle_stage: 'active',
      },
    },
  };
  const server = await fakeServer(t, json(200, run), (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('abc');
  });
  const { client } = testClient(server.uri, { artifactTimeout: 200 });
  const stream = await client.downloadArtifact('r', 'a');
  t.is((await failure(collect(stream))).kind, 'timeout');
  t.is(server.requests[1]?.url, '/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a');
});

test('an abort ends a call that waits, and one in flight', async (t) => {
  const server = await fakeServer(t, reply(503, ''));
  const controller = new AbortController();
  const client = new MlflowClient(
    {
      trackingUri: server.uri,
      signal: controller.signal,
      backoffJitter: 100,
      random: () => 0.9,
      onRetry: () => setImmediate(() => controller.abort()),
    },
    {},
  );
  t.is((await failure(client.getRun('abc'))).kind, 'aborted');
  t.is((await failure(client.getRun('abc'))).kind, 'aborted');
  const quiet = await fakeServer(t, silence);
  const second = new AbortController();
  setTimeout(() => second.abort(), 50);
  t.is((await failure(testClient(quiet.uri, { signal: second.signal }).client.getRun('abc'))).kind, 'aborted');
});

test('an HTML 500 to a JSON body is an answer to that body and not repeated; to a GET it is', async (t) => {
  const server = await fakeServer(t, html(500));
  const { client } = testClient(server.uri, { maxRetries: 1 });
  t.like(await failure(client.setTag('r', 'a', 'b')), { kind: 'server-error', temporary: false });
  t.is(server.requests.length, 1);
  t.true((await failure(client.getRun('r'))).temporary);
  t.is(server.requests.length, 3);
});

test('a web page instead of JSON', async (t) => {
  const server = await fakeServer(t, html(200));
  const { client } = testClient(server.uri);
  for (const call of [client.getRun('r'), client.health(), client.serverVersion(), client.setTag('r', 'a', 'b')]) {
    const error = await failure(call);
    t.like(error, { kind: 'not-mlflow', httpStatus: 200 });
    t.regex(error.message, /HTML page.*address/);
  }
  t.is(server.requests.length, 4);
});

test('a garbled body is repeated; JSON of another shape is named by its field', async (t) => {
  const server = await fakeServer(t, reply(200, '{"run":'), json(200, { run: { info: { run_id: 7 } } }));
  const error = await failure(testClient(server.uri).client.getRun('r'));
  t.is(error.kind, 'unexpected-reply');
  t.regex(error.message, /run\.info\.run_id/);
});

test('each refusal has its own kind and says what to do', async (t) => {
  const cases: [Parameters<typeof fakeServer>[1], MlflowErrorKind, RegExp][] = [
    [reply(401, 'You are not authenticated'), 'unauthorized', /MLFLOW_TRACKING_USERNAME/],
    [reply(403, 'Invalid Host header - possible DNS rebinding attack detected'), 'host-refused', /--allowed-hosts/],
    [reply(403, 'Permission denied'), 'forbidden', /permission/],
    [html(404), 'unknown-endpoint', /too old/],
    [json(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run not found' }), 'not-found', /Check the id/],
    [reply(400, '<html>The plain HTTP request was sent to HTTPS port</html>'), 'wrong-protocol', /https:/],
    [
      reply(302, '', { location: 'https://user:hunter2@example.org/login?token=hunter2' }),
      'redirected',
      /example\.org\/login\./,
    ],
    [reply(429, ''), 'rate-limited', /larger batches/],
    [json(400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'no' }), 'refused', /Correct the call/],
  ];
  for (const [answer, kind, remedy] of cases) {
    const server = await fakeServer(t, answer);
    const error = await failure(testClient(server.uri, { maxRetries: 0 }).client.setTag('r', 'a', 'b'));
    t.is(error.kind, kind);
    t.regex(error.message, remedy);
    t.notRegex(error.message, /hunter2/);
    t.deepEqual(error.request, { method: 'POST', path: '/api/2.0/mlflow/runs/set-tag', trackingUri: server.uri });
  }
});

test('a wrong address: nothing listens, no such name, no HTTP there', async (t) => {
  const { client, waits } = testClient(`http://127.0.0.1:${await freePort()}`, { maxRetries: 2 });
  const error = await failure(client.createRun('1'));
  t.like(error, { kind: 'unreachable', untouched: true, temporary: true });
  t.is(waits.length, 2);
  t.regex(error.message, /ECONNREFUSED.*address and port/);
  const reserved = await failure(testClient('http://127.0.0.1:6000').client.health());
  t.like(reserved, { kind: 'unreachable', temporary: false });
  t.regex(reserved.message, /another port/);
  const unknown = testClient('http://no-such-host.invalid', { maxRetries: 0 });
  t.is((await failure(unknown.client.health())).kind, 'unreachable');
  const greeter = createServer((socket) => socket.once('data', () => socket.end('220 mail ready\r\n')));
  await new Promise<void>((resolve) => greeter.listen(0, '127.0.0.1', resolve));
  t.teardown(() => greeter.close());
  const address = greeter.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const strange = testClient(`http://127.0.0.1:${port}`);
  t.is((await failure(strange.client.health())).kind, 'wrong-protocol');
});

test('https to a server of plain http', async (t) => {
  const server = await fakeServer(t, ok);
  for (const insecureTls of [false, true]) {
    const { client } = testClient(server.uri.replace('http:', 'https:'), { insecureTls });
    const error = await failure(client.health());
    t.is(error.kind, 'wrong-protocol');
    t.regex(error.message, /http:\/\/ instead of https:\/\//);
  }
});

test('a server older than any tried is refused by checkServer, a newer one is let through', async (t) => {
  const old = await fakeServer(t, reply(200, '1.30.0'));
  const error = await failure(testClient(old.uri).client.checkServer());
  t.is(error.kind, 'server-too-old');
  t.regex(error.message, /1\.30\.0/);
  const later = await fakeServer(t, reply(200, '99.0.0'), ok);
  t.deepEqual(await testClient(later.uri).client.checkServer(), { version: '99.0.0', tested: false });
});

test('bodies end with run_id, or experiment_id where a run is created', async (t) => {
  const server = await fakeServer(t, ok);
  const { client } = testClient(server.uri);
  await client.logParam('r1', 'a', 1);
  await client.logMetric('r1', 'a', Number.NaN, { timestamp: 5.9 });
  await client.setTag('r1', 'a', 'b');
  await client.deleteTag('r1', 'a');
  await client.logBatch('r1', { params: { a: false }, metrics: [{ key: 'm', value: 1, timestamp: 2 }] });
  await client.updateRun('r1', { status: 'FINISHED', endTime: 1.5, runName: 'n' });
  await client.logInputs('r1', [{ name: 'd', digest: 'e', sourceType: 'local', source: '{}' }]);
  await client.deleteRun('r1');
  await failure(client.createRun('7', { runName: 'n', tags: { a: 'b' } }));
  await client.setExperimentTag('7', 'a', 'b');
  t.deepEqual(
    server.requests.map(({ body }) => Object.keys(JSON.parse(body)).at(-1)),
    [...Array(8).fill('run_id'), 'experiment_id', 'experiment_id'],
  );
  t.deepEqual(
    server.requests.slice(0, 6).map(({ body }) => body),
    [
      '{"key":"a","value":"1","run_id":"r1"}',
      '{"key":"a","value":"NaN","timestamp":5,"step":0,"run_id":"r1"}',
      '{"key":"a","value":"b","run_id":"r1"}',
      '{"key":"a","run_id":"r1"}',
      '{"params":[{"key":"a","value":"false"}],"metrics":[{"key":"m","value":1,"timestamp":2,"step":0}],"run_id":"r1"}',
      '{"status":"FINISHED","run_name":"n","end_time":1,"run_id":"r1"}',
    ],
  );
});

test('bad input is refused before anything is sent', async (t) => {
  const server = await fakeServer(t, ok);
  const { client } = testClient(server.uri);
  const point = { key: 'm', value: 1, timestamp: 1 };
  const calls = [
    () => client.logBatch('r', { metrics: [point, { ...point, step: 0.5 }] }),
    () => client.logBatch('r', { metrics: [point, { ...point, timestamp: -1 }] }),
    () => client.logBatch('r', { metrics: [point, { ...point, timestamp: Number.NaN }] }),
    () => client.logBatch('r', { metrics: [point, { ...point, value: Number.POSITIVE_INFINITY }] }),
    () => client.logBatch('r', { metrics: [point, { ...point, key: 'a=b' }] }),
    () => client.logBatch('r', { metrics: [point], params: { a: 'x'.repeat(6001) } }),
    () => client.logBatch('r', { metrics: [point], tags: { a: 'x'.repeat(8001) } }),
    () => client.logBatch('r', { metrics: [point], params: { 'a\n': 'x' } }),
    () => client.logBatch('../r', { metrics: [point] }),
    () => client.logParam('r', 'a', 'half \ud800'),
    () => client.setExperimentTag('1', 'a', 'x'.repeat(20_001)),
    () => client.createExperiment(' '),
    () => client.createExperiment('x'.repeat(501)),
    () => client.createRun('1', { runName: 'a', tags: { 'mlflow.runName': 'b' } }),
    () => client.createRunOnce('1', { key: "it's" }),
    () => client.getMetricHistoryBulkInterval({ runIds: Array(101).fill('a'), metricKey: 'm' }),
    () => client.getMetricHistoryBulkInterval({ runIds: ['a'], metricKey: 'm', startStep: 1 }),
    () => client.searchRuns({ experimentIds: ['1'], maxResults: 50_001 }),
    () => client.logText('r', 'x', '../other/file'),
    () => client.logDict('r', {}, 'a.yaml'),
    () => client.logDict('r', undefined, 'a.json'),
  ];
  for (const call of calls) {
    const error = await failure((async () => call())());
    t.like(error, { kind: 'invalid-input', untouched: true, temporary: false }, String(call));
    t.true(error.message.endsWith(error.remedy));
  }
  t.is(server.requests.length, 0);
});
