import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { MlflowClient } from 'mlflow-js-client';
import { compareArtifacts } from '../../src/verify/compare-artifacts.ts';
import { temporaryFolder } from '../support/study-fixture.ts';

const RUN_ID = 'a'.repeat(32);

/** A client of a server that lists these files and sends these bytes of each. */
function clientOf(files: readonly object[], content: string) {
  const info = { run_id: RUN_ID, experiment_id: '1', status: 'FINISHED', lifecycle_stage: 'active' };
  const run = { info: { ...info, artifact_uri: `mlflow-artifacts:/1/${RUN_ID}/artifacts` } };
  const fetch = async (url: string) => {
    const { pathname } = new URL(url);
    if (pathname.endsWith('/artifacts/list')) return Response.json({ files });
    return pathname.endsWith('/runs/get') ? Response.json({ run }) : new Response(content);
  };
  return new MlflowClient({ trackingUri: 'http://127.0.0.1:1', fetch, maxRetries: 0 }, {});
}

test('a file whose size the server leaves out is an empty one', async (t) => {
  const folder = temporaryFolder(t);
  const [empty, full] = ['empty.txt', 'full.txt'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(empty, '');
  writeFileSync(full, 'x');
  const client = clientOf([{ path: 'a.txt' }], '');
  const found: string[][] = [];
  const differ = (...difference: string[]) => found.push(difference);
  t.is(await compareArtifacts(client, RUN_ID, [{ artifact: 'a.txt', source: empty }], differ), 1);
  t.deepEqual(found, []);
  await compareArtifacts(client, RUN_ID, [{ artifact: 'a.txt', source: full }], differ);
  t.deepEqual(found, [['artifact a.txt', '1 bytes', '0 bytes']]);
});

test('a server that sends more of a file than it lists is an error', async (t) => {
  const file = join(temporaryFolder(t), 'x.txt');
  writeFileSync(file, 'xy');
  const client = clientOf([{ path: 'x.txt', file_size: 2 }], 'x'.repeat(10_000));
  const compared = compareArtifacts(client, RUN_ID, [{ artifact: 'x.txt', source: file }], () => undefined);
  await t.throwsAsync(compared, { message: /more than 2 bytes/ });
});
