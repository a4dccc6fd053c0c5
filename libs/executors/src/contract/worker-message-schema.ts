import { MOST_ATTEMPTS } from '@collapse/study';
import { z } from 'zod';
import type { WorkerMessage } from './worker-message.ts';

/** The latest moment that a Date can hold, milliseconds since 1970. */
const LAST_MOMENT = 8.64e15;
/** Longer words are cut: a stack in an error may take some. */
const MAX_CHARACTERS = 10_000;

/** Integer milliseconds since 1970. */
export const moment = z.int().min(0).max(LAST_MOMENT);
export const words = z.string().transform((text) => text.slice(0, MAX_CHARACTERS));

const about = { trialId: z.string(), attempt: z.int().min(1).max(MOST_ATTEMPTS), timestamp: moment };
/** A message that came from another process by way of a file or a server: another version, or anybody, may have written it. */
export const workerMessageSchema: z.ZodType<WorkerMessage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), ...about, worker: words, log: words.exactOptional() }),
  z.object({ kind: z.literal('progress'), ...about, step: z.int().min(0) }),
  z.object({ kind: z.literal('committed'), ...about }),
  z.object({
    kind: z.literal('threw'),
    ...about,
    error: z.object({
      name: words,
      message: words,
      stack: words.nullable(),
      storage: z.object({ path: z.string(), code: z.string() }).nullable(),
    }),
  }),
  z.object({ kind: z.literal('notice'), line: words, timestamp: moment }),
]);
