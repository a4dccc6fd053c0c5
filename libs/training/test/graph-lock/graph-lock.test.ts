import { readFileSync } from 'node:fs';
import test from 'ava';
import { hashOf, LOCKED_HASHES, LOCKED_TRIALS, traceGraphs, untraceable } from './trace-graphs.ts';

/*
 * The compiled step of each kind of trial is byte for byte what it was when graphs.json was written. Where it is not,
 * graph-lock/write.ts shows the graphs as text, to be compared with those of the commit before.
 */

const locked: Readonly<Record<string, string>> = JSON.parse(readFileSync(LOCKED_HASHES, 'utf8'));

test('each locked pack has its hash, and no two have the same', (t) => {
  if (untraceable !== null) t.log(`the graphs themselves are not traced: ${untraceable}`);
  t.deepEqual(Object.keys(locked), Object.keys(LOCKED_TRIALS));
  t.is(new Set(Object.values(locked)).size, Object.keys(locked).length);
});

// Left out, not skipped, without the native back end: the same tests run on WebAssembly too, where a skipped one counts as failed.
for (const [name, trials] of untraceable === null ? Object.entries(LOCKED_TRIALS) : []) {
  test.serial(`${name}: the graph is the one of before`, async (t) => {
    t.is(hashOf(await traceGraphs(trials)), `${locked[name]}`);
  });
}
