import type { Moments } from '@collapse/closed-forms';
import { MomentSums, mergeMoments } from '@collapse/datasets/in-browser';
import type { Rows } from './data-file.ts';
import type { DataRequest, RowsReply } from './data-messages.ts';
import type { startWorker } from './start-worker.ts';

type Helper = ReturnType<typeof startWorker>;

/** From about this many products on, a second or so of one core, more of them are asked to help. */
const MANY_PRODUCTS = 5e9;
const MOST_HELPERS = 8;
/** Rows between two words of progress. */
const CHUNK = 1024;

/** Moments of rows, all of finite numbers. @param onRows told again and again how many rows are done */
export function momentsOfRows({ values, count, dim }: Rows, onRows: (rows: number) => void): Moments {
  const sums = new MomentSums(dim);
  for (let start = 0; start < count; start += CHUNK) {
    const end = Math.min(start + CHUNK, count);
    sums.add(values.subarray(start * dim, end * dim), end - start);
    onRows(end);
  }
  return sums.moments();
}

/**
 * The same, of large data by several workers at once.
 * @param startHelper a worker that answers requests for rows
 */
export async function momentsInParts(
  rows: Rows,
  startHelper: () => Helper,
  onRows: (rows: number) => void,
): Promise<Moments> {
  const { values, count, dim } = rows;
  // Older browsers have no workers within workers.
  const cores = typeof Worker === 'undefined' ? 1 : navigator.hardwareConcurrency || 1;
  const parts = count * dim * dim < MANY_PRODUCTS ? 1 : Math.min(MOST_HELPERS, cores);
  if (parts === 1) return momentsOfRows(rows, onRows);
  const done = new Array<number>(parts).fill(0);
  const moments = await Promise.all(
    done.map((_, part) => {
      const from = Math.floor((part * count) / parts);
      const to = Math.floor(((part + 1) * count) / parts);
      // A copy, which moves to the helper.
      const some = { values: values.slice(from * dim, to * dim), count: to - from, dim };
      return momentsBy(startHelper(), some, (each) => {
        done[part] = each;
        onRows(done.reduce((sum, value) => sum + value, 0));
      });
    }),
  );
  return moments.reduce(mergeMoments);
}

function momentsBy(
  { worker, stop }: Helper,
  rows: Omit<Extract<DataRequest, { kind: 'rows' }>, 'kind'>,
  onRows: (rows: number) => void,
): Promise<Moments> {
  return new Promise((settle, fail) => {
    worker.addEventListener('message', ({ data }: MessageEvent<RowsReply>) => {
      if (data.kind === 'rows-done') return onRows(data.rows);
      stop();
      settle(data.moments);
    });
    worker.addEventListener('error', ({ message }) => {
      stop();
      fail(new RangeError(message || 'a worker stopped'));
    });
    worker.postMessage({ kind: 'rows', ...rows } satisfies DataRequest, [rows.values.buffer]);
  });
}
