import { stripVTControlCharacters } from 'node:util';

/**
 * Counts what a run of Nx says about its tasks: AVA's tests by their own totals, and each lint or type check that failed as one failure.
 * Nx replays the output of a cached task, so cached tests count like any other.
 * @param {string} output what `nx run-many` printed
 * @param {number} status its exit status
 * @param {boolean} skippedFail whether a test that was left out counts as failed, as it does where everything is there to run it
 * @returns {{passed: number, failed: number}}
 */
export function summarizeTasks(output, status, skippedFail = false) {
  const lines = stripVTControlCharacters(output).split(/\r?\n/);
  /** @type {Map<string, number>} */
  const failuresOf = new Map();
  let task = '';
  let passed = 0;
  for (const line of lines) {
    task = line.match(/^> nx run (\S+)/)?.[1] ?? task;
    const total = line.match(
      /^\s+(\d+) (tests? passed|tests? failed|tests? skipped|uncaught exceptions?|unhandled rejections?)$/,
    );
    if (!total) continue;
    const count = Number(total[1]);
    if (total[2]?.endsWith('passed')) passed += count;
    else if (!total[2]?.endsWith('skipped') || skippedFail) failuresOf.set(task, (failuresOf.get(task) ?? 0) + count);
  }
  const heading = lines.lastIndexOf('Failed tasks:');
  for (const line of heading < 0 ? [] : lines.slice(heading)) {
    const name = line.match(/^- (\S+)$/)?.[1];
    if (name && !failuresOf.has(name)) failuresOf.set(name, 1);
  }
  const failed = [...failuresOf.values()].reduce((sum, count) => sum + count, 0);
  return { passed, failed: status !== 0 ? Math.max(1, failed) : failed };
}
