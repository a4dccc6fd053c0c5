import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Authentication } from './authentication.ts';
import { invalidInput, MlflowError } from './errors.ts';
import { type Fetch, fetchWithoutVerification } from './fetch-without-verification.ts';
import type { InfinityPolicy } from './values.ts';

export interface RetryNotice {
  readonly error: MlflowError;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly waitMilliseconds: number;
}

export interface MlflowClientOptions {
  /** Address of the server, http or https; a path in front of /api is kept. Environment: MLFLOW_TRACKING_URI. */
  readonly trackingUri?: string | undefined;
  /** Environment: MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Sent as a bearer token. Environment: MLFLOW_TRACKING_TOKEN. */
  readonly token?: string | undefined;
  /** Accept any certificate from this server, for this client only. Environment: MLFLOW_TRACKING_INSECURE_TLS. */
  readonly insecureTls?: boolean | undefined;
  /** For one API request, milliseconds. Environment: MLFLOW_HTTP_REQUEST_TIMEOUT, seconds. Default 120 000. */
  readonly timeout?: number | undefined;
  /** For one artifact upload, and for silence in a download, ms. Environment: MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT, seconds. Default 600 000. */
  readonly artifactTimeout?: number | undefined;
  /** Of one reply, uncompressed; artifacts that are downloaded have no limit of their own. Default 64 MiB. */
  readonly maxReplyBytes?: number | undefined;
  /** For one call with all its retries, milliseconds. Default 600 000. */
  readonly totalTimeout?: number | undefined;
  /** Environment: MLFLOW_HTTP_REQUEST_MAX_RETRIES. Default 7. */
  readonly maxRetries?: number | undefined;
  /** Seconds; retry n waits factor * 2^(n-1), the first one none. Environment: MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR. Default 2. */
  readonly backoffFactor?: number | undefined;
  /** Seconds; a random share of it is added to each wait. Environment: MLFLOW_HTTP_REQUEST_BACKOFF_JITTER. Default 1. */
  readonly backoffJitter?: number | undefined;
  /** Environment: MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER. Default true. */
  readonly respectRetryAfter?: boolean | undefined;
  /** What to do with an infinite metric. Default 'refuse'. */
  readonly infinity?: InfinityPolicy | undefined;
  /** Ends every call of this client, the waiting ones too. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each wait for a retry. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
  /** In [0, 1). Default Math.random. */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since 1970. Default Date.now. */
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** Instead of Node's fetch: for a proxy, for client certificates. */
  readonly fetch?: Fetch | undefined;
}

