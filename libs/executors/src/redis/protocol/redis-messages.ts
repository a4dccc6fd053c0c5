import { MOST_ATTEMPTS } from '@collapse/study';
import { z } from 'zod';
import { words, workerMessageSchema } from '../../contract/worker-message-schema.ts';
import { sentSpecification } from './sent-specification.ts';

/** What travels through Redis. All of it is checked on arrival: another version of this program may have written it. */

export const codeVersionSchema = z
  .object({ commit: z.string(), modified: z.boolean() })
  .nullable()
  .describe('null where the code is no git checkout');

/** A group of trials on its way to a worker. */
export const jobDataSchema = z.object({
  trials: z
    .array(z.object({ id: z.string(), attempt: z.int().min(1).max(MOST_ATTEMPTS), specification: sentSpecification }))
    .min(1),
  datasetChecksum: z.string(),
  code: codeVersionSchema,
  /** Of one trial's weights and pictures together; above it they stay behind. */
  fileBytes: z.number(),
  /** A group that has begun and makes no progress for so long hangs; null where it may take any time. */
  stallMilliseconds: z.number().nullable(),
});
export type JobData = z.output<typeof jobDataSchema>;

/** What a worker says while a job runs. */
export const jobProgressSchema = z.object({ messages: z.array(workerMessageSchema) });
export type JobProgress = z.output<typeof jobProgressSchema>;

/** A file of a trial, as its worker put it into Redis. */
const sentFileSchema = z.object({
  /** In the trial's folder. */
  name: z.string(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type SentFile = z.output<typeof sentFileSchema>;

/** What a job came to. */
export const jobOutcomeSchema = z.object({
  /** Everything said of it but its progress, in case nobody was listening. */
  messages: z.array(workerMessageSchema),
  /** Names the hash with what its trials wrote. */
  filesId: z.string().regex(/^[\w-]{1,100}$/),
  /** What of it belongs to each trial that has a result, by its id. */
  files: z.record(z.string(), z.array(sentFileSchema).max(100)),
  /** Why the work ended before its trials did; null where it ended as it should. */
  death: z.object({ message: words, reason: z.literal('stalled').nullable() }).nullable(),
});
export type JobOutcome = z.output<typeof jobOutcomeSchema>;
export type JobDeath = NonNullable<JobOutcome['death']>;

/** A study that has jobs for workers. */
export const studyEntrySchema = z.object({
  name: z.string(),
  code: codeVersionSchema,
  /** sha256 of the components from outside that its trials are made of, by names such as "likelihood logistic". */
  components: z.record(z.string(), z.string()).optional(),
});
export type StudyEntry = z.output<typeof studyEntrySchema>;

/** A worker, as it describes itself every few seconds. */
export const workerEntrySchema = z.object({
  /** Host and process. */
  name: z.string(),
  /** Trials or packs it runs at a time. */
  slots: z.int(),
  running: z.int(),
  /** Why it takes nothing from some queues, by their name. */
  refusals: z.record(z.string(), z.string()),
  /** Integer milliseconds since 1970 by the server's clock, which all compare with. */
  seenAt: z.int(),
});
export type WorkerEntry = z.output<typeof workerEntrySchema>;

/** The value in a JSON text, or null where it is not of the schema. */
export function parseJson<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
