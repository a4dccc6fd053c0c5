import { callApi } from './call-api.ts';
import { changeRun } from './change-run.ts';
import { emptyReply } from './replies.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { runTag } from './runs.ts';
import { splitBatch } from './split-batch.ts';
import {
  checkId,
  checkKey,
  metricValue,
  type ParamValue,
  paramText,
  timestampMilliseconds,
  wholeStep,
} from './values.ts';

export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. Keep it when sending a point again: that makes resending harmless. */
  readonly timestamp: number;
  /** Default 0. */
  readonly step?: number | undefined;
}

export interface Batch {
  readonly params?: Readonly<Record<string, ParamValue>> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly metrics?: Iterable<MetricPoint> | undefined;
}

export interface LogMetricOptions {
  /** Milliseconds since 1970. Default now. */
  readonly timestamp?: number | undefined;
  /** Default 0. */
  readonly step?: number | undefined;
}

/** All of a batch is checked before any of it is sent; then one request after the other, each atomic for itself. */
export async function logBatch(options: ResolvedOptions, runId: string, batch: Batch): Promise<void> {
  checkId('runId', runId);
  const items = {
    params: Object.entries(batch.params ?? {}).map(([key, value]) => JSON.stringify(param(key, value))),
    tags: Object.entries(batch.tags ?? {}).map(([key, value]) => JSON.stringify(runTag(key, value))),
    metrics: serializeMetrics(options, batch.metrics ?? []),
  };
  for (const body of splitBatch(items, runId)) {
    await callApi(options, { method: 'POST', endpoint: 'runs/log-batch', body, reply: emptyReply, repeat: 'always' });
  }
}

export async function logParam(options: ResolvedOptions, runId: string, key: string, value: ParamValue): Promise<void> {
  await changeRun(options, 'runs/log-parameter', param(key, value), runId);
}

export async function logMetric(
  options: ResolvedOptions,
  runId: string,
  key: string,
  value: number,
  { timestamp = options.now(), step = 0 }: LogMetricOptions,
): Promise<void> {
  checkKey('metric key', key);
  await changeRun(options, 'runs/log-metric', metric(options, { key, value, timestamp, step }), runId);
}

/** Each key is checked once, however many points it has. */
function serializeMetrics(options: ResolvedOptions, points: Iterable<MetricPoint>): string[] {
  const checked = new Set<string>();
  return Array.from(points, (point) => {
    if (!checked.has(point.key)) checked.add(checkKey('metric key', point.key));
    return JSON.stringify(metric(options, point));
  });
}

function metric(options: ResolvedOptions, { key, value, timestamp, step = 0 }: MetricPoint) {
  return {
    key,
    value: metricValue(`metric ${key}`, value, options.infinity),
    timestamp: timestampMilliseconds(`timestamp of metric ${key}`, timestamp),
    step: wholeStep(`step of metric ${key}`, step),
  };
}

function param(key: string, value: unknown): { key: string; value: string } {
  return { key: checkKey('param key', key), value: paramText(`param ${JSON.stringify(key)}`, value) };
}
