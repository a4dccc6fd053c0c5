import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { skipN } from 'pure-rand/utils/skipN';

/** The first numbers after similar seeds are similar too. */
const NUMBERS_TO_SKIP = 64;

/** Indices of the data points of one batch after another, each [batchSize]. */
export interface BatchStream {
  next(): Int32Array;
  /** Writes the next batch into `target` from `offset` on. */
  write(target: Int32Array, offset: number): void;
  /** What the next batches follow from; another stream goes on from it. */
  state(): BatchStreamState;
}

/** Where a stream of batches is. */
export interface BatchStreamState {
  /** The data points in the order of the epoch, [count]. */
  readonly order: Int32Array;
  /** How many of them have been shown. */
  readonly position: number;
  /** State of the random generator that draws the next order. */
  readonly generator: readonly number[];
}

/**
 * Goes through a random order of the `count` data points, a new order each epoch; the points that do not fill a batch at
 * an epoch's end are left to the next order, so that every batch has `batchSize` different points.
 * @param from where a stream of the same arguments was
 */
export function createBatchStream(
  count: number,
  batchSize: number,
  [low, high]: readonly [number, number],
  from: BatchStreamState | null = null,
): BatchStream {
  const random = xoroshiro128plusFromState(from?.generator ?? [low, high, ~low, ~high]);
  if (from === null) skipN(random, NUMBERS_TO_SKIP);
  const order = from?.order.slice() ?? Int32Array.from({ length: count }, (_, index) => index);
  let position = from?.position ?? count;
  function write(target: Int32Array, offset: number): void {
    if (position + batchSize > count) {
      shuffle(order, (limit) => uniformInt(random, 0, limit));
      position = 0;
    }
    for (let point = 0; point < batchSize; point++) target[offset + point] = order[position + point] ?? 0;
    position += batchSize;
  }
  return {
    write,
    next() {
      const batch = new Int32Array(batchSize);
      write(batch, 0);
      return batch;
    },
    state: () => ({ order: order.slice(), position, generator: [...random.getState()] }),
  };
}

/** Fisher-Yates; `drawUpTo(n)` is uniform on 0..n. */
function shuffle(order: Int32Array, drawUpTo: (limit: number) => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = drawUpTo(last);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
}
