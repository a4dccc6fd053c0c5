// Reads random grids, most of them wrong: node fuzz/src/grids.ts [--count 3000] [--seed 1]
import { parseArgs } from 'node:util';
import { readGrids } from './read-grids.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '3000' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const { accepted, refused, refutations } = readGrids({ count, seed });
for (const why of refutations) console.log(`${why}\n`);
console.log(`seed ${seed}: ${accepted} accepted, ${refused} refused, ${refutations.length} complaints`);
process.exitCode = refutations.length === 0 ? 0 : 1;
