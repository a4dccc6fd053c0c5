/*
 * Writes graphs.json anew, for where a change of the order of operations is meant; the message of its commit says why.
 * After `npm run setup`:
 *
 *     node_modules/.bin/node libs/training/test/graph-lock/write.ts
 *
 * With a folder, `write.ts DIRECTORY`, it leaves graphs.json alone and writes the graphs as text, a file a pack: two such folders
 * of two commits, compared by `diff -r`, show which operation changed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphText } from './graph-text.ts';
import { hashOf, LOCKED_HASHES, LOCKED_TRIALS, traceGraphs, untraceable } from './trace-graphs.ts';

if (untraceable !== null) throw new Error(`No graph can be traced: ${untraceable}.`);
const [directory] = process.argv.slice(2);
if (directory !== undefined) mkdirSync(directory, { recursive: true });
const hashes: Record<string, string> = {};
for (const [name, trials] of Object.entries(LOCKED_TRIALS)) {
  const graphs = await traceGraphs(trials);
  hashes[name] = hashOf(graphs);
  if (directory !== undefined) writeFileSync(join(directory, `${name}.txt`), graphs.map(graphText).join('\n'));
}
if (directory === undefined) writeFileSync(LOCKED_HASHES, `${JSON.stringify(hashes, null, 2)}\n`);
console.log(`${directory ?? LOCKED_HASHES}: ${Object.keys(hashes).length} graphs`);
