import { centredProducts, columnMeans, covarianceOf } from '@collapse/datasets/in-browser';
import type { Rows } from './data-file.ts';
import type { DataRequest, RowsReply } from './data-messages.ts';
import type { startWorker } from './start-worker.ts';

type Helper = ReturnType<typeof startWorker>;

/** From about this many products on, a second or so of one core, more of them are asked to help. */
const MANY_PRODUCTS = 2e9;
const MOST_HELPERS = 8;

/**
 * Covariance [dim, dim] of rows, those of large data by several workers at once.
 * @param startHelper a worker that answers requests for rows
 * @param onRows told again and again how many rows are done
 */
export async function covarianceInParts(
  { values, count, dim }: Rows,
  startHelper: () => Helper,
  onRows: (rows: number) => void,
): Promise<Float64Array> {
  const mean = columnMeans(values, count, dim);
  // Older browsers have no workers within workers.
  const cores = typeof Worker === 'undefined' ? 1 : navigator.hardwareConcurrency || 1;
  const parts = count * dim * dim < MANY_PRODUCTS ? 1 : Math.min(MOST_HELPERS, cores);
  if (parts === 1) return covarianceOf(centredProducts(values, count, mean, onRows), count, dim);
  const done = new Array<number>(parts).fill(0);
  const sums = await Promise.all(
    done.map((_, part) => {
      const from = Math.floor((part * count) / parts);
      const to = Math.floor(((part + 1) * count) / parts);
      // A copy, which moves to the helper.
      const rows = { values: values.slice(from * dim, to * dim), count: to - from, mean };
      return productsBy(startHelper(), rows, (some) => {
        done[part] = some;
        onRows(done.reduce((sum, each) => sum + each, 0));
      });
    }),
  );
  const [products = new Float64Array(dim * dim), ...others] = sums;
  for (const other of others) {
    for (let cell = 0; cell < products.length; cell++) {
      products[cell] = (products[cell] as number) + (other[cell] as number);
    }
  }
  return covarianceOf(products, count, dim);
}

function productsBy(
  { worker, stop }: Helper,
  rows: Omit<Extract<DataRequest, { kind: 'rows' }>, 'kind'>,
  onRows: (rows: number) => void,
): Promise<Float64Array> {
  return new Promise((settle, fail) => {
    worker.addEventListener('message', ({ data }: MessageEvent<RowsReply>) => {
      if (data.kind === 'rows-done') return onRows(data.rows);
      stop();
      settle(data.products);
    });
    worker.addEventListener('error', ({ message }) => {
      stop();
      fail(new RangeError(message || 'a worker stopped'));
    });
    worker.postMessage({ kind: 'rows', ...rows } satisfies DataRequest, [rows.values.buffer]);
  });
}
