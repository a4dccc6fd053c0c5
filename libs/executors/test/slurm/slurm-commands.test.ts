import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { slurmCommands } from '../../src/slurm/slurm-commands.ts';

/** Slurm's programs that only print, each a text. */
function printing(t: ExecutionContext, programs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\ncat <<'END'\n${text}\nEND\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return slurmCommands({ PATH: `${folder}:${process.env.PATH}` });
}

test('a job is known by its number; another reply is a refusal with what was said', async (t) => {
  t.is(await printing(t, { sbatch: '71;cluster' }).submit([]), '71');
  for (const text of ['', 'Usage: sbatch [OPTIONS...]', ';cluster', '12x']) {
    await t.throwsAsync(printing(t, { sbatch: text }).submit([]), {
      instanceOf: UserError,
      message: /a reply without the number of a job/,
    });
  }
});

test('accounts without their fields say nothing of a task', async (t) => {
  const text = '5_0|COMPLETED\n5_1|CANCELLED by 1000\n5_2|\n5_3\n\n|\n||';
  t.deepEqual(
    await printing(t, { sacct: text }).ended(['5_0']),
    new Map([
      ['5_0', 'COMPLETED'],
      ['5_1', 'CANCELLED'],
    ]),
  );
});
