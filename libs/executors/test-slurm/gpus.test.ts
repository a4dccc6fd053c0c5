import { UserError } from '@collapse/trials';
import test from 'ava';
import { createScenario } from '../test/support/scenario.ts';
import { candidate } from './candidate.ts';
import { useTestCluster } from './use-test-cluster.ts';

// Each node of the test cluster has one GPU that Slurm hands out, and four processors.

useTestCluster();

test('a node with one GPU runs one task at a time, and each task is a process that sees this GPU', async (t) => {
  const faults = Array.from({ length: 8 }, () => 'slow' as const);
  const scenario = await createScenario(t, faults);
  const executor = await candidate.create(scenario.runner, { options: { gpu: true } });
  await scenario.run(executor);
  const started = scenario.events.filter((event) => event.kind === 'started');
  const results = scenario.results().filter((result) => result?.status === 'done');
  t.is(started.length, faults.length);
  t.is(results.length, faults.length);
  const held = started.map(({ trialId, timestamp, host }) => {
    return { host, from: timestamp, to: results.find((result) => result?.trialId === trialId)?.finishedAt ?? 0 };
  });
  const nodes = Map.groupBy(held, ({ host }) => host);
  // Eight tasks on three GPUs: some node had several.
  t.true(nodes.size <= 3);
  for (const spans of nodes.values()) {
    const inOrder = spans.toSorted((one, other) => one.from - other.from);
    t.true(inOrder.every(({ to }, index) => to <= (inOrder[index + 1]?.from ?? Number.POSITIVE_INFINITY)));
  }
  t.is(new Set(started.map(({ worker }) => worker)).size, faults.length);
  t.deepEqual(
    scenario.calls().map(({ visibleDevices }) => visibleDevices),
    faults.map(() => '0'),
  );
});

test('a kind of GPU that the cluster has is given, one that it has not is refused', async (t) => {
  const scenario = await createScenario(t, [null]);
  const wrong = await candidate.create(scenario.runner, { options: { gpu: 'a100' } });
  await t.throwsAsync(scenario.run(wrong), { instanceOf: UserError, message: /sbatch: expected a job that Slurm/ });
  t.is(scenario.calls().length, 0);
  const right = await candidate.create(scenario.runner, { options: { gpu: 'pretended' } });
  await scenario.run(right);
  t.is(scenario.results()[0]?.status, 'done');
});
