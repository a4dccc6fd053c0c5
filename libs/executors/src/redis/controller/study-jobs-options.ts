import type { CodeVersion } from '@collapse/study';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RedisKeys } from '../protocol/redis-keys.ts';
import type { RefusingServer } from '../server/refusing-server.ts';

export interface StudyJobsOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly queue: Queue;
  /** A connection of its own for the queue's events. */
  readonly eventsConnection: Redis;
  readonly code: CodeVersion | null;
  readonly fileBytes: number;
  /** Of all files of one trial: more is not taken in. */
  readonly limitBytes: number;
  /** Whether this study asked for a trial, by its id. */
  readonly isAsked: (trialId: string) => boolean;
  readonly server: RefusingServer;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  readonly stallMilliseconds: number | null;
  readonly onNotice: (line: string) => void;
}
