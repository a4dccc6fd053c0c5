// Trains random accepted specifications for a few steps each: node fuzz/src/specifications.ts [--count 1000] [--seed 1]
import { parseArgs } from 'node:util';
import { loadBackend } from '@collapse/backend';
import { trainAccepted } from './train-accepted.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const backend = await loadBackend({ backend: 'auto', onNotice: (line) => console.error(line) });
const { accepted, refused, refutations } = await trainAccepted(backend, {
  count,
  seed,
  onTrial: (trained) => {
    if (trained % 100 === 0) console.error(`${trained} of ${count}`);
  },
});
for (const { input, why } of refutations) console.log(`${JSON.stringify(input)}\n  ${why}\n`);
console.log(`seed ${seed}: ${accepted} accepted (${refused} refused), ${refutations.length} of them did not train`);
process.exitCode = refutations.length === 0 ? 0 : 1;
