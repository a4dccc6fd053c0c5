import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '@collapse/study';
import { UserError } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { MlflowClient } from 'mlflow-js-client';
import { type Difference, ServerAway, syncStudy, verifyStudy } from '../../src/index.ts';
import { freePort } from '../support/free-port.ts';
import { leftOut, NO_SERVER } from '../support/left-out.ts';
import { curveOf, pointsOf, runsByTrial } from '../support/read-back.ts';
import { startRequestCounter } from '../support/request-counter.ts';
import { mlflowExecutable, type Server, startServer } from '../support/server.ts';
import { type FixtureOptions, openFixture, temporaryFolder, trainedFixture } from '../support/study-fixture.ts';

const executable = mlflowExecutable();
const fast = { maxRetries: 1, backoffFactor: 0, backoffJitter: 0 } as const;

function syncOptions(directory: string, trackingUri: string) {
  const client = new MlflowClient({ trackingUri, ...fast }, {});
  return { directory, client, environment: { USER: 'ada' }, now: Date.now };
}

async function differencesOf(directory: string, client: MlflowClient): Promise<Difference[]> {
  const differences: Difference[] = [];
  const report = await verifyStudy({ directory, client, onDifference: (difference) => differences.push(difference) });
  if (report.differences !== differences.length) throw new Error('differences were miscounted');
  return differences;
}

test('without a server there is one clear error, and the folder keeps no claim of having sent', async (t) => {
  const { directory } = trainedFixture(temporaryFolder(t));
  const options = syncOptions(directory, `http://127.0.0.1:${await freePort()}`);
  await t.throwsAsync(syncStudy(options), { instanceOf: ServerAway, message: /No connection/ });
  t.false(existsSync(join(directory, 'tracking', 'position.jsonl')));
});

test('a study folder that cannot be written is one line that says where', async (t) => {
  const { directory } = trainedFixture(temporaryFolder(t));
  writeFileSync(join(directory, 'tracking'), 'a file where the folder goes');
  const error = await t.throwsAsync(syncStudy(syncOptions(directory, 'http://127.0.0.1:1')), {
    instanceOf: StorageError,
    message: /tracking.*expected a place that can be written/,
  });
  t.is(error?.message.split('\n').length, 1);
});

test('a folder that is no study is an error that says so', async (t) => {
  const options = syncOptions(temporaryFolder(t), 'http://127.0.0.1:1');
  await t.throwsAsync(syncStudy(options), { instanceOf: UserError, message: /grid\.json/ });
});

