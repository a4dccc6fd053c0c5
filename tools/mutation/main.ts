// Changes the source of the libraries in ways that matter, one at a time in a copy, and tells which the tests notice.
// Ends with exit status 1 where they notice fewer than nine in ten, or where a list no longer fits the source.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTATIONS } from './lists.ts';
import type { PlacedMutation } from './mutation.ts';
import { type MutationOptions, parseMutationOptions, USAGE } from './options.ts';
import { runTests, stopTests } from './run-tests.ts';
import { changedSince, selected } from './selection.ts';
import { countsOf, isEnough, summaryText } from './summary.ts';
import { sourcesOf, type Tried, tryMutation } from './try-mutation.ts';
import { copyRepository, type WorkingCopy } from './working-copy.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  const chosen = selected(MUTATIONS, options, options.since === null ? null : changedSince(root, options.since));
  const toTry = chosen.filter(({ equivalent }) => equivalent === undefined);
  if (options.check) return checkLists(chosen);
  console.log(`${toTry.length} mutations, ${options.jobs} at a time`);
  const copies = Array.from({ length: Math.min(options.jobs, Math.max(1, toTry.length)) }, () => copyRepository(root));
  const remove = () => {
    for (const copy of copies) copy.remove();
  };
  const interrupted = () => {
    stopTests();
    remove();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const fitting = toTry.filter((mutation) => !('wrong' in sourcesOf(root, mutation)));
    const usual = await usualTimes(copies, [...new Set(fitting.flatMap(({ tests }) => tests))].sort());
    if (usual === null) return 1;
    const usualSeconds = (tests: readonly string[]) => tests.reduce((sum, test) => sum + (usual.get(test) ?? 60), 0);
    const tried: Tried[] = [];
    await inCopies(copies, toTry, async ({ directory }, mutation) => {
      const one = await tryMutation(directory, mutation, { quick: options.quick, usualSeconds });
      tried.push(one);
      console.log(
        `${tried.length}/${toTry.length} ${one.verdict} ${one.seconds.toFixed(0)} s  ${mutation.file}: ${mutation.means}`,
      );
    });
    const equivalent = new Map<string, number>();
    for (const { library, equivalent: reason } of chosen) {
      if (reason !== undefined) equivalent.set(library, (equivalent.get(library) ?? 0) + 1);
    }
    const order = (one: Tried) => toTry.indexOf(one.mutation);
    tried.sort((a, b) => order(a) - order(b));
    console.log(`\n${summaryText(tried, equivalent)}`);
    return isEnough(countsOf(tried)) ? 0 : 1;
  } finally {
    remove();
  }
}

/** Says which mutations do not fit the source; the exit status. */
function checkLists(mutations: readonly PlacedMutation[]): number {
  const wrong = mutations.flatMap((mutation) => {
    const sources = sourcesOf(root, mutation);
    return 'wrong' in sources ? [`${mutation.file}: ${mutation.means} (${sources.wrong})`] : [];
  });
  for (const line of wrong) console.error(line);
  console.log(`${mutations.length} mutations, ${wrong.length} do not fit the source`);
  return wrong.length > 0 ? 1 : 0;
}

/** The options, or the exit status where there are none to go on with. */
function readOptions(): MutationOptions | number {
  try {
    const options = parseMutationOptions(process.argv.slice(2));
    if (options !== 'help') return options;
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

/** Seconds of each test file where nothing is changed; null where one fails then, which would count as noticing everything. */
async function usualTimes(
  copies: readonly WorkingCopy[],
  files: readonly string[],
): Promise<Map<string, number> | null> {
  const seconds = new Map<string, number>();
  const failed: string[] = [];
  await inCopies(copies, files, async ({ directory }, file) => {
    const run = await runTests(directory, [file], 600);
    seconds.set(file, run.seconds);
    if (run.outcome !== 'passed') failed.push(`${file} ${run.outcome} without any change\n${run.output}`);
  });
  for (const message of failed) console.error(message);
  console.log(`${files.length - failed.length} test files pass without any change`);
  return failed.length > 0 ? null : seconds;
}

/** Does the work for each item, one at a time in each copy. */
async function inCopies<Item>(
  copies: readonly WorkingCopy[],
  items: readonly Item[],
  work: (copy: WorkingCopy, item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const serve = async (copy: WorkingCopy) => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(copy, item);
  };
  await Promise.all(copies.map(serve));
}

process.exitCode = await main();
