import { randomBytes } from 'node:crypto';
import { createGzip } from 'node:zlib';
import test from 'ava';
import { MlflowClient, type MlflowClientOptions, MlflowError } from '../src/index.ts';
import { pages } from '../src/pages.ts';
import { collect } from './collect.ts';
import { type Answer, fakeServer, json, reply } from './fake-server.ts';

const LIMIT = 100_000;
const CHUNK = 16_384;
/** What else is always told of a run. */
const REST = { run_name: 'x', status: 'RUNNING', lifecycle_stage: 'active', start_time: 1 };

/** Sends the same compressed zeros until the connection is closed, and counts them before they are compressed. */
function endless(status: number, sent: { bytes: number; closed: boolean }): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(response);
    response.on('close', () => {
      sent.closed = true;
      gzip.destroy();
    });
    const zeros = Buffer.alloc(CHUNK, '0');
    const more = () => {
      if (sent.closed) return;
      sent.bytes += CHUNK;
      gzip.write(zeros, () => gzip.flush(() => setImmediate(more)));
    };
    more();
  };
}

function clientOf(trackingUri: string, options: MlflowClientOptions = {}): MlflowClient {
  return new MlflowClient({ trackingUri, maxReplyBytes: LIMIT, maxRetries: 0, ...options }, {});
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

/** Counts what a client reads of its replies, uncompressed. */
function countingFetch(read: { bytes: number }) {
  return async (url: string, init: RequestInit) => {
    const response = await fetch(url, init);
    const counted = response.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          read.bytes += chunk.length;
          controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted ?? null, { status: response.status, headers: response.headers });
  };
}

for (const [what, status, kind, most] of [
  ['a reply', 200, 'reply-too-large', LIMIT],
  ['a refusal', 400, 'refused', 2 ** 16],
] as const) {
  test(`${what} of endless compressed bytes is an error, and no more than the limit is read of it`, async (t) => {
    const sent = { bytes: 0, closed: false };
    const read = { bytes: 0 };
    const server = await fakeServer(t, endless(status, sent));
    const client = clientOf(server.uri, { fetch: countingFetch(read) });
    const error = await failure(client.getRun('a'.repeat(32)));
    t.is(error.kind, kind);
    t.true(error.message.length < 2000);
    t.true(read.bytes > 0);
    // Chunks that were under way when it ended.
    t.true(read.bytes <= most + 8 * 65_536, `${read.bytes}`);
  });
}

test('the version and the answer to an upload have the same limit', async (t) => {
  const server = await fakeServer(t, endless(200, { bytes: 0, closed: false }));
  t.is((await failure(clientOf(server.uri).serverVersion())).kind, 'reply-too-large');
  const root = json(200, {
    run: {
      info: { run_id: 'b'.repeat(32), experiment_id: '1', artifact_uri: 'mlflow-artifacts:/1/b/artifacts', ...REST },
    },
  });
  const other = await fakeServer(t, root, endless(200, { bytes: 0, closed: false }));
  const error = await failure(clientOf(other.uri).logArtifact('b'.repeat(32), new Uint8Array([1]), 'x.bin'));
  t.is(error.kind, 'reply-too-large');
});

test('a reply of just the limit is read, one byte more is not', async (t) => {
  const exact = `3.17.2${' '.repeat(LIMIT - 6)}`;
  t.is(await clientOf((await fakeServer(t, reply(200, exact))).uri).serverVersion(), '3.17.2');
  const server = await fakeServer(t, reply(200, `${exact} `));
  t.is((await failure(clientOf(server.uri).serverVersion())).kind, 'reply-too-large');
});

test('a download streams whatever its size, up to the size that was asked for', async (t) => {
  const content = randomBytes(3 * LIMIT);
  const root = json(200, {
    run: {
      info: { run_id: 'c'.repeat(32), experiment_id: '1', artifact_uri: 'mlflow-artifacts:/1/c/artifacts', ...REST },
    },
  });
  const file: Answer = (response) => response.end(content);
  const server = await fakeServer(t, root, file, file, endless(200, { bytes: 0, closed: false }));
  const client = clientOf(server.uri);
  const whole = await client.downloadArtifact('c'.repeat(32), 'x.bin');
  t.deepEqual(Buffer.concat(await collect(whole)), content);
  const enough = await client.downloadArtifact('c'.repeat(32), 'x.bin', { maxBytes: content.length });
  t.is(Buffer.concat(await collect(enough)).length, content.length);
  const short = await client.downloadArtifact('c'.repeat(32), 'x.bin', { maxBytes: 1000 });
  t.is((await failure(collect(short))).kind, 'reply-too-large');
});

const listings: readonly (readonly [string, string, (client: MlflowClient) => Promise<unknown>])[] = [
  ['runs', 'runs', (client) => collect(client.iterateRuns({ experimentIds: ['1'] }))],
  ['experiments', 'experiments', (client) => collect(client.iterateExperiments())],
  ['points', 'metrics', (client) => collect(client.getMetricHistory('d'.repeat(32), 'loss'))],
  ['artifacts', 'files', (client) => client.listArtifacts('d'.repeat(32))],
];
for (const [what, field, list] of listings) {
  test(`a server that names the same next page of ${what} again is an error`, async (t) => {
    const server = await fakeServer(t, json(200, { [field]: [], next_page_token: 'again' }));
    const error = await failure(list(clientOf(server.uri)));
    t.is(error.kind, 'unexpected-reply');
    t.regex(error.message, /same page token twice/);
    t.is(server.requests.length, 2);
  });
}

test('a server that names ever new pages is an error in the end', async (t) => {
  let asked = 0;
  const get = async () => ({ nextPageToken: `page ${asked++}` });
  const error = await failure(
    (async () => {
      for await (const _ of pages(get));
    })(),
  );
  t.is(error.kind, 'unexpected-reply');
  t.is(asked, 100_000);
});

const SECRET = 'S3cr&t"<word>/+';
const basic = Buffer.from(`me:${SECRET}`).toString('base64');
for (const [what, options, secrets] of [
  ['password', { username: 'me', password: SECRET }, [SECRET, basic]],
  ['token', { token: SECRET }, [SECRET]],
] as const) {
  test(`a ${what} that a server sends back is not in the error`, async (t) => {
    const echoes = secrets.flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
      Buffer.from(secret).toString('base64'),
    ]);
    for (const echo of echoes) {
      for (const answer of [
        json(400, { error_code: 'BAD_REQUEST', message: `You sent ${echo}.` }),
        json(400, { error_code: echo, message: 'x' }),
        reply(401, `Authorization: ${echo}`),
        reply(403, `${'x'.repeat(990)}${echo}`),
        reply(500, `<html><title>${echo}</title></html>`),
        reply(200, `not JSON: ${echo}`),
        reply(302, '', { location: `http://elsewhere/${encodeURIComponent(echo)}` }),
      ]) {
        const server = await fakeServer(t, answer);
        const error = await failure(clientOf(server.uri, options).getRun('e'.repeat(32)));
        const shown = `${error.message} ${error.errorCode} ${error.stack}`;
        for (const secret of echoes) t.false(shown.includes(secret), `${secret} in ${shown}`);
      }
    }
    t.pass();
  });
}
