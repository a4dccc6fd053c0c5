import test from 'ava';
import fc from 'fast-check';
import type { Candidate } from '../conformance-candidate.ts';
import { createScenario, range } from '../support/scenario.ts';

/** Each trial has one result, and each result is told. */
export function resultConformance({ name, workers, create }: Candidate): void {
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

  test(`${name}: clocks that differ by an hour change nothing`, async (t) => {
    for (const skew of [-3_600_000, 3_600_000]) {
      const scenario = await createScenario(t, [null, 'throw once', 'diverge']);
      const policy = { retries: 2, stallMilliseconds: 60_000 };
      const executor = await create(scenario.runner, { policy, clock: () => Date.now() + skew });
      await scenario.run(executor);
      await executor.close();
      t.deepEqual(scenario.outcomes(), [
        ['done', 1],
        ['done', 2],
        ['failed', 1],
      ]);
      t.deepEqual(scenario.trialsWith('retrying'), [1]);
    }
  });
}
