import { StorageError } from '@collapse/study';
import test from 'ava';
import type { Candidate } from '../conformance-candidate.ts';
import { createScenario, range } from '../support/scenario.ts';

/** Workers that hang, die, run out of memory or disk. */
export function workerFaultConformance(candidate: Candidate): void {
  const { name, isolates, processes, stallMilliseconds, create } = candidate;

  const diskTest = candidate.ownDisk ? null : test;
  diskTest?.(`${name}: a full disk in a worker ends the run with an error that names path and remedy`, async (t) => {
    const scenario = await createScenario(t, ['full disk', null, null]);
    const executor = await create(scenario.runner);
    const error = await t.throwsAsync(scenario.run(executor), { instanceOf: StorageError, message: /ENOSPC/ });
    t.true(error.path.startsWith(scenario.directory));
    await executor.close();
  });

  if (!isolates) return;

  test(`${name}: a worker that hangs without progress is ended, and its trial tried again`, async (t) => {
    const scenario = await createScenario(t, ['hang once', null, 'never look up']);
    const executor = await create(scenario.runner, { policy: { retries: 1, stallMilliseconds } });
    await scenario.run(executor);
    await executor.close();
    const [once, quick, always] = scenario.results();
    t.like(once, { status: 'done', attempt: 2 });
    t.is(quick?.status, 'done');
    t.like(always, { status: 'failed', attempt: 2, error: { reason: 'stalled' } });
    const retries = scenario.events.flatMap((event) => (event.kind === 'retrying' ? [event.reason] : []));
    t.deepEqual(retries, ['stalled', 'stalled']);
  });

  test(`${name}: a trial that ends its worker is tried again, then failed, and the others go on`, async (t) => {
    const scenario = await createScenario(t, ['exit', null, 'exit once', null, null, null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    await executor.close();
    const [exited, ...others] = scenario.results();
    t.like(exited, { status: 'failed', attempt: 3, error: { reason: 'worker-died' } });
    t.true(others.every((result) => result?.status === 'done'));
    t.deepEqual(scenario.trialsWith('finished'), range(6));
  });

  if (processes) {
    test(`${name}: a worker that is killed is replaced, and its trial tried again`, async (t) => {
      const scenario = await createScenario(t, [null, 'killed once', null]);
      const executor = await create(scenario.runner);
      await scenario.run(executor);
      await executor.close();
      t.deepEqual(scenario.outcomes(), [
        ['done', 1],
        ['done', 2],
        ['done', 1],
      ]);
      t.like(
        scenario.events.find((event) => event.kind === 'retrying'),
        { reason: 'worker-died' },
      );
    });
  }

  test(`${name}: a worker that ends between its commit and its message has done the trial`, async (t) => {
    const scenario = await createScenario(t, ['exit after commit', null, 'exit after commit', null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    await executor.close();
    t.deepEqual(
      scenario.outcomes(),
      range(4).map(() => ['done', 1]),
    );
    t.is(scenario.calls().length, 4);
  });

  test(`${name}: a trial that fills its worker's heap is failed as out of memory, and the others go on`, async (t) => {
    const scenario = await createScenario(t, [null, 'fill the heap', null]);
    const executor = await create(scenario.runner, { policy: { retries: 1 } });
    await scenario.run(executor);
    await executor.close();
    const [first, filled, second] = scenario.results();
    t.like(filled, { status: 'failed', attempt: 2, error: { reason: 'out-of-memory' } });
    t.is(first?.status, 'done');
    t.is(second?.status, 'done');
  });

  test(`${name}: a worker that cannot be set up fails its trials with the reason`, async (t) => {
    const scenario = await createScenario(t, [null]);
    const executor = await create({ ...scenario.runner, exportName: 'createNothing' }, { policy: { retries: 0 } });
    await scenario.run(executor);
    await executor.close();
    t.like(scenario.results()[0], {
      status: 'failed',
      error: { reason: 'error', message: 'Error: no back end to be had' },
    });
  });
}
