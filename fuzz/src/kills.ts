// Kills and interrupts a grid at random moments and holds what comes out to the undisturbed run: node fuzz/src/kills.ts [--count 60] [--seed 1] [--scene short|long|pack]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killRuns, SCENES } from './kill-runs.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    scene: { type: 'string' },
  },
});
const seed = Number(values.seed);
const all = Object.keys(SCENES) as (keyof typeof SCENES)[];
const scenes = values.scene === undefined ? all : all.filter((name) => name === values.scene);
const kills = Math.ceil(Number(values.count) / scenes.length);
for (const scene of scenes) {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  try {
    const onKill = (done: number) => console.error(`${scene}: ${done} of ${kills}`);
    const complaints = await killRuns({ folder, kills, seed, scene, onKill });
    for (const complaint of complaints) console.log(complaint);
    console.log(`${scene}, seed ${seed}: ${kills} kills, ${complaints.length} complaints`);
    if (complaints.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (scenes.length === 0) throw new Error(`--scene: expected one of ${all.join(', ')}, received ${values.scene}`);