export interface ResolvedOptions {
  /** Without user name, password and trailing slash. */
  readonly trackingUri: string;
  readonly authentication: Authentication;
  readonly timeout: number;
  readonly artifactTimeout: number;
  readonly totalTimeout: number;
  readonly maxReplyBytes: number;
  readonly maxRetries: number;
  readonly backoffFactor: number;
  readonly backoffJitter: number;
  readonly respectRetryAfter: boolean;
  readonly infinity: InfinityPolicy;
  readonly signal: AbortSignal | undefined;
  readonly onRetry: (notice: RetryNotice) => void;
  readonly random: () => number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly fetch: Fetch;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The longest delay that a timer of Node can hold. */
const LONGEST_TIMER = 2 ** 31 - 1;
const milliseconds = z.number().min(1).max(LONGEST_TIMER).optional();
const callback = <T>(name: string) =>
  z.custom<T>((value) => typeof value === 'function', { error: `expected a function as ${name}` }).optional();

const optionsSchema = z.strictObject({
  trackingUri: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  token: z.string().optional(),
  insecureTls: z.boolean().optional(),
  timeout: milliseconds,
  artifactTimeout: milliseconds,
  totalTimeout: milliseconds,
  maxReplyBytes: z
    .int()
    .min(1)
    .max(2 ** 29)
    .optional(),
  maxRetries: z.int().min(0).max(1000).optional(),
  backoffFactor: z.number().min(0).max(120).optional(),
  backoffJitter: z.number().min(0).max(120).optional(),
  respectRetryAfter: z.boolean().optional(),
  infinity: z.enum(['refuse', 'send']).optional(),
  signal: z.instanceof(AbortSignal).optional(),
  onRetry: callback<(notice: RetryNotice) => void>('onRetry'),
  random: callback<() => number>('random'),
  now: callback<() => number>('now'),
  sleep: callback<ResolvedOptions['sleep']>('sleep'),
  fetch: callback<Fetch>('fetch'),
});

/**
 * Fills in options from the environment and the defaults; an option given here wins over the environment.
 * @throws MlflowError invalid-input naming the option or the variable; credentials are never shown
 */
export function resolveOptions(given: MlflowClientOptions, environment: Environment): ResolvedOptions {
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'options'}: ${issue.message}`);
    throw new MlflowError({
      kind: 'invalid-input',
      message: `Options of MlflowClient: ${problems.join('; ')}.`,
      remedy: 'Correct the named option.',
      untouched: true,
    });
  }
  const options = parsed.data;
  const address = parseTrackingUri(options.trackingUri ?? environmentText(environment, 'MLFLOW_TRACKING_URI'));
  const credentials = [
    { username: options.username, password: options.password, token: options.token },
    { username: address.username, password: address.password },
    {
      username: environmentText(environment, 'MLFLOW_TRACKING_USERNAME'),
      password: environmentText(environment, 'MLFLOW_TRACKING_PASSWORD'),
      token: environmentText(environment, 'MLFLOW_TRACKING_TOKEN'),
    },
  ].find((source) => Object.values(source).some((value) => value !== undefined));
  const insecureTls = options.insecureTls ?? environmentFlag(environment, 'MLFLOW_TRACKING_INSECURE_TLS') ?? false;
  const seconds = (name: string) => {
    const value = environmentNumber(environment, name, 0.001, LONGEST_TIMER / 1000);
    return value === undefined ? undefined : value * 1000;
  };
  return {
    trackingUri: address.uri,
    authentication: new Authentication(credentials ?? {}),
    timeout: options.timeout ?? seconds('MLFLOW_HTTP_REQUEST_TIMEOUT') ?? 120_000,
    artifactTimeout: options.artifactTimeout ?? seconds('MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT') ?? 600_000,
    totalTimeout: options.totalTimeout ?? 600_000,
    maxReplyBytes: options.maxReplyBytes ?? 2 ** 26,
    maxRetries:
      options.maxRetries ?? environmentNumber(environment, 'MLFLOW_HTTP_REQUEST_MAX_RETRIES', 0, 1000, true) ?? 7,
    backoffFactor:
      options.backoffFactor ?? environmentNumber(environment, 'MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR', 0, 120) ?? 2,
    backoffJitter:
      options.backoffJitter ?? environmentNumber(environment, 'MLFLOW_HTTP_REQUEST_BACKOFF_JITTER', 0, 120) ?? 1,
    respectRetryAfter:
      options.respectRetryAfter ?? environmentFlag(environment, 'MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER') ?? true,
    infinity: options.infinity ?? 'refuse',
    signal: options.signal,
    onRetry: options.onRetry ?? (() => {}),
    random: options.random ?? Math.random,
    now: options.now ?? Date.now,
    sleep: options.sleep ?? ((duration, signal) => wait(duration, undefined, signal ? { signal } : {})),
    fetch: options.fetch ?? (insecureTls ? fetchWithoutVerification() : (url, init) => fetch(url, init)),
  };
}

function parseTrackingUri(given: string | undefined): { uri: string; username?: string; password?: string } {
  const remedy =
    'Give trackingUri or set MLFLOW_TRACKING_URI to the address of a tracking server, such as http://127.0.0.1:5000.';
  if (given === undefined) throw invalidInput('trackingUri', 'an address', undefined, remedy);
  const url = URL.canParse(given) ? new URL(given) : null;
  // The address may hold a password, so a bad one is described by its scheme alone.
  if (url === null) throw invalidInput('trackingUri', 'an http or https URL', Symbol('text that is no URL'), remedy);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalidInput('trackingUri', 'an http or https URL', Symbol(`a URL of scheme ${url.protocol}`), remedy);
  }
  if (url.search !== '' || url.hash !== '') {
    throw invalidInput('trackingUri', 'no "?" and no "#"', Symbol('an address with one'), remedy);
  }
  const uri = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  if (url.username === '' && url.password === '') return { uri };
  return { uri, username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

/** An empty variable counts as unset, as in the Python client. */
function environmentText(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined;
}

function environmentFlag(environment: Environment, name: string): boolean | undefined {
  const text = environmentText(environment, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw invalidInput(name, 'true, false, 1 or 0', text, 'Correct the environment variable.');
}

function environmentNumber(environment: Environment, name: string, minimum: number, maximum: number, whole = false) {
  const text = environmentText(environment, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= minimum && value <= maximum) || (whole && !Number.isInteger(value))) {
    const kind = whole ? 'a whole number' : 'a number';
    throw invalidInput(name, `${kind} from ${minimum} to ${maximum}`, text, 'Correct the environment variable.');
  }
  return value;
}
