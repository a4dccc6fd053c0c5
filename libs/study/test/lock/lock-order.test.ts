import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { lockStudy, studyOwner, studyPaths } from '../../src/index.ts';
import { isAlive, thisProcess } from '../../src/lock/process-identity.ts';
import { patchFiles } from '../support/patched-files.ts';
import { temporaryDirectory } from '../support/sample.ts';

const onLinux = process.platform === 'linux' ? test.serial : test.serial.skip;

function plantLock(directory: string, name: string, owner: object): void {
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, 'owner.json'), JSON.stringify({ ...thisProcess(), startedAt: 5, ...owner }));
}

const dead = { start: 'another boot:1' };
const elsewhere = { host: 'elsewhere', processId: 1 };

test.serial('of the locks 9 and 10 it is 10 that counts', (t) => {
  const held = temporaryDirectory(t);
  plantLock(held, 'lock.9', dead);
  plantLock(held, 'lock.10', elsewhere);
  t.throws(() => lockStudy(studyPaths(held)), { instanceOf: UserError, message: /process 1 on elsewhere/ });
  t.deepEqual(studyOwner(studyPaths(held)), { host: 'elsewhere', processId: 1, startedAt: 5, here: false });
  const free = temporaryDirectory(t);
  plantLock(free, 'lock.9', elsewhere);
  plantLock(free, 'lock.10', dead);
  t.is(studyOwner(studyPaths(free)), null);
  const lock = lockStudy(studyPaths(free));
  t.deepEqual(readdirSync(free), ['lock.11']);
  lock.release();
});

test.serial('a lock that is being made is none; the owner of a lock is told while it lives', (t) => {
  const directory = temporaryDirectory(t);
  const paths = studyPaths(directory);
  t.is(studyOwner(paths), null);
  plantLock(directory, 'lock.7.99.tmp', elsewhere);
  plantLock(directory, 'lock.x', elsewhere);
  t.is(studyOwner(paths), null);
  const lock = lockStudy(paths, () => 12.7);
  t.is(lock.path, join(directory, 'lock.1'));
  t.deepEqual(studyOwner(paths), { host: hostname(), processId: process.pid, startedAt: 12, here: true });
  lock.release();
  t.is(studyOwner(paths), null);
});

test.serial('who finds a higher lock behind its own gives way to it', (t) => {
  const directory = temporaryDirectory(t);
  const rename = renameSync;
  let planted = false;
  patchFiles(t, {
    renameSync(from, to) {
      rename(from, to);
      if (planted) return;
      planted = true;
      plantLock(directory, 'lock.2', elsewhere);
    },
  });
  t.throws(() => lockStudy(studyPaths(directory)), { instanceOf: UserError, message: /on elsewhere/ });
  t.deepEqual(readdirSync(directory), ['lock.2']);
});

test.serial('who finds its number taken meanwhile looks again', (t) => {
  const directory = temporaryDirectory(t);
  const rename = renameSync;
  let planted = false;
  patchFiles(t, {
    renameSync(from, to) {
      if (!planted) {
        planted = true;
        plantLock(directory, 'lock.1', dead);
      }
      rename(from, to);
    },
  });
  const lock = lockStudy(studyPaths(directory));
  t.is(lock.path, join(directory, 'lock.2'));
  t.deepEqual(readdirSync(directory), ['lock.2']);
  lock.release();
});

onLinux(
  'a process is known by its start, whatever it is called; a zombie and one that is gone are not alive',
  async (t) => {
    const directory = temporaryDirectory(t);
    const odd = join(directory, 'a) Z 1 (b');
    copyFileSync('/bin/sleep', odd);
    const child = spawn(odd, ['60']);
    t.teardown(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.once('spawn', resolve));
    const processId = child.pid ?? 0;
    // proc(5): the start time is field 22; the name, field 2, ends at the last parenthesis.
    const ticks = () => /.*\) (.*)$/s.exec(readFileSync(`/proc/${processId}/stat`, 'utf8'))?.[1]?.split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const identity = { host: hostname(), processId, start: `${boot}:${ticks()}` };
    t.true(isAlive(identity));
    t.false(isAlive({ ...identity, start: `${boot}:1` }));
    const { pid } = spawnSync('/bin/true');
    t.false(isAlive({ host: hostname(), processId: pid, start: null }));
    t.true(isAlive(thisProcess()));
  },
);
