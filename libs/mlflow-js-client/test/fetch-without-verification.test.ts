import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import test, { type ExecutionContext } from 'ava';
import { MlflowClient, MlflowError } from '../src/index.ts';

/** Key and certificate of nobody, for this test alone. */
const pem = readFileSync(new URL('fixtures/self-signed.pem', import.meta.url), 'utf8');

async function selfSignedServer(t: ExecutionContext, answer: (body: Buffer, url: string) => [number, string]) {
  const server = createServer({ key: pem, cert: pem }, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const [status, body] = answer(Buffer.concat(chunks), incoming.url ?? '');
      if (status === 0) response.destroy();
      else response.writeHead(status, { 'set-cookie': ['a=1', 'b=2'] }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `https://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
}

const run = JSON.stringify({
  run: {
    info: {
      run_id: 'r',
      experiment_id: '1',
      status: 'RUNNING',
      artifact_uri: 'mlflow-artifacts:/1/r/artifacts',
      lifecycle_stage: 'active',
    },
  },
});

test('a self-signed certificate is refused, unless this one client is told otherwise', async (t) => {
  const received: string[] = [];
  const trackingUri = await selfSignedServer(t, (body, url) => {
    received.push(body.toString());
    return url.includes('runs/get') ? [200, run] : [200, url === '/health' ? 'OK' : '{}'];
  });
  const strict = new MlflowClient({ trackingUri }, {});
  const error = await t.throwsAsync(strict.health(), { instanceOf: MlflowError });
  t.like(error, { kind: 'certificate', untouched: true });
  t.regex(error?.message ?? '', /NODE_EXTRA_CA_CERTS/);

  for (const lenient of [
    new MlflowClient({ trackingUri, insecureTls: true }, {}),
    new MlflowClient({ trackingUri }, { MLFLOW_TRACKING_INSECURE_TLS: 'true' }),
  ]) {
    await lenient.health();
    await lenient.setTag('r', 'a', 'ü');
    await lenient.logText('r', 'text', 'a.txt');
    await lenient.logArtifact('r', new Blob(['blob']), 'a.bin');
    await lenient.logArtifact('r', new Blob(['stream']).stream(), 'a.bin');
    t.deepEqual(received.splice(0), ['', '{"key":"a","value":"ü","run_id":"r"}', '', 'text', 'blob', 'stream']);
  }
  await t.throwsAsync(strict.health(), { instanceOf: MlflowError });
});

test('failures look the same through it: a lost connection, a refusal, a timeout', async (t) => {
  let status = 0;
  const trackingUri = await selfSignedServer(t, () => [status, '']);
  const client = new MlflowClient({ trackingUri, insecureTls: true, maxRetries: 0 }, {});
  t.like(await t.throwsAsync(client.getRun('r')), { kind: 'connection-lost' });
  status = 401;
  t.like(await t.throwsAsync(client.getRun('r')), { kind: 'unauthorized' });
  status = 204;
  t.like(await t.throwsAsync(client.getRun('r')), { kind: 'garbled-reply' });
  const nobody = new MlflowClient({ trackingUri: 'https://127.0.0.1:1', insecureTls: true, maxRetries: 0 }, {});
  t.like(await t.throwsAsync(nobody.getRun('r')), { kind: 'unreachable' });
});

test('plain http to a server of https says what to check', async (t) => {
  const trackingUri = (await selfSignedServer(t, () => [200, 'OK'])).replace('https:', 'http:');
  const client = new MlflowClient({ trackingUri, maxRetries: 0 }, {});
  await t.throwsAsync(client.health(), { instanceOf: MlflowError, message: /check http against https/ });
});
