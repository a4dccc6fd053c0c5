import { studyPaths } from '@collapse/study';
import test from 'ava';
import { MlflowClient } from 'mlflow-js-client';
import { trialRun } from '../../src/runs/trial-run.ts';
import { oneAtATime } from '../../src/send/one-at-a-time.ts';
import { Refusals } from '../../src/send/refusals.ts';
import { sendTrial } from '../../src/send/send-trial.ts';
import { trackingPaths } from '../../src/server/tracking-paths.ts';
import { doneResult, historyOf, openFixture, STARTED_AT, temporaryFolder } from '../support/study-fixture.ts';

const RUN_ID = 'a'.repeat(32);
const URI = 'http://127.0.0.1:1';
const TURNS = 20;

/** A server that stores a batch some time after it got it, and answers then. */
function slowServer() {
  const stored: string[] = [];
  const seen: { readonly path: string; readonly storedBefore: number }[] = [];
  const info = { run_id: RUN_ID, experiment_id: '1', status: 'RUNNING', lifecycle_stage: 'active' };
  const run = { info: { ...info, artifact_uri: `mlflow-artifacts:/1/${RUN_ID}/artifacts` } };
  const fetch = async (url: string, init: RequestInit) => {
    const { pathname } = new URL(url);
    seen.push({ path: pathname, storedBefore: stored.length });
    if (pathname.endsWith('/log-batch')) {
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      stored.push(String(init.body));
    }
    return Response.json(pathname.endsWith('/get') ? { run } : {});
  };
  return { fetch, stored, seen };
}

test('a trial is called finished, and its sending ends, only after every batch of its metrics is stored', async (t) => {
  const { trials, record, directory } = openFixture(temporaryFolder(t));
  const [trial] = trials;
  if (trial === undefined) return t.fail('a fixture needs a trial');
  const result = doneResult(trial, 1, false);
  const server = slowServer();
  const client = new MlflowClient({ trackingUri: URI, fetch: server.fetch, maxRetries: 0 }, {});
  const points = [...historyOf(trial, 900, 3)];
  const runId = await sendTrial({
    client,
    experimentId: '1',
    study: {
      historyPoints: () => points,
      trialDirectory: () => studyPaths(directory).trial(trial.id).directory,
    },
    result,
    run: trialRun(result, { studyId: 's', grid: record, fields: [] }),
    placeTags: {},
    knownRunId: RUN_ID,
    refusals: new Refusals(trackingPaths(directory, URI), null, () => STARTED_AT),
    inputsQueue: oneAtATime(),
  });
  t.is(runId, RUN_ID);
  const sent = server.stored.flatMap((body) => JSON.parse(body).metrics as { readonly key: string }[]);
  t.is(sent.filter(({ key }) => key.startsWith('train/')).length, 900 * 3);
  t.true(server.stored.length > 2, 'several batches');
  const update = server.seen.findIndex(({ path }) => path.endsWith('/runs/update'));
  t.is(server.seen[update]?.storedBefore, server.stored.length);
  t.is(update, server.seen.length - 1);
});
