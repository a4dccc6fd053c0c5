import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { lockStudy, studyPaths } from '../../src/index.ts';
import { thisProcess } from '../../src/lock/process-identity.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/sample.ts';

function plantLock(directory: string, owner: object): void {
  mkdirSync(join(directory, 'lock.1'));
  writeFileSync(join(directory, 'lock.1', 'owner.json'), JSON.stringify({ ...thisProcess(), startedAt: 0, ...owner }));
}

test('a second run is refused with the process and the host of the first, also within one process', async (t) => {
  const directory = temporaryDirectory(t);
  const child = startChild(t, 'hold-lock.ts', directory);
  t.deepEqual(await child.lines(1), ['held']);
  const error = t.throws(() => lockStudy(studyPaths(directory)), { instanceOf: UserError });
  t.true(error.message.includes(`process ${child.process.pid} on ${hostname()}`));
  const own = temporaryDirectory(t);
  const lock = lockStudy(studyPaths(own));
  t.throws(() => lockStudy(studyPaths(own)), { instanceOf: UserError });
  lock.release();
  lockStudy(studyPaths(own)).release();
  t.deepEqual(readdirSync(own), []);
});

test('the lock of a run that was killed is taken over at once', async (t) => {
  const directory = temporaryDirectory(t);
  for (let round = 0; round < 3; round += 1) {
    const child = startChild(t, 'hold-lock.ts', directory);
    t.deepEqual(await child.lines(1), ['held']);
    // No wait for the end: a killed process may be a zombie for a while.
    process.kill(child.process.pid ?? 0, 'SIGKILL');
    await child.lines(2);
  }
  const lock = lockStudy(studyPaths(directory));
  t.is(readdirSync(directory).length, 1);
  lock.release();
});

test('of several runs that find a dead lock at once one gets it', async (t) => {
  for (let round = 0; round < 3; round += 1) {
    const directory = temporaryDirectory(t);
    plantLock(directory, { start: 'another boot:1' });
    const children = Array.from({ length: 5 }, () => startChild(t, 'hold-lock.ts', directory));
    const said = await Promise.all(children.map(async (child) => (await child.lines(1))[0]));
    t.is(said.filter((line) => line === 'held').length, 1, said.join('\n'));
    t.true(
      said.every((line) => line === 'held' || line?.startsWith('UserError')),
      said.join('\n'),
    );
    await Promise.all(children.map((child) => child.kill()));
  }
});

test('a process id that another process has now does not keep the lock', (t) => {
  const directory = temporaryDirectory(t);
  plantLock(directory, { start: `${thisProcess().start}0` });
  lockStudy(studyPaths(directory)).release();
  t.deepEqual(readdirSync(directory), []);
});

test('a lock of another host stays, and the error says what to remove', (t) => {
  const directory = temporaryDirectory(t);
  plantLock(directory, { host: 'elsewhere', processId: 1 });
  t.throws(() => lockStudy(studyPaths(directory)), {
    instanceOf: UserError,
    message: new RegExp(`process 1 on elsewhere since 1970.*remove ${join(directory, 'lock.1')}`),
  });
});

test('a lock without an owner, as a release or a removal by hand leaves it, is free', (t) => {
  const directory = temporaryDirectory(t);
  mkdirSync(join(directory, 'lock.4'));
  writeFileSync(join(directory, 'lock.4', 'owner.json'), 'junk');
  lockStudy(studyPaths(directory)).release();
  t.deepEqual(readdirSync(directory), []);
});
