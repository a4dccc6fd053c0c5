import { MlflowError } from './errors.ts';
import { searchExperiments } from './experiments.ts';
import { explainBadBody } from './explain-failure.ts';
import { sendOnce } from './http.ts';
import { readText } from './read-text.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { withRetries } from './retry.ts';

/** The oldest and the newest MLflow that this client was tried with. */
export const TESTED_VERSIONS = { oldest: '2.22.0', newest: '3.17.2' } as const;

export interface ServerCheck {
  readonly version: string;
  /** False if the server is newer than any this client was tried with. */
  readonly tested: boolean;
}

export async function health(options: ResolvedOptions): Promise<void> {
  await plainText(options, '/health', /^OK$/i);
}

export function serverVersion(options: ResolvedOptions): Promise<string> {
  return plainText(options, '/version', /^\d+\.\d+\.\d+/);
}

/** Unlike health, this goes through the API: a server that refuses this host or these credentials is found here. */
export async function checkServer(options: ResolvedOptions): Promise<ServerCheck> {
  const version = await serverVersion(options);
  if (compareVersions(version, TESTED_VERSIONS.oldest) < 0) {
    throw new MlflowError({
      kind: 'server-too-old',
      message: `The server at ${options.trackingUri} runs MLflow ${version}.`,
      remedy: `Use MLflow ${TESTED_VERSIONS.oldest} or newer.`,
      untouched: true,
    });
  }
  await searchExperiments(options, { maxResults: 1 });
  return { version, tested: compareVersions(version, TESTED_VERSIONS.newest) <= 0 };
}

/** Negative if `a` is older than `b`. Only the three numbers count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (version: string) =>
    version
      .split(/[.+-]/)
      .slice(0, 3)
      .map((part) => Number.parseInt(part, 10) || 0);
  const left = numbers(a);
  const right = numbers(b);
  const place = left.findIndex((number, index) => number !== right[index]);
  return place < 0 ? 0 : (left[place] ?? 0) - (right[place] ?? 0);
}

function plainText(options: ResolvedOptions, path: string, expected: RegExp): Promise<string> {
  return withRetries(options, 'always', (left) =>
    sendOnce(options, { method: 'GET', path }, Math.min(options.timeout, left), async (response, summary) => {
      const text = (await readText(response, options.maxReplyBytes, summary)).trim();
      if (expected.test(text)) return text;
      throw explainBadBody(response.status, options.authentication.redact(text), summary);
    }),
  );
}
