import { LIMITS } from './limits.ts';

/** Items of one log-batch request, each already written as JSON. */
export interface SerializedItems {
  readonly params: readonly string[];
  readonly tags: readonly string[];
  readonly metrics: readonly string[];
}

type ItemKind = keyof SerializedItems;

const LIMIT_PER_KIND: Readonly<Record<ItemKind, number>> = {
  params: LIMITS.paramsPerBatch,
  tags: LIMITS.tagsPerBatch,
  metrics: LIMITS.metricsPerBatch,
};

/** Bytes of the body around the items: its field names, brackets, and the run id. */
const FRAME_BYTES = 400;

/**
 * Splits items into bodies that keep each of MLflow's limits, in order: params, tags, metrics. Params come first because
 * only they can clash with what the run already has; a clash then stops the call before a metric is sent. Each item is
 * in exactly one body. No items give no body.
 */
export function* splitBatch(items: SerializedItems, runId: string): Generator<string> {
  let batch = emptyBatch();
  for (const kind of ['params', 'tags', 'metrics'] as const) {
    for (const item of items[kind]) {
      const bytes = Buffer.byteLength(item) + 1;
      const full =
        batch[kind].length === LIMIT_PER_KIND[kind] ||
        batch.count === LIMITS.itemsPerBatch ||
        batch.bytes + bytes >= LIMITS.bytesPerBatch;
      if (full) {
        yield batchBody(batch, runId);
        batch = emptyBatch();
      }
      batch[kind].push(item);
      batch.count += 1;
      batch.bytes += bytes;
    }
  }
  if (batch.count > 0) yield batchBody(batch, runId);
}

function emptyBatch(): Record<ItemKind, string[]> & { count: number; bytes: number } {
  return { params: [], tags: [], metrics: [], count: 0, bytes: FRAME_BYTES };
}

/** run_id goes last: the server stops reading at a value it cannot take, and must then find the request incomplete. */
function batchBody(items: SerializedItems, runId: string): string {
  const lists = (['params', 'tags', 'metrics'] as const)
    .filter((kind) => items[kind].length > 0)
    .map((kind) => `"${kind}":[${items[kind].join(',')}],`);
  return `{${lists.join('')}"run_id":${JSON.stringify(runId)}}`;
}
