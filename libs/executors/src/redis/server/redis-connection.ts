import { isIP } from 'node:net';
import { UserError } from '@collapse/trials';
import { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** BullMQ's scripts need it, and BZPOPMIN with fractions of a second. */
const MIN_SERVER_VERSION = [6, 2] as const;
const CONNECT_MILLISECONDS = 5000;
/** A connection on which something is asked every few seconds, and that has been silent for so long, is cut. */
const SILENCE_MILLISECONDS = 30_000;

function settings({ host, port, username, password, database, tls }: RedisAddress) {
  return {
    host,
    port,
    db: database,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(tls === null
      ? {}
      : { tls: { ...(isIP(host) === 0 ? { servername: host } : {}), ...(tls.ca === null ? {} : { ca: tls.ca }) } }),
    connectTimeout: CONNECT_MILLISECONDS,
    keepAlive: CONNECT_MILLISECONDS,
    // Commands wait for the connection to come back instead of failing.
    maxRetriesPerRequest: null,
    lazyConnect: true,
  };
}

/**
 * A connection that comes back by itself whenever it is lost, as soon as the server does.
 * @param onTrouble told of each failure: a lost connection is tried again, and nobody has to do anything
 */
export function openConnection(address: RedisAddress, onTrouble: (error: Error) => void): Redis {
  const redis = new Redis({
    ...settings(address),
    retryStrategy: (times: number) => Math.min(1000, 50 * 2 ** times),
    socketTimeout: SILENCE_MILLISECONDS,
  });
  redis.on('error', onTrouble);
  return redis;
}

/**
 * Tries a server out once.
 * @param field what the user wrote the address in
 * @throws UserError where it cannot be reached, refuses the password or is too old
 */
export async function requireServer(address: RedisAddress, field: string): Promise<void> {
  const redis = new Redis({ ...settings(address), retryStrategy: () => null });
  let trouble: Error | null = null;
  redis.on('error', (error: Error) => {
    trouble ??= error;
  });
  try {
    await redis.connect();
    const [, major = 0, minor = 0] = (/redis_version:(\d+)\.(\d+)/.exec(await redis.info('server')) ?? []).map(Number);
    const oldEnough =
      major > MIN_SERVER_VERSION[0] || (major === MIN_SERVER_VERSION[0] && minor >= MIN_SERVER_VERSION[1]);
    if (oldEnough) return;
    throw new UserError({
      field,
      expected: `Redis ${MIN_SERVER_VERSION.join('.')} or later at ${address.url}`,
      received: `${major}.${minor}`,
      remedy: 'Update the server.',
    });
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    throw explained(trouble ?? error, address, field);
  } finally {
    redis.disconnect();
  }
}

/** What a failed connection means for the user. The error itself is not shown: it may quote a command. */
function explained(error: Error, address: RedisAddress, field: string): UserError {
  const server = address.url;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/WRONGPASS|invalid password|NOAUTH|NOPERM/.test(error.message)) {
    return new UserError({
      field,
      expected: `the password of ${server}`,
      received: address.password === null ? 'none' : 'one that the server refuses',
      remedy: 'Set REDIS_PASSWORD, or name a file that holds the password.',
    });
  }
  if (/SSL|TLS|CERT|SIGNATURE|EPROTO/i.test(code)) {
    return new UserError({
      field,
      expected: `a server at ${server} whose certificate can be trusted`,
      received: code,
      remedy: 'For an authority of your own name the file of its certificate; for a server without TLS write redis://.',
    });
  }
  return new UserError({
    field,
    expected: `a Redis server at ${server}`,
    received: code === '' ? 'a connection that ends at once' : code,
    remedy:
      address.tls === null
        ? 'Check that it runs, and host and port; a server with TLS needs rediss://.'
        : 'Check that it runs, and host and port; for a server without TLS write redis://.',
  });
}
