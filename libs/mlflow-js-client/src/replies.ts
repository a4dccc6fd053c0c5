import { z } from 'zod';
import type { Dataset, DatasetInput, Experiment, FileInfo, Metric, Run } from './entities.ts';

/** MLflow leaves out lists that are empty and numbers that are 0, and may write 64-bit integers as text. */
const integer = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
const metricNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const lifecycleStage = z.enum(['active', 'deleted']);
const keyValue = z.object({ key: z.string(), value: z.string().default('') });
const keyValues = z
  .array(keyValue)
  .default([])
  .transform((pairs) => Object.fromEntries(pairs.map(({ key, value }) => [key, value])));

const metric = z.object({
  key: z.string(),
  value: metricNumber.default(0),
  timestamp: integer.default(0),
  step: integer.default(0),
}) satisfies z.ZodType<Metric>;

const dataset = z
  .object({
    name: z.string(),
    digest: z.string(),
    source_type: z.string().default(''),
    source: z.string().default(''),
    schema: z.string().optional(),
    profile: z.string().optional(),
  })
  .transform(
    ({ name, digest, source_type: sourceType, source, schema, profile }): Dataset => ({
      name,
      digest,
      sourceType,
      source,
      schema,
      profile,
    }),
  );

const datasetInput = z
  .object({ dataset, tags: keyValues })
  .transform((input): DatasetInput => ({ dataset: input.dataset, tags: input.tags }));

const experiment = z
  .object({
    experiment_id: z.string(),
    name: z.string(),
    artifact_location: z.string().optional(),
    lifecycle_stage: lifecycleStage,
    creation_time: integer.optional(),
    last_update_time: integer.optional(),
    tags: keyValues,
  })
  .transform(
    (reply): Experiment => ({
      experimentId: reply.experiment_id,
      name: reply.name,
      artifactLocation: reply.artifact_location,
      lifecycleStage: reply.lifecycle_stage,
      creationTime: reply.creation_time,
      lastUpdateTime: reply.last_update_time,
      tags: reply.tags,
    }),
  );

const run = z
  .object({
    info: z.object({
      run_id: z.string(),
      run_name: z.string().default(''),
      experiment_id: z.string(),
      status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
      start_time: integer.default(0),
      end_time: integer.optional(),
      artifact_uri: z.string(),
      lifecycle_stage: lifecycleStage,
    }),
    data: z.object({ metrics: z.array(metric).default([]), params: keyValues, tags: keyValues }).prefault({}),
    inputs: z.object({ dataset_inputs: z.array(datasetInput).default([]) }).prefault({}),
  })
  .transform(
    ({ info, data, inputs }): Run => ({
      info: {
        runId: info.run_id,
        runName: info.run_name,
        experimentId: info.experiment_id,
        status: info.status,
        startTime: info.start_time,
        endTime: info.end_time,
        artifactUri: info.artifact_uri,
        lifecycleStage: info.lifecycle_stage,
      },
      data: {
        metrics: Object.fromEntries(data.metrics.map(({ key, value }) => [key, value])),
        params: data.params,
        tags: data.tags,
      },
      inputs: { datasetInputs: inputs.dataset_inputs },
    }),
  );

/** The server ends its pages with no token or an empty one. */
const pageToken = z
  .string()
  .optional()
  .transform((token) => token || undefined);

export const emptyReply = z.looseObject({});
export const experimentReply = z.object({ experiment });
export const createdExperimentReply = z.object({ experiment_id: z.string() });
export const experimentsReply = z.object({ experiments: z.array(experiment).default([]), next_page_token: pageToken });
export const runReply = z.object({ run });
export const runsReply = z.object({ runs: z.array(run).default([]), next_page_token: pageToken });
export const metricsReply = z.object({ metrics: z.array(metric).default([]), next_page_token: pageToken });
export const bulkMetricsReply = z.object({
  metrics: z.array(z.object({ ...metric.shape, run_id: z.string() })).default([]),
});
export const filesReply = z.object({
  files: z
    .array(
      z
        .object({ path: z.string(), is_dir: z.boolean().default(false), file_size: integer.optional() })
        .transform((file): FileInfo => ({ path: file.path, isDir: file.is_dir, fileSize: file.file_size })),
    )
    .default([]),
  next_page_token: pageToken,
});
