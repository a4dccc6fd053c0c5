import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { keptMachine } from '../../src/study/machine.ts';

test('what others keep busy counts as load; a page made again says the same of the machine', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'machine-'));
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  t.teardown(() => busy.kill('SIGKILL'));
  await once(busy, 'spawn');
  const machine = await keptMachine(folder, true);
  t.true(machine.loadAtStart > 0.3, `${machine.loadAtStart} cores`);
  t.true(machine.cores >= 1 && machine.memoryGiB >= 1);
  t.deepEqual(await keptMachine(folder, false), machine);
});
