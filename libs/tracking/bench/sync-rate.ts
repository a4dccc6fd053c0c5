// How fast a study is sent beside what the bare server takes, and how much memory a long backlog needs:
//   node libs/tracking/bench/sync-rate.ts [points] (default 100000)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MlflowClient } from 'mlflow-js-client';
import { syncStudy } from '../src/index.ts';
import { mlflowExecutable, startServer } from '../test/support/server.ts';
import { historyOf, trainedFixture } from '../test/support/study-fixture.ts';

const points = Number(process.argv[2] ?? 100_000);
const METRICS = 8;
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];
const BATCH = 1000;

/** Sends batches of 1000 metrics over one connection with fetch alone, and returns metrics a second. */
async function bareRate(client: MlflowClient, batches: readonly (readonly unknown[])[]): Promise<number> {
  const run = await client.createRun(await client.createExperiment('bare'));
  const headers = { 'content-type': 'application/json' };
  const started = performance.now();
  for (const metrics of batches) {
    const body = JSON.stringify({ metrics, run_id: run.info.runId });
    const response = await fetch(`${client.trackingUri}/api/2.0/mlflow/runs/log-batch`, {
      method: 'POST',
      headers,
      body,
    });
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  }
  return (batches.length * BATCH * 1000) / (performance.now() - started);
}

const executable = mlflowExecutable();
if (executable === undefined) throw new Error('this needs the MLflow server');
const folder = mkdtempSync(join(tmpdir(), 'sync-rate-'));
const server = await startServer(executable);
try {
  const steps = Math.round(points / METRICS / SEEDS.length);
  const shape = { betas: [1], variances: [1], seeds: SEEDS, steps, metrics: METRICS };
  const { directory, trials } = trainedFixture(folder, { name: 'rate', ...shape });
  const client = new MlflowClient({ trackingUri: server.uri }, {});
  const [trial] = trials;
  if (trial === undefined) throw new Error('no trial');
  const bare: unknown[][] = [];
  for (const { step, timestamp, metrics } of historyOf(trial, Math.min(steps * SEEDS.length, 12_500), METRICS)) {
    for (const [key, value] of Object.entries(metrics)) {
      if ((bare.at(-1)?.length ?? BATCH) === BATCH) bare.push([]);
      bare.at(-1)?.push({ key, value, step, timestamp });
    }
  }
  const rate = await bareRate(
    client,
    bare.filter((batch) => batch.length === BATCH),
  );
  let peak = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 100);
  const started = performance.now();
  await syncStudy({ directory, client, environment: {}, now: Date.now });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const sent = steps * METRICS * SEEDS.length;
  console.log(`bare server, 1 connection, batches of ${BATCH}: ${rate.toFixed(0)} metrics a second`);
  console.log(
    `sync of ${SEEDS.length} trials with ${sent} metric points, files included: ${(sent / seconds).toFixed(0)} a second`,
  );
  console.log(`ratio: ${((100 * sent) / seconds / rate).toFixed(0)}%`);
  console.log(`memory: ${(before / 2 ** 20).toFixed(0)} MiB before, ${(peak / 2 ** 20).toFixed(0)} MiB at most`);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
