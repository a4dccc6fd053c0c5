import test from 'ava';
import type { Candidate } from '../conformance-candidate.ts';
import { createScenario, range, withoutFaults } from '../support/scenario.ts';

/** Controllers that are stopped, killed or give up. */
export function controllerFaultConformance(candidate: Candidate): void {
  const { name, workers, outlives, create } = candidate;

  test(`${name}: an abort before the start starts nothing`, async (t) => {
    const scenario = await createScenario(t, [null]);
    const executor = await create(scenario.runner);
    await scenario.run(executor, { signal: AbortSignal.abort() });
    await executor.close();
    t.deepEqual(scenario.events, []);
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
    const next = await create(withoutFaults(scenario.runner));
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
      scenario.outcomes(),
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
