// Kills and interrupts a grid at random moments and holds what comes out to the undisturbed run: node fuzz/src/kills.ts [--count 60] [--seed 1]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killRuns } from './kill-runs.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const [kills, seed] = [Number(values.count), Number(values.seed)];
const folder = mkdtempSync(join(tmpdir(), 'kills-'));
try {
  const complaints = await killRuns({ folder, kills, seed, onKill: (done) => console.error(`${done} of ${kills}`) });
  for (const complaint of complaints) console.log(complaint);
  console.log(`seed ${seed}: ${kills} kills, ${complaints.length} complaints`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
