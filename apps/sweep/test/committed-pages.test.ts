import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseResults, readStudyRecord } from '@collapse/analysis';
import { datasetShape } from '@collapse/datasets';
import { parseGrid } from '@collapse/trials';
import test from 'ava';
import { findStudies } from '../src/study/find-studies.ts';
import { PROJECT_FOLDER } from '../src/user-path.ts';

/** Deviations in these units are held to their limits; counts of dimensions are findings, which a page may report as it found them. */
const HELD = new Set(['nats', 'grid steps']);

/** Whether git has another version of a folder than the one that lies there. */
const isChanged = (folder: string) =>
  spawnSync('git', ['diff', '--quiet', 'HEAD', '--', folder], { cwd: PROJECT_FOLDER }).status === 1;

for (const { definition } of await findStudies()) {
  const { name } = definition;
  const folder = join(PROJECT_FOLDER, 'reports', name);

  test(`${name}: the committed page is of the study as its file has it, and keeps to the closed forms`, (t) => {
    const record = readStudyRecord(folder);
    if (record === null) return t.fail('no page');
    const { size, failed } = record.run;
    if (size === 'quick' && isChanged(folder)) {
      return t.pass('a quick run has put its page over the committed one in this checkout');
    }
    t.not(size, 'quick');
    t.is(failed, 0);
    const planned = (definition.sizes[size] ?? []).flatMap(
      (grid) => parseGrid(grid, name, { datasetFacts: datasetShape }).trials,
    );
    const trained = parseResults(readFileSync(join(folder, 'results.csv'), 'utf8')).array('trial_id');
    t.deepEqual([...trained].sort(), planned.map(({ id }) => id).sort());
    for (const { what, value, limit, unit } of record.deviations.filter((deviation) => HELD.has(deviation.unit))) {
      t.true(value <= limit, `${what}: ${value} ${unit}, at most ${limit}`);
    }
  });
}
