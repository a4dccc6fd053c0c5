import { inspect } from 'node:util';
import test from 'ava';
import { MlflowClient, MlflowError } from '../src/index.ts';
import { resolveOptions } from '../src/resolve-options.ts';
import { fakeServer, json, ok, reply } from './fake-server.ts';

const uri = 'http://127.0.0.1:5000';

test('defaults are those of the Python client', (t) => {
  t.like(resolveOptions({ trackingUri: uri }, {}), {
    trackingUri: uri,
    timeout: 120_000,
    maxRetries: 7,
    backoffFactor: 2,
    backoffJitter: 1,
    respectRetryAfter: true,
    infinity: 'refuse',
  });
});

test('the environment is read as the Python client reads it; options win over it', (t) => {
  const environment = {
    MLFLOW_TRACKING_URI: 'https://mlflow.example.org/prefix/',
    MLFLOW_HTTP_REQUEST_TIMEOUT: '30',
    MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT: '60',
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '3',
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '1',
    MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0.5',
    MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER: 'False',
    MLFLOW_TRACKING_TOKEN: '',
  };
  const expected = {
    trackingUri: 'https://mlflow.example.org/prefix',
    timeout: 30_000,
    artifactTimeout: 60_000,
    maxRetries: 3,
    backoffFactor: 1,
    backoffJitter: 0.5,
    respectRetryAfter: false,
  };
  t.like(resolveOptions({}, environment), expected);
  t.is(resolveOptions({}, environment).authentication.kind, 'none');
  t.like(resolveOptions({ trackingUri: uri, timeout: 5, maxRetries: 0 }, environment), {
    trackingUri: uri,
    timeout: 5,
    maxRetries: 0,
  });
});

test('bad options and variables are refused by name', (t) => {
  const refuse = (options: object, environment: Record<string, string>, message: RegExp) =>
    t.throws(() => resolveOptions(options, environment), { instanceOf: MlflowError, message });
  refuse({}, {}, /MLFLOW_TRACKING_URI/);
  for (const bad of [
    '',
    '127.0.0.1',
    'file:///mlruns',
    'sqlite:///a.db',
    'databricks',
    'http://h/?a=b',
    'http://h/#/x',
  ]) {
    refuse({ trackingUri: bad }, {}, /trackingUri: expected/);
  }
  refuse({ trackingUri: uri, timeout: 0 }, {}, /timeout/);
  refuse({ trackingUri: uri, maxRetries: 1.5 }, {}, /maxRetries/);
  refuse({ trackingUri: uri, retries: 3 }, {}, /retries/);
  refuse({ trackingUri: uri, now: 3 }, {}, /now: expected a function/);
  refuse({ trackingUri: uri }, { MLFLOW_HTTP_REQUEST_TIMEOUT: 'soon' }, /MLFLOW_HTTP_REQUEST_TIMEOUT/);
  refuse({ trackingUri: uri }, { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1.5' }, /MLFLOW_HTTP_REQUEST_MAX_RETRIES/);
  refuse({ trackingUri: uri }, { MLFLOW_TRACKING_INSECURE_TLS: 'maybe' }, /MLFLOW_TRACKING_INSECURE_TLS/);
});

test('credentials: user name and password before a token, options before the address before the environment', async (t) => {
  const server = await fakeServer(t, ok);
  const environment = {
    MLFLOW_TRACKING_USERNAME: 'env',
    MLFLOW_TRACKING_PASSWORD: 'p',
    MLFLOW_TRACKING_TOKEN: 'envtoken',
  };
  const address = server.uri.replace('http://', 'http://addr:p%40@');
  const clients = [
    new MlflowClient({ trackingUri: server.uri }, environment),
    new MlflowClient({ trackingUri: server.uri }, { MLFLOW_TRACKING_TOKEN: 'envtoken' }),
    new MlflowClient({ trackingUri: address }, environment),
    new MlflowClient({ trackingUri: address, token: 'mine' }, environment),
    new MlflowClient({ trackingUri: server.uri, username: 'ü', password: 'a:b' }, environment),
    new MlflowClient({ trackingUri: server.uri }, {}),
  ];
  for (const client of clients) await client.setTag('r', 'a', 'b');
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  t.deepEqual(
    server.requests.map(({ headers }) => headers.authorization),
    [basic('env:p'), 'Bearer envtoken', basic('addr:p@'), 'Bearer mine', basic('ü:a:b'), undefined],
  );
});

test('secrets are shown by nothing: inspection, JSON, errors of every kind', async (t) => {
  const secret = 'hunter2';
  const encoded = Buffer.from(`user:${secret}`).toString('base64');
  const show = (value: unknown) =>
    `${inspect(value, { depth: 20, showHidden: true, getters: true })} ${JSON.stringify(value)} ${value instanceof Error ? value.stack : ''}`;
  const hides = (value: unknown) => {
    t.false(show(value).includes(secret));
    t.false(show(value).includes(encoded));
  };
  const server = await fakeServer(t, reply(401, 'no'), json(500, {}), (response) => response.destroy());
  const withPassword = { trackingUri: server.uri.replace('http://', `http://user:${secret}@`), maxRetries: 0 };
  const clients = [
    new MlflowClient(withPassword, {}),
    new MlflowClient({ trackingUri: server.uri, token: secret, maxRetries: 0 }, {}),
  ];
  hides(resolveOptions(withPassword, {}));
  for (const client of clients) {
    hides(client);
    for (let index = 0; index < 3; index++) hides(await t.throwsAsync(client.getRun('r'), { instanceOf: MlflowError }));
  }
  const bad: object[] = [
    { trackingUri: `ftp://user:${secret}@host` },
    { trackingUri: `http//user:${secret}@host` },
    { trackingUri: `http://host?password=${secret}` },
    { trackingUri: uri, token: `${secret}\n` },
    { trackingUri: uri, username: `${secret}:`, password: secret },
    { trackingUri: uri, password: secret },
    { trackingUri: uri, password: [secret] },
  ];
  for (const options of bad) hides(t.throws(() => new MlflowClient(options, {}), { instanceOf: MlflowError }));
});
