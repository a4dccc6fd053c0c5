import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { mergeMoments, mergeRanges } from '../moments/moment-sums.ts';
import type { NpyLayout } from '../sources/array/npy-chunks.ts';
import { type NpyPart, type NpyPartAnswer, summarizePart } from './npy-part.ts';
import { type RowSummary, UnusableValueError } from './summarize-rows.ts';

/** Products from which threads pay for their start. */
const MANY_PRODUCTS = 2e9;
const MOST_PARTS = 4;
/** Of the covariances of all parts. */
const PART_BYTES = 2 ** 29;

/**
 * Moments and ranges of the first `count` rows of a .npy file. Parts of a large one are summed by threads; how it is cut depends on the file
 * alone, so that the numbers are the same on every machine.
 * @throws UnusableValueError at a number that is not finite or not within float32
 */
export async function summarizeNpy(layout: NpyLayout, count: number, log1p: boolean): Promise<RowSummary> {
  const { dim } = layout;
  const room = Math.max(1, Math.min(MOST_PARTS, Math.floor(PART_BYTES / (16 * dim * dim))));
  const parts = count * dim * dim < MANY_PRODUCTS ? 1 : room;
  const cut = (part: number) => Math.floor((count * part) / parts);
  const tasks = Array.from({ length: parts }, (_, part): NpyPart => {
    return { layout, from: cut(part), to: cut(part + 1), log1p };
  });
  const answers = parts === 1 ? tasks.map(summarizePart) : await inThreads(tasks);
  return answers.map(summaryOf).reduce((one, other) => ({
    moments: mergeMoments(one.moments, other.moments),
    ranges: mergeRanges(one.ranges, other.ranges),
  }));
}

function summaryOf(answer: NpyPartAnswer): RowSummary {
  if ('unusable' in answer) throw new UnusableValueError(answer.unusable);
  return answer.summary;
}

async function inThreads(tasks: readonly NpyPart[]): Promise<NpyPartAnswer[]> {
  const threads = Math.min(tasks.length, availableParallelism());
  const share = Math.ceil(tasks.length / threads);
  const answers = Array.from({ length: threads }, (_, thread) =>
    inThread(tasks.slice(thread * share, (thread + 1) * share)),
  );
  return (await Promise.all(answers)).flat();
}

function inThread(tasks: readonly NpyPart[]): Promise<NpyPartAnswer[]> {
  return new Promise((settle, fail) => {
    const worker = new Worker(new URL('./npy-part-thread.ts', import.meta.url), { workerData: tasks });
    const answers: NpyPartAnswer[] = [];
    worker.on('message', (answer: NpyPartAnswer) => answers.push(answer));
    worker.on('error', fail);
    worker.on('exit', () => settle(answers));
  });
}
