import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { comparePeerGrids } from './peer-grids.ts';
import { comparePeerSteps } from './peer-steps.ts';
import { writeSection } from './table.ts';
import { WORKS } from './works.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'steps,packs,grids' },
    repeats: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    grids: { type: 'string', default: 'tiny,small,wide' },
    'grid-peers': { type: 'string', default: 'jax,torch' },
    works: { type: 'string', default: WORKS.map(({ name }) => name).join(',') },
  },
});
const BENCH = join(import.meta.dirname, '..');
const folder = join(BENCH, '.work');
const repeats = Number(options.repeats);
const machine = describeMachine();
console.log(machine);
for (const part of ['steps', 'packs'] as const) {
  if (!options.only.split(',').includes(part)) continue;
  const works = WORKS.filter((work) => work.part === part && options.works.split(',').includes(work.name));
  const table = await comparePeerSteps(works, { repeats, seconds: Number(options.seconds), folder });
  console.log(table);
  writeSection(join(BENCH, 'README.md'), part, `${table}\n\nMedians of ${repeats}. ${machine}.`);
}
if (options.only.split(',').includes('grids')) {
  const [grids, peers] = [options.grids, options['grid-peers']].map((names) => names.split(','));
  const table = await comparePeerGrids({ repeats, folder, grids: grids ?? [], peers: peers ?? [] });
  console.log(table);
  writeSection(join(BENCH, 'README.md'), 'grids', `${table}\n\nMedians of ${repeats}. ${machine}.`);
}
rmSync(folder, { recursive: true, force: true });
