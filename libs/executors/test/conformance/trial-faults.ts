import test from 'ava';
import type { Candidate } from '../conformance-candidate.ts';
import { createScenario, range, withoutFaults } from '../support/scenario.ts';

/** Trials that throw, diverge or write nothing. */
export function trialFaultConformance({ name, isolates, create }: Candidate): void {
  test(`${name}: a trial that throws once is tried again and done`, async (t) => {
    const scenario = await createScenario(t, [null, 'throw once', null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor);
    await executor.close();
    t.deepEqual(scenario.outcomes(), [
      ['done', 1],
      ['done', 2],
      ['done', 1],
    ]);
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
    const executor = await create(withoutFaults(scenario.runner));
    await scenario.run(executor, { groups: scenario.jobs.map((job) => [{ ...job, attempt: 2 }]) });
    await executor.close();
    t.deepEqual(scenario.outcomes(), [
      ['done', 2],
      ['done', 1],
    ]);
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
}
