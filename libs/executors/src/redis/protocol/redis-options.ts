import { isJsonObject } from '@collapse/study';
import { nearestName, parseOptions, UserError } from '@collapse/trials';
import { z } from 'zod';

/** The file of --executor-options for the Redis executor. */
export const redisOptions = z.strictObject({
  url: z
    .string()
    .regex(/^rediss?:\/\//, 'a redis:// or rediss:// URL')
    .describe('redis://HOST:PORT/DATABASE, or rediss:// for TLS; a password is better kept out of it'),
  passwordFile: z
    .string()
    .optional()
    .describe('a file that holds the password and nothing else; REDIS_PASSWORD where it is left out'),
  caFile: z
    .string()
    .optional()
    .describe('PEM certificates that sign the server’s, for TLS with an authority of your own'),
  prefix: z
    .string()
    .regex(/^[\w-]+$/, 'letters, digits, _ and -')
    .default('collapse')
    .describe('the first part of every key; workers must be given the same'),
  queued: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe('groups of trials that wait and run in Redis at a time; the others follow as these end'),
  packSize: z.int().min(1).max(256).default(1).describe('trials of one shape that train together on a worker'),
  retries: z.int().min(0).max(20).default(2).describe('how often a trial is tried again after its first failure'),
  stallSeconds: z
    .number()
    .min(1)
    .default(900)
    .describe('a trial that has begun and makes no progress for so long is ended and tried again'),
  fileMegabytes: z
    .number()
    .min(0)
    .max(256)
    .default(16)
    .describe('weights and pictures of a trial come back up to this size together; record and history always do'),
  dataMegabytes: z
    .number()
    .min(0)
    .default(1024)
    .describe('data sets that a worker cannot make for itself are sent up to this size, moments and spectrum included'),
  trialMegabytes: z
    .number()
    .min(1)
    .max(400)
    .default(64)
    .describe('a worker that sends more of one trial, record and history included, is not believed'),
});

/** @throws UserError for a prefix that keys cannot have */
export function requirePrefix(value: string, field: string): string {
  const { prefix } = redisOptions.shape;
  if (prefix.safeParse(value).success) return value;
  throw new UserError({
    field,
    expected: 'letters, digits, _ and -',
    received: JSON.stringify(value),
    remedy: 'Give the prefix that the controller has in redis.json.',
  });
}

export type RedisOptions = z.output<typeof redisOptions>;

/**
 * @param source the file, for errors
 * @throws UserError for the first thing that is wrong
 */
export function parseRedisOptions(value: unknown, source: string): RedisOptions {
  const known = Object.keys(redisOptions.shape);
  const unknown = Object.keys(isJsonObject(value) ? value : {}).find((name) => !known.includes(name));
  // Said here, because what a misspelt field holds may be a password.
  if (unknown !== undefined) {
    const near = /^pass?w/i.test(unknown) ? 'passwordFile' : nearestName(unknown, known);
    throw new UserError({
      field: `${source}: ${unknown}`,
      expected: `one of ${known.join(', ')}`,
      received: 'a field that does not exist',
      remedy: near === null ? 'Leave it out.' : `Did you mean ${near}?`,
    });
  }
  return parseOptions(redisOptions, value, source);
}
