import pRetry from 'p-retry';

/** A failure that another try at the same address would only repeat. */
class LastingFailure extends Error {}

export interface Download<Content> {
  readonly bytes: Uint8Array;
  readonly content: Content;
}

export interface DownloadOptions<Content> {
  readonly url: string;
  /** Reads the body; throws where it is not what was asked for. */
  readonly accept: (bytes: Uint8Array) => Promise<Content>;
  /** Tries after the first one where the connection breaks or the server is at fault. */
  readonly retries: number;
  /** Milliseconds before the second try; doubled for each later one. */
  readonly firstDelay: number;
  readonly onNotice: (line: string) => void;
}

/**
 * The body at `url` and what `accept` made of it. Broken connections, cut bodies and server errors (5xx, 429) are tried
 * again; other answers and bodies that are refused are not, since they would only come again.
 */
export async function download<Content>(options: DownloadOptions<Content>): Promise<Download<Content>> {
  return pRetry(() => attempt(options), {
    retries: options.retries,
    minTimeout: options.firstDelay,
    shouldRetry: ({ error }) => !(error instanceof LastingFailure),
    onFailedAttempt: ({ error, retriesLeft }) => {
      if (retriesLeft > 0 && !(error instanceof LastingFailure)) {
        options.onNotice(`${options.url}: ${error.message}; trying again`);
      }
    },
  });
}

async function attempt<Content>({ url, accept }: DownloadOptions<Content>): Promise<Download<Content>> {
  const response = await fetch(url).catch(rethrowBroken);
  if (!response.ok) {
    await response.body?.cancel();
    const message = `HTTP ${response.status} ${response.statusText}`.trim();
    throw response.status >= 500 || response.status === 429 ? new Error(message) : new LastingFailure(message);
  }
  const bytes = new Uint8Array(await response.arrayBuffer().catch(rethrowBroken));
  const content = await accept(bytes).catch((cause: Error) => {
    throw new LastingFailure(cause.message, { cause });
  });
  return { bytes, content };
}

/** fetch reports a broken connection as a TypeError whose cause says what broke. */
function rethrowBroken(error: Error): never {
  const reason = error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
  throw new Error(`the connection broke (${reason})`, { cause: error });
}
