import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { testServer } from '../../../tools/redis/test-server.ts';
import { linkProject, writeLogisticGrid } from '../test/support/own-components.ts';
import { sweep, workFolder } from '../test/support/run-sweep.ts';
import { finishedIn, fleet, table } from './support/fleet.ts';

const server = await testServer();
test.after.always(() => server.end());

test.serial('a worker without the components takes none of the trials, one that has them does', async (t) => {
  const folder = workFolder(t);
  const { study, worker, grid, until } = fleet(t, folder, server, 'components');
  writeLogisticGrid(folder);
  const local = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'local', '--packs', 'off']);
  t.is(local.status, 0, local.errors);

  // Another folder, as on another machine: where the file lies is no part of its hash.
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  linkProject(elsewhere);
  copyFileSync(join(folder, 'logistic.ts'), join(elsewhere, 'logistic.ts'));

  const without = worker();
  const running = grid();
  let told = '';
  running.process.stdout?.on('data', (text: string) => {
    told += text;
  });
  running.process.stderr?.on('data', (text: string) => {
    told += text;
  });
  await until('the refusal is told', () => /likelihood logistic \(sha256 \w{12}\)/.test(told));
  t.regex(told, /was started without --components\. Start a worker with --components/);
  t.deepEqual(finishedIn(study), []);
  const other = worker({ args: ['--components', elsewhere] });
  const finished = await running.finished;
  t.is(finished.status, 0, finished.errors);
  t.false(without.log().includes('started'));
  t.true(other.log().includes('done'));
  t.deepEqual(table(study), table(join(folder, 'local')));
});