if (executable === undefined) {
  leftOut(NO_SERVER);
} else {
  let server: Server;
  let names = 0;
  test.before(async () => {
    server = await startServer(executable);
  });
  test.after.always(() => server?.stop());

  /** A study that no other test's experiment shares, trained and ready to be sent. */
  const prepare = (t: ExecutionContext, options: FixtureOptions = {}) => {
    names += 1;
    const fixture = trainedFixture(temporaryFolder(t), { name: `study-${names}`, ...options });
    return { ...fixture, name: fixture.record.name, options: syncOptions(fixture.directory, server.uri) };
  };

  test.serial('64 trials of 200 steps and 8 metrics: every point is read back equal', async (t) => {
    const seeds = [0, 1, 2, 3];
    const { directory, trials, name, options } = prepare(t, {
      betas: [0.5, 1, 2, 4],
      variances: [0.03, 0.1, 0.3, 1],
      seeds,
      steps: 200,
      metrics: 8,
    });
    t.like(await syncStudy(options), { trials: 64, sent: 64, studySent: true, refused: 0, blocked: [] });
    const runs = await runsByTrial(options.client, name);
    t.is(runs.size, 65);
    for (const { id } of trials) {
      const [run, ...doubles] = runs.get(id) ?? [];
      t.is(doubles.length, 0);
      if (run === undefined) return t.fail(`trial ${id} has no run`);
      const curve = (await pointsOf(options.client, run)).filter((point) => point.startsWith('train/'));
      t.is(curve.length, 1600);
      t.deepEqual(curve, curveOf(directory, id));
    }
  });

  test.serial('a second sync writes nothing, from a fresh client too', async (t) => {
    const counter = await startRequestCounter(server.uri);
    t.teardown(counter.close);
    const { directory, trials, paths } = prepare(t, { pictures: true, failed: [1] });
    const options = () => syncOptions(directory, counter.uri);
    await syncStudy(options());
    t.true(counter.writes.length > 4 * trials.length);
    counter.reset();
    t.like(await syncStudy(options()), { sent: 0, studySent: false });
    t.deepEqual(counter.writes, []);
    writeFileSync(join(paths.report, 'index.html'), '<!doctype html><title>Report</title>New words.');
    t.like(await syncStudy(options()), { sent: 0, studySent: true });
    t.is(
      counter.writes.filter((write) => write.startsWith('PUT')).length,
      1,
      'of the files only the changed one is sent',
    );
    t.deepEqual(await differencesOf(directory, options().client), []);
  });

  test.serial('a run holds what the reviewer needs: params, tags, numbers, files, data set, parent', async (t) => {
    const { trials, name, options } = prepare(t, { pictures: true });
    const { runId } = await syncStudy(options);
    const [trial] = trials;
    const [run] = (await runsByTrial(options.client, name)).get(trial?.id ?? '') ?? [];
    if (run === undefined) return t.fail();
    t.like(run.info, { status: 'FINISHED', runName: 'b=1 s2=0.1', lifecycleStage: 'active' });
    t.like(run.data.params, {
      'objective.beta': '1',
      'model.encoder.hidden': '[]',
      'dataset.eigenvalues': '[4,2,1,0.5]',
    });
    t.like(run.data.tags, {
      role: 'trial',
      verdict: 'none',
      evidence: 'exact',
      prediction: 'as predicted',
      training: 'at the optimum',
      'mlflow.user': 'ada',
      'mlflow.parentRunId': runId,
      'mlflow.loggedImages': 'True',
      'mlflow.source.git.commit': 'a'.repeat(40),
    });
    t.like(run.data.metrics, { 'final/active_units': 4, 'axis/objective.beta': 1, 'axis/likelihood.variance': 0.1 });
    t.false('final/log_likelihood' in run.data.metrics, 'what does not exist is left out');
    const spectrum = (await pointsOf(options.client, run)).filter((point) => point.startsWith('dimension/kl'));
    const kls = [4, 2, 1, 0.5].map((lambda) => 0.5 * Math.log(lambda / 0.1));
    t.deepEqual(
      spectrum.map((point) => [Number(point.split(' ')[1]), Number(point.split(' ')[3])]),
      kls.map((kl, rank) => [rank + 1, kl]),
    );
    t.like(run.inputs.datasetInputs[0]?.dataset, { name: 'synthetic', digest: 'b'.repeat(36) });
    const files = (await options.client.listArtifacts(run.info.runId)).map(({ path }) => path);
    t.deepEqual(files.sort(), ['dimensions.json', 'history.jsonl', 'images', 'pictures', 'result.json', 'weights']);
    const images = (await options.client.listArtifacts(run.info.runId, 'images')).map(({ path }) => path);
    t.is(images.filter((path) => /\/samples\+step\+0\+timestamp\+\d+\+[\w-]+\.png$/.test(path)).length, 1);
    t.is(images.filter((path) => path.endsWith('+compressed.webp')).length, 1);
  });

  test.serial(
    'an unfinished study, a failed trial that is done at last: one run a trial, each of its own attempt',
    async (t) => {
      names += 1;
      const fixture = openFixture(temporaryFolder(t), { name: `study-${names}` });
      const [first, second, ...rest] = fixture.trials;
      if (first === undefined || second === undefined) return t.fail();
      const options = syncOptions(fixture.directory, server.uri);
      fixture.train([first], { fail: true });
      fixture.train([second]);
      t.like(await syncStudy(options), { trials: 2, sent: 2 });
      const before = await runsByTrial(options.client, fixture.record.name);
      t.is(before.get(first.id)?.[0]?.info.status, 'FAILED');
      t.is(before.get(first.id)?.[0]?.data.tags.failure, 'diverged');
      t.is(before.get('study')?.[0]?.info.status, 'KILLED', 'the study stopped before its end');
      fixture.train([first, ...rest]);
      t.like(await syncStudy(options), { trials: 4, sent: 3 });
      const after = await runsByTrial(options.client, fixture.record.name);
      t.deepEqual(
        Array.from(after.values(), (runs) => runs.map(({ info }) => info.status)),
        Array(5).fill(['FINISHED']),
      );
      t.not(after.get(first.id)?.[0]?.info.runId, before.get(first.id)?.[0]?.info.runId);
      t.deepEqual(await differencesOf(fixture.directory, options.client), []);
    },
  );

  test.serial(
    'without its position, and on a server that lost everything, a study is sent whole and once',
    async (t) => {
      const { directory, trials, name, options } = prepare(t);
      await syncStudy(options);
      rmSync(join(directory, 'tracking'), { recursive: true });
      t.like(await syncStudy(options), { sent: trials.length });
      t.deepEqual(
        Array.from((await runsByTrial(options.client, name)).values(), (runs) => runs.length),
        Array(5).fill(1),
      );
      t.deepEqual(await differencesOf(directory, options.client), []);
      // As gc leaves it: position and server no longer agree.
      const other = await startServer(executable);
      t.teardown(() => other.stop());
      const moved = syncOptions(directory, other.uri);
      t.like(await syncStudy(moved), { sent: trials.length });
      t.deepEqual(await differencesOf(directory, moved.client), []);
    },
  );

  test.serial('verification finds what was changed, taken away or added on the server', async (t) => {
    const { directory, trials, name, options } = prepare(t);
    await syncStudy(options);
    const runs = await runsByTrial(options.client, name);
    const ids = trials.map(({ id }) => runs.get(id)?.[0]?.info.runId ?? '');
    const [one = '', two = '', three = '', four = ''] = ids;
    await options.client.logMetric(one, 'train/elbo', 1, { step: 999, timestamp: 5 });
    await options.client.logParam(two, 'extra', 'x');
    await options.client.setTag(two, 'verdict', 'other');
    await options.client.deleteArtifact(three, 'result.json');
    await options.client.logText(three, 'xx', 'weights/model.json');
    await options.client.updateRun(four, { status: 'KILLED' });
    const found = await differencesOf(directory, options.client);
    t.deepEqual(
      found.map(({ trialId, what }) => [trials.findIndex(({ id }) => id === trialId), what]),
      [
        [0, 'metric train/elbo'],
        [1, 'param extra'],
        [1, 'tag verdict'],
        [2, 'artifact result.json'],
        [2, 'artifact weights/model.json'],
        [3, 'status'],
      ],
    );
    const digest = (text: string) => `sha256 ${createHash('sha256').update(text).digest('hex')}`;
    t.like(found[4], { expected: digest('{}'), received: digest('xx') }, 'of the same size, but with other bytes');
  });

  test.serial('a run deleted in the UI stays deleted and is reported, a restored one is whole', async (t) => {
    const { directory, trials, name, options } = prepare(t);
    await syncStudy(options);
    const [trial] = trials;
    const runId = (await runsByTrial(options.client, name)).get(trial?.id ?? '')?.[0]?.info.runId ?? '';
    await options.client.deleteRun(runId);
    const report = await syncStudy(options);
    t.like(report, {
      sent: 0,
      blocked: [{ trialId: trial?.id, runName: 'b=1 s2=0.1', what: 'its run was deleted in MLflow' }],
    });
    t.regex(report.blocked[0]?.remedy ?? '', /Restore it/);
    t.like(await differencesOf(directory, options.client), [{ what: 'run', received: 'a deleted run' }]);
    await options.client.restoreRun(runId);
    t.like(await syncStudy(options), { sent: 0, blocked: [] });
    t.deepEqual(await differencesOf(directory, options.client), []);
  });

  test.serial('a deleted experiment or study run is an error that says how to restore it', async (t) => {
    const { options } = prepare(t);
    const { experimentId, runId } = await syncStudy(options);
    await options.client.deleteExperiment(experimentId);
    const message = new RegExp(
      `deleted \\(id ${experimentId}\\).*mlflow experiments restore --experiment-id ${experimentId}`,
    );
    await t.throwsAsync(syncStudy(options), { instanceOf: UserError, message });
    await options.client.restoreExperiment(experimentId);
    await options.client.deleteRun(runId);
    await t.throwsAsync(syncStudy(options), { instanceOf: UserError, message: /run of the study.*Restore it/ });
    await options.client.restoreRun(runId);
    t.like(await syncStudy(options), { blocked: [] });
  });

  test.serial(
    'a param that the run has with another value is a dead letter; the rest is sent; without the letter it is tried again',
    async (t) => {
      const { directory, trials, name, options } = prepare(t);
      const [trial] = trials;
      const { experimentId, deadLetters } = await syncStudy(options);
      const first = (await runsByTrial(options.client, name)).get(trial?.id ?? '')?.[0];
      // A run of the same key with another value, as a hand-made one would have it.
      await options.client.deleteRun(first?.info.runId ?? '');
      const key = first?.data.tags['collapse.key'] ?? '';
      const study = first?.data.tags['collapse.study'] ?? '';
      const tags = { 'collapse.key': key, 'collapse.study': study, 'collapse.trial': trial?.id ?? '' };
      const made = await options.client.createRun(experimentId, { runName: 'b=1 s2=0.1', tags });
      await options.client.logParam(made.info.runId, 'objective.beta', '17');
      t.like(await syncStudy(options), { sent: 1, refused: 1 });
      const letter: unknown = JSON.parse(readFileSync(deadLetters, 'utf8').trim());
      t.like(letter, { trialId: trial?.id, what: 'param objective.beta', errorCode: 'INVALID_PARAMETER_VALUE' });
      const differences = await differencesOf(directory, options.client);
      t.true(
        differences.some(
          ({ what, expected, received }) =>
            what === 'param objective.beta' && expected === '"1"' && received === '"17"',
        ),
      );
      t.false(differences.some(({ what }) => what.startsWith('metric') || what.startsWith('artifact')));
      t.like(await syncStudy(options), { sent: 0, refused: 1 }, 'what was refused is counted and not sent again');
      rmSync(deadLetters);
      t.like(await syncStudy(options), { sent: 1, refused: 1 });
    },
  );

  test.serial(
    'a file and a metric with names that MLflow does not take are dead letters, the rest is sent',
    async (t) => {
      const { directory, trials, paths, options } = prepare(t);
      const [trial] = trials;
      const folder = paths.trial(trial?.id ?? '');
      writeFileSync(join(folder.directory, 'weights', 'a#b.bin'), 'x');
      writeFileSync(
        folder.history,
        '{"step":0,"timestamp":5,"metrics":{"odd = name":1,"elbo":2,"kl":"NaN","objective":"Infinity"}}\n',
      );
      const report = await syncStudy(options);
      t.like(report, { sent: trials.length, refused: 2 });
      const letters = readFileSync(report.deadLetters, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).what);
      t.deepEqual(letters.sort(), ['artifact weights/a#b.bin', 'metric train/odd = name']);
      const whats = (await differencesOf(directory, options.client)).map(({ what }) => what);
      t.deepEqual(whats.sort(), ['artifact weights/a#b.bin', 'metric train/odd = name'], 'and verification names them');
    },
  );

  test.serial('two syncs at once: the second says who is sending, and nothing is doubled', async (t) => {
    const { directory, name, options } = prepare(t);
    const both = await Promise.allSettled([syncStudy(options), syncStudy(options)]);
    t.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    t.regex(String(refused?.reason), /no other sync of this study.*process \d+/);
    t.deepEqual(
      Array.from((await runsByTrial(options.client, name)).values(), (runs) => runs.length),
      Array(5).fill(1),
    );
    t.deepEqual(await differencesOf(directory, options.client), []);
  });

  test.serial('two studies of one name share an experiment and no run', async (t) => {
    const one = prepare(t);
    const two = trainedFixture(temporaryFolder(t), { name: one.name, betas: [1, 8] });
    // The first event of the journal tells studies apart.
    const journal = readFileSync(two.paths.journal, 'utf8');
    writeFileSync(two.paths.journal, journal.replace(/"processId":\d+/, '"processId":1'));
    const other = syncOptions(two.directory, server.uri);
    const first = await syncStudy(one.options);
    const second = await syncStudy(other);
    t.is(first.experimentId, second.experimentId);
    t.not(first.runId, second.runId);
    t.deepEqual(await differencesOf(two.directory, other.client), []);
  });

  test.serial('a grid that grew an axis: runs already sent get names that tell them apart', async (t) => {
    const directory = temporaryFolder(t);
    names += 1;
    const name = `study-${names}`;
    const options = syncOptions(directory, server.uri);
    trainedFixture(directory, { name, variances: [1] });
    await syncStudy(options);
    trainedFixture(directory, { name, variances: [1, 2] });
    t.like(await syncStudy(options), { trials: 4, sent: 4 });
    const runs = [...(await runsByTrial(options.client, name)).values()].flat();
    const named = runs.map(({ info }) => info.runName).sort();
    t.deepEqual(named, ['b=1 s2=1', 'b=1 s2=2', 'b=4 s2=1', 'b=4 s2=2', `study ${name}`]);
    t.deepEqual(await differencesOf(directory, options.client), []);
  });
}
