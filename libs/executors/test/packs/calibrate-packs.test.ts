import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { planPacks } from '../../src/index.ts';
import { createScenario } from '../support/scenario.ts';

test('trials of one shape are grouped by measured timings, which are kept; every trial is in one group', async (t) => {
  const scenario = await createScenario(t, new Array(9).fill(null));
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'packs-'));
  const notices: string[] = [];
  const options = {
    backend: 'wasm',
    workers: 1,
    cacheDirectory,
    onNotice: (line: string) => notices.push(line),
  } as const;
  const groups = await planPacks(scenario.jobs, options);
  const idsOf = (planned: typeof groups) => planned.flat().map(({ trial }) => trial.id);
  t.deepEqual(
    idsOf(groups),
    scenario.jobs.map(({ trial }) => trial.id),
  );
  const [file, ...others] = readdirSync(join(cacheDirectory, 'packs'));
  t.is(others.length, 0);
  const kept = join(cacheDirectory, 'packs', String(file));
  t.is(JSON.parse(readFileSync(kept, 'utf8')).packs[0].size, 1);

  // What is kept decides: with packs of 4 for the price of one the grid is three packs, evenly filled.
  writeFileSync(
    kept,
    JSON.stringify({
      packs: [
        { size: 1, millisecondsPerStep: 1 },
        { size: 4, millisecondsPerStep: 1 },
      ],
      loop: { size: 4, millisecondsPerStep: 0.1, millisecondsToCompile: 0 },
    }),
  );
  const planned = await planPacks(scenario.jobs, options);
  t.deepEqual(
    planned.map((group) => group.length),
    [3, 3, 3],
  );
  // Of a grid that goes on the last trials are compiled as the first were.
  for (const { compiler } of [...planned.flat(), ...(await planPacks(scenario.jobs.slice(8), options)).flat()]) {
    t.is(compiler, 'xla');
  }
  // A broken file is measured anew.
  writeFileSync(kept, '[{"size":');
  t.deepEqual(idsOf(await planPacks(scenario.jobs, options)), idsOf(groups));
  t.notThrows(() => JSON.parse(readFileSync(kept, 'utf8')));
  t.deepEqual(notices, []);
});

test('few trials, and trials of different shapes, go alone', async (t) => {
  const scenario = await createScenario(t, new Array(4).fill(null));
  const cacheDirectory = join(tmpdir(), 'never-made');
  const options = { backend: 'wasm', workers: 2, cacheDirectory, onNotice: () => {} } as const;
  t.deepEqual(
    (await planPacks(scenario.jobs, options)).map((group) => group.length),
    [1, 1, 1, 1],
  );
  const different = scenario.jobs.map((job, index) => ({
    ...job,
    trial: {
      ...job.trial,
      specification: { ...job.trial.specification, model: { ...job.trial.specification.model, latentDim: index + 1 } },
    },
  }));
  t.is((await planPacks(different, { ...options, workers: 1 })).length, 4);
});
