import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { codeVersion } from '../../src/index.ts';
import { temporaryDirectory } from '../support/sample.ts';

test('the commit of a checkout, whether it was modified, and null elsewhere', (t) => {
  const directory = temporaryDirectory(t);
  t.is(codeVersion(directory), null);
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  const git = (...args: string[]) =>
    execFileSync('git', [...identity, ...args], { cwd: directory, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  writeFileSync(join(directory, 'file'), 'one');
  git('add', 'file');
  git('commit', '--quiet', '--message', 'one');
  const commit = git('rev-parse', 'HEAD');
  t.deepEqual(codeVersion(directory), { commit, modified: false });
  writeFileSync(join(directory, 'file'), 'two');
  t.deepEqual(codeVersion(directory), { commit, modified: true });
});
