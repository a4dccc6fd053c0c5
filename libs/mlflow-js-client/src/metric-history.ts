import { callApi } from './call-api.ts';
import type { Metric } from './entities.ts';
import { invalidInput } from './errors.ts';
import { LIMITS } from './limits.ts';
import { pages } from './pages.ts';
import { bulkMetricsReply, metricsReply } from './replies.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { checkCount, checkId, checkKey, wholeStep } from './values.ts';

export interface MetricHistoryOptions {
  /** Points per request. Default 10 000. */
  readonly pageSize?: number | undefined;
}

export interface BulkIntervalOptions {
  /** At most 100. */
  readonly runIds: readonly string[];
  readonly metricKey: string;
  /** Both or neither. */
  readonly startStep?: number | undefined;
  readonly endStep?: number | undefined;
  /** Steps sampled from each run, at most 2500. Default 2500. */
  readonly maxResults?: number | undefined;
}

export interface RunMetric extends Metric {
  readonly runId: string;
}

export async function* getMetricHistory(
  options: ResolvedOptions,
  runId: string,
  metricKey: string,
  { pageSize = 10_000 }: MetricHistoryOptions,
): AsyncGenerator<Metric, void, undefined> {
  const query = {
    run_id: checkId('runId', runId),
    metric_key: checkKey('metricKey', metricKey),
    max_results: checkCount('pageSize', pageSize, 1, 25_000),
  };
  const get = async (pageToken: string | undefined) => {
    const { metrics, next_page_token: nextPageToken } = await callApi(options, {
      method: 'GET',
      endpoint: 'metrics/get-history',
      query: { ...query, page_token: pageToken },
      reply: metricsReply,
      repeat: 'always',
    });
    return { metrics, nextPageToken };
  };
  for await (const { metrics } of pages(get)) yield* metrics;
}

export async function getMetricHistoryBulkInterval(
  options: ResolvedOptions,
  { runIds, metricKey, startStep, endStep, maxResults = LIMITS.pointsPerBulkHistory }: BulkIntervalOptions,
): Promise<readonly RunMetric[]> {
  if (runIds.length === 0 || runIds.length > LIMITS.runsPerBulkHistory) {
    // Not split by itself: the server samples steps over all runs of one request.
    throw invalidInput('runIds', `1 to ${LIMITS.runsPerBulkHistory} ids`, runIds, 'Ask for fewer runs at a time.');
  }
  if ((startStep === undefined) !== (endStep === undefined)) {
    throw invalidInput('startStep and endStep', 'both or neither', startStep ?? endStep, 'Give the other one too.');
  }
  const reply = await callApi(options, {
    method: 'GET',
    endpoint: 'metrics/get-history-bulk-interval',
    query: {
      run_ids: runIds.map((id) => checkId('runIds', id)),
      metric_key: checkKey('metricKey', metricKey),
      start_step: startStep === undefined ? undefined : wholeStep('startStep', startStep),
      end_step: endStep === undefined ? undefined : wholeStep('endStep', endStep),
      max_results: checkCount('maxResults', maxResults, 1, LIMITS.pointsPerBulkHistory),
    },
    reply: bulkMetricsReply,
    repeat: 'always',
  });
  return reply.metrics.map(({ run_id: runId, ...metric }) => ({ ...metric, runId }));
}
