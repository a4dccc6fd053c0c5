import type { Metric, MetricPoint, MlflowClient } from 'mlflow-js-client';

/** Differences of one metric that are named one by one. */
const MOST_NAMED = 3;

/**
 * Compares every point of a run with those expected, holding one metric at a time, and returns how many were expected.
 * @param serverKeys names of the metrics that the run has
 */
export async function compareMetrics(
  client: MlflowClient,
  runId: string,
  serverKeys: readonly string[],
  expected: () => Iterable<MetricPoint>,
  differ: (what: string, expected: string, received: string) => void,
): Promise<number> {
  const keys = new Set(serverKeys);
  for (const { key } of expected()) keys.add(key);
  let points = 0;
  for (const key of keys) {
    const texts = new Set<string>();
    // MLflow stores an identical point once.
    for (const point of expected()) if (point.key === key) texts.add(pointText(point));
    points += texts.size;
    const received = serverKeys.includes(key) ? client.getMetricHistory(runId, key) : none();
    await compareOne(texts, received, (want, got) => differ(`metric ${key}`, want, got));
  }
  return points;
}

/** @param texts the expected points, which are used up */
async function compareOne(
  texts: Set<string>,
  received: AsyncIterable<Metric>,
  differ: (expected: string, received: string) => void,
): Promise<void> {
  let count = 0;
  const name = (want: string, got: string) => {
    count += 1;
    if (count <= MOST_NAMED) differ(want, got);
  };
  for await (const point of received) {
    const text = pointText(point);
    if (!texts.delete(text)) name('no such point', text);
  }
  for (const text of texts) name(text, 'no such point');
  if (count > MOST_NAMED) differ('equal points', `${count} points that differ`);
}

async function* none(): AsyncGenerator<Metric> {}

function pointText({ step = 0, timestamp, value }: Omit<MetricPoint, 'key'>): string {
  return `${value} at step ${step}, time ${timestamp}`;
}
