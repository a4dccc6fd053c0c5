import { StorageError } from '@collapse/study';
import test from 'ava';
import fc from 'fast-check';
import type { RunnerModule } from '../src/index.ts';
import type { Candidate, CandidateSettings } from './conformance-candidate.ts';
import { createScenario } from './support/scenario.ts';

/** Registers the tests that every executor passes. */
export function conformance(candidate: Candidate): void {
  const { name, workers, isolates, processes, outlives, stallMilliseconds } = candidate;
  const create = (runner: RunnerModule, settings?: CandidateSettings) => candidate.create(runner, settings);

  test(`${name}: many quick trials each run exactly once, and those done are not run again`, async (t) => {
    const scenario = await createScenario(
      t,
      Array.from({ length: 50 }, () => null),
    );
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    t.deepEqual(scenario.trialsWith('started'), range(50));
    t.deepEqual(scenario.trialsWith('finished'), range(50));
    t.deepEqual(
      scenario.results().map((result) => result?.status === 'done' && result.metrics.objective),
      range(50),
    );
    t.is(scenario.calls().length, 50);
    t.true(
      scenario.calls().every((call) => call.sharedMemory && call.firstValue === scenario.jobs[0]?.dataset.values[0]),
    );
    t.deepEqual(scenario.attemptsLeft(), []);
    t.is(scenario.events.filter((event) => event.kind === 'notice').length, 1, 'each notice reaches the user once');
    await scenario.run(executor);
    t.is(scenario.calls().length, 50);
    t.is(scenario.trialsWith('finished').length, 100);
    await executor.close();
  });

  test(`${name}: events have integer timestamps, and of one trial started comes before finished`, async (t) => {
    const scenario = await createScenario(t, [null, 'throw once', null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    await executor.close();
    t.true(scenario.events.every((event) => Number.isSafeInteger(event.timestamp)));
    for (const { trial } of scenario.jobs) {
      const kinds = scenario.events.flatMap((event) =>
        'trialId' in event && event.trialId === trial.id ? [event.kind] : [],
      );
      t.is(kinds[0], 'started');
      t.is(kinds.at(-1), 'finished');
    }
  });

  test(`${name}: a trial that throws once is tried again and done`, async (t) => {
    const scenario = await createScenario(t, [null, 'throw once', null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    await executor.close();
    t.deepEqual(
      scenario.results().map((result) => [result?.status, result?.attempt]),
      [
        ['done', 1],
        ['done', 2],
        ['done', 1],
      ],
    );
    t.deepEqual(scenario.trialsWith('retrying'), [1]);
  });

  test(`${name}: a trial that always throws is a failed result after the cap, and the others go on`, async (t) => {
    const scenario = await createScenario(t, ['throw', null, 'commit nothing', null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    await executor.close();
    const [thrown, first, silent, second] = scenario.results();
    t.like(thrown, { status: 'failed', attempt: 3, error: { reason: 'error', message: 'Error: a fault on demand' } });
    t.like(silent, { status: 'failed', attempt: 3, error: { reason: 'error' } });
    t.is(first?.status, 'done');
    t.is(second?.status, 'done');
    t.deepEqual(scenario.trialsWith('retrying'), [0, 0, 2, 2]);
    t.deepEqual(scenario.trialsWith('finished'), [0, 1, 2, 3]);
  });

  test(`${name}: a diverged trial is not tried again`, async (t) => {
    const scenario = await createScenario(t, ['diverge']);
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    await executor.close();
    t.like(scenario.results()[0], { status: 'failed', attempt: 1, error: { reason: 'diverged' } });
    t.is(scenario.calls().length, 1);
  });

  test(`${name}: a failed result gives way to a done one in a later run`, async (t) => {
    const scenario = await createScenario(t, ['diverge', null]);
    const failing = await create(scenario.runner);
    await scenario.run(failing);
    await failing.close();
    const executor = await create({ ...scenario.runner, settings: { ...calls(scenario.runner), faults: {} } });
    await scenario.run(executor, { groups: scenario.jobs.map((job) => [{ ...job, attempt: 2 }]) });
    await executor.close();
    t.deepEqual(
      scenario.results().map((result) => [result?.status, result?.attempt]),
      [
        ['done', 2],
        ['done', 1],
      ],
    );
  });

  test(`${name}: a group's trials each end by themselves`, async (t) => {
    const scenario = await createScenario(t, [null, 'throw', null, isolates ? 'exit once' : 'throw once', null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor, { groups: [scenario.jobs] });
    await executor.close();
    t.deepEqual(
      scenario.results().map((result) => result?.status),
      ['done', 'failed', 'done', 'done', 'done'],
    );
    t.is(scenario.calls().length, 1 + 3 + 1 + 2 + 1);
    t.deepEqual(scenario.trialsWith('finished'), range(5));
  });

  test(`${name}: of two copies of a trial one result is kept`, async (t) => {
    const scenario = await createScenario(t, [workers > 1 ? 'meet the other copy' : null]);
    const executor = await create(scenario.runner);
    const groups = scenario.jobs.flatMap((job) => [[job], [{ ...job, attempt: 2 }]]);
    await scenario.run(executor, { groups });
    await executor.close();
    const results = scenario.events.flatMap((event) => (event.kind === 'finished' ? [event.result] : []));
    t.is(results.length, 2);
    t.deepEqual(results[0], results[1]);
    t.deepEqual(scenario.results()[0], results[0] ?? null);
    t.is(scenario.calls().length, Math.min(workers, 2));
    t.deepEqual(scenario.attemptsLeft(), []);
    t.is(scenario.finishedInJournal().length, 1);
  });

  test(`${name}: the order of submission changes nothing in the results`, async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(range(8), { minLength: 8 }), async (order) => {
        const scenario = await createScenario(
          t,
          range(8).map((index) => (index === 3 ? 'throw once' : null)),
        );
        const executor = await create(scenario.runner);
        await scenario.run(executor, {
          groups: order.flatMap((index) => scenario.jobs.slice(index, index + 1)).map((job) => [job]),
        });
        await executor.close();
        t.deepEqual(
          scenario.results().map((result) => result?.status === 'done' && result.metrics.objective),
          range(8),
        );
      }),
      { numRuns: 2, seed: 7 },
    );
  });

  test(`${name}: an abort before the start starts nothing`, async (t) => {
    const scenario = await createScenario(t, [null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor, { signal: AbortSignal.abort() });
    await executor.close();
    t.deepEqual(scenario.events, []);
  });

  const diskTest = candidate.ownDisk ? null : test;
  diskTest?.(`${name}: a full disk in a worker ends the run with an error that names path and remedy`, async (t) => {
    const scenario = await createScenario(t, ['full disk', null, null]);
    const executor = await create(scenario.runner);
    const error = await t.throwsAsync(scenario.run(executor), { instanceOf: StorageError, message: /ENOSPC/ });
    t.true(error.path.startsWith(scenario.directory));
    await executor.close();
  });

  test(`${name}: a listener that throws ends the run with its error`, async (t) => {
    const scenario = await createScenario(t, [null, null, null]);
    const executor = await create(scenario.runner);
    const onEvent = () => {
      throw new RangeError('the listener gave up');
    };
    await t.throwsAsync(scenario.run(executor, { onEvent }), { instanceOf: RangeError });
    await executor.close();
  });

  test(`${name}: clocks that differ by an hour change nothing`, async (t) => {
    for (const skew of [-3_600_000, 3_600_000]) {
      const scenario = await createScenario(t, [null, 'throw once', 'diverge']);
      const policy = { retries: 2, stallMilliseconds: 60_000 };
      const executor = await create(scenario.runner, { policy, clock: () => Date.now() + skew });
      await scenario.run(executor);
      await executor.close();
      t.deepEqual(
        scenario.results().map((result) => [result?.status, result?.attempt]),
        [
          ['done', 1],
          ['done', 2],
          ['failed', 1],
        ],
      );
      t.deepEqual(scenario.trialsWith('retrying'), [1]);
    }
  });

  test(`${name}: a controller killed twice and started again does the rest, and no trial counts twice`, async (t) => {
    const scenario = await createScenario(
      t,
      range(12).map((index) => (index === 5 ? 'throw once' : 'slow')),
    );
    for (const finished of [2, 5]) await scenario.killController(candidate.module, finished);
    const before = scenario.results().filter((result) => result !== null).length;
    t.true(before >= 5);
    await scenario.runController(candidate.module);
    t.deepEqual(
      scenario.results().map((result) => result?.status === 'done' && result.metrics.objective),
      range(12),
    );
    t.deepEqual(scenario.finishedInJournal().sort(), scenario.jobs.map(({ trial }) => trial.id).sort());
    // Each kill costs no more than what was under way.
    t.true(scenario.calls().length <= 13 + 2 * workers);
  });

  if (outlives) outlivingConformance(candidate);
  else abortConformance(candidate);
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
      t.deepEqual(
        scenario.results().map((result) => [result?.status, result?.attempt]),
        [
          ['done', 1],
          ['done', 2],
          ['done', 1],
        ],
      );
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
      scenario.results().map((result) => [result?.status, result?.attempt]),
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

/** Where trials end with their controller. */
function abortConformance({ name, workers, isolates, create }: Candidate): void {
  test(`${name}: an abort stops running trials and leaves them for the next run, which does the rest`, async (t) => {
    const quick = range(workers).map(() => null);
    const scenario = await createScenario(t, [...quick, ...range(4).map(() => 'wait for the end' as const)]);
    const abort = new AbortController();
    const executor = await create(scenario.runner);
    const waiting = new Set(scenario.jobs.slice(workers).map((job) => job.trial.id));
    await scenario.run(executor, {
      signal: abort.signal,
      onEvent: (event) => {
        const quickDone = scenario.trialsWith('finished').length === quick.length;
        if (quickDone && event.kind === 'progress' && waiting.has(event.trialId) && event.step > 2) abort.abort();
      },
    });
    t.deepEqual(
      scenario.results().map((result) => result !== null),
      [...quick.map(() => true), false, false, false, false],
    );
    t.deepEqual(scenario.trialsWith('retrying'), []);
    t.true(scenario.attemptsLeft().length > 0);
    await executor.close();
    const before = scenario.calls().length;
    const next = await create({ ...scenario.runner, settings: { ...calls(scenario.runner), faults: {} } });
    await scenario.run(next, { groups: scenario.jobs.map((job) => [{ ...job, attempt: 2 }]) });
    await next.close();
    t.true(scenario.results().every((result) => result?.status === 'done'));
    t.is(scenario.calls().length - before, 4);
    t.is(new Set(scenario.finishedInJournal()).size, scenario.jobs.length);
  });

  if (!isolates) return;

  test(`${name}: an abort ends a trial that does not listen`, async (t) => {
    const scenario = await createScenario(t, ['never look up']);
    const abort = new AbortController();
    const executor = await create(scenario.runner);
    await scenario.run(executor, {
      signal: abort.signal,
      onEvent: (event) => event.kind === 'started' && abort.abort(),
    });
    await executor.close();
    t.deepEqual(scenario.results(), [null]);
  });
}

/** Where trials go on without a controller. */
function outlivingConformance({ name, create }: Candidate): void {
  test(`${name}: an abort leaves trials running, and the next run takes them up: none runs twice`, async (t) => {
    const scenario = await createScenario(
      t,
      range(6).map(() => 'held'),
    );
    const abort = new AbortController();
    const executor = await create(scenario.runner);
    await scenario.run(executor, {
      signal: abort.signal,
      onEvent: (event) => event.kind === 'started' && abort.abort(),
    });
    t.true(scenario.results().every((result) => result === null));
    t.deepEqual(executor.outliving?.underWay(scenario.directory), new Set(scenario.jobs.map(({ trial }) => trial.id)));
    await executor.close();
    scenario.release();
    const next = await create(scenario.runner);
    await scenario.run(next, { groups: scenario.jobs.map((job) => [{ ...job, attempt: 2 }]) });
    t.deepEqual(
      scenario.results().map((result) => [result?.status, result?.attempt]),
      range(6).map(() => ['done', 1]),
    );
    t.is(scenario.calls().length, 6);
    t.deepEqual(next.outliving?.underWay(scenario.directory), new Set());
    await next.close();
  });

  test(`${name}: what an abort left running can be cancelled`, async (t) => {
    const scenario = await createScenario(t, [null, 'wait for the end', 'never look up']);
    const abort = new AbortController();
    const executor = await create(scenario.runner);
    const stuck = new Set<string>();
    await scenario.run(executor, {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.kind === 'progress') stuck.add(event.trialId);
        if (scenario.trialsWith('finished').length === 1 && stuck.size === 3) abort.abort();
      },
    });
    t.regex((await executor.outliving?.cancel(scenario.directory)) ?? '', /\b2 tasks\b/);
    t.deepEqual(executor.outliving?.underWay(scenario.directory), new Set());
    t.deepEqual(
      scenario.results().map((result) => result !== null),
      [true, false, false],
    );
    await executor.close();
  });
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

function calls({ settings }: RunnerModule): object {
  return typeof settings === 'object' && settings !== null ? settings : {};
}
