import { readFileSync } from 'node:fs';
import { UserError } from '@collapse/trials';

/** Where a Redis server is and how to be let in. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly database: number;
  /** The same without the password, for people and records. */
  readonly url: string;
  /** Where the password and the certificates were read from. */
  readonly passwordFile: string | null;
  readonly caFile: string | null;
  /** null for a plain connection. */
  readonly tls: { readonly ca: string | null } | null;
}

export interface AddressParts {
  readonly url: string;
  /** Absolute paths. */
  readonly passwordFile: string | null;
  readonly caFile: string | null;
  readonly environment: NodeJS.ProcessEnv;
  /** What the user wrote the URL in, for errors. */
  readonly field: string;
}

const DEFAULT_PORT = 6379;

/**
 * Puts an address together: a password in the URL counts before one in a file, and that before REDIS_PASSWORD.
 * @throws UserError for a URL that is none of Redis, or a file that cannot be read
 */
export function redisAddress({ url, passwordFile, caFile, environment, field }: AddressParts): RedisAddress {
  const parsed = URL.parse(url);
  const database = parsed?.pathname.replace(/^\//, '') || '0';
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol) || !parsed.hostname || !/^\d+$/.test(database)) {
    throw new UserError({
      field,
      expected: 'redis://HOST:PORT, or rediss://HOST:PORT for TLS',
      received: withoutPassword(url),
      remedy: 'Give the address of a Redis server.',
    });
  }
  const inUrl = parsed.password === '' ? null : decodeURIComponent(parsed.password);
  const inFile = passwordFile === null ? null : readText(passwordFile, 'a file that holds the password').trim();
  const encrypted = parsed.protocol === 'rediss:';
  if (!encrypted && caFile !== null) {
    throw new UserError({
      field,
      expected: 'a rediss:// URL, since a file of certificates is given',
      received: withoutPassword(url),
      remedy: 'Write rediss:// for TLS, or leave the certificates out.',
    });
  }
  const shown = new URL(parsed);
  shown.password = '';
  const port = parsed.port === '' ? DEFAULT_PORT : Number(parsed.port);
  shown.port = String(port);
  return {
    url: shown.href,
    passwordFile,
    caFile,
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port,
    username: parsed.username === '' ? null : decodeURIComponent(parsed.username),
    password: inUrl ?? inFile ?? (environment.REDIS_PASSWORD || null),
    database: Number(database),
    tls: encrypted ? { ca: caFile === null ? null : readText(caFile, 'a file of PEM certificates') } : null,
  };
}

/** Whatever stands between the scheme and the last @ may be a password. */
function withoutPassword(url: string): string {
  return url.replace(/^((?:\w+:)?\/\/)?.*@/s, '$1...@');
}

function readText(path: string, expected: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const received = error.code === 'ENOENT' ? 'no such file' : String(error.code);
    throw new UserError({ field: path, expected, received, remedy: 'Check the path.' }, { cause: error });
  }
}
