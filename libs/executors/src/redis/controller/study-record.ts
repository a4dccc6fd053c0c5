import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readGridRecord, type StudyPaths, writeFileDurably } from '@collapse/study';
import { z } from 'zod';
import { DEFAULT_TRIAL_BYTES } from './receive-sent-trial.ts';

/** What a study folder keeps of its work in Redis: where that is, and what may be under way. No password. */
const studyRecordSchema = z.object({
  /** The study's name and a few random digits: two studies of one name share nothing. */
  queue: z.string().regex(/^[\w-]{1,300}$/),
  url: z.string(),
  passwordFile: z.string().nullable(),
  caFile: z.string().nullable(),
  prefix: z.string().regex(/^[\w-]+$/),
  /** The limit of a trial's files; records of earlier versions lack it. */
  trialBytes: z.number().default(DEFAULT_TRIAL_BYTES),
  /** Trials that a controller has in Redis, or left running there. */
  trials: z.array(z.object({ trialId: z.string(), host: z.string().nullable() })),
});
export type StudyRecord = z.output<typeof studyRecordSchema>;

/** null where the study has not used Redis. */
export function readStudyRecord(paths: StudyPaths): StudyRecord | null {
  try {
    return studyRecordSchema.safeParse(JSON.parse(readFileSync(paths.redis, 'utf8'))).data ?? null;
  } catch (error) {
    // None yet, or none that is whole: the study starts with a queue of its own.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null;
    throw error;
  }
}

export function writeStudyRecord(paths: StudyPaths, record: StudyRecord): void {
  writeFileDurably(paths.redis, `${JSON.stringify(record)}\n`);
}

/** A name for a study's queue. */
export function newQueueName(paths: StudyPaths, randomId: () => string): string {
  const name = readGridRecord(paths)?.name ?? basename(paths.directory);
  return `${name.replace(/[^\w-]+/g, '-')}-${randomId().slice(0, 8)}`;
}
