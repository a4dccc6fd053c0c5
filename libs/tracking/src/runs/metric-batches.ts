import { checkKey, LIMITS, type MetricPoint, MlflowError } from 'mlflow-js-client';

/**
 * Cuts metric points into batches of MLflow's size, never holding more than one. The first leaves room for the params and
 * tags that go with it.
 */
export function* metricBatches(
  points: Iterable<MetricPoint>,
  roomInFirst: number,
  onBadKey: (key: string, error: MlflowError) => void,
): Generator<MetricPoint[]> {
  const keys = new Map<string, boolean>();
  const usable = (key: string) => {
    const known = keys.get(key);
    if (known !== undefined) return known;
    const error = problemWith(key);
    if (error !== null) onBadKey(key, error);
    keys.set(key, error === null);
    return error === null;
  };
  let room = roomInFirst;
  let batch: MetricPoint[] = [];
  for (const point of points) {
    if (!usable(point.key)) continue;
    if (batch.length === room) {
      yield batch;
      batch = [];
      room = LIMITS.metricsPerBatch;
    }
    batch.push(point);
  }
  yield batch;
}

function problemWith(key: string): MlflowError | null {
  try {
    checkKey('metric key', key);
    return null;
  } catch (error) {
    if (error instanceof MlflowError) return error;
    throw error;
  }
}
